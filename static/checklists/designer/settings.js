/* The editors of the whole form and of a section, its groups and the shared lists. */

import { choiceEditor } from "./choices.js";
import { field, select, textInput, tick, wordsInput } from "./controls.js";
import { at, codes, freeCode, insert, put, remove } from "./document.js";
import { button, el, filled, nameOf, signButton } from "./drawing.js";
import { identityEditors } from "./identities.js";
import { expressionField } from "./rules.js";

const part = (title, note, ...content) => el("section", { class: "design-part" }, el("h3", {}, title), note && el("p", { class: "design-note" }, note), ...content);
const fields = (...content) => el("div", { class: "design-fields" }, ...content);

export function formEditor(store) {
  const { words, document } = store;
  return [
    part(words.part.form, filled(words.form_note, { code: document.code, phase: words.phase[document.phase] ?? document.phase }),
      field(store, { label: words.field.titles, name: "titles", wide: true, group: true, control: wordsInput(store, ["titles"]) })),
    part(words.part.languages, words.languages_note, languages(store)),
    part(words.part.identities, words.identities_note, ...identityEditors(store)),
    part(words.part.lists, words.lists_note, ...lists(store)),
    answerLabels(store),
  ];
}

function languages(store) {
  const { words, document } = store;
  const typed = el("input", { type: "text", class: "code", dir: "ltr", maxlength: 16, "aria-label": words.language_code, placeholder: "fr" });
  const offered = store.missionLanguages.filter((language) => !store.languages.includes(language));
  const add = (language) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/.test(language) && !store.languages.includes(language) && store.change(put(document, ["languages"], [...store.languages, language]));
  const row = (language, index) => el("li", { class: "design-row" }, el("span", { class: "code" }, language), el("span", {}, nameOf(language)),
    language === document.default_language ? el("span", { class: "badge" }, words.default_language) : button(words.make_default, () => store.change(put(document, ["default_language"], language)), { class: "button--link" }),
    language !== document.default_language && signButton("✕", filled(words.remove_language, { language: nameOf(language) }), () => store.change(withoutLanguage(put(document, ["languages"], store.languages.filter((_, number) => number !== index)), language))));
  return el("div", { class: "design-list", data: { field: "languages" } }, el("ul", { class: "rows" }, store.languages.map(row)),
    el("p", { class: "field__error", data: { wrong: "languages" }, hidden: true }),
    el("div", { class: "design-row" }, offered.map((language) => button(filled(words.add_language, { language: nameOf(language) }), () => add(language))), typed, button(words.add, () => add(typed.value.trim()))));
}

/* Its texts go with it: a text in a language that is none of the form's cannot be published. Undo brings them back. */
function withoutLanguage(document, language) {
  const walk = (value) => {
    if (Array.isArray(value)) return value.map(walk);
    if (!value || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).filter(([key, each]) => !(key === language && typeof each === "string")).map(([key, each]) => [key, walk(each)]));
  };
  return walk(document);
}

function lists(store) {
  const { words, document } = store;
  const named = Object.entries(document.lists ?? {});
  const name = el("input", { type: "text", class: "code", dir: "ltr", maxlength: 32, "aria-label": words.list_name, placeholder: "districts" });
  const add = () => {
    const fresh = name.value.trim();
    if (/^[A-Za-z][\w-]*$/.test(fresh) && !(fresh in (document.lists ?? {}))) store.change(put(document, ["lists", fresh], { columns: [], choices: [{ code: "1", labels: {} }] }));
  };
  return [...named.map(([key, list]) => el("details", { class: "design-item" }, el("summary", {}, el("span", { class: "code" }, key), ` (${list.choices.length})`),
    field(store, { label: words.field.columns, help: words.columns_help, name: `lists.${key}.columns`, control: columnsInput(store, ["lists", key, "columns"], list.columns) }),
    choiceEditor(store, ["lists", key, "choices"], { columns: list.columns ?? [], name: `lists.${key}.choices` }),
    button(words.remove_list, () => store.change(withoutList(document, key)), { class: "button--danger" }))),
  el("div", { class: "design-row" }, name, button(words.add_list, add))];
}

const columnsInput = (store, path, columns) => el("input", { type: "text", class: "code", dir: "ltr", value: (columns ?? []).join(", "),
  onchange: (event) => store.change(put(store.document, path, event.target.value.split(",").map((column) => column.trim()).filter(Boolean))) });

function withoutList(document, key) {
  const { [key]: _, ...rest } = document.lists;
  return put(document, ["lists"], rest);
}

function answerLabels(store) {
  const { words } = store;
  return el("details", { class: "design-part design-more", open: store.languages.some((language) => !["en", "ru", "kk"].includes(language)) },
    el("summary", {}, words.part.answer_labels), el("p", { class: "design-note" }, words.answer_labels_note),
    ...Object.entries(words.answer).map(([code, label]) => field(store, { label, name: `answer_labels.${code}`, wide: true, group: true, control: wordsInput(store, ["answer_labels", code], { optional: true, name: "answer" }) })));
}

export function sectionEditor(store, path) {
  const { words } = store;
  const section = at(store.document, path);
  const code = el("input", { type: "text", class: "code", dir: "ltr", value: section.code ?? "", maxlength: 32, onchange: (event) => store.change(put(store.document, [...path, "code"], event.target.value.trim())) });
  return [
    part(words.part.section, "", fields(field(store, { label: words.field.code, name: "code", control: code })),
      !section.bare && field(store, { label: words.field.section_titles, name: "titles", wide: true, group: true, control: wordsInput(store, [...path, "titles"]) }),
      !section.bare && field(store, { label: words.field.section_help, name: "help", wide: true, group: true, control: wordsInput(store, [...path, "help"], { rows: 2, optional: true }) }),
      fields(path[1] === 0 && tick(store, [...path, "rapid"], words.field.rapid, words.rapid_help))),
    part(words.part.section_asking, words.section_asking_note, expressionField(store, [...path, "show_when"], { label: words.field.show_when, own: false })),
    part(words.part.groups, words.groups_note, ...groups(store, [...path, "groups"], section.groups ?? [])),
  ];
}

function groups(store, path, list) {
  const { words } = store;
  const add = () => store.change(insert(store.document, path, list.length, { code: freeCode(codes(store.document), "group_1"), titles: {} }));
  return [...list.map((group, index) => el("div", { class: "design-item" },
    el("div", { class: "design-item__head" }, el("strong", { class: "code" }, group.code), signButton("✕", filled(words.remove_group, { code: group.code }), () => store.change(remove(store.document, [...path, index])))),
    fields(field(store, { label: words.field.code, name: `groups.${index + 1}.code`, control: textInput(store, [...path, index, "code"], { code: true }) }),
      field(store, { label: words.field.parent, name: `groups.${index + 1}.parent`, control: select(store, [...path, index, "parent"], [["", "—"], ...list.filter((other) => other !== group).map((other) => [other.code, other.code])]) })),
    field(store, { label: words.field.group_titles, name: `groups.${index + 1}.titles`, wide: true, group: true, control: wordsInput(store, [...path, index, "titles"], { optional: true }) }),
    expressionField(store, [...path, index, "show_when"], { label: words.field.show_when, name: `groups.${index + 1}.show_when`, own: false }))),
  button(words.add_group, add)];
}
