/* Sample answers through the real check on the server: what would be asked, what is wrong, which flags are raised. */

import { namedBy, questions } from "./document.js";
import { button, debounced, el, filled } from "./drawing.js";
import { choicesOf, shownLabel } from "./rules.js";

const TRY_AFTER_MS = 350;
const NOT_OBSERVED = "__not_observed";

export class Trying {
  constructor(store, root, post) {
    Object.assign(this, { store, root, post, all: false });
    this.result = el("div", { class: "try__result", "aria-live": "polite" });
    this.rows = el("div", { class: "try__rows" });
    this.scope = el("select", { "aria-label": store.words.try_scope, onchange: (event) => { this.all = event.target.value === "all"; this.draw(); } }, el("option", { value: "one" }, store.words.try_one), el("option", { value: "all" }, store.words.try_all));
    root.append(el("p", { class: "design-note" }, store.words.try_note), el("div", { class: "design-row" }, this.scope, button(store.words.try_clear, () => { store.sample = {}; this.draw(); })), this.result, this.rows);
    this.later = debounced(() => this.run(), TRY_AFTER_MS);
    store.addEventListener("select", () => this.isShown() && !this.all && this.draw());
    store.addEventListener("change", ({ detail }) => this.isShown() && (detail.typing ? this.later() : this.draw()));
  }

  isShown() { return this.root.offsetParent !== null; }

  shown() { this.draw(); }

  draw() {
    this.rows.replaceChildren(...this.asked().map((question) => this.row(question)));
    this.run();
  }

  /* The selected question with those its rules name and those whose rules name it; or all. */
  asked() {
    const { store } = this;
    const all = questions(store.document).filter(({ depth, question }) => depth === 0 && !["note", "repeat", "calculated", "hidden"].includes(question.type)).map(({ question }) => question);
    const selected = store.selected.length >= 4 ? store.document.sections[store.selected[1]]?.questions?.[store.selected[3]] : null;
    if (this.all || !selected) return all;
    const near = new Set([selected.code, ...namedBy(selected), ...all.filter((question) => namedBy(question).has(selected.code)).map((question) => question.code)]);
    return all.filter((question) => near.has(question.code) || question.code in store.sample);
  }

  row(question) {
    const { words } = this.store;
    return el("div", { class: "try__row", data: { code: question.code } },
      el("div", { class: "try__question" }, el("span", { class: "code" }, question.code), " ", el("span", { dir: "auto" }, shownLabel(this.store, question)), " ", el("span", { class: "try__status", data: { status: question.code } }), el("p", { class: "field__error", data: { said: question.code }, hidden: true })),
      this.control(question, words));
  }

  control(question, words) {
    const { sample } = this.store;
    const set = (value) => { if (value === "" || value?.length === 0) delete sample[question.code]; else sample[question.code] = value; this.later(); };
    const choices = choicesOf(this.store, question);
    const unseen = question.allow_not_observed || question.type === "yes_no_not_observed";
    const label = filled(words.try_answer, { code: question.code });
    if (question.type === "many_of") return this.ticks(question, [...choices, ...(unseen ? [[NOT_OBSERVED, words.answer.not_observed]] : [])], set);
    if (choices.length) return el("select", { "aria-label": label, value: sample[question.code] ?? "", onchange: (event) => set(event.target.value) }, [["", words.blank_answer], ...choices, ...(unseen ? [[NOT_OBSERVED, words.answer.not_observed]] : [])].map(([code, text]) => el("option", { value: code }, text)));
    return el("input", { type: "text", "aria-label": label, value: sample[question.code] ?? "", dir: "auto", placeholder: { time: "07:15", date: "2026-11-24", integer: "0" }[question.type] ?? "", oninput: (event) => set(event.target.value.trim()) });
  }

  ticks(question, choices, set) {
    const { sample } = this.store;
    const chosen = new Set([sample[question.code] ?? []].flat());
    const flip = (code, on) => { if (on) chosen.add(code); else chosen.delete(code); set(chosen.has(NOT_OBSERVED) ? NOT_OBSERVED : [...chosen]); };
    return el("div", { class: "try__ticks" }, choices.map(([code, text]) => {
      const box = el("input", { type: "checkbox", onchange: (event) => flip(code, event.target.checked) });
      box.checked = chosen.has(code);
      return el("label", {}, box, el("span", { dir: "auto" }, text));
    }));
  }

  async run() {
    const { store } = this;
    const asked = (this.turn = (this.turn ?? 0) + 1);
    const answer = await this.post(store.addresses.try, { document: store.document, answers: store.sample, language: store.language });
    if (asked !== this.turn) return;
    if (!answer.ok) { this.result.replaceChildren(el("p", { class: "notice notice--wrong" }, answer.detail ?? store.words.try_failed)); return; }
    this.tell(answer.body);
  }

  tell(found) {
    const { words } = this.store;
    if (found.faults?.length) {
      this.result.replaceChildren(el("div", { class: "notice notice--waiting" }, el("p", {}, words.try_faulty), el("ul", {}, found.faults.slice(0, 5).map((fault) => el("li", {}, fault)))));
      return;
    }
    const flags = found.flags.map((flag) => el("li", {}, el("span", { class: `badge badge--${flag.severity}` }, words.severity[flag.severity]), " ", el("strong", {}, flag.category), " ", this.category(flag.category), " · ", words.evidence[flag.basis] ?? flag.basis, flag.question && el("span", { class: "design-note" }, ` (${flag.question})`)));
    this.result.replaceChildren(...[el("h3", {}, filled(words.try_flags, { number: flags.length })), flags.length ? el("ul", { class: "try__flags" }, flags) : el("p", { class: "design-note" }, words.try_no_flags),
      el("p", { class: "design-note" }, filled(words.try_asked, { asked: found.shown.length, hidden: found.hidden.length })),
      found.values.length > 0 && el("ul", { class: "try__values" }, found.values.map(([code, value]) => el("li", {}, el("span", { class: "code" }, code), ` = ${value}`)))].filter(Boolean));
    const shown = new Set(found.shown);
    this.rows.querySelectorAll("[data-status]").forEach((place) => {
      const asked = shown.has(place.dataset.status);
      place.textContent = asked ? "" : words.try_hidden;
      place.closest(".try__row").classList.toggle("is-hidden", !asked);
    });
    this.rows.querySelectorAll("[data-said]").forEach((place) => {
      const said = found.problems.filter((problem) => problem.question === place.dataset.said && problem.code !== "required").map((problem) => problem.text);
      place.hidden = !said.length;
      place.textContent = said.join(" ");
    });
  }

  category(code) { return this.store.categories.find((each) => each.code === code)?.name ?? ""; }
}
