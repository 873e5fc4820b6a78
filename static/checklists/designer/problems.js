/* Everything that keeps the form from being published, each leading to its place. */

import { at, missing, questions } from "./document.js";
import { button, el, filled, nameOf } from "./drawing.js";
import { shownLabel } from "./rules.js";

export class Problems {
  constructor(store, root, { translate }) {
    Object.assign(this, { store, root, translate });
    store.addEventListener("problems", () => this.draw());
    store.addEventListener("change", () => this.root.offsetParent && this.draw());
    this.draw();
  }

  shown() { this.draw(); }

  draw() {
    const { store } = this;
    const { words } = store;
    const others = store.problems.filter((problem) => problem.code !== "language-missing");
    const lacking = store.languages.map((language) => [language, missing(store.document, language).length]).filter(([, number]) => number);
    this.root.replaceChildren(
      !store.problems.length && !lacking.length ? el("p", { class: "notice notice--good" }, words.no_problems) : "",
      lacking.length ? el("section", { class: "design-part" }, el("h3", {}, words.missing_texts), el("ul", { class: "rows" }, lacking.map(([language, number]) => el("li", { class: "design-row" }, el("span", {}, filled(words.lacking, { language: nameOf(language), number })), button(words.translate, () => this.translate(language), { class: "button--link" }))))) : "",
      others.length ? el("section", { class: "design-part" }, el("h3", {}, filled(words.to_mend, { number: others.length })), el("ul", { class: "rows" }, others.map((problem) => this.row(problem)))) : "");
  }

  row(problem) {
    const { store } = this;
    const path = this.place(problem);
    const found = path?.length >= 4 ? at(store.document, path) : null;
    const title = found ? `${found.code} · ${shownLabel(store, found)}` : problem.section || store.words.whole_form;
    return el("li", {}, el("button", { type: "button", class: "button--link problem__open", onclick: () => { store.select(path ?? [], { focus: false }); store.tell("opened"); } }, title), el("p", {}, problem.text), problem.source && el("code", { class: "design-note" }, problem.source));
  }

  place(problem) {
    const { document } = this.store;
    const all = questions(document);
    const named = all.find(({ question }) => problem.question && question.code === problem.question)
      ?? (problem.code === "twice" ? all.filter(({ question }) => [question.code, question.protocol, question.fills, question.sms_tag].includes(problem.found)).at(-1) : null);
    if (named) return named.path;
    const index = document.sections.findIndex((section) => section.code === problem.section);
    const inside = /^questions\.(\d+)/.exec(problem.field);
    if (index >= 0 && inside) return all.find(({ path }) => path.join(".") === `sections.${index}.questions.${inside[1] - 1}`)?.path;
    return index >= 0 ? ["sections", index] : [];
  }
}
