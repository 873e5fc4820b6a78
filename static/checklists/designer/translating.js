/* All texts side by side: a row a text, a column a language; what is missing stands out. */

import { put, questions, texts } from "./document.js";
import { directionOf, el, filled, nameOf } from "./drawing.js";

export class Translating {
  constructor(store, root) {
    Object.assign(this, { store, root });
    const { words } = store;
    this.onlyMissing = el("input", { type: "checkbox", onchange: () => this.draw() });
    this.target = el("select", { "aria-label": words.translate_into, onchange: () => this.draw() });
    this.part = el("select", { "aria-label": words.translate_part, onchange: () => this.draw() });
    this.summary = el("p", { class: "design-note" });
    this.table = el("div", { class: "translate__rows" });
    root.append(el("div", { class: "translate__head" }, this.part, this.target, el("label", { class: "bank__choice" }, this.onlyMissing, el("span", {}, words.only_missing))), this.summary, this.table);
    store.addEventListener("change", ({ detail }) => { if (this.root.offsetParent && !detail.typing) this.draw(); else this.count(); });
  }

  shown() {
    const { words, languages, document } = this.store;
    const chosen = this.target.value || "";
    this.target.replaceChildren(el("option", { value: "" }, words.all_languages), ...languages.map((language) => el("option", { value: language }, nameOf(language))));
    this.target.value = languages.includes(chosen) ? chosen : "";
    // One section to begin with: a whole form at once is long.
    const part = this.part.options.length ? this.part.value : "0";
    this.part.replaceChildren(el("option", { value: "" }, words.whole_form), ...document.sections.map((section, index) => el("option", { value: String(index) }, section.titles?.[this.store.language] || section.code)));
    this.part.value = part;
    this.draw();
  }

  count() {
    const { words, document, languages } = this.store;
    const all = texts(document);
    this.summary.replaceChildren(...languages.map((language) => {
      const lacking = all.filter(({ words: each }) => !(each[language] ?? "").trim()).length;
      return el("span", { class: `badge ${lacking ? "badge--waiting" : "badge--good"}` }, filled(lacking ? words.lacking : words.complete, { language: nameOf(language), number: lacking }));
    }));
  }

  draw() {
    const { document, languages, words } = this.store;
    this.count();
    const target = this.target.value;
    const source = document.default_language;
    const columns = target && target !== source ? [source, target] : languages;
    const section = this.part.value;
    const rows = texts(document).filter(({ path }) => section === "" || (path[0] === "sections" && String(path[1]) === section))
      .filter(({ words: each }) => !this.onlyMissing.checked || (target ? [target] : languages).some((language) => !(each[language] ?? "").trim()));
    const codeAt = new Map(questions(document).map(({ question, path }) => [path.join("."), question.code]));
    this.table.replaceChildren(...rows.map((row) => this.row(row, columns, codeAt)));
    if (!rows.length) this.table.append(el("p", {}, words.nothing_missing));
  }

  row({ path, words: texts, what }, columns, codeAt) {
    const { store } = this;
    const owner = [...Array(path.length).keys()].map((end) => codeAt.get(path.slice(0, end + 1).join("."))).filter(Boolean).at(-1) ?? "";
    return el("div", { class: "translate__row" },
      el("p", { class: "design-note" }, owner && el("span", { class: "code" }, owner), " ", store.words.field[what] ?? what),
      el("div", { class: "translate__texts" }, columns.map((language) => this.cell(path, texts[language] ?? "", language, owner, what))));
  }

  cell(path, text, language, owner, what) {
    const { store } = this;
    const area = el("textarea", { rows: text.length > 60 ? 3 : 2, lang: language, dir: directionOf(language), value: text, "aria-label": filled(store.words.text_in, { what: `${owner} ${store.words.field[what] ?? what}`, language: nameOf(language) }),
      oninput: (event) => {
        store.change(put(store.document, [...path, language], event.target.value), { typing: [...path, language].join(".") });
        cell.classList.toggle("is-missing", !event.target.value.trim());
      } });
    const cell = el("div", { class: `design-word${text.trim() ? "" : " is-missing"}` }, el("span", { class: "design-word__language" }, el("span", { class: "code" }, language), " ", el("span", { class: "design-word__missing" }, store.words.missing_text)), area);
    return cell;
  }
}

