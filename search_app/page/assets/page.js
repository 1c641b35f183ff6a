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
const PLACES_KEPT_AS = "precedent-places";
const MOST_PLACES = 100;
const RESTORED_WITHIN_MS = 10_000;
const STEADY_MS = 800;
const DRAFT_KEPT_AS = "precedent-draft";
const READINGS_KEPT_AS = "precedent-readings";

const site = (window.precedentPage ??= {
  target: null, typed: null, listening: false, tell: null, unanswered: [], actions: 0, changes: 0, done: 0, asked: false,
  references: new Set(), saved: new Set(), outcomes: new Set(), places: null, restoring: null,
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

// A long paragraph shows what is nearest; the rest is there already.
function showWhole(button) {
  const open = button.closest(".pr-hit").querySelector(".pr-text").classList.toggle("pr-open");
  button.setAttribute("aria-expanded", String(open));
  const words = button.firstChild;
  [words.data, button.dataset.more] = [button.dataset.more, words.data];
}

function jumpTo(element) {
  element.scrollIntoView({ block: "start" });
  element.focus({ preventScroll: true });
}

// Where the server draws a list anew between press and release, browsers make no click of them.
function onPress(event) { site.pressed = event.target.closest?.("button[data-action]"); }

function onRelease(event) {
  const [pressed, under] = [site.pressed, event.target.closest?.("button[data-action]")];
  if (!pressed || pressed.isConnected || !under) return;
  if (under.dataset.action === pressed.dataset.action && under.dataset.reference === pressed.dataset.reference) act(under);
}

function onClick(event) {
  const copying = event.target.closest?.("button[data-copy], button[data-copy-href]");
  if (copying) return void copyFrom(copying);
  const opening = event.target.closest?.("button[data-more]");
  if (opening) return void showWhole(opening);
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
  follow(link.href, !link.classList.contains("pr-stay"), link.classList.contains("pr-back"));
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

// What became of a click is brought into sight once: the page may be scrolled to where the click was.
function showOutcome() {
  for (const outcome of document.querySelectorAll("[data-outcome]")) {
    if (site.outcomes.has(outcome.dataset.outcome)) continue;
    site.outcomes.add(outcome.dataset.outcome);
    jumpTo(outcome);
  }
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

// A draft is kept in the browser alone, and put back into its box after a reload, when the server has none.
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
  if (!kept || box.value || !box.closest(".st-key-draft-wanted")) return;
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, kept);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// What the visitor says that a clause states, against the tool's reading. It stays in the browser until it is downloaded.
function keptReadings() {
  try { const kept = JSON.parse(localStorage.getItem(READINGS_KEPT_AS) ?? "[]"); return Array.isArray(kept) ? kept : []; } catch { return []; }
}

function markReading(button) {
  const { report, words } = button.parentElement.dataset, { readAs } = button.dataset;
  const own = { report, words: decodeURIComponent(words), statement: readAs };
  const isOwn = (each) => each.report === own.report && each.words === own.words;
  const kept = keptReadings();
  const isTakenBack = kept.some((each) => isOwn(each) && each.statement === own.statement);
  const changed = [...kept.filter((each) => !isOwn(each)), ...(isTakenBack ? [] : [own])];
  try { localStorage.setItem(READINGS_KEPT_AS, JSON.stringify(changed)); } catch { announce("This browser does not allow saving"); return; }
  announce(isTakenBack ? "Correction undone" : `Kept in this browser: it is ${readAs}`);
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
    const { report, words } = button.parentElement.dataset, { readAs } = button.dataset;
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
function follow(href, toTop, back = false) {
  keepPlace();
  history.pushState({}, "", href);
  window.dispatchEvent(new PopStateEvent("popstate"));
  if (back && restorePlace()) return;
  if (toTop) scroller()?.scrollTo(0, 0);
}

// How far each address of this tab was scrolled, so that going back to it, also from a file or another site, leads to
// the same place. The page scrolls inside an element, of which the browser remembers nothing.

const scroller = () => document.querySelector('[data-testid="stMain"]');

// The same view may be written in several ways: a box writes other signs into the address than a link does.
function viewOf(href) {
  const url = new URL(href, document.baseURI);
  url.searchParams.sort();
  return `${url.pathname.replace(/\/search$/, "/")}?${url.searchParams}`;
}

function keptPlaces() {
  if (site.places) return site.places;
  try { site.places = new Map(JSON.parse(sessionStorage.getItem(PLACES_KEPT_AS) ?? "[]")); } catch { site.places = new Map(); }
  return site.places;
}

function keepPlace() {
  const main = scroller();
  if (!main || site.restoring) return;
  const places = keptPlaces(), view = viewOf(location.href);
  places.delete(view);
  places.set(view, main.scrollTop);
  if (places.size > MOST_PLACES) places.delete(places.keys().next().value);
}

function writePlaces() {
  try { sessionStorage.setItem(PLACES_KEPT_AS, JSON.stringify([...keptPlaces()])); } catch { /* the browser keeps nothing */ }
}

// Whether there is a place to go back to. The page is drawn piece by piece, and the one before it is still there at
// first, so the place is held until nothing has moved for a while, or the visitor scrolls.
function restorePlace() {
  const top = keptPlaces().get(viewOf(location.href));
  site.restoring = top ? { top, begun: Date.now(), steadySince: Date.now() } : null;
  if (top) requestAnimationFrame(hold);
  return Boolean(top);
}

function hold() {
  const held = site.restoring, main = scroller();
  if (!held) return;
  const drawing = document.querySelector('[data-stale="true"], [data-testid="stStatusWidget"]');
  if (drawing || !main || Math.abs(main.scrollTop - held.top) > 1) held.steadySince = Date.now();
  if (main) main.scrollTop = held.top;
  const now = Date.now();
  if (now - held.steadySince > STEADY_MS || now - held.begun > RESTORED_WITHIN_MS) site.restoring = null;
  else requestAnimationFrame(hold);
}

function letGo() {
  site.restoring = null;
}

// A theme that was typed is taken by Enter alone. Whoever leaves the box for the next one means it as well.
function takeTheme(event) {
  const box = document.activeElement;
  const leaves = event.key === "Tab" || (event.type === "pointerdown" && !event.target.closest?.("[role=listbox]") && event.target !== box);
  if (!leaves || site.typed !== box || !box?.matches('[class*="st-key-theme-"] input[aria-expanded="true"]')) return;
  site.typed = null;
  if (event.key === "Tab") {
    event.preventDefault();
    const fields = [...document.querySelectorAll("a[href], button, input, textarea")].filter((each) => each.tabIndex >= 0 && each.checkVisibility());
    const next = fields[fields.indexOf(box) + (event.shiftKey ? -1 : 1)];
    setTimeout(() => next?.focus());
  }
  box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
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
    document.addEventListener("pointerdown", onPress, { passive: true });
    document.addEventListener("pointerup", onRelease, { passive: true });
    document.addEventListener("keydown", onKey);
    document.addEventListener("input", (event) => { site.typed = event.target; });
    for (const name of ["keydown", "pointerdown"]) document.addEventListener(name, takeTheme, { capture: true });
    document.addEventListener("input", keepDraft);
    window.addEventListener("storage", onKept);
    window.addEventListener("popstate", (event) => { if (event.isTrusted) restorePlace(); });
    window.addEventListener("pagehide", writePlaces);
    document.addEventListener("scroll", keepPlace, { capture: true, passive: true });
    for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) document.addEventListener(name, letGo, { passive: true });
    if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") restorePlace();
    // What the server drew before it knew the kept basket may be put on the page after it has answered.
    new MutationObserver(() => { showBasket(); keepFocus(); showOutcome(); restoreDraft(); showReadings(); }).observe(document.body, { childList: true, subtree: true });
    site.listening = true;
    document.documentElement.dataset.precedent = "ready";
  }
  const target = data?.target ? JSON.stringify(data.target) : null;
  if (target !== site.target) {
    site.target = target;
    if (target && !site.restoring) scrollWhenDrawn(target);
  }
  restoreDraft();
  if (data?.basket) onBasket(data.basket);
  if (data?.files) onFiles(data.files);
}
