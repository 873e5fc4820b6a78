/* The standards a question bears on, and the obligations they state. */

import { at, put } from "./document.js";
import { el, filled, signButton } from "./drawing.js";

export function standardsField(store, path, question) {
  const chosen = at(store.document, path) ?? [];
  const set = (codes) => store.change(put(store.document, path, codes));
  const offered = store.standards.filter((standard) => !chosen.includes(standard.code));
  // What the taxonomy holds against the violations that the question shows.
  const due = [...new Set((question.violation_when ?? []).flatMap((rule) => store.categories.find((category) => category.code === rule.category)?.standards ?? []))].filter((code) => offered.some((standard) => standard.code === code));
  return el("div", { class: "standards", data: { field: "standards" } },
    chosen.length > 0 && el("ul", { class: "standards__chosen" }, chosen.map((code, index) => chosenStandard(store, code, () => set(chosen.filter((_, number) => number !== index))))),
    el("p", { class: "field__error", data: { wrong: "standards" }, hidden: true }),
    due.length > 0 && el("button", { type: "button", class: "button--link", onclick: () => set([...chosen, ...due]) }, filled(store.words.add_due_standards, { codes: due.join(", ") })),
    el("select", { "aria-label": store.words.add_standard, value: "", onchange: (event) => set([...chosen, event.target.value]) },
      el("option", { value: "" }, store.words.add_standard), offered.map((standard) => el("option", { value: standard.code }, `${standard.code} · ${standard.words}`))));
}

function chosenStandard(store, code, drop) {
  const standard = store.standards.find((each) => each.code === code);
  return el("li", {}, el("div", {}, el("strong", {}, code), standard && el("span", {}, " ", standard.words),
    standard && el("p", { class: "design-note" }, filled(store.words.obliges, { obligations: standard.obligations.join(" · ") }))),
  signButton("✕", filled(store.words.remove_standard, { code }), drop));
}
