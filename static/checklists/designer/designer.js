/* The form designer: brings the parts of the page together. See document.js for what is edited. */

import { Adding } from "./adding.js";
import { Bank } from "./bank.js";
import { inLanguages, questions } from "./document.js";
import { el, filled } from "./drawing.js";
import { Editor } from "./editor.js";
import { Outline, relocate } from "./outline.js";
import { Preview } from "./preview.js";
import { Problems } from "./problems.js";
import { Saving } from "./saving.js";
import { Store } from "./store.js";
import { Translating } from "./translating.js";
import { Trying } from "./trying.js";

const TOAST_MS = 8000;
const page = document.getElementById("designer");
const given = (name) => JSON.parse(document.getElementById(name).textContent);
const part = (name) => page.querySelector(`[data-part="${name}"]`);

async function post(address, body) {
  const token = page.querySelector("[name=csrfmiddlewaretoken]").value;
  try {
    const response = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token }, body: JSON.stringify(body) });
    const answer = await response.json().catch(() => ({}));
    return { ok: response.ok, status: response.status, body: answer, detail: answer.detail };
  } catch {
    return { ok: false, status: 0, body: {} };
  }
}

const store = new Store(given("designer-start"));
store.words = given("designer-words");
store.language = store.languages.includes(document.documentElement.lang) ? document.documentElement.lang : store.document.default_language ?? store.languages[0];
store.fromBank = (identity) => inLanguages(identity, store.languages);

// --- Parts --------------------------------------------------------------------------------------------
const adding = new Adding(store, part("adding"));
const add = (listPath, index) => adding.open(listPath, index);
const saving = new Saving(store, part("state"), part("notice"), post);
const outline = new Outline(store, part("outline"), { add });
new Editor(store, part("editor"), { add });
const tools = {
  bank: new Bank(store, part("bank"), { toast }),
  preview: new Preview(store, part("preview"), { saved: () => saving.saved() }),
  try: new Trying(store, part("try"), post),
  problems: new Problems(store, part("problems"), { translate }),
  translate: new Translating(store, part("translate")),
};

// --- Which part is seen: two columns and a tool on a wide window, one of all on a phone -----------------
function open(name) {
  page.dataset.view = name;
  if (name in tools) page.dataset.tool = name;
  page.querySelectorAll("[data-open]").forEach((tab) => { if (tab.closest(".designer__tabs")) tab.setAttribute("aria-pressed", String(tab.dataset.open === name || tab.dataset.open === page.dataset.tool && name in tools)); });
  tools[name]?.shown();
}

page.querySelectorAll(".designer__tabs [data-open]").forEach((tab) => tab.addEventListener("click", () => open(tab.dataset.open)));

function translate(language) {
  tools.translate.target.replaceChildren(el("option", { value: language }, language));
  tools.translate.target.value = language;
  tools.translate.onlyMissing.checked = true;
  tools.translate.part.replaceChildren(el("option", { value: "" }, ""));
  open("translate");
}

store.addEventListener("select", ({ detail }) => { if (detail.focus) open("editor"); });
store.addEventListener("opened", () => open("editor"));
store.addEventListener("relocate", ({ detail }) => relocate(store, detail.path, detail.list, detail.index));

// --- Undo, redo, and what is said aloud ------------------------------------------------------------------
const [undo, redo] = [part("undo"), part("redo")];
undo.addEventListener("click", () => store.undo());
redo.addEventListener("click", () => store.redo());

function steps() {
  undo.disabled = !store.past.length;
  redo.disabled = !store.future.length;
}

let toastTimer = 0;
function toast(sentence, label = "", act = null) {
  const place = part("toast");
  const shut = () => { place.replaceChildren(); };
  place.replaceChildren(el("div", { class: "toast" }, el("span", {}, sentence), label && el("button", { type: "button", class: "button--quiet", onclick: () => { shut(); act(); } }, label)));
  clearTimeout(toastTimer);
  toastTimer = setTimeout(shut, TOAST_MS);
}

store.addEventListener("change", ({ detail }) => {
  steps();
  if (detail.say) part("said").textContent = detail.say;
});

store.addEventListener("removed", ({ detail }) => {
  const named = detail.named.length ? ` ${filled(store.words.still_named, { questions: detail.named.join(", ") })}` : "";
  toast(filled(store.words.removed, { code: detail.code }) + named, store.words.undo, () => store.undo());
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) store.undo();
  else if ((key === "z" && event.shiftKey) || key === "y") store.redo();
  else if (key === "s") saving.saved();
  else return;
  event.preventDefault();
});

store.addEventListener("problems", () => { part("count").textContent = store.problems.length ? String(store.problems.length) : "✓"; part("count").dataset.wrong = String(store.problems.length > 0); });

// Publishing looks at what is saved: it waits for the last letter.
part("publish").addEventListener("click", async (event) => {
  event.preventDefault();
  await saving.saved();
  if (store.document === saving.kept) location.assign(event.target.href);
});

const first = questions(store.document)[0];
if (first) store.select(first.path);
store.setProblems(store.problems);
steps();
open(matchMedia("(min-width: 70rem)").matches ? "bank" : "outline");
outline.draw();
page.dataset.ready = "true";
