// What the page does in the browser without asking the server: copying, jumping, the "/" key; following links
// inside the site without a reload; and taking the actions of its buttons to the server. Holds no report text.
// Without it every link still works as a link.

const COPIED_SHOWN_MS = 1600;
const TARGET_WAIT_MS = 8000;
const SETTLING_MS = 400;
const NARROW_SCREEN_PX = 768;

const ANSWER_WAIT_MS = 2000;
const MOST_TRIES = 10;
const FILE_KEPT_MS = 60_000;
const BASKET_KEPT_AS = "precedent-basket";
const DRAFT_KEPT_AS = "precedent-draft";
const READINGS_KEPT_AS = "precedent-readings";

const site = (window.precedentPage ??= {
  target: null, listening: false, tell: null, unanswered: [], actions: 0, changes: 0, done: 0, asked: false,
  references: new Set(), saved: new Set(),
});

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
  const otherwise = event.target.closest?.("button[data-read-as]");
  if (otherwise) return void markReading(otherwise);
  if (event.target.closest?.("button[data-take-readings]")) return void takeReadings();
  const acting = event.target.closest?.("button[data-action]");
  if (acting) return void act(acting);
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
  follow(link.href, !link.classList.contains("pr-stay"));
}

// Two clicks in quick succession may arrive as one message, so each message carries all that is unanswered.
function send(name, reference, content = null) {
  site.unanswered.push({ number: ++site.actions, name, reference, content });
  tellAgain(0);
}

// A message that meets a change of page is dropped on the way. The server does an action of one number once.
function tellAgain(tries) {
  clearTimeout(site.telling);
  if (!site.unanswered.length || tries > MOST_TRIES) return;
  site.tell("actions", site.unanswered);
  site.telling = setTimeout(() => tellAgain(tries + 1), ANSWER_WAIT_MS);
}

function act(button) {
  const { action, reference } = button.dataset;
  if (action === "basket-toggle") {
    if (site.references.has(reference)) site.references.delete(reference); else site.references.add(reference);
    showBasket();
    announce(`${site.references.has(reference) ? "Added to the basket" : "Removed from the basket"}, ${site.references.size} in it`);
  }
  if (button.dataset.said) announce(button.dataset.said);
  if (button.getAttribute("aria-disabled") === "true") return;
  if (button.closest(".pr-evidence")) site.focus = { action, reference: action === "basket-remove" ? neighbourOf(button) : reference };
  send(action, reference);
}

// After a removal the keyboard goes on at the next quotation, or at the one before where it was the last.
function neighbourOf(button) {
  const all = [...document.querySelectorAll(`.pr-evidence button[data-action="${button.dataset.action}"]`)];
  const at = all.indexOf(button);
  return (all[at + 1] ?? all[at - 1])?.dataset.reference ?? "";
}

// The server draws the moved quotation anew, and with it the button that was in use.
function keepFocus() {
  const lost = document.activeElement === document.body || !document.activeElement;
  if (!site.focus || !lost) return;
  const { action, reference } = site.focus;
  const same = (button) => button.dataset.reference === reference;
  [...document.querySelectorAll(`.pr-evidence button[data-action="${action}"]`)].find(same)?.focus();
}

function showBasket() {
  for (const button of document.querySelectorAll('button[data-action="basket-toggle"]')) {
    const pressed = String(site.references.has(button.dataset.reference));
    if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
  }
  const count = site.references.size;
  if (count === site.shownCount) return;
  site.shownCount = count;
  document.documentElement.dataset.basket = count ? "filled" : "empty";
  document.documentElement.style.setProperty("--pr-basket-count", count ? `"\\00a0(${count})"` : '""');
}

// A click is answered once every note has arrived that was typed before it. A file comes with several messages.
function onFiles(files) {
  for (const { number, name, media_type, content, refused } of files) {
    if (site.saved.has(number)) continue;
    site.saved.add(number);
    if (refused) { announce(refused); window.alert(refused); continue; }
    save(name, media_type, Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0)));
  }
}

function save(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), FILE_KEPT_MS);
  announce(`${name} is ready`);
}

function keptBasket() {
  try { return localStorage.getItem(BASKET_KEPT_AS); } catch { return null; }
}

function keepBasket(words) {
  try { if (localStorage.getItem(BASKET_KEPT_AS) !== words) localStorage.setItem(BASKET_KEPT_AS, words); } catch { /* the browser keeps nothing */ }
}

function restoreBasket(words) {
  try { if (words) send("basket-restore", "", JSON.parse(words)); } catch { /* kept by somebody else */ }
}

// A draft is kept in the browser alone, and put back into its empty box after a reload.
function draftBox() { return document.querySelector(".st-key-draft-box textarea"); }

function keepDraft(event) {
  if (event.target !== draftBox()) return;
  try { localStorage.setItem(DRAFT_KEPT_AS, event.target.value); } catch { /* the browser keeps nothing */ }
}

function restoreDraft() {
  const box = draftBox();
  if (!box || site.draftBox === box) return;
  site.draftBox = box;
  let kept = null;
  try { kept = localStorage.getItem(DRAFT_KEPT_AS); } catch { return; }
  if (!kept || box.value) return;
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, kept);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// What the visitor says that a clause states, against the tool's reading. It stays in the browser until it is downloaded.
function keptReadings() {
  try { const kept = JSON.parse(localStorage.getItem(READINGS_KEPT_AS) ?? "[]"); return Array.isArray(kept) ? kept : []; } catch { return []; }
}

function markReading({ dataset: { report, words, readAs } }) {
  const own = { report, words: decodeURIComponent(words), statement: readAs };
  const isOwn = (each) => each.report === own.report && each.words === own.words;
  const kept = keptReadings();
  const isTakenBack = kept.some((each) => isOwn(each) && each.statement === own.statement);
  const changed = [...kept.filter((each) => !isOwn(each)), ...(isTakenBack ? [] : [own])];
  try { localStorage.setItem(READINGS_KEPT_AS, JSON.stringify(changed)); } catch { announce("The browser keeps nothing"); return; }
  announce(isTakenBack ? "Correction taken back" : `Kept in this browser: it is ${readAs}`);
  showReadings();
}

// A text of JSON is one of TOML too.
function takeReadings() {
  const entries = keptReadings().map(({ report, words, statement }) =>
    `[[reading]]\nreport = ${JSON.stringify(report)}\nwords = ${JSON.stringify(words)}\nstatement = ${JSON.stringify(statement)}\n`);
  save("readings.toml", "application/toml", entries.join("\n"));
}

function showReadings() {
  const buttons = document.querySelectorAll("button[data-read-as]");
  if (!buttons.length) return;
  const kept = new Set(keptReadings().map((each) => JSON.stringify([each.report, each.words, each.statement])));
  document.documentElement.dataset.corrections = kept.size ? "some" : "none";
  for (const button of buttons) {
    const { report, words, readAs } = button.dataset;
    const pressed = String(kept.has(JSON.stringify([report, decodeURIComponent(words), readAs])));
    if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
  }
}

function onKept(event) {
  if (event.key === BASKET_KEPT_AS) restoreBasket(event.newValue);
}

function onBasket({ kept, references, changes, done }) {
  site.unanswered = site.unanswered.filter((action) => action.number > done);
  const isNewSession = !site.asked || changes < site.changes || done < site.done; // such as after a restart of the server
  site.asked = true;
  if (!isNewSession && changes > site.changes) keepBasket(JSON.stringify(kept));
  [site.changes, site.done] = [changes, done];
  if (isNewSession) {
    if (changes) site.actions = Math.max(site.actions, done); else restoreBasket(keptBasket());
  }
  if (site.unanswered.length) return; // what was clicked since is shown already
  site.references = new Set(references);
  showBasket();
}

// On a narrow screen the sidebar lies over the page that its links change. Streamlit would keep it closed from then on,
// also where there is room: only what the visitor has chosen is to be kept.
function closeSidebarOver(link) {
  if (window.innerWidth >= NARROW_SCREEN_PX) return;
  const close = link.closest('[data-testid="stSidebar"]')?.querySelector('[data-testid="stSidebarCollapseButton"] button');
  if (!close) return;
  close.click();
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith("stSidebarCollapsed-")) localStorage.removeItem(name);
  } catch { /* the browser keeps nothing */ }
}

// Streamlit draws what the address says when the visitor goes back; going forward to a new address is the same.
function follow(href, toTop) {
  history.pushState({}, "", href);
  window.dispatchEvent(new PopStateEvent("popstate"));
  if (toTop) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
}

function onKey(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable=true]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector(".st-key-search-box input");
  if (box) { event.preventDefault(); box.focus(); box.select(); }
}

// The report is drawn after this runs, and settles once its font has come. The report before it may have a
// paragraph of the same name.
function scrollWhenDrawn(target) {
  const begun = Date.now();
  const [report, id] = JSON.parse(target);
  const look = () => {
    const element = document.querySelector(`[data-report="${CSS.escape(report)}"] [id="${CSS.escape(id)}"]`);
    if (element && site.target === target) {
      jumpTo(element);
      setTimeout(() => { if (document.activeElement === element) element.scrollIntoView({ block: "start" }); }, SETTLING_MS);
    } else if (site.target === target && Date.now() - begun < TARGET_WAIT_MS) {
      requestAnimationFrame(look);
    }
  };
  look();
}

export default function ({ data, setTriggerValue }) {
  site.tell = setTriggerValue;
  if (!site.listening) {
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    document.addEventListener("input", keepDraft);
    window.addEventListener("storage", onKept);
    // What the server drew before it knew the kept basket may be put on the page after it has answered.
    new MutationObserver(() => { showBasket(); keepFocus(); restoreDraft(); showReadings(); }).observe(document.body, { childList: true, subtree: true });
    site.listening = true;
    document.documentElement.dataset.precedent = "ready";
  }
  const target = data?.target ? JSON.stringify(data.target) : null;
  if (target !== site.target) {
    site.target = target;
    if (target) scrollWhenDrawn(target);
  }
  restoreDraft();
  if (data?.basket) onBasket(data.basket);
  if (data?.files) onFiles(data.files);
}
