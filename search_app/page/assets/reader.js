// What the reader does in the browser: keys from hit to hit, stepping through the places found, and the picture
// of the page, which follows the text in sight. Holds no report text.

const SETTLING_MS = 1500; // a jump goes on while fonts and pictures come
const STILL_MS = 150; // scrolling has come to rest
const DRAWN_WITHIN_MS = 4000;
const MOST_TRIES = 3;
const READING_LINE = 0.25; // how far down the room for the text the eye is taken to be

const reader = (window.precedentReader ??= {
  find: "", place: 0, listening: false, tell: null, view: "", pin: null, told: null,
  here: null, watched: null, large: false, tries: 0,
});

const NARROW_SCREEN = window.matchMedia("(max-width: 75rem)");

function places() {
  return Number(document.querySelector("[data-found-total]")?.dataset.foundTotal ?? 0);
}

// A place that a link or another mark crosses is drawn as several marks of one number.
function showPlace(number) {
  document.querySelectorAll(".pr-found-now").forEach((mark) => mark.classList.remove("pr-found-now"));
  const marks = document.querySelectorAll(`[data-found="${number}"]`);
  if (!marks.length) return;
  marks.forEach((mark) => mark.classList.add("pr-found-now"));
  marks[0].scrollIntoView({ block: "center" });
  reader.place = number;
  const words = document.querySelector("[data-found-total] [role=status]");
  if (words) words.textContent = `${number} of ${places()}`;
  pinTo(marks[0]);
}

function step(by) {
  const total = places();
  if (total) showPlace(((reader.place - 1 + by + total) % total) + 1);
}

// The page in sight. Whoever jumps to a place is looking at it, wherever on the screen it comes to stand: it is pinned
// until the text is scrolled away from it. Otherwise the page is that of the text a little below the bar.

const scroller = () => document.querySelector('[data-testid="stMain"]');

function pin(page, para, asked = false) {
  reader.pin = { page, para, asked, until: Date.now() + SETTLING_MS, top: scroller().scrollTop };
  follow();
}

function pinTo(element) {
  const there = element.closest("[data-pdf-page]");
  if (there) pin(Number(there.dataset.pdfPage), there.closest(".pr-para")?.id.replace(/^para-/, "") ?? null);
}

function inSight() {
  const main = scroller();
  const held = reader.pin;
  if (held) {
    if (Date.now() < held.until) held.top = main.scrollTop;
    if (Math.abs(main.scrollTop - held.top) < main.clientHeight / 4) return held;
    reader.pin = null;
  }
  const found = atReadingLine(main);
  return found && { page: Number(found.dataset.pdfPage), para: null };
}

// The last element that begins above the line; they stand in order, so half of them can be left out at each look.
function atReadingLine(main) {
  const all = [...document.querySelectorAll(".pr-report [data-pdf-page]")];
  if (!all.length) return null;
  if (main.scrollTop + main.clientHeight >= main.scrollHeight - 4) return all.at(-1);
  const top = document.querySelector(".st-key-reader-bar")?.getBoundingClientRect().bottom ?? 0;
  const line = top + READING_LINE * (window.innerHeight - top);
  let least = 0, most = all.length - 1;
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (all[middle].getBoundingClientRect().top <= line) least = middle; else most = middle - 1;
  }
  return all[least];
}

// Asks for the picture of the page in sight. Until it has come, the old one is dimmed: nobody is to cite by it.
function follow() {
  const sight = document.querySelector("[data-toggle-sheet]") && inSight();
  if (!sight) return;
  const words = `PDF page ${sight.page}`;
  for (const button of document.querySelectorAll("[data-toggle-sheet]")) if (button.textContent !== words) button.textContent = words;
  const sheet = document.querySelector(".pr-sheet");
  const shown = Number(sheet?.dataset.sheet);
  sheet?.classList.toggle("pr-behind", shown !== sight.page);
  const para = sight.para === reader.here ? null : sight.para; // the server outlines the paragraph of the address
  const asked = JSON.stringify([reader.view, sight.page, para]);
  reader.told ??= JSON.stringify([reader.view, shown, null]);
  if (!sheetIsShown() || (asked === reader.told && (shown === sight.page || Date.now() < reader.waitUntil))) return;
  reader.tries = asked === reader.told ? reader.tries + 1 : 1;
  if (reader.tries > MOST_TRIES) return; // the file is gone, and the page says so
  reader.told = asked;
  reader.waitUntil = Date.now() + DRAWN_WITHIN_MS;
  reader.tell?.("sight", { view: reader.view, page: sight.page, para, at: Date.now() });
  setTimeout(follow, DRAWN_WITHIN_MS + STILL_MS); // a message that met a change of page was dropped
}

// A picture that has come takes the place of the one before, which may have been enlarged.
function onDrawn() {
  const button = document.querySelector(".pr-sheet [data-enlarge]");
  if (button && reader.large) enlarge(button, true);
  follow();
}

function watchPicture() {
  const place = document.querySelector(".st-key-reader-sheet");
  if (!place || place === reader.watched) return;
  reader.watched = place;
  reader.watching?.disconnect();
  reader.watching = new MutationObserver(onDrawn);
  reader.watching.observe(place, { childList: true, subtree: true });
}

function onScroll() {
  clearTimeout(reader.resting);
  reader.resting = setTimeout(follow, STILL_MS);
}

// Whoever scrolls by hand has left the place, also while it still settles.
function onHand() {
  if (reader.pin) reader.pin.until = 0;
}

function onFocus(event) {
  const element = event.target.closest?.(".pr-report [data-pdf-page]");
  if (!element || event.target !== element) return; // a button of a paragraph is no place that was jumped to
  if (reader.pin?.asked && Date.now() < reader.pin.until) return; // the address names a page of its own
  pinTo(element);
}

function showSheet(shown) {
  keepingPlace(() => { document.documentElement.dataset.sheet = shown ? "shown" : "hidden"; });
  follow();
}

// The text has another width with the picture than without, so the same scroll position would show other words.
// What is looked at is the marked paragraph where that begins in sight, otherwise the first line below the edge.
function keepingPlace(change) {
  const main = scroller();
  const edge = document.querySelector(".st-key-reader-bar")?.getBoundingClientRect().bottom ?? 0;
  const all = [...document.querySelectorAll(".pr-report > *")];
  const inSight = ({ top }) => top >= edge && top < main.clientHeight;
  const first = all.find((element) => element.matches(".pr-marked") && inSight(element.getBoundingClientRect()))
    ?? all.find((element) => element.getBoundingClientRect().bottom > edge);
  const before = first?.getBoundingClientRect();
  change();
  if (!first) return;
  const after = first.getBoundingClientRect();
  // Of a long paragraph whose top is out of sight, the same share stays above the edge.
  const share = before.top < edge ? (edge - before.top) / before.height : 0;
  const wanted = share ? edge - share * after.height : before.top;
  main.scrollTop += after.top - wanted;
  if (reader.pin) reader.pin.top = main.scrollTop;
}

function sheetIsShown() {
  const chosen = document.documentElement.dataset.sheet;
  return chosen ? chosen === "shown" : !NARROW_SCREEN.matches;
}

// In the browser's top layer, since Streamlit's sidebar and the bar that stays in sight would cover it.
function enlarge(button, large) {
  reader.large = large;
  if (button.closest(".pr-enlarged") && large) return;
  const sheet = button.closest(".pr-sheet");
  const focused = document.activeElement === button;
  sheet.classList.toggle("pr-enlarged", large);
  if (large) sheet.popover = "manual";
  if (large) sheet.showPopover?.();
  else sheet.removeAttribute("popover");
  if (focused) button.focus({ preventScroll: true });
  button.setAttribute("aria-pressed", String(large));
  button.textContent = large ? "smaller" : "larger";
}

function onClick(event) {
  const stepping = event.target.closest?.("[data-found-step]");
  if (stepping) return void step(Number(stepping.dataset.foundStep));
  if (event.target.closest?.("[data-toggle-sheet]")) return void showSheet(!sheetIsShown());
  const turning = event.target.closest?.("a[data-sheet-page]");
  if (turning && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)) {
    event.preventDefault();
    if (!sheetIsShown()) showSheet(true);
    return void pin(Number(turning.dataset.sheetPage), null, true);
  }
  const enlarging = event.target.closest?.("[data-enlarge]");
  if (enlarging) enlarge(enlarging, enlarging.getAttribute("aria-pressed") !== "true");
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const box = event.target.closest?.(".st-key-find-box input");
  if (box && event.key === "Enter" && box.value === reader.find) return void step(event.shiftKey ? -1 : 1);
  if (event.key === "Escape") {
    const large = document.querySelector(".pr-enlarged [data-enlarge]");
    if (large) return void enlarge(large, false);
  }
  if (event.target.closest?.("input, textarea, select, [contenteditable=true]")) return;
  if (event.key === "n" || event.key === "p") document.querySelector(`a[data-key="${event.key}"]`)?.click();
}

// The marks are drawn after this runs.
function showFirstWhenDrawn() {
  requestAnimationFrame(() => setTimeout(() => { if (reader.place === 0) step(1); }, 100));
}

export default function ({ data, setStateValue }) {
  const opening = !reader.listening;
  reader.tell = setStateValue;
  if (opening) {
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("scroll", onScroll, { capture: true, passive: true });
    window.addEventListener("resize", onScroll);
    for (const name of ["wheel", "touchmove"]) document.addEventListener(name, onHand, { passive: true });
    reader.listening = true;
  }
  const view = data?.view ?? "";
  if (view !== reader.view) {
    [reader.view, reader.here, reader.pin, reader.told] = [view, data.para ?? null, null, null];
    if (data?.sheet) reader.pin = { page: data.sheet, para: data.para, asked: true, until: Date.now() + 4 * SETTLING_MS, top: scroller()?.scrollTop ?? 0 };
  }
  requestAnimationFrame(watchPicture);
  onScroll();
  const find = data?.find ?? "";
  if (find === reader.find) return;
  reader.find = find;
  reader.place = 0;
  if (data?.found && !(opening && data.para)) showFirstWhenDrawn();
}
