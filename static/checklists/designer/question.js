/* The editor of one question: what it says, what answers it takes, when it is asked, what it shows. */

import { choiceEditor } from "./choices.js";
import { field, numberInput, select, textInput, tick, wordsInput } from "./controls.js";
import { at, FIXED_CHOICES, put, rename } from "./document.js";
import { el, filled } from "./drawing.js";
import { expressionField, inWords, violationRules } from "./rules.js";
import { standardsField } from "./standards.js";

const CHOSEN = ["one_of", "many_of", "rank"];
const NUMBERS = ["integer", "decimal", "range"];
const SILENT = ["calculated", "hidden"];
const UNASKED = [...SILENT, "note", "repeat"];
const COMPUTED = [...SILENT, "integer", "decimal", "text", "date", "time", "datetime"];
const STARTED = ["integer", "decimal", "text", "date", "time", "datetime", "one_of", "hidden", "range", "barcode"];

/* Which facts an answer of each type may fill. */
const FILLS = {
  time: ["arrival", "departure", "happened_at"], one_of: ["category", "severity", "evidence", "place"], text: ["place_code", "narrative"],
  photo: ["photos", "protocol_photo"], rating: ["overall"], many_of: ["as_written"],
};

/* What loses its meaning with another type is taken out; the rest stays. */
const ONLY_FOR = {
  choices: CHOSEN, choices_from: CHOSEN, choice_filter: CHOSEN, minimum: NUMBERS, maximum: NUMBERS, step: ["range"],
  max_length: ["text", "barcode"], protocol: ["integer"], skips: ["one_of"], calculate: COMPUTED, count: ["repeat"], questions: ["repeat"],
};

function withType(question, type) {
  const kept = Object.entries(question).filter(([name]) => !(name in ONLY_FOR) || ONLY_FOR[name].includes(type));
  const changed = { ...Object.fromEntries(kept), type };
  if (UNASKED.includes(type)) ["required", "required_when", "allow_not_observed", "required_message"].forEach((name) => delete changed[name]);
  if (["note", "repeat"].includes(type)) ["constraint", "constraint_message", "violation_when", "default", "initial"].forEach((name) => delete changed[name]);
  if (!FILLS[type]?.includes(changed.fills)) delete changed.fills;
  if (type === "yes_no_not_observed") delete changed.allow_not_observed;
  if (CHOSEN.includes(type) && !changed.choices && !changed.choices_from) changed.choices = [{ code: "1", labels: {} }, { code: "2", labels: {} }];
  if (type === "repeat") changed.questions = changed.questions ?? [];
  return changed;
}

const part = (title, note, ...content) => el("section", { class: "design-part" }, el("h3", {}, title), note && el("p", { class: "design-note" }, note), ...content);
const fields = (...content) => el("div", { class: "design-fields" }, ...content);

export function questionEditor(store, path) {
  const question = at(store.document, path);
  return [head(store, path, question), texts(store, path), answer(store, path, question), asking(store, path, question), check(store, path, question),
    violations(store, path, question), obligations(store, path, question), more(store, path, question)];
}

function head(store, path, question) {
  const code = el("input", { type: "text", class: "code", dir: "ltr", value: question.code ?? "", spellcheck: "false", autocomplete: "off", maxlength: 32,
    onchange: (event) => store.change(rename(store.document, path, event.target.value.trim())) });
  const pick = (type) => store.change(put(store.document, path, withType(question, type)));
  return part(store.words.part.question, "", fields(
    field(store, { label: store.words.field.code, name: "code", help: store.words.code_help, control: code }),
    field(store, { label: store.words.field.type, name: "type", control: select(store, [...path, "type"], Object.entries(store.words.type), { onpick: pick }) })));
}

function texts(store, path) {
  return part(store.words.part.text, "",
    field(store, { label: store.words.field.labels, name: "labels", wide: true, group: true, control: wordsInput(store, [...path, "labels"], { rows: 2 }) }),
    field(store, { label: store.words.field.help, name: "help", wide: true, group: true, help: store.words.help_help, control: wordsInput(store, [...path, "help"], { rows: 2, optional: true }) }));
}

function answer(store, path, question) {
  const type = question.type;
  const parts = [];
  if (type in FIXED_CHOICES) parts.push(el("p", { class: "design-note" }, filled(store.words.fixed_choices, { choices: FIXED_CHOICES[type].map((code) => store.words.answer[code]).join(" · ") })));
  if (CHOSEN.includes(type)) parts.push(...choiceParts(store, path, question));
  if (NUMBERS.includes(type)) parts.push(fields(
    field(store, { label: store.words.field.minimum, name: "minimum", help: type === "integer" ? store.words.minimum_help : "", control: numberInput(store, [...path, "minimum"]) }),
    field(store, { label: store.words.field.maximum, name: "maximum", control: numberInput(store, [...path, "maximum"]) }),
    type === "range" && field(store, { label: store.words.field.step, name: "step", control: numberInput(store, [...path, "step"]) })));
  if (["text", "barcode"].includes(type)) parts.push(fields(field(store, { label: store.words.field.max_length, name: "max_length", control: numberInput(store, [...path, "max_length"], { whole: true }) })));
  if (SILENT.includes(type)) parts.push(expressionField(store, [...path, "calculate"], { label: store.words.field.calculate, help: store.words.calculate_help, question, own: false, builder: false }));
  if (type === "repeat") parts.push(expressionField(store, [...path, "count"], { label: store.words.field.count, help: store.words.count_help, question, own: false, builder: false }));
  if (!UNASKED.includes(type)) parts.push(fields(tick(store, [...path, "required"], store.words.field.required, store.words.required_help),
    type !== "yes_no_not_observed" && tick(store, [...path, "allow_not_observed"], store.words.field.allow_not_observed, store.words.not_observed_help)));
  return parts.length ? part(store.words.part.answer, "", ...parts) : "";
}

function choiceParts(store, path, question) {
  const lists = Object.keys(store.document.lists ?? {});
  const pick = (name) => {
    const { choices: _, choices_from: __, ...rest } = question;
    store.change(put(store.document, path, name ? { ...rest, choices_from: name } : { ...rest, choices: question.choices ?? [] }));
  };
  const found = [];
  if (lists.length) found.push(field(store, { label: store.words.field.choices_from, name: "choices_from", help: store.words.lists_help, control: select(store, [...path, "choices_from"], [["", store.words.own_choices], ...lists.map((name) => [name, name])], { onpick: pick }) }));
  if (!question.choices_from) found.push(choiceEditor(store, [...path, "choices"], { exclusive: question.type === "many_of" }));
  if (question.choices_from || question.choice_filter) found.push(expressionField(store, [...path, "choice_filter"], { label: store.words.field.choice_filter, help: store.words.filter_help, question, own: false, builder: false }));
  return found;
}

function asking(store, path, question) {
  const words = inWords(store, question, question.show_when);
  return part(store.words.part.asking, question.show_when ? filled(store.words.asked_when, { when: words }) : store.words.always_asked,
    expressionField(store, [...path, "show_when"], { label: store.words.field.show_when, question, own: false }),
    !UNASKED.includes(question.type) && !question.required && question.required_when && expressionField(store, [...path, "required_when"], { label: store.words.field.required_when, question, own: false }));
}

function check(store, path, question) {
  if (["note", "repeat"].includes(question.type)) return "";
  return part(store.words.part.check, store.words.check_note,
    expressionField(store, [...path, "constraint"], { label: store.words.field.constraint, question }),
    field(store, { label: store.words.field.constraint_message, name: "constraint_message", wide: true, group: true, control: wordsInput(store, [...path, "constraint_message"], { rows: 2, optional: !question.constraint }) }));
}

function violations(store, path, question) {
  if (["note", "repeat"].includes(question.type)) return "";
  return part(store.words.part.violations, store.words.violations_note, violationRules(store, path, question));
}

const obligations = (store, path, question) => part(store.words.part.obligations, store.words.obligations_note, standardsField(store, [...path, "standards"], question));

function more(store, path, question) {
  const type = question.type;
  const section = at(store.document, path.slice(0, 2));
  const inside = path.length > 4;
  const open = ["fills", "protocol", "contest", "skips", "sms_tag", "group", "default", "initial", "appearance", "required_when", "read_only"].some((name) => question[name]);
  const facts = FILLS[type] ?? [];
  return el("details", { class: "design-part design-more", open }, el("summary", {}, store.words.part.more), fields(
    !inside && facts.length > 0 && field(store, { label: store.words.field.fills, name: "fills", help: store.words.fills_help, control: select(store, [...path, "fills"], [["", "—"], ...facts.map((fact) => [fact, store.words.fact[fact]])]) }),
    !inside && type === "integer" && field(store, { label: store.words.field.protocol, name: "protocol", help: store.words.protocol_help, control: textInput(store, [...path, "protocol"], { code: true, list: "design-protocol" }) }),
    !inside && (question.protocol || ["as_written", "protocol_photo"].includes(question.fills) || question.contest) && field(store, { label: store.words.field.contest, name: "contest", help: store.words.contest_help, control: textInput(store, [...path, "contest"], { code: true }) }),
    !inside && field(store, { label: store.words.field.sms_tag, name: "sms_tag", help: store.words.sms_help, control: textInput(store, [...path, "sms_tag"], { code: true, as: (text) => text.toUpperCase() }) }),
    section?.groups?.length > 0 && field(store, { label: store.words.field.group, name: "group", control: select(store, [...path, "group"], [["", "—"], ...section.groups.map((group) => [group.code, group.code])]) }),
    STARTED.includes(type) && field(store, { label: store.words.field.default, name: "default", help: store.words.default_help, control: textInput(store, [...path, "default"]) }),
    field(store, { label: store.words.field.appearance, name: "appearance", help: store.words.appearance_help, control: textInput(store, [...path, "appearance"], { code: true }) })),
    fields(!inside && type === "one_of" && tick(store, [...path, "skips"], store.words.field.skips, store.words.skips_help),
      !UNASKED.includes(type) && tick(store, [...path, "read_only"], store.words.field.read_only)),
    STARTED.includes(type) && expressionField(store, [...path, "initial"], { label: store.words.field.initial, help: store.words.initial_help, question, own: false, builder: false }),
    COMPUTED.includes(type) && !SILENT.includes(type) && expressionField(store, [...path, "calculate"], { label: store.words.field.calculate, help: store.words.calculate_help, question, own: false, builder: false }),
    !UNASKED.includes(type) && !question.required && !question.required_when && expressionField(store, [...path, "required_when"], { label: store.words.field.required_when, question, own: false }),
    (question.required || question.required_when) && field(store, { label: store.words.field.required_message, name: "required_message", wide: true, group: true, control: wordsInput(store, [...path, "required_message"], { rows: 2, optional: true }) }));
}
