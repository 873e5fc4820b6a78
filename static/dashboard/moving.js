// A page of figures that the server draws: fetched anew when the figures moved, and only what changed is
// exchanged, so that the scroll, the focus and opened details stay. Without this script the page stands still.
import { ask, watch } from "./watch.js";

const page = document.getElementById("board");
const parts = () => [...page.querySelectorAll("[data-part-of-page]")];
const written = new Map(parts().map((part) => [part.id, part.innerHTML]));
let version = page.dataset.version;

async function look(told) {
  if (String(told.version) === version) return;
  const response = await ask(location.href, "text/html");
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const there = fresh.getElementById("board");
  if (!there) throw new Error("the page has another shape");
  for (const part of parts()) exchange(part, there.querySelector(`#${CSS.escape(part.id)}`));
  version = there.dataset.version;
}

function exchange(part, fresh) {
  if (!fresh || written.get(part.id) === fresh.innerHTML) return;
  written.set(part.id, fresh.innerHTML);
  const open = [...part.querySelectorAll("details")].map((details) => details.open);
  const places = [...part.querySelectorAll(".table-scroll")].map((table) => table.scrollLeft);
  const focused = addressOf(part, document.activeElement);
  part.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
  [...part.querySelectorAll("details")].forEach((details, number) => { details.open = open[number] ?? details.open; });
  [...part.querySelectorAll(".table-scroll")].forEach((table, number) => { table.scrollLeft = places[number] ?? 0; });
  if (focused) part.querySelectorAll(focused.selector)[focused.number]?.focus({ preventScroll: true });
}

/** Where the focus stands in a part, so that it can be found again in the fresh one. */
function addressOf(part, element) {
  if (!element || !part.contains(element)) return null;
  const selector = element.tagName.toLowerCase();
  return { selector, number: [...part.querySelectorAll(selector)].indexOf(element) };
}

// Lists that may be long are narrowed while one types; without this script a button asks the server.
for (const box of document.querySelectorAll("[data-narrows]")) {
  const rows = () => document.querySelectorAll(`#${CSS.escape(box.dataset.narrows)} [data-words]`);
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLocaleLowerCase();
    for (const row of rows()) row.hidden = !row.dataset.words.toLocaleLowerCase().includes(wanted);
  });
}

page.addEventListener("click", (event) => {
  const region = event.target.closest("[data-region]");
  if (region) location.assign(`${page.dataset.regions}${region.dataset.region}/`);
});

// On a phone the figures come first: what chooses them is folded, unless nothing has been chosen yet.
const filters = document.getElementById("filters");
if (filters && matchMedia("(max-width: 48rem)").matches && !location.search) filters.open = false;
const questions = document.getElementById("question-list");
if (questions && matchMedia("(max-width: 64rem)").matches && document.getElementById("question-whole")) questions.open = false;

watch(page, look, { everyRound: true });
