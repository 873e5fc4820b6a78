/* What is being edited: the document, what is selected, the way back, and what is wrong with it. */

import { at, codes } from "./document.js";

const STEPS_BACK = 200;
// Letters typed into one field within so long are one step back.
const ONE_STEP_MS = 1500;

export class Store extends EventTarget {
  constructor(start) {
    super();
    Object.assign(this, start); // document, revision, words, standards, categories …
    this.selected = [];
    this.past = [];
    this.future = [];
    this.problems = start.problems ?? [];
    this.sample = {};
  }

  get languages() { return this.document.languages ?? []; }

  get current() { return at(this.document, this.selected); }

  /* `typing`: the field in which one goes on typing; the editor is then left as it is. `select`: where one is after. */
  change(document, { typing = "", select, say = "" } = {}) {
    if (document === this.document) return;
    const now = Date.now();
    const goesOn = typing && this.typing === typing && now - this.typedAt < ONE_STEP_MS;
    if (!goesOn) this.past = [...this.past.slice(-STEPS_BACK), { document: this.document, selected: this.selected }];
    Object.assign(this, { document, typing, typedAt: now, future: [] });
    if (select) this.selected = select;
    this.tell("change", { typing, say });
  }

  undo() { this.step(this.past, this.future, this.words.undone); }

  redo() { this.step(this.future, this.past, this.words.redone); }

  step(from, to, say) {
    if (!from.length) return;
    to.push({ document: this.document, selected: this.selected });
    Object.assign(this, from.pop(), { typing: "" });
    this.tell("change", { typing: "", say });
  }

  select(path, { focus = false } = {}) {
    this.selected = path;
    this.typing = "";
    this.tell("select", { focus });
  }

  setProblems(problems) {
    this.problems = problems;
    this.tell("problems");
  }

  /* What is wrong with one question or section, most of it told by code. */
  problemsOf(code, kind = "question") {
    return this.problems.filter((problem) => (kind === "question" ? problem.question === code : problem.section === code && !problem.question));
  }

  freeCodes() { return codes(this.document); }

  tell(name, detail = {}) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}
