// What the page does in the browser without asking the server: copying, jumping, the "/" key; and following
// links inside the site without a reload. Holds no report text. Without it every link still works as a link.

const COPIED_SHOWN_MS = 1600;
const TARGET_WAIT_MS = 8000;
const SETTLING_MS = 400;
const NARROW_SCREEN_PX = 768;

const site = (window.precedentPage ??= { target: null, listening: false });

function announce(words) {
  let region = document.getElementById("pr-announcement");
  if (!region) {
    region = document.createElement("div");
    region.id = "pr-announcement";
    region.className = "pr-hidden";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = words;
}

async function writeClipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // A page that is served without TLS under a name other than localhost has no clipboard interface.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copying is not allowed here");
}

async function copyFrom(button) {
  const { copy, copyHref } = button.dataset;
  const words = button.dataset.words ?? button.textContent;
  button.dataset.words = words;
  try {
    await writeClipboard(copy ? decodeURIComponent(copy) : new URL(copyHref, document.baseURI).href);
    button.textContent = "copied";
    announce("Copied");
  } catch {
    button.textContent = "not copied";
    announce("The browser did not allow copying");
  }
  setTimeout(() => { button.textContent = words; }, COPIED_SHOWN_MS);
}

function jumpTo(element) {
  element.scrollIntoView({ block: "start" });
  element.focus({ preventScroll: true });
}

function onClick(event) {
  const copying = event.target.closest?.("button[data-copy], button[data-copy-href]");
  if (copying) return void copyFrom(copying);
  const jump = event.target.closest?.("a[data-goto]");
  if (jump) {
    const element = document.getElementById(jump.dataset.goto);
    if (element) { event.preventDefault(); closeSidebarOver(jump); jumpTo(element); }
    return;
  }
  const link = event.target.closest?.("a[data-page]");
  const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !plain) return;
  event.preventDefault();
  closeSidebarOver(link);
  follow(link.href);
}

// On a narrow screen the sidebar lies over the page that its links change.
function closeSidebarOver(link) {
  if (window.innerWidth >= NARROW_SCREEN_PX) return;
  link.closest('[data-testid="stSidebar"]')?.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}

// Streamlit draws what the address says when the visitor goes back; going forward to a new address is the same.
function follow(href) {
  history.pushState({}, "", href);
  window.dispatchEvent(new PopStateEvent("popstate"));
  document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
}

function onKey(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable=true]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector(".st-key-search-box input");
  if (box) { event.preventDefault(); box.focus(); box.select(); }
}

// The report is drawn after this runs, and settles once its font has come.
function scrollWhenDrawn(id) {
  const begun = Date.now();
  const look = () => {
    const element = document.getElementById(id);
    if (element && site.target === id) {
      jumpTo(element);
      setTimeout(() => { if (document.activeElement === element) element.scrollIntoView({ block: "start" }); }, SETTLING_MS);
    } else if (site.target === id && Date.now() - begun < TARGET_WAIT_MS) {
      requestAnimationFrame(look);
    }
  };
  look();
}

export default function ({ data }) {
  if (!site.listening) {
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    site.listening = true;
    document.documentElement.dataset.precedent = "ready";
  }
  const target = data?.target ?? null;
  if (target !== site.target) {
    site.target = target;
    if (target) scrollWhenDrawn(target);
  }
}
