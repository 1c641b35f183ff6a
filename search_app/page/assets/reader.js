// What the reader does in the browser: keys from hit to hit, stepping through the places found, and the picture
// of the page. Holds no report text.

const reader = (window.precedentReader ??= { find: "", place: 0, listening: false });

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
}

function step(by) {
  const total = places();
  if (total) showPlace(((reader.place - 1 + by + total) % total) + 1);
}

function showSheet(shown) {
  document.documentElement.dataset.sheet = shown ? "shown" : "hidden";
}

function sheetIsShown() {
  const chosen = document.documentElement.dataset.sheet;
  return chosen ? chosen === "shown" : !NARROW_SCREEN.matches;
}

function enlarge(button, large) {
  button.closest(".pr-sheet").classList.toggle("pr-enlarged", large);
  button.setAttribute("aria-pressed", String(large));
  button.textContent = large ? "smaller" : "larger";
}

function onClick(event) {
  const stepping = event.target.closest?.("[data-found-step]");
  if (stepping) return void step(Number(stepping.dataset.foundStep));
  if (event.target.closest?.("[data-toggle-sheet]")) return void showSheet(!sheetIsShown());
  if (event.target.closest?.(".pr-sheet-link")) showSheet(true);
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

export default function ({ data }) {
  const opening = !reader.listening;
  if (opening) {
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    reader.listening = true;
  }
  const find = data?.find ?? "";
  if (find === reader.find) return;
  reader.find = find;
  reader.place = 0;
  if (data?.found && !(opening && data.para)) showFirstWhenDrawn();
}
