/* The question bank: ready questions and those of the mission's earlier versions, searched and put in. */

import { at, codes, freeCode, inLanguages, insert, namedBy } from "./document.js";
import { button, debounced, el, filled } from "./drawing.js";

const SEARCH_AFTER_MS = 250;

export class Bank {
  constructor(store, root, { toast }) {
    Object.assign(this, { store, root, toast });
    const { words } = store;
    this.search = el("input", { type: "search", placeholder: words.bank_search, "aria-label": words.bank_search, autocomplete: "off" });
    this.form = el("select", { "aria-label": words.bank_form }, el("option", { value: "" }, words.bank_all), store.bankForms.map(([code, title]) => el("option", { value: code }, title)), el("option", { value: "saved" }, words.bank_saved));
    this.withRules = this.choice(words.bank_with_rules);
    this.withStandards = this.choice(words.bank_with_standards);
    this.list = el("div", { class: "bank__list" });
    root.append(el("p", { class: "design-note" }, words.bank_note), el("div", { class: "bank__search" }, this.search, this.form), el("div", { class: "bank__with" }, this.withRules.label, this.withStandards.label), this.list);
    const look = debounced(() => this.look(), SEARCH_AFTER_MS);
    this.search.addEventListener("input", look);
    this.form.addEventListener("change", () => this.look());
    store.addEventListener("change", () => this.mark());
  }

  choice(label) {
    const box = el("input", { type: "checkbox" });
    box.checked = true;
    return { box, label: el("label", { class: "bank__choice" }, box, el("span", {}, label)) };
  }

  shown() { if (!this.looked) this.look(); }

  async look(after = 0) {
    this.looked = true;
    const query = new URLSearchParams({ words: this.search.value, form: this.form.value, after: String(after) });
    const asked = (this.asked = query.toString());
    let found;
    try {
      const response = await fetch(`${this.store.addresses.bank}?${query}`, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      found = await response.json();
    } catch {
      this.list.replaceChildren(el("p", { class: "notice notice--wrong" }, this.store.words.bank_failed));
      return;
    }
    if (asked !== this.asked) return;
    this.draw(found, after);
  }

  draw({ questions, more }, after) {
    const { words } = this.store;
    const parts = [];
    for (const entry of questions) {
      if (parts.at(-1)?.key !== `${entry.form}.${entry.part}`) parts.push({ key: `${entry.form}.${entry.part}`, title: entry.title, entries: [], first: entry });
      parts.at(-1).entries.push(entry);
    }
    const drawn = parts.map((part) => el("section", { class: "bank__part" }, el("div", { class: "bank__part-head" }, el("h3", {}, part.title),
      !this.search.value && this.form.value && this.form.value !== "saved" && part.entries.length > 1 && button(filled(words.bank_part, { number: part.entries.length }), () => this.takePart(part), { class: "button--link" })),
    el("ul", {}, part.entries.map((entry) => this.entry(entry)))));
    if (!after) this.list.replaceChildren();
    this.list.querySelector(".bank__more")?.remove();
    this.list.append(...drawn);
    if (!questions.length && !after) this.list.append(el("p", {}, words.bank_nothing));
    if (more) this.list.append(button(words.bank_more, () => this.look(more), { class: "button--quiet bank__more" }));
    this.mark();
  }

  entry(entry) {
    const { words } = this.store;
    const { question } = entry;
    const languages = Object.keys(question.labels);
    const lacking = this.store.languages.filter((language) => !languages.includes(language));
    const label = question.labels[this.store.language] ?? question.labels.en ?? Object.values(question.labels)[0];
    return el("li", { class: "bank__entry", data: { code: question.code } },
      el("div", { class: "bank__text" }, el("p", { dir: "auto" }, el("span", { class: "code bank__code" }, question.code), " ", label),
        el("p", { class: "design-note" }, words.type[question.type], entry.reference && ` · ${entry.reference}`, question.violation_when && ` · ⚑ ${[...new Set(question.violation_when.map((rule) => rule.category))].join(", ")}`),
        question.standards && el("p", { class: "design-note" }, filled(words.evidences, { standards: question.standards.join(" · ") })),
        lacking.length > 0 && el("p", { class: "design-note bank__lacking" }, languages.length === 1 ? filled(words.bank_only, { language: languages[0] }) : filled(words.bank_lacks, { languages: lacking.join(", ") }))),
      el("div", { class: "bank__acts" }, el("span", { class: "badge badge--good bank__in", hidden: true }, words.bank_in), button(words.bank_put_in, () => this.take(entry), { "aria-label": filled(words.bank_put_in_named, { code: question.code }) })));
  }

  mark() {
    const there = codes(this.store.document);
    this.list.querySelectorAll(".bank__entry").forEach((entry) => { entry.querySelector(".bank__in").hidden = !there.has(entry.dataset.code); });
  }

  ready(question) {
    const ready = inLanguages(question, this.store.languages);
    if (!this.withRules.box.checked) delete ready.violation_when;
    if (!this.withStandards.box.checked) delete ready.standards;
    return ready;
  }

  /* After the selected question, or at the end of the selected section. */
  take(entry) {
    const { store } = this;
    let { document } = store;
    if (!document.sections.length) document = insert(document, ["sections"], 0, { code: "part_1", titles: {}, questions: [] });
    const selected = store.selected;
    const inSection = selected.length >= 2 ? selected[1] : document.sections.length - 1;
    const list = ["sections", inSection, "questions"];
    const index = selected.length >= 4 ? selected[3] + 1 : (at(document, list) ?? []).length;
    const question = this.ready(entry.question);
    const wanted = question.skips ? `skip_${document.sections[inSection].code}`.slice(0, 32) : question.code;
    question.code = freeCode(codes(document), wanted);
    const path = [...list, question.skips ? 0 : index];
    store.change(insert(document, list, path.at(-1), question), { select: path, say: filled(store.words.bank_taken, { code: question.code }) });
    this.askForOthers(question);
  }

  /* Its rules may ask for questions that are not there. */
  askForOthers(question) {
    const there = codes(this.store.document);
    const lacking = [...namedBy(question)].filter((code) => !there.has(code));
    if (!lacking.length) return;
    this.toast(filled(this.store.words.bank_names_others, { code: question.code, others: lacking.join(", ") }), this.store.words.bank_find, () => {
      this.search.value = lacking[0];
      this.form.value = "";
      this.look();
    });
  }

  takePart(part) {
    const { store } = this;
    const taken = codes(store.document);
    const questions = part.entries.map((entry) => this.ready(entry.question)).map((question) => {
      const fresh = { ...question, code: freeCode(taken, question.code) };
      taken.add(fresh.code);
      return fresh;
    });
    const { document } = store;
    const index = document.sections.length;
    const section = inLanguages({ code: freeCode(taken, part.first.part), titles: part.first.titles, ...(Object.keys(part.first.help).length ? { help: part.first.help } : {}), ...(part.first.rapid && index === 0 ? { rapid: true } : {}), questions }, store.languages);
    store.change(insert(document, ["sections"], index, section), { select: ["sections", index], say: filled(store.words.added, { number: questions.length }) });
  }
}
