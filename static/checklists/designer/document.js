/* The checklist as a value. Every change gives a new document that shares with the old one what stayed the same,
 * so that undoing is going back to an old value and a row of the outline is drawn anew only when it changed.
 *
 * A path leads to a place in the document: ["sections", 0, "questions", 3, "labels", "en"]. */

export const FIXED_CHOICES = {
  yes_no: ["yes", "no"],
  yes_no_not_observed: ["yes", "no"],
  rating: ["very_good", "good", "bad", "very_bad"],
};

const MAX_CODE = 32;

export function at(document, path) {
  return path.reduce((place, key) => place?.[key], document);
}

const isEmpty = (value) => value === undefined || value === null || value === "" || value === false
  || (Array.isArray(value) && value.length === 0)
  || (typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0);

/* What says nothing is not written: absent and empty mean the same. `kept`: lists and texts that must be there. */
const KEPT = new Set(["sections", "questions", "labels", "titles", "code", "languages", "choices", "columns", "names", "grades", "formula", "expression", "category"]);

export function put(document, path, value) {
  if (path.length === 0) return value;
  const [key, ...rest] = path;
  const old = document ?? (typeof key === "number" ? [] : {});
  const changed = put(old[key], rest, value);
  if (Array.isArray(old)) {
    const list = [...old];
    list[key] = changed;
    return list;
  }
  const { [key]: _, ...others } = old;
  if (isEmpty(changed) && !KEPT.has(key)) return others;
  // The order of the fields stays what it was.
  return key in old ? Object.fromEntries(Object.entries(old).map(([name, each]) => [name, name === key ? changed : each])) : { ...old, [key]: changed };
}

export function insert(document, listPath, index, ...items) {
  const list = [...(at(document, listPath) ?? [])];
  list.splice(index, 0, ...items);
  return put(document, listPath, list);
}

export function remove(document, path) {
  const listPath = path.slice(0, -1);
  return put(document, listPath, at(document, listPath).filter((_, index) => index !== path.at(-1)));
}

/* Moves an item; `index` counts in the target list as it was before. Gives [document, path of the item now]. */
export function move(document, from, toList, index) {
  const item = at(document, from);
  const fromList = from.slice(0, -1);
  const same = samePath(fromList, toList);
  const target = same && index > from.at(-1) ? index - 1 : index;
  const without = remove(document, from);
  return [insert(without, toList, target, item), [...toList, target]];
}

export const samePath = (one, other) => one.length === other.length && one.every((key, index) => key === other[index]);

/* Every question with its path, the repeats' own included. `depth` 0 is a question of a section. */
export function questions(document) {
  const found = [];
  const walk = (list, path, section, depth) => (list ?? []).forEach((question, index) => {
    const here = [...path, index];
    found.push({ question, path: here, section, depth });
    if (question.type === "repeat") walk(question.questions, [...here, "questions"], section, depth + 1);
  });
  (document.sections ?? []).forEach((section, index) => walk(section.questions, ["sections", index, "questions"], section, 0));
  return found;
}

export function codes(document) {
  const groups = (document.sections ?? []).flatMap((section) => [section.code, ...(section.groups ?? []).map((group) => group.code)]);
  return new Set([...questions(document).map(({ question }) => question.code), ...groups]);
}

/* `wanted`, or `wanted_2`, `wanted_3` … until nobody has it. */
export function freeCode(taken, wanted) {
  if (wanted && !taken.has(wanted)) return wanted;
  const stem = wanted.replace(/_\d+$/, "").slice(0, MAX_CODE - 4) || "Q";
  let number = 2;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

/* The next code after the pattern of the section: after B7 comes B8. */
export function nextCode(document, section) {
  const taken = codes(document);
  const last = [...(section?.questions ?? [])].reverse().map((question) => /^([A-Za-z]+)(\d+)/.exec(question.code ?? "")).find(Boolean);
  const stem = last ? last[1] : "Q";
  let number = last ? Number(last[2]) + 1 : 1;
  while (taken.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}

const replacedIn = (value, old, fresh) => {
  if (typeof value === "string") return value.replaceAll(`\${${old}}`, `\${${fresh}}`);
  if (Array.isArray(value)) return value.map((each) => replacedIn(each, old, fresh));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replacedIn(each, old, fresh)]));
  return value;
};

/* Gives a question another code, and says so in every rule and text that names it. */
export function rename(document, path, fresh) {
  const old = at(document, path).code;
  const renamed = put(document, [...path, "code"], fresh);
  const others = questions(document).filter(({ question }) => question.code === old).length;
  if (!old || !fresh || others !== 1) return renamed;
  // Identities name fields of the protocol, not questions.
  return { ...renamed, sections: replacedIn(renamed.sections, old, fresh), ...(renamed.instance_name ? { instance_name: replacedIn(renamed.instance_name, old, fresh) } : {}) };
}

/* A question must not say twice what only one may: which number of the protocol it is, which fact, which SMS tag. */
const ONLY_ONE = ["fills", "protocol", "sms_tag", "skips"];

export function copyOf(document, question) {
  const taken = codes(document);
  const copied = (original) => {
    const fresh = freeCode(taken, original.code);
    taken.add(fresh);
    const { questions: inner, violation_when: rules, ...rest } = structuredClone(original);
    ONLY_ONE.forEach((name) => delete rest[name]);
    const copy = { ...replacedIn(rest, original.code, fresh), code: fresh };
    if (rules) copy.violation_when = rules.map(({ code, ...rule }) => replacedIn(rule, original.code, fresh));
    if (inner) copy.questions = inner.map(copied);
    return copy;
  };
  return copied(question);
}

/* The codes that the rules and texts of a question name. */
export function namedBy(question) {
  const found = new Set();
  JSON.stringify(question, (key, value) => {
    if (typeof value === "string") for (const [, code] of value.matchAll(/\$\{([^}]+)\}/g)) found.add(code);
    return value;
  });
  found.delete(question.code);
  return found;
}

/* (path, words) of every text that must be there in each language. */
export function texts(document) {
  const found = [];
  const note = (path, words, what) => { if (words && Object.keys(words).length) found.push({ path, words, what }); };
  note(["titles"], document.titles ?? {}, "titles");
  (document.sections ?? []).forEach((section, index) => {
    const path = ["sections", index];
    note([...path, "titles"], { "": "", ...section.titles }, "titles");
    note([...path, "help"], section.help, "help");
    (section.groups ?? []).forEach((group, number) => ["titles", "help"].forEach((name) => note([...path, "groups", number, name], group[name], name)));
  });
  for (const { question, path } of questions(document)) {
    note([...path, "labels"], { "": "", ...question.labels }, "labels");
    ["help", "constraint_message", "required_message"].forEach((name) => note([...path, name], question[name], name));
    (question.choices ?? []).forEach((choice, index) => note([...path, "choices", index, "labels"], { "": "", ...choice.labels }, "choices"));
  }
  (document.identities ?? []).forEach((identity, index) => note(["identities", index, "names"], { "": "", ...identity.names }, "names"));
  Object.entries(document.lists ?? {}).forEach(([name, list]) => list.choices.length <= 200 && list.choices.forEach((choice, index) => note(["lists", name, "choices", index, "labels"], choice.labels, "choices")));
  return found;
}

export const missing = (document, language) => texts(document).filter(({ words }) => !(words[language] ?? "").trim());

/* Texts in the languages of this checklist only; those it lacks stay empty, to be translated. */
export function inLanguages(value, languages) {
  const isWords = (each) => each && typeof each === "object" && !Array.isArray(each) && Object.values(each).every((text) => typeof text === "string");
  const walk = (each, key) => {
    if (Array.isArray(each)) return each.map((item) => walk(item, key));
    if (!each || typeof each !== "object") return each;
    if (["labels", "help", "titles", "names", "constraint_message", "required_message"].includes(key) && isWords(each)) return Object.fromEntries(languages.filter((language) => each[language]).map((language) => [language, each[language]]));
    return Object.fromEntries(Object.entries(each).map(([name, inner]) => [name, walk(inner, name)]));
  };
  return walk(value, "");
}
