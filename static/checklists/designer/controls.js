/* The fields of the editor: each shows a place of the document and writes back to it. Problems stand beside them. */

import { at, put } from "./document.js";
import { directionOf, el, filled, freshId, nameOf } from "./drawing.js";

/* A field with its name, its explanation and a place for what is wrong. `name` is the document's field. */
export function field(store, { label, help = "", name = "", control, wide = false, group = false }) {
  const id = control.id || (control.id = freshId("field"));
  const wrong = el("p", { class: "field__error", data: { wrong: name }, hidden: true });
  const title = group ? el("span", { class: "design-label", id: `${id}-name` }, label) : el("label", { for: id }, label);
  if (group) { control.setAttribute("role", "group"); control.setAttribute("aria-labelledby", `${id}-name`); }
  return el("div", { class: `field design-field${wide ? " design-field--wide" : ""}`, data: { field: name } },
    title, help && el("p", { class: "field__help" }, help), control, wrong);
}

const write = (store, path, value, typing) => store.change(put(store.document, path, value), { typing: typing ? path.join(".") : "" });

export function textInput(store, path, { code = false, type = "text", rows = 0, placeholder = "", as = (text) => text, list = "" } = {}) {
  const value = at(store.document, path) ?? "";
  const properties = { value: String(value), placeholder, autocomplete: "off", dir: code ? "ltr" : "auto", class: code ? "code" : "", list: list || undefined,
    spellcheck: code ? "false" : undefined, oninput: (event) => write(store, path, as(event.target.value), true) };
  return rows ? el("textarea", { ...properties, rows }) : el("input", { ...properties, type });
}

/* A number as text: the definition keeps decimals as they were written. */
export const numberInput = (store, path, { whole = false } = {}) => textInput(store, path, { code: true, as: (text) => {
  const typed = text.trim().replace(",", ".");
  return whole && /^\d+$/.test(typed) ? Number(typed) : typed;
} });

export function tick(store, path, label, help = "") {
  const input = el("input", { type: "checkbox", onchange: (event) => write(store, path, event.target.checked) });
  input.checked = Boolean(at(store.document, path));
  return el("div", { class: "design-tick", data: { field: path.at(-1) } },
    el("label", { class: "choice" }, input, el("span", {}, label)), help && el("p", { class: "field__help" }, help),
    el("p", { class: "field__error", data: { wrong: path.at(-1) }, hidden: true }));
}

/* `options`: [value, words]. */
export function select(store, path, options, { onpick } = {}) {
  return el("select", { value: at(store.document, path) ?? "", onchange: (event) => (onpick ? onpick(event.target.value) : write(store, path, event.target.value)) },
    options.map(([value, words]) => el("option", { value }, words)));
}

/* One text in every language of the checklist, side by side; an empty one says that it is missing. */
export function wordsInput(store, path, { rows = 1, optional = false, name = path.at(-1) } = {}) {
  const words = at(store.document, path) ?? {};
  const box = el("div", { class: "design-words", data: { languages: String(store.languages.length) } });
  const mark = () => {
    const now = at(store.document, path) ?? {};
    const any = Object.values(now).some((text) => text.trim());
    box.querySelectorAll("[data-language]").forEach((one) => one.classList.toggle("is-missing", !(now[one.dataset.language] ?? "").trim() && (any || !optional)));
  };
  for (const language of store.languages) {
    const label = `${nameOf(language)}`;
    const properties = { value: words[language] ?? "", lang: language, dir: directionOf(language), "aria-label": filled(store.words.text_in, { what: store.words.field[name] ?? "", language: label }), autocomplete: "off",
      oninput: (event) => { write(store, [...path, language], event.target.value, true); mark(); } };
    const control = rows > 1 ? el("textarea", { ...properties, rows }) : el("input", { type: "text", ...properties });
    box.append(el("div", { class: "design-word", data: { language } },
      el("span", { class: "design-word__language" }, el("span", { class: "code" }, language), " ", el("span", { class: "design-word__missing" }, store.words.missing_text)), control));
  }
  mark();
  return box;
}

/* Puts every problem beside the field it is about; a field may lead further in ("choices.2.labels"). */
export function showProblems(root, problems) {
  root.querySelectorAll("[data-wrong]").forEach((place) => { place.hidden = true; place.textContent = ""; place.closest(".field, .design-tick, .design-item")?.classList.remove("field--wrong"); });
  const left = [];
  for (const problem of problems) {
    // A missing text has its own mark, in its own language.
    if (problem.code === "language-missing") continue;
    const place = placeFor(root, problem);
    if (!place) { left.push(problem); continue; }
    place.hidden = false;
    place.textContent = place.textContent ? `${place.textContent} ${problem.text}` : problem.text;
    place.closest(".field, .design-tick, .design-item")?.classList.add("field--wrong");
  }
  return left;
}

function placeFor(root, problem) {
  const parts = problem.field.split(".");
  for (let length = parts.length; length > 0; length -= 1) {
    const place = root.querySelector(`[data-wrong="${CSS.escape(parts.slice(0, length).join("."))}"]`);
    if (place) return place;
  }
  return null;
}
