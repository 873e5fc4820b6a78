/* The form follows its answers: questions come and go, rows are added and taken away, choices are narrowed,
 * answers stand in the words of later questions, and what is wrong is said beside the field. The rules are those
 * the server checks (`check.js`); without this the server does the same when the form is sent. */

import { Check } from "./check.js";
import { pathOf, questionsIn, rawAnswers, readQuestion, rowsOf } from "./reading.js";

const form = document.getElementById("checklist");
const rules = JSON.parse(document.getElementById("checklist-rules").textContent);
const page = { form, check: null, sentences: rules.sentences, language: rules.language, refresh };
const begun = new WeakSet();
let warned = "";

/* --- What is drawn as inert templates becomes part of the page ---------------------------------------- */

function unpack(root) {
  let template;
  while ((template = root.querySelector("template[data-path]"))) {
    const content = template.content.cloneNode(true);
    for (const question of content.children) question.hidden = true;
    template.replaceWith(content);
  }
}

/* What the server carried along for questions it did not ask goes back where it was typed. */
function restore(root) {
  for (const aside of form.querySelectorAll("input[data-aside]")) {
    const controls = [...root.querySelectorAll(`[name="${CSS.escape(aside.name)}"]`)].filter((one) => one !== aside);
    if (!controls.length) continue;
    for (const control of controls) {
      if (control.type === "radio" || control.type === "checkbox") control.checked ||= control.value === aside.value;
      else if (control.type !== "hidden") control.value = aside.value;
    }
    aside.remove();
  }
}

/* --- Rows ---------------------------------------------------------------------------------------------- */

function addRow(repeat) {
  const rows = repeat.querySelector(":scope > .repeat__rows");
  const numbers = rowsOf(repeat).map((row) => Number(row.dataset.row));
  const number = Math.max(0, ...numbers) + 1;
  const blank = repeat.querySelector(":scope > template[data-blank-row]");
  const holder = document.createElement("template");
  holder.innerHTML = blank.innerHTML.replaceAll(`{${repeat.dataset.repeat}}`, number);
  const row = holder.content.firstElementChild;
  unpack(row);
  rows.append(row);
  restore(row);
  enhance(row, page);
  renumber(repeat);
  return row;
}

function renumber(repeat) {
  rowsOf(repeat).forEach((row, index) => {
    for (const place of row.querySelectorAll(":scope > .repeat__head [data-place]")) place.textContent = index + 1;
    const name = repeat.querySelector(":scope > legend").textContent.trim();
    row.setAttribute("aria-label", `${name} ${index + 1}`);
  });
}

function changeRows(event) {
  const button = event.target.closest("[data-add], [data-drop]");
  if (!button) return;
  event.preventDefault();
  const repeat = button.closest("[data-repeat]");
  if ("add" in button.dataset) {
    const row = addRow(repeat);
    refresh();
    row.querySelector(".repeat__place").focus();
    row.scrollIntoView({ block: "nearest" });
  } else {
    button.closest(".repeat__row").remove();
    renumber(repeat);
    refresh();
    repeat.querySelector(":scope > [data-add]").focus();
  }
}

/* Rows that the form itself asks for: added where some are missing; those too many are kept out of sight. */
function countRows() {
  let changed = false;
  for (const repeat of form.querySelectorAll("[data-repeat]")) {
    if (repeat.querySelector(":scope > [data-add]")) continue;
    const wanted = page.check.relevant(pathOf(repeat)) ? page.check.rowLimit(pathOf(repeat)) : 0;
    for (let missing = wanted - rowsOf(repeat).length; missing > 0; missing -= 1) {
      addRow(repeat);
      changed = true;
    }
    rowsOf(repeat).forEach((row, index) => { row.hidden = index >= wanted; });
  }
  return changed;
}

/* --- What the answers call for --------------------------------------------------------------------------- */

function refresh() {
  page.check.replace(rawAnswers(form));
  if (countRows()) page.check.replace(rawAnswers(form));
  let started = false;
  for (const question of questionsIn(form)) {
    const path = pathOf(question);
    const wasHidden = question.hidden;
    question.hidden = !page.check.relevant(path);
    if (question.hidden) continue;
    if (wasHidden && rules.starts) started = start(question, page.check.firstValue(path)) || started;
    const optional = question.querySelector(":scope > :is(legend, label) > .field__optional");
    if (optional) optional.hidden = page.check.required(path);
    if (question.querySelector(":scope > [data-filtered]")) narrow(question, path);
  }
  for (const group of [...form.querySelectorAll(".question-group, .checklist-section")].reverse()) {
    const asked = [...group.querySelectorAll("[data-path]")].some((one) => !one.hidden && !one.parentElement.closest("[data-path][hidden]"));
    group.hidden = !asked;
  }
  if (started) return void refresh();
  speak();
  form.querySelector("[data-shown]").value = page.check.paths().join(" ");
  form.dispatchEvent(new CustomEvent("checklist:changed"));
}

/* What a question starts from, the first time it is asked. Whether anything was put into it. */
function start(question, value) {
  if (!value || begun.has(question) || !question.dataset.kind || String(readQuestion(question))) return false;
  begun.add(question);
  const codes = new Set(value.split(" "));
  for (const control of question.querySelectorAll(`[name="${CSS.escape(question.dataset.name)}"]`)) {
    if (control.type === "radio" || control.type === "checkbox") control.checked = codes.has(control.value);
    else control.value = value;
  }
  return true;
}

function speak() {
  for (const output of form.querySelectorAll("output[data-output]")) {
    const told = page.check.value(pathBeside(output, output.dataset.output));
    if (output.textContent !== told) output.textContent = told;
  }
}

/* The question of this code as it stands where the words are: in this row, in one around it, or outside. */
function pathBeside(element, code) {
  const around = pathOf(element.closest("[data-path]") ?? element);
  const parts = around.split(".");
  for (let length = parts.length - 1; length > 0; length -= 2) {
    const path = [...parts.slice(0, length), code].join(".");
    if (page.check.knows(path)) return path;
  }
  return code;
}

function narrow(question, path) {
  const offered = new Set(page.check.choices(path).map((choice) => choice.code));
  for (const option of question.querySelectorAll("[data-filtered] option, [data-filtered] input")) {
    const chosen = option.checked || option.selected;
    const stays = !option.value || option.value.startsWith("__") || chosen || offered.has(option.value);
    option.disabled = !stays;
    (option.tagName === "OPTION" ? option : option.closest("label")).hidden = !stays;
  }
  const none = question.querySelector("[data-none-offered]");
  if (none) none.hidden = offered.size > 0;
}

/* --- What is wrong, beside its field --------------------------------------------------------------------- */

export function tell(question, sentence) {
  const id = `${question.id.replace(/-question$/, "")}-error`;
  let told = document.getElementById(id);
  if (!sentence) {
    told?.remove();
    question.classList.remove("field--wrong");
    for (const control of question.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
    return;
  }
  if (!told) {
    told = document.createElement("p");
    told.id = id;
    const before = question.querySelector(":scope > .field__help") ?? question.querySelector(":scope > :is(legend, label)");
    before.after(told);
  }
  told.className = "field__error";
  told.textContent = sentence;
  question.classList.add("field--wrong");
  for (const control of question.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    control.setAttribute("aria-invalid", "true");
    if (!question.matches("fieldset")) control.setAttribute("aria-describedby", id);
  }
}

function sentence(problem, question) {
  const own = question?.dataset[problem.code === "required" ? "requiredMessage" : "constraintMessage"];
  if (own && ["required", "constraint"].includes(problem.code)) return own;
  let { code } = problem;
  const given = problem.arguments ?? {};
  if (code === "out-of-range" && !("maximum" in given)) code = "out-of-range-below";
  else if (code === "out-of-range" && !("minimum" in given)) code = "out-of-range-above";
  return (page.sentences[code] ?? page.sentences.constraint)
    .replace(/%\((\w+)\)s/g, (_whole, name) => given[name] ?? "");
}

function wrong() {
  return page.check.problems().filter((problem) => problem.question && elementAt(problem.question));
}

function elementAt(path) {
  return questionsIn(form).find((question) => !question.hidden && pathOf(question) === path);
}

/* What is merely not finished yet is no reason to interrupt. */
const ONLY_WHEN_SENT = new Set(["required", "not-all-ranked"]);

function judge(question) {
  const path = pathOf(question);
  const problem = wrong().find((one) => one.question === path && !ONLY_WHEN_SENT.has(one.code));
  tell(question, problem ? sentence(problem, question) : "");
  // A rule may look at other answers: what was wrong beside another question may be right now.
  for (const other of form.querySelectorAll("[data-path].field--wrong")) {
    if (other === question) continue;
    const still = wrong().find((one) => one.question === pathOf(other));
    tell(other, still ? sentence(still, other) : "");
  }
}

/* A first press on "send" with something wrong shows it here, without the way to the server and back. A second
 * press sends all the same: the server decides, not this page. */
function beforeSending(event) {
  if (event.submitter?.name) return;
  dropBlankRows();
  refresh();
  const problems = wrong();
  const told = problems.map((one) => `${one.question}:${one.code}`).join(" ");
  if (!problems.length || told === warned) return;
  event.preventDefault();
  warned = told;
  for (const problem of problems) {
    const question = elementAt(problem.question);
    tell(question, sentence(problem, question));
  }
  const first = questionsIn(form).find((question) => !question.hidden && question.classList.contains("field--wrong"));
  form.dispatchEvent(new CustomEvent("checklist:wrong", { detail: first }));
  lead(first);
}

export function lead(question) {
  const details = question.closest("details");
  if (details) details.open = true;
  const control = question.querySelector("input:not([type=hidden]), select, textarea, button");
  control?.focus({ preventScroll: true });
  question.scrollIntoView({ block: "center" });
}

function dropBlankRows() {
  for (const repeat of form.querySelectorAll("[data-repeat]")) {
    if (!repeat.querySelector(":scope > [data-add]")) continue;
    for (const row of rowsOf(repeat)) {
      if (!questionsIn(row).some((question) => question.dataset.kind && String(readQuestion(question)))) row.remove();
    }
    renumber(repeat);
  }
}

/* Few forms have a control that needs more than the browser gives: what makes them easier comes only with those. */
const SPECIAL = "[data-rank], [data-search], [data-geopoint], [data-barcode], input[type=file][data-most], [data-step]";
let enhance = () => {};

function holds(root, selector) {
  if (root.querySelector(selector)) return true;
  return [...root.querySelectorAll("template")].some((template) => holds(template.content, selector));
}

/* --- Beginning ------------------------------------------------------------------------------------------- */

async function lists() {
  await Promise.all(Object.entries(rules.lists).map(async ([name, address]) => {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`list ${name}: ${answer.status}`);
    rules.document.lists[name] = await answer.json();
  }));
}

async function begin() {
  await lists();
  if (holds(form, SPECIAL)) ({ enhance } = await import("./controls.js"));
  page.check = new Check(rules.document, { language: rules.language, now: () => new Date() });
  unpack(form);
  restore(form);
  enhance(form, page);
  form.classList.add("checklist--live");
  form.addEventListener("click", changeRows);
  form.addEventListener("input", refresh);
  form.addEventListener("change", (event) => {
    const question = event.target.closest("[data-path]");
    refresh();
    if (question) judge(question);
  });
  form.addEventListener("submit", beforeSending);
  refresh();
}

/* Without its rules or a list the page stays as the server drew it, and the server asks. */
begin().catch((error) => console.warn("The form does not follow its answers on this page.", error));
