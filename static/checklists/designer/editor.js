/* The pane in the middle: the editor of what is selected, and what can be done with it. */

import { showProblems } from "./controls.js";
import { at } from "./document.js";
import { el, filled, signButton } from "./drawing.js";
import { duplicate, removeAt, shift } from "./outline.js";
import { questionEditor } from "./question.js";
import { formEditor, sectionEditor } from "./settings.js";

const REACHED = "input, select, textarea, button, summary";

export class Editor {
  constructor(store, root, { add }) {
    Object.assign(this, { store, root, add });
    store.addEventListener("change", ({ detail }) => (detail.typing ? this.problems() : this.draw()));
    store.addEventListener("select", ({ detail }) => this.draw({ focus: detail.focus }));
    store.addEventListener("problems", () => this.problems());
    this.draw();
  }

  draw({ focus = false } = {}) {
    const { store, root } = this;
    if (store.current === undefined) store.selected = [];
    const path = store.selected;
    const kept = this.path && this.path.join() === path.join() ? this.whereFocused() : -1;
    const open = this.path?.join() === path.join() ? [...root.querySelectorAll("details")].map((each) => each.open) : [];
    this.path = path;
    const kind = path.length === 0 ? "form" : path.length === 2 ? "section" : "question";
    const content = { form: () => formEditor(store), section: () => sectionEditor(store, path), question: () => questionEditor(store, path) }[kind]();
    root.replaceChildren(this.head(kind, path), ...content.filter(Boolean));
    const details = [...root.querySelectorAll("details")];
    if (details.length === open.length) details.forEach((each, index) => { each.open = open[index]; });
    this.problems();
    if (focus) this.focusFirst();
    else if (kept >= 0) [...root.querySelectorAll(REACHED)][Math.min(kept, root.querySelectorAll(REACHED).length - 1)]?.focus();
  }

  whereFocused() { return [...this.root.querySelectorAll(REACHED)].indexOf(document.activeElement); }

  focusFirst() {
    this.root.scrollTop = 0;
    (this.root.querySelector(".design-word input, .design-word textarea") ?? this.root.querySelector("h2"))?.focus({ preventScroll: true });
  }

  head(kind, path) {
    const { store } = this;
    const { words } = store;
    const item = at(store.document, path);
    const title = kind === "form" ? words.whole_form : kind === "section" ? filled(words.section_title, { code: item.code }) : filled(words.question_title, { code: item.code });
    const head = el("div", { class: "editor__head" }, el("h2", { tabindex: "-1" }, title));
    if (kind === "form") return head;
    head.append(el("div", { class: "editor__acts" },
      signButton("↑", words.move_up, () => shift(store, path, -1)), signButton("↓", words.move_down, () => shift(store, path, 1)),
      kind === "question" && this.places(path),
      kind === "question" && signButton("⧉", words.duplicate, () => duplicate(store, path)),
      kind === "question" && signButton("+", words.add_after, () => this.add(path.slice(0, -1), path.at(-1) + 1)),
      signButton("✕", kind === "question" ? words.remove_question : words.remove_section, () => removeAt(store, path), { class: "sign--danger" })));
    return head;
  }

  /* Another section to stand in: what dragging does, without dragging. */
  places(path) {
    const { store } = this;
    if (store.document.sections.length < 2 || path.length !== 4) return "";
    const go = (event) => {
      const target = Number(event.target.value);
      const end = (store.document.sections[target].questions ?? []).length;
      store.tell("relocate", { path, list: ["sections", target, "questions"], index: end });
    };
    return el("select", { class: "editor__place", "aria-label": store.words.move_to, value: String(path[1]), onchange: go },
      store.document.sections.map((section, index) => el("option", { value: String(index) }, section.titles?.[store.language] || section.code)));
  }

  problems() {
    const { store, path } = this;
    const item = at(store.document, path);
    if (!item) return;
    const mine = path.length === 0 ? store.problems.filter((each) => !each.section && !each.question)
      : path.length === 2 ? store.problemsOf(item.code, "section") : store.problemsOf(item.code);
    const left = showProblems(this.root, mine);
    this.root.querySelector(".editor__left")?.remove();
    if (left.length) this.root.firstElementChild.after(el("ul", { class: "notice notice--wrong editor__left" }, left.map((problem) => el("li", {}, problem.text))));
  }
}
