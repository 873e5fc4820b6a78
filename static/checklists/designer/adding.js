/* The window in which questions are added: one or many, a line each. */

import { at, codes, freeCode, insert } from "./document.js";
import { el, filled } from "./drawing.js";
import { freshQuestion } from "./outline.js";

export class Adding {
  constructor(store, dialog) {
    Object.assign(this, { store, dialog });
    const { words } = store;
    this.type = el("select", { "aria-label": words.field.type }, Object.entries(words.type).map(([value, label]) => el("option", { value }, label)));
    this.lines = el("textarea", { rows: 4, dir: "auto", "aria-label": words.new_questions });
    const form = el("form", { method: "dialog", class: "adding" },
      el("h2", {}, words.add_question),
      el("div", { class: "field" }, el("label", {}, words.field.type, this.type)),
      el("div", { class: "field" }, el("label", {}, words.new_questions, this.lines), el("p", { class: "field__help" }, words.new_questions_help)),
      el("div", { class: "buttons" }, el("button", { value: "add" }, words.add), el("button", { value: "", class: "button--quiet", formnovalidate: true }, words.cancel)));
    dialog.append(form);
    dialog.addEventListener("close", () => { if (dialog.returnValue === "add") this.take(); });
    this.lines.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); dialog.close("add"); }
    });
  }

  open(listPath, index) {
    Object.assign(this, { listPath, index });
    this.lines.value = "";
    this.dialog.returnValue = "";
    this.dialog.showModal();
    this.lines.focus();
  }

  take() {
    const { store } = this;
    const language = store.language;
    const lines = this.lines.value.split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    let document = store.document;
    (lines.length ? lines : [""]).forEach((line, number) => {
      const own = { ...store, document, words: store.words };
      const section = at(document, this.listPath.slice(0, 2));
      const [, code, text] = /^([A-Za-z][\w-]{0,31})\s*[|\t]\s*(.*)$/.exec(line) ?? [null, "", line];
      const question = freshQuestion(own, section, this.type.value, text ? { [language]: text } : {});
      if (code) question.code = freeCode(codes(document), code);
      document = insert(document, this.listPath, this.index + number, question);
    });
    store.change(document, { select: [...this.listPath, this.index], say: filled(store.words.added, { number: lines.length || 1 }) });
    store.tell("opened");
  }
}
