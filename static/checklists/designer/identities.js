/* The sums that a results protocol must satisfy. */

import { field, numberInput, select, textInput, wordsInput } from "./controls.js";
import { at, insert, remove } from "./document.js";
import { button, el, filled, signButton } from "./drawing.js";

export function identityEditors(store) {
  const { words } = store;
  const list = store.document.identities ?? [];
  const add = (identity) => store.change(insert(store.document, ["identities"], list.length, identity));
  const empty = () => ({ code: `K${list.length + 1}`, names: {}, formula: "", category: "V28", grades: [{ severity: "serious" }] });
  const left = store.bankIdentities.filter((each) => !list.some((identity) => identity.code === each.code));
  return [...list.map((_, index) => identityEditor(store, ["identities", index], index)),
    el("div", { class: "design-row" }, button(words.add_identity, () => add(empty())),
      left.length > 0 && el("select", { "aria-label": words.bank_identity, value: "", onchange: (event) => add(store.fromBank(left.find((each) => each.code === event.target.value))) },
        el("option", { value: "" }, words.bank_identity), left.map((each) => el("option", { value: each.code }, `${each.code} · ${each.names[store.language] ?? each.names.en}`))))];
}

function identityEditor(store, path, index) {
  const { words } = store;
  const identity = at(store.document, path);
  const name = `identities.${index + 1}`;
  return el("details", { class: "design-item", open: !identity.formula },
    el("summary", {}, el("span", { class: "code" }, identity.code), " ", identity.names?.[store.language] ?? "", " ", el("code", {}, identity.formula ?? "")),
    el("div", { class: "design-fields" },
      field(store, { label: words.field.code, name: `${name}.code`, control: textInput(store, [...path, "code"], { code: true }) }),
      field(store, { label: words.field.formula, name: `${name}.formula`, wide: true, help: words.formula_help, control: textInput(store, [...path, "formula"], { code: true }) })),
    field(store, { label: words.field.names, name: `${name}.names`, wide: true, group: true, control: wordsInput(store, [...path, "names"], { rows: 2 }) }),
    el("div", { class: "design-fields" },
      field(store, { label: words.field.category, name: `${name}.category`, wide: true, control: select(store, [...path, "category"], store.categories.map((each) => [each.code, `${each.code} · ${each.name}`])) }),
      field(store, { label: words.field.tolerance, name: `${name}.tolerance`, help: words.tolerance_help, control: numberInput(store, [...path, "tolerance"]) }),
      field(store, { label: words.field.rounding, name: `${name}.rounding`, control: select(store, [...path, "rounding"], Object.entries(words.rounding)) })),
    el("p", { class: "design-label" }, words.field.grades), ...grades(store, [...path, "grades"], identity.grades ?? []),
    button(words.remove_identity, () => store.change(remove(store.document, path)), { class: "button--danger" }));
}

function grades(store, path, list) {
  const { words } = store;
  return [...list.map((_, index) => el("div", { class: "design-row grade" },
    select(store, [...path, index, "severity"], Object.entries(words.severity)),
    select(store, [...path, index, "direction"], Object.entries(words.direction)),
    labelled(words.field.over, numberInput(store, [...path, index, "over"])),
    labelled(words.field.over_share, numberInput(store, [...path, index, "over_share"])),
    signButton("✕", filled(words.remove_grade, { number: index + 1 }), () => store.change(remove(store.document, [...path, index])), { disabled: list.length === 1 }))),
  button(words.add_grade, () => store.change(insert(store.document, path, list.length, { severity: "serious" })), { class: "button--link" })];
}

const labelled = (label, control) => el("label", { class: "grade__number" }, el("span", { class: "design-note" }, label), control);
