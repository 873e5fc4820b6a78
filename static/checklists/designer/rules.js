/* Rules: plain words above, the expression beside them. Either writes the other. */

import { conditionsOf, expressionOf, NEEDS_VALUE, testsFor } from "./conditions.js";
import { field, select, textInput } from "./controls.js";
import { at, FIXED_CHOICES, insert, put, questions, remove } from "./document.js";
import { button, el, filled, freshId, signButton } from "./drawing.js";

export const shownLabel = (store, question) => {
  const labels = question?.labels ?? {};
  return labels[store.language] || labels[store.document.default_language] || Object.values(labels)[0] || "";
};

const shortened = (text, most = 60) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/* [code, words] of the choices of a question: its own, a list's or those of its type. */
export function choicesOf(store, question) {
  if (!question) return [];
  if (question.type in FIXED_CHOICES) return FIXED_CHOICES[question.type].map((code) => [code, store.document.answer_labels?.[code]?.[store.language] ?? store.words.answer[code]]);
  const choices = question.choices_from ? store.document.lists?.[question.choices_from]?.choices : question.choices;
  return (choices ?? []).map((choice) => [choice.code, shownLabel(store, choice) || choice.code]);
}

/* "B2 “Was there campaigning?” is “Yes”" */
export function sentence(store, question, condition) {
  const subject = condition.subject ? questions(store.document).find(({ question: each }) => each.code === condition.subject)?.question : question;
  const named = condition.subject ? `${condition.subject} “${shortened(shownLabel(store, subject))}”` : store.words.this_answer;
  const choice = choicesOf(store, subject).find(([code]) => code === condition.value);
  return filled(store.words.said[condition.test], { subject: named, value: choice ? `“${choice[1]}”` : condition.value ?? "" });
}

export function inWords(store, question, source) {
  const read = conditionsOf(source);
  if (!read) return store.words.by_hand;
  if (!read.conditions.length) return "";
  return read.conditions.map((each) => sentence(store, question, each)).join(read.all ? ` ${store.words.and} ` : ` ${store.words.or} `);
}

/* A field with an expression. `own`: whether it may ask about the question's own answer. */
export function expressionField(store, path, { label, help = "", name = path.at(-1), question, own = true, builder = true, optional = true } = {}) {
  const text = textInput(store, path, { code: true, rows: 2, placeholder: own ? ". = 'no'" : "${A2} = 'no'" });
  text.id = freshId("expression");
  text.setAttribute("aria-label", filled(store.words.expression_of, { what: label }));
  const rows = el("div", { class: "rule__conditions" });
  const box = el("div", { class: "rule" }, builder && rows, el("div", { class: "rule__text" }, el("span", { class: "design-note" }, store.words.expression), text));
  const draw = () => rows.replaceChildren(...conditionRows(store, path, { question, own, optional, redraw: () => { text.value = at(store.document, path) ?? ""; draw(); } }));
  text.addEventListener("input", draw);
  draw();
  return field(store, { label, help, name, control: box, wide: true, group: true });
}

function conditionRows(store, path, around) {
  const source = at(store.document, path) ?? "";
  const read = conditionsOf(source);
  if (!read) return [el("p", { class: "rule__hand" }, store.words.by_hand)];
  const set = (next) => {
    store.change(put(store.document, path, next.conditions.length ? expressionOf(next) : ""), { typing: path.join(".") });
    around.redraw();
  };
  const rows = read.conditions.map((condition, index) => conditionRow(store, condition, index, read, set, around));
  const fresh = () => ({ subject: around.own ? "" : firstOther(store, around.question)?.code ?? "", ...firstTest(store, around) });
  return [...rows, el("div", { class: "rule__add" },
    button(read.conditions.length ? store.words.add_condition : store.words.add_rule, () => set({ ...read, conditions: [...read.conditions, fresh()] }), { class: "button--link" }),
    read.conditions.length > 1 && el("select", { class: "rule__joint", "aria-label": store.words.joint, value: read.all ? "and" : "or", onchange: (event) => set({ ...read, all: event.target.value === "and" }) },
      el("option", { value: "and" }, store.words.all_hold), el("option", { value: "or" }, store.words.any_holds)))];
}

function conditionRow(store, condition, index, read, set, { question, own }) {
  const others = questions(store.document).filter(({ question: each }) => each.code && each.code !== question?.code && !["note"].includes(each.type));
  const subject = condition.subject ? others.find(({ question: each }) => each.code === condition.subject)?.question : question;
  const change = (changes) => set({ ...read, conditions: read.conditions.map((each, number) => (number === index ? { ...each, ...changes } : each)) });
  const tests = testsFor(subject);
  if (!tests.includes(condition.test)) tests.push(condition.test);
  return el("div", { class: "rule__condition" },
    el("select", { "aria-label": store.words.which_answer, class: "rule__subject", value: condition.subject, onchange: (event) => change({ subject: event.target.value, ...firstTest(store, { question: event.target.value ? others.find(({ question: each }) => each.code === event.target.value)?.question : question }) }) },
      own && el("option", { value: "" }, store.words.this_answer),
      condition.subject && !subject && el("option", { value: condition.subject }, condition.subject),
      others.map(({ question: each }) => el("option", { value: each.code }, `${each.code} · ${shortened(shownLabel(store, each))}`))),
    el("select", { "aria-label": store.words.how_compared, class: "rule__test", value: condition.test, onchange: (event) => change({ test: event.target.value }) },
      tests.map((test) => el("option", { value: test }, store.words.test[test]))),
    NEEDS_VALUE.has(condition.test) && valueControl(store, subject, condition, change),
    signButton("✕", store.words.remove_condition, () => set({ ...read, conditions: read.conditions.filter((_, number) => number !== index) })));
}

function valueControl(store, subject, condition, change) {
  const choices = choicesOf(store, subject);
  if (!choices.length || choices.length > 300) {
    return el("input", { type: "text", class: "code rule__value", dir: "ltr", "aria-label": store.words.value, value: condition.value ?? "", onchange: (event) => change({ value: event.target.value, quoted: false }) });
  }
  const known = choices.some(([code]) => code === condition.value);
  return el("select", { "aria-label": store.words.value, class: "rule__value", value: condition.value, onchange: (event) => change({ value: event.target.value, quoted: true }) },
    !known && el("option", { value: condition.value ?? "" }, condition.value ?? ""),
    choices.map(([code, words]) => el("option", { value: code }, shortened(words, 48))));
}

function firstTest(store, { question }) {
  const test = testsFor(question)[0];
  const [choice] = choicesOf(store, question);
  return { test, value: choice ? choice[0] : NEEDS_VALUE.has(test) ? "0" : undefined, quoted: Boolean(choice) };
}

function firstOther(store, question) {
  const all = questions(store.document).map(({ question: each }) => each);
  const before = all.slice(0, Math.max(0, all.findIndex((each) => each === question || each.code === question?.code)));
  return before.at(-1) ?? all.find((each) => each.code !== question?.code);
}

/* The rules that say when an answer shows a violation. */
export function violationRules(store, path, question) {
  const listPath = [...path, "violation_when"];
  const rules = question.violation_when ?? [];
  const add = () => {
    const first = choicesOf(store, question);
    const expression = expressionOf({ all: true, conditions: [{ subject: "", ...firstTest(store, { question }), ...(first.some(([code]) => code === "no") ? { value: "no", test: "is", quoted: true } : {}) }] });
    const category = store.categories[0];
    store.change(insert(store.document, listPath, rules.length, { expression, category: category?.code ?? "", severity: category?.severity ?? "serious", evidence: "seen" }));
  };
  return el("div", { class: "design-list", data: { field: "violation_when" } },
    rules.map((rule, index) => violationRule(store, [...listPath, index], question, index)),
    el("p", { class: "field__error", data: { wrong: "violation_when" }, hidden: true }),
    button(store.words.add_violation, add));
}

function violationRule(store, path, question, index) {
  const known = store.categories;
  const category = at(store.document, path).category;
  const pick = (code) => {
    const usual = known.find((each) => each.code === code);
    const changed = put(store.document, [...path, "category"], code);
    store.change(usual ? put(changed, [...path, "severity"], usual.severity) : changed);
  };
  const prefix = `violation_when.${index + 1}`;
  return el("div", { class: "design-item violation" },
    el("div", { class: "design-item__head" }, el("strong", {}, filled(store.words.violation_number, { number: index + 1 })), signButton("✕", store.words.remove_violation, () => store.change(remove(store.document, path)))),
    expressionField(store, [...path, "expression"], { label: store.words.violation_when, name: `${prefix}.expression`, question, optional: false }),
    el("div", { class: "design-fields" },
      field(store, { label: store.words.field.category, name: `${prefix}.category`, wide: true, control: select(store, [...path, "category"], [...(known.some((each) => each.code === category) ? [] : [[category ?? "", category || "—"]]), ...known.map((each) => [each.code, `${each.code} · ${each.name}`])], { onpick: pick }) }),
      field(store, { label: store.words.field.severity, name: `${prefix}.severity`, control: select(store, [...path, "severity"], Object.entries(store.words.severity)) }),
      field(store, { label: store.words.field.evidence, name: `${prefix}.evidence`, help: store.words.evidence_help, control: select(store, [...path, "evidence"], Object.entries(store.words.evidence)) }),
      field(store, { label: store.words.field.rule_code, name: `${prefix}.code`, help: store.words.rule_code_help, control: textInput(store, [...path, "code"], { code: true, placeholder: `${question.code}.${index + 1}` }) })));
}
