// Saved searches, kept by the visitor's own browser, or in a file. Names and addresses of searches, never report text.

const KEPT_AS = "precedent-saved-searches";
const FORMAT = 1;
const ANSWER_WAIT_MS = 700;
const MOST_TRIES = 8;
const site = (window.precedentSaved ??= { archive: null, tell: null, telling: 0, listening: false });

function kept() {
  try { return localStorage.getItem(KEPT_AS) ?? ""; } catch { return ""; }
}

function read(text) {
  try {
    const value = JSON.parse(text);
    if (value?.format === FORMAT && Array.isArray(value.searches)) return { archives: {}, ...value };
  } catch { /* nothing is kept, or somebody else kept it */ }
  return { format: FORMAT, searches: [], archives: {} };
}

// Only the archives that a search was last seen in are kept.
function keep(value) {
  const seen = new Set(value.searches.map((search) => search.seen));
  value.archives = Object.fromEntries(Object.entries(value.archives).filter(([name]) => seen.has(name)));
  const text = value.searches.length ? JSON.stringify(value) : "";
  try { localStorage.setItem(KEPT_AS, text); } catch { say("This browser does not allow saving"); }
  return text;
}

function change(alter) {
  const value = read(kept());
  alter(value);
  const text = keep(value);
  if (site.tell) tellAgain(0);
  return text;
}

// What is kept is told until the list is drawn from it: where the page's script restores a basket at the same time, the
// server draws anew what belongs to that alone, and this message is taken in without the list being drawn again.
function tellAgain(tries) {
  clearTimeout(site.telling);
  if (!site.tell || tries > MOST_TRIES || !document.querySelector(".pr-saved")) return;
  site.tell("kept", kept());
  site.telling = setTimeout(() => tellAgain(tries + 1), ANSWER_WAIT_MS * (tries + 1));
}

function say(words) {
  const region = document.getElementById("pr-announcement");
  if (region) region.textContent = words;
}

function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

function see(value, search) {
  search.seen = site.archive.name;
  search.seenOn = today();
  value.archives[site.archive.name] = site.archive.reports;
}

function save(button) {
  const input = button.parentElement.querySelector("input");
  const parameters = decodeURIComponent(button.dataset.parameters);
  const name = input.value.trim() || new URLSearchParams(parameters).get("q");
  change((value) => {
    value.searches = value.searches.filter((search) => search.name !== name);
    const search = { name, parameters };
    see(value, search);
    value.searches.push(search);
  });
  button.textContent = "Saved";
  say(`Saved as ${name}`);
}

function rename(button) {
  const item = button.closest("li");
  if (item.querySelector("input")) return;
  const input = document.createElement("input");
  input.type = "text";
  input.maxLength = 200;
  const before = decodeURIComponent(item.dataset.name);
  input.value = before;
  input.setAttribute("aria-label", "New name");
  let ended = false;
  const end = (taken) => {
    if (ended) return; // taking the box away blurs it
    ended = true;
    const name = input.value.trim();
    input.remove();
    if (taken && name && name !== before) change((value) => { value.searches[button.dataset.place].name = name; });
    button.focus();
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault(); // the key would press the button that is given the focus, which opens another box
      end(true);
    }
    if (event.key === "Escape") end(false);
  });
  input.addEventListener("blur", () => end(true));
  item.prepend(input);
  input.select();
}

function toFile() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([kept()], { type: "application/json" }));
  link.download = "saved-searches.json";
  link.click();
  URL.revokeObjectURL(link.href);
}

function fromFile() {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,application/json";
  input.addEventListener("change", async () => {
    const opened = read(await input.files[0].text());
    if (!opened.searches.length) return void window.alert("This file holds no saved searches.");
    const names = new Set(opened.searches.map((search) => search.name));
    change((value) => {
      value.searches = [...value.searches.filter((search) => !names.has(search.name)), ...opened.searches];
      Object.assign(value.archives, opened.archives);
    });
    say(`${opened.searches.length} opened`);
  });
  input.click();
}

function onClick(event) {
  const opening = event.target.closest?.("a[data-saved-open]");
  if (opening) {
    const place = opening.dataset.savedOpen;
    const value = read(kept());
    if (value.searches[place]) { see(value, value.searches[place]); keep(value); }
    return;
  }
  const button = event.target.closest?.("button[data-saved]");
  if (!button) return;
  const place = button.dataset.place;
  switch (button.dataset.saved) {
    case "keep": return save(button);
    case "rename": return rename(button);
    case "remove": return change((value) => { value.searches.splice(place, 1); });
    case "to-file": return toFile();
    case "from-file": return fromFile();
  }
}

function onKey(event) {
  if (event.key === "Enter" && event.target.closest?.(".pr-save input")) {
    save(event.target.parentElement.querySelector("button"));
  }
}

export default function ({ data, setStateValue }) {
  site.archive = data.archive;
  site.tell = data.lists ? setStateValue : null;
  if (!site.listening) {
    document.addEventListener("click", onClick);
    document.addEventListener("keydown", onKey);
    site.listening = true;
  }
  clearTimeout(site.telling);
  if (data.lists && kept() !== data.known) tellAgain(0);
}
