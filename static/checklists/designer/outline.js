/* The outline: sections and questions in their order. Rows are dragged, or moved with Alt and the arrow keys. */

import { at, copyOf, insert, move, nextCode, questions, remove, samePath } from "./document.js";
import { button, el, filled } from "./drawing.js";
import { shownLabel } from "./rules.js";

export class Outline {
  constructor(store, root, { add }) {
    Object.assign(this, { store, root, add });
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("dragover", (event) => this.over(event));
    root.addEventListener("drop", (event) => this.drop(event));
    root.addEventListener("dragend", () => this.endDrag());
    store.addEventListener("change", () => this.draw());
    store.addEventListener("select", () => this.draw());
    store.addEventListener("problems", () => this.draw());
    this.draw();
  }

  draw() {
    const { store } = this;
    const focused = this.root.contains(document.activeElement);
    this.filled = new Map();
    store.problems.forEach((problem) => { const key = problem.question || `§${problem.section}`; this.filled.set(key, (this.filled.get(key) ?? 0) + 1); });
    this.root.replaceChildren(
      el("div", { class: "outline__row outline__form" }, this.opener([], store.words.whole_form, "", this.filled.get("§") ?? 0)),
      ...(store.document.sections ?? []).map((section, index) => this.section(section, ["sections", index])),
      button(store.words.add_section, () => this.addSection(), { class: "button--quiet outline__add" }));
    const selected = this.root.querySelector("[aria-current]");
    if (focused) selected?.focus();
    selected?.scrollIntoView({ block: "nearest" });
  }

  section(section, path) {
    const { store } = this;
    const head = el("div", { class: "outline__row outline__section", draggable: "true", data: { path: path.join(".") }, ondragstart: (event) => this.drag(event, path) },
      this.opener(path, shownLabel(store, { labels: section.titles }) || section.code, "", this.filled.get(`§${section.code}`) ?? 0, store.words.section),
      section.rapid && el("span", { class: "badge" }, store.words.rapid));
    const listPath = [...path, "questions"];
    const rows = (section.questions ?? []).flatMap((question, index) => this.rows(question, [...listPath, index], 0));
    return el("section", { class: "outline__block" }, head,
      el("ol", { class: "outline__list", data: { list: listPath.join(".") } }, rows),
      button(store.words.add_question, () => this.add(listPath, (section.questions ?? []).length), { class: "button--link outline__add" }));
  }

  rows(question, path, depth) {
    const row = el("li", { class: `outline__row${depth ? " is-inside" : ""}`, draggable: "true", data: { path: path.join("."), depth }, ondragstart: (event) => this.drag(event, path) },
      this.opener(path, shownLabel(this.store, question), question.code, this.filled.get(question.code) ?? 0));
    if (question.violation_when?.length) row.append(el("span", { class: "outline__flag", title: this.store.words.shows_violation }, "⚑"));
    if (question.type !== "repeat") return [row];
    const inner = [...path, "questions"];
    return [row, ...(question.questions ?? []).flatMap((each, index) => this.rows(each, [...inner, index], depth + 1)),
      el("li", { class: "outline__row is-inside" }, button(this.store.words.add_in_repeat, () => this.add(inner, (question.questions ?? []).length), { class: "button--link" }))];
  }

  opener(path, label, code, wrong, kind = "") {
    const { store } = this;
    const here = samePath(path, store.selected);
    return el("button", { type: "button", class: "outline__open", "aria-current": here ? "true" : undefined, tabindex: here ? "0" : "-1", data: { open: path.join(".") }, onclick: () => store.select(path, { focus: true }) },
      code && el("span", { class: "outline__code code" }, code), kind && el("span", { class: "hidden-visually" }, kind),
      el("span", { class: "outline__label", dir: "auto" }, label || store.words.no_text),
      wrong > 0 && el("span", { class: "outline__wrong" }, el("span", { "aria-hidden": "true" }, `▲${wrong}`), el("span", { class: "hidden-visually" }, filled(store.words.problems_here, { number: wrong }))));
  }

  addSection() {
    const { store } = this;
    const index = (store.document.sections ?? []).length;
    const taken = new Set((store.document.sections ?? []).map((section) => section.code));
    let number = index + 1;
    while (taken.has(`part_${number}`)) number += 1;
    store.change(insert(store.document, ["sections"], index, { code: `part_${number}`, titles: {}, questions: [] }), { select: ["sections", index], say: store.words.section_added });
  }

  key(event) {
    const openers = [...this.root.querySelectorAll(".outline__open")];
    const index = openers.indexOf(document.activeElement);
    if (index < 0) return;
    const path = pathOf(document.activeElement.dataset.open);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && event.altKey) shift(this.store, path, step);
    else if (step) this.store.select(pathOf(openers[Math.min(openers.length - 1, Math.max(0, index + step))].dataset.open));
    else if (event.key === "Delete" && path.length) removeAt(this.store, path);
    else if (event.key.toLowerCase() === "d" && (event.ctrlKey || event.metaKey)) duplicate(this.store, path);
    else if (event.key === "Enter") { this.store.select(path, { focus: true }); }
    else return;
    event.preventDefault();
  }

  drag(event, path) {
    event.stopPropagation();
    this.dragged = path;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", path.join("."));
    event.currentTarget.classList.add("is-dragged");
  }

  over(event) {
    const place = this.dragged && this.placeAt(event);
    this.root.querySelectorAll(".drop-before, .drop-after").forEach((row) => row.classList.remove("drop-before", "drop-after"));
    if (!place) return;
    event.preventDefault();
    place.row.classList.add(place.after ? "drop-after" : "drop-before");
  }

  /* Where a dragged question or section would go. A repeat cannot go into itself. */
  placeAt(event) {
    const row = event.target.closest(".outline__row[data-path]");
    if (!row) return null;
    const path = pathOf(row.dataset.path);
    const bounds = row.getBoundingClientRect();
    const after = event.clientY > bounds.top + bounds.height / 2;
    const isSection = this.dragged.length === 2;
    if (isSection) return path.length >= 2 ? { row, list: ["sections"], index: path[1] + (after || path.length > 2 ? 1 : 0), after } : null;
    if (path.length === 2) return { row, list: [...path, "questions"], index: 0, after: true };
    if (samePath(path.slice(0, this.dragged.length), this.dragged)) return null;
    return { row, list: path.slice(0, -1), index: path.at(-1) + (after ? 1 : 0), after };
  }

  drop(event) {
    const place = this.dragged && this.placeAt(event);
    if (!place) return;
    event.preventDefault();
    const from = this.dragged;
    this.endDrag();
    relocate(this.store, from, place.list, place.index);
  }

  endDrag() {
    this.dragged = null;
    this.root.querySelectorAll(".is-dragged, .drop-before, .drop-after").forEach((row) => row.classList.remove("is-dragged", "drop-before", "drop-after"));
  }
}

export const pathOf = (text) => (text ? text.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part)) : []);

/* What a moved question says of a group stays behind where that group is not. */
export function relocate(store, from, list, index) {
  const item = at(store.document, from);
  let [document, path] = move(store.document, from, adjusted(from, list), index);
  if (item.group && from[1] !== path[1]) {
    const { group: _, ...rest } = item;
    document = insert(remove(document, path), path.slice(0, -1), path.at(-1), rest);
  }
  const where = at(document, path.slice(0, -1)).length;
  store.change(document, { select: path, say: filled(store.words.moved, { code: item.code, number: path.at(-1) + 1, of: where }) });
}

/* Taking `from` out first moves what stood behind it in the same list, and all inside that, one up. */
function adjusted(from, list) {
  const depth = from.length - 1;
  const sameList = list.length > depth && samePath(list.slice(0, depth), from.slice(0, -1));
  return sameList && list[depth] > from.at(-1) ? list.map((key, index) => (index === depth ? key - 1 : key)) : list;
}

/* One up or down; over the edge of a section into the next one. */
export function shift(store, path, step) {
  if (!path.length) return;
  const list = path.slice(0, -1);
  const count = at(store.document, list).length;
  const index = path.at(-1) + step;
  if (index >= 0 && index < count) { relocate(store, path, list, step > 0 ? index + 1 : index); return; }
  if (path.length !== 4) return;
  const section = path[1] + step;
  const next = store.document.sections[section];
  if (next) relocate(store, path, ["sections", section, "questions"], step > 0 ? 0 : (next.questions ?? []).length);
}

export function duplicate(store, path) {
  if (path.length < 4) return;
  const copy = copyOf(store.document, at(store.document, path));
  const place = [...path.slice(0, -1), path.at(-1) + 1];
  store.change(insert(store.document, path.slice(0, -1), place.at(-1), copy), { select: place, say: filled(store.words.duplicated, { code: copy.code }) });
}

export function removeAt(store, path) {
  const item = at(store.document, path);
  const list = path.slice(0, -1);
  const document = remove(store.document, path);
  const left = at(document, list).length;
  const select = left ? [...list, Math.min(path.at(-1), left - 1)] : list.slice(0, list.at(-1) === "questions" ? -1 : 0);
  store.change(document, { select, say: filled(store.words.removed, { code: item.code }) });
  store.tell("removed", { code: item.code, named: questions(document).filter(({ question }) => JSON.stringify(question).includes(`\${${item.code}}`)).map(({ question }) => question.code) });
}

export const freshQuestion = (store, section, type, labels) => ({ code: nextCode(store.document, section), type, labels, ...(["one_of", "many_of", "rank"].includes(type) ? { choices: [{ code: "1", labels: {} }, { code: "2", labels: {} }] } : {}), ...(type === "repeat" ? { questions: [] } : {}) });


