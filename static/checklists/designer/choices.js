/* The choices of a question or of a shared list: typed, pasted from a table, put in order. */

import { textInput, wordsInput } from "./controls.js";
import { at, insert, move, put, remove } from "./document.js";
import { button, el, filled, signButton } from "./drawing.js";

// More than so many are not drawn as fields: they come from a table and go back into one.
const MOST_SHOWN = 60;

export function choiceEditor(store, listPath, { exclusive = false, columns = [], name = "choices" } = {}) {
  const choices = at(store.document, listPath) ?? [];
  const add = () => store.change(insert(store.document, listPath, choices.length, { code: freeChoice(choices), labels: {} }), { });
  return el("div", { class: "design-list", data: { field: name } },
    choices.slice(0, MOST_SHOWN).map((choice, index) => choiceRow(store, listPath, index, choices.length, { exclusive, columns, name })),
    choices.length > MOST_SHOWN && el("p", { class: "design-note" }, filled(store.words.more_choices, { number: choices.length - MOST_SHOWN })),
    el("p", { class: "field__error", data: { wrong: name }, hidden: true }),
    el("div", { class: "design-row" }, button(store.words.add_choice, add), pasteBox(store, listPath, choices, columns)));
}

function freeChoice(choices) {
  let number = choices.length + 1;
  while (choices.some((choice) => choice.code === String(number))) number += 1;
  return String(number);
}

function choiceRow(store, listPath, index, count, { exclusive, columns, name }) {
  const path = [...listPath, index];
  const choice = at(store.document, path);
  const shift = (by) => store.change(move(store.document, path, listPath, by > 0 ? index + 2 : index - 1)[0]);
  const only = el("input", { type: "checkbox", onchange: (event) => store.change(put(store.document, [...path, "exclusive"], event.target.checked), { typing: path.join(".") }) });
  only.checked = Boolean(choice.exclusive);
  const code = textInput(store, [...path, "code"], { code: true });
  code.setAttribute("aria-label", filled(store.words.choice_code, { number: index + 1 }));
  return el("div", { class: "design-item choice-row" },
    el("div", { class: "choice-row__code" }, el("span", { class: "design-note" }, store.words.field.code), code),
    wordsInput(store, [...path, "labels"], { name: "choices" }),
    columns.length > 0 && el("div", { class: "choice-row__values" }, columns.map((column) => {
      const value = textInput(store, [...path, "values", column]);
      value.setAttribute("aria-label", column);
      return el("div", {}, el("span", { class: "design-note code" }, column), value);
    })),
    exclusive && el("label", { class: "choice-row__only", title: store.words.exclusive_help }, only, el("span", {}, store.words.exclusive)),
    el("div", { class: "choice-row__signs" },
      signButton("↑", store.words.move_up, () => shift(-1), { disabled: index === 0 }),
      signButton("↓", store.words.move_down, () => shift(1), { disabled: index === count - 1 }),
      signButton("✕", store.words.remove_choice, () => store.change(remove(store.document, path)))),
    el("p", { class: "field__error", data: { wrong: `${name}.${index + 1}` }, hidden: true }));
}

/* "code | English | Russian …", one choice a line, as it comes out of a spreadsheet (tabs) or typed (bars). */
function pasteBox(store, listPath, choices, columns) {
  const heads = [store.words.field.code, ...store.languages, ...columns];
  const area = el("textarea", { rows: 6, dir: "auto", "aria-label": store.words.paste_choices, placeholder: heads.join(" | ") });
  const read = () => {
    const pasted = parseChoices(area.value, store.languages, columns, choices);
    if (pasted.length) store.change(put(store.document, listPath, pasted));
  };
  const whole = () => { if (!area.value) area.value = choices.map((choice) => [choice.code, ...store.languages.map((language) => choice.labels?.[language] ?? ""), ...columns.map((column) => choice.values?.[column] ?? "")].join("\t")).join("\n"); };
  return el("details", { class: "paste", ontoggle: whole }, el("summary", {}, store.words.paste_choices),
    el("p", { class: "field__help" }, filled(store.words.paste_help, { columns: heads.join(" | ") })), area, button(store.words.take_over, read));
}

const slug = (text, number) => text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 24) || String(number);

export function parseChoices(text, languages, columns = [], before = []) {
  const taken = new Set();
  return text.split(/\r?\n/).filter((line) => line.trim()).map((line, index) => {
    const cells = line.split(line.includes("\t") ? "\t" : "|").map((cell) => cell.trim());
    // A line of one cell is a label: its code is made of it.
    const [code, ...rest] = cells.length === 1 ? [slug(cells[0], index + 1), cells[0]] : cells;
    let own = code || slug(rest[0] ?? "", index + 1);
    while (taken.has(own)) own = `${own}_`;
    taken.add(own);
    const labels = Object.fromEntries(languages.map((language, number) => [language, rest[number] ?? ""]).filter(([, label]) => label));
    const values = Object.fromEntries(columns.map((column, number) => [column, rest[languages.length + number] ?? ""]).filter(([, value]) => value));
    const old = before.find((choice) => choice.code === own);
    return { ...(old ?? {}), code: own, labels, ...(Object.keys(values).length ? { values } : {}) };
  });
}
