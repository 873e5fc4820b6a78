/* Rules in plain words. The common cases are built from rows, "when B2 is yes", and written as an expression; an
 * expression of that form is read back into rows. Anything else is written by hand and left alone.
 *
 * A condition: {subject: "" for the question itself or a code, test, value}. All conditions hold (`and`) or any. */

const NOT_OBSERVED = "__not_observed";

/* test → how it is written; `s` is the subject, `v` the value as it stands in the expression. */
const WRITTEN = {
  is: (s, v) => `${s} = ${v}`,
  is_not: (s, v) => `${s} != ${v}`,
  includes: (s, v) => `selected(${s}, ${v})`,
  includes_not: (s, v) => `not(selected(${s}, ${v}))`,
  above: (s, v) => `${s} > ${v}`,
  at_least: (s, v) => `${s} >= ${v}`,
  below: (s, v) => `${s} < ${v}`,
  at_most: (s, v) => `${s} <= ${v}`,
  answered: (s) => `${s} != ''`,
  blank: (s) => `${s} = ''`,
  observed: (s) => `${s} != '${NOT_OBSERVED}'`,
  not_observed: (s) => `${s} = '${NOT_OBSERVED}'`,
};

export const NEEDS_VALUE = new Set(["is", "is_not", "includes", "includes_not", "above", "at_least", "below", "at_most"]);

/* What can be asked of an answer of each kind, the most useful first. */
export function testsFor(question) {
  switch (question?.type) {
    case "many_of": return ["includes", "includes_not", "answered", "blank", "not_observed"];
    case "integer": case "decimal": case "range": case "calculated":
      return ["above", "at_least", "is", "is_not", "at_most", "below", "answered", "blank", "not_observed"];
    case "photo": case "audio": case "video": case "file": case "geopoint": case "repeat":
      return ["answered", "blank"];
    case "text": case "barcode": return ["answered", "blank", "is", "is_not"];
    default: return ["is", "is_not", "answered", "blank", "not_observed", "observed"];
  }
}

const SUBJECT = String.raw`(\.|\$\{[A-Za-z][\w-]*\})`;
const VALUE = String.raw`('[^']*'|-?\d+(?:\.\d+)?|\$\{[A-Za-z][\w-]*\})`;
const SIGNS = { "=": "is", "!=": "is_not", ">": "above", ">=": "at_least", "<": "below", "<=": "at_most" };
const COMPARED = new RegExp(`^${SUBJECT}\\s*(=|!=|>=|<=|>|<)\\s*${VALUE}$`);
const SELECTED = new RegExp(`^selected\\(\\s*${SUBJECT}\\s*,\\s*('[^']*')\\s*\\)$`);
const NOT_SELECTED = new RegExp(`^not\\(\\s*selected\\(\\s*${SUBJECT}\\s*,\\s*('[^']*')\\s*\\)\\s*\\)$`);

const subjectOf = (written) => (written === "." ? "" : written.slice(2, -1));
const subjectIn = (code) => (code ? `\${${code}}` : ".");

/* A value as typed: a number, ${code} of another question, or a text between quotes (a choice always is one). */
function valueIn({ test, value = "", quoted = false }) {
  if (/^\$\{[^}]+\}$/.test(value)) return value;
  if (!quoted && /^-?\d+(\.\d+)?$/.test(value) && !["includes", "includes_not"].includes(test)) return value;
  return `'${String(value).replaceAll("'", "")}'`;
}

export function expressionOf({ all, conditions }) {
  const written = conditions.map((each) => WRITTEN[each.test](subjectIn(each.subject), valueIn(each)));
  return written.join(all ? " and " : " or ");
}

/* The conditions of an expression, or null where it is not of that form. No expression: no conditions. */
export function conditionsOf(source) {
  const text = (source ?? "").trim();
  if (!text) return { all: true, conditions: [] };
  const parts = split(text);
  if (!parts) return null;
  const conditions = parts.pieces.map(conditionOf);
  return conditions.includes(null) ? null : { all: parts.joint !== "or", conditions };
}

function conditionOf(piece) {
  let found = COMPARED.exec(piece);
  if (found) {
    const [, subject, sign, value] = found;
    const test = SIGNS[sign];
    if (value === "''" && (test === "is" || test === "is_not")) return { subject: subjectOf(subject), test: test === "is" ? "blank" : "answered" };
    if (value === `'${NOT_OBSERVED}'` && (test === "is" || test === "is_not")) return { subject: subjectOf(subject), test: test === "is" ? "not_observed" : "observed" };
    return { subject: subjectOf(subject), test, value: value.startsWith("'") ? value.slice(1, -1) : value, quoted: value.startsWith("'") };
  }
  found = SELECTED.exec(piece);
  if (found) return { subject: subjectOf(found[1]), test: "includes", value: found[2].slice(1, -1) };
  found = NOT_SELECTED.exec(piece);
  return found ? { subject: subjectOf(found[1]), test: "includes_not", value: found[2].slice(1, -1) } : null;
}

/* Splits at "and" or "or" outside quotes and parentheses; null where both stand side by side. */
function split(text) {
  const pieces = [];
  let joint = "", depth = 0, quote = "", start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index];
    if (quote) { if (sign === quote) quote = ""; continue; }
    if (sign === "'" || sign === '"') { quote = sign; continue; }
    if (sign === "(") depth += 1;
    if (sign === ")") depth -= 1;
    const word = depth === 0 && /^\s(and|or)\s/.exec(text.slice(index, index + 5));
    if (!word) continue;
    if (joint && joint !== word[1]) return null;
    joint = word[1];
    pieces.push(text.slice(start, index).trim());
    index += word[0].length - 1;
    start = index;
  }
  return { joint, pieces: [...pieces, text.slice(start).trim()] };
}
