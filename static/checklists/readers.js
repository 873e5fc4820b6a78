// One answer, from whatever was typed or sent to its canonical form: observer/checklists/answers.py and
// moments.py, line by line. A reader gives [answer, fault code, what fills its sentence]; the answer is "" when
// blank and null when what was sent cannot be recognised.

import { strip, words } from "./values.js";

export const NOT_OBSERVED = "__not_observed";
const MAX_TEXT_CHARACTERS = 10000;
const MAX_DIGITS = 15;
const MAX_PHOTOS = 10;
const MAX_FILES = 5;
const BLANK = ["", ""];
const WRONG_TYPE = [null, "wrong-type", {}];
const UNSTORABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]/gu;
const NUMBER = /^([+-]?)0*([0-9]*)(?:[.,]([0-9]*))?$/;
const TIME = /^([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?:[:.][0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?$/;
const DATE = /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$/;
const MOMENT =
  /^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2})[T ]([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?$/;
const POINT = /^-?[0-9]{1,9}(?:\.[0-9]{1,12})?$/;
const AGREED = new Set(["ok", "yes", "true", "1", "on"]);

export const isBlank = (raw) => raw === undefined || raw === null || raw === "" || (Array.isArray(raw) && !raw.length);

export const isNotObserved = (raw) =>
  raw === NOT_OBSERVED || (Array.isArray(raw) && raw.length === 1 && raw[0] === NOT_OBSERVED);

// (raw) => [answer, fault, arguments] for a question of a page document.
export function readerFor(question, codes) {
  switch (question.type) {
    case "integer":
      return numberReader(question, true);
    case "decimal":
    case "range":
      return numberReader(question, false);
    case "text":
    case "barcode":
    case "calculated":
    case "hidden":
      return textReader(question.max_length);
    case "many_of":
      return manyReader(codes, new Set(question.exclusive));
    case "rank":
      return rankReader(codes);
    case "photo":
      return filesReader(MAX_PHOTOS, "bad-photo", "too-many-photos");
    case "audio":
    case "video":
    case "file":
      return filesReader(MAX_FILES, "bad-file", "too-many-files");
  }
  return READERS[question.type] ?? choiceReader(codes);
}

// NFC, line ends as "\n", no character the database refuses, at most so many characters.
export function storableText(text, limit = MAX_TEXT_CHARACTERS) {
  const cut = firstOf(text, limit + 1).replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  return firstOf(cut.replace(UNSTORABLE, "\ufffd").normalize("NFC"), limit);
}

const firstOf = (text, count) => (text.length > count ? Array.from(text).slice(0, count).join("") : text);

const lengthOf = (text) => Array.from(text).length;

function inOrder(one, other) {
  const [left, right] = [Array.from(one), Array.from(other)];
  const place = left.findIndex((character, at) => character !== right[at]);
  if (place < 0) return left.length - right.length;
  return right.length > place ? left[place].codePointAt(0) - right[place].codePointAt(0) : 1;
}

function choiceReader(places) {
  return (raw) => {
    if (typeof raw !== "string") return isBlank(raw) ? BLANK : WRONG_TYPE;
    const text = strip(storableText(raw));
    if (places.has(text) || !text) return [text, ""];
    return [null, "unknown-choice", { found: firstOf(text, 60) }];
  };
}

function manyReader(places, exclusive) {
  return (raw) => {
    const items = typeof raw === "string" ? [raw] : raw;
    if (!Array.isArray(items)) return isBlank(raw) ? BLANK : WRONG_TYPE;
    if (!items.every((item) => typeof item === "string")) return WRONG_TYPE;
    const sent = new Set(items.map((item) => strip(storableText(item, 60))).filter(Boolean));
    const known = [...sent].filter((code) => places.has(code)).sort((one, other) => places.get(one) - places.get(other));
    if (sent.has(NOT_OBSERVED)) return [known, "both", {}];
    const unknown = unknownOf(sent, places);
    if (unknown) return [known.length ? known : null, "unknown-choice", unknown];
    const alone = known.filter((code) => exclusive.has(code)).sort(inOrder);
    if (known.length > 1 && alone.length) return [known, "exclusive", { choice: alone[0] }];
    return [known.length ? known : "", ""];
  };
}

function unknownOf(sent, places) {
  const unknown = [...sent].filter((code) => !places.has(code)).sort(inOrder).slice(0, 10);
  return unknown.length ? { found: firstOf(unknown.join(", "), 60) } : null;
}

function rankReader(places) {
  return (raw) => {
    const items = typeof raw === "string" ? words(raw) : raw;
    if (!Array.isArray(items)) return isBlank(raw) ? BLANK : WRONG_TYPE;
    if (!items.every((item) => typeof item === "string")) return WRONG_TYPE;
    const sent = new Set(items.map((item) => strip(storableText(item, 80))));
    const known = [...sent].filter((code) => places.has(code));
    const unknown = unknownOf(sent, places);
    if (unknown) return [known.length ? known : null, "unknown-choice", unknown];
    if (known.length && known.length < places.size) {
      return [known, "not-all-ranked", { count: String(places.size - known.length) }];
    }
    return [known.length ? known : "", ""];
  };
}

function textReader(limit) {
  return (raw) => {
    if (typeof raw !== "string") return raw === null || raw === undefined ? BLANK : WRONG_TYPE;
    const text = strip(storableText(raw));
    if (lengthOf(text) > limit || lengthOf(raw) > MAX_TEXT_CHARACTERS) return [text, "too-long", { limit: String(limit) }];
    return [text, ""];
  };
}

// --- Numbers -------------------------------------------------------------------------------------------------

function numberReader({ minimum, maximum, step }, isWhole) {
  const kind = isWhole ? "not-whole" : "not-a-number";
  const bounds = {};
  if (minimum !== undefined) bounds.minimum = minimum;
  if (maximum !== undefined) bounds.maximum = maximum;
  return (raw) => {
    const written = typeof raw === "number" ? String(raw) : raw ?? "";
    if (typeof written !== "string") return WRONG_TYPE;
    const typed = firstOf(strip(written), 100);
    if (!typed) return BLANK;
    const text = canonicalNumber(typed);
    if (text === null) return [null, kind, { found: storableText(typed, 30) }];
    if (text.replace(/[^0-9]/g, "").length > MAX_DIGITS) return [null, "too-large", { digits: String(MAX_DIGITS) }];
    if (isWhole && text.includes(".")) return [null, kind, { found: text }];
    if (Number(text) < Number(minimum ?? -Infinity) || Number(text) > Number(maximum ?? Infinity)) {
      return [text, "out-of-range", bounds];
    }
    if (step !== undefined && !isOnStep(text, minimum ?? "0", step)) return [text, "off-step", { step }];
    return [text, ""];
  };
}

// "007" is "7", "12.0" is "12", "0,5" is "0.5"; null if it is no number.
export function canonicalNumber(typed) {
  const text = Array.from(typed, asciiSign).join("");
  const match = NUMBER.exec(text);
  if (!match) return null;
  const [, sign, whole, fraction = ""] = match;
  if (!whole && !fraction && !text.includes("0")) return null;
  if (fraction.length === 3 && text.includes(",")) return null;
  const places = fraction.replace(/0+$/, "");
  const number = places ? `${whole || "0"}.${places}` : whole || "0";
  return sign === "-" && number !== "0" ? `-${number}` : number;
}

function asciiSign(character) {
  if (character <= "\x7f") return character;
  if (character === "\u2212") return "-";
  if (character === "\u066b") return ".";
  if (!/\p{Nd}/u.test(character)) return character;
  // Decimal digits stand in Unicode in unbroken rows of ten, from nought to nine.
  let start = character.codePointAt(0);
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start -= 1;
  return String((character.codePointAt(0) - start) % 10);
}

// In whole numbers of the smallest decimal place: 0.1 is no double.
function isOnStep(...texts) {
  const places = Math.max(...texts.map((text) => (text.split(".")[1] ?? "").length));
  const [number, start, step] = texts.map((text) => {
    const [whole, fraction = ""] = text.split(".");
    return BigInt(whole + fraction.padEnd(places, "0"));
  });
  return step === 0n || (number - start) % step === 0n;
}

// --- What is written in a form of its own ----------------------------------------------------------------------

const writtenReader = (recognise, fault) => (raw) => {
  if (typeof raw !== "string") return raw === null || raw === undefined ? BLANK : WRONG_TYPE;
  const text = firstOf(strip(raw), 100);
  if (!text) return BLANK;
  const answer = recognise(text);
  return answer === null ? [null, fault, { found: storableText(text, 30) }] : [answer, ""];
};

function readTime(text) {
  const match = TIME.exec(text);
  return match && `${match[1].padStart(2, "0")}:${match[2]}`;
}

function readDate(text) {
  const match = DATE.exec(text.split("T")[0]);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isReal = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.toISOString().slice(0, 10) : null;
}

function readMoment(text) {
  const match = MOMENT.exec(text);
  if (!match) return null;
  const [, day, hours, minutes, seconds = "00", zone = ""] = match;
  const date = readDate(day);
  const offset = zone === "Z" ? "+00:00" : zone && `${zone.slice(0, 3)}:${zone.slice(-2).padStart(2, "0")}`;
  const written = zone.length === 3 ? `${zone}:00` : offset;
  if (!date || Number(hours) > 23 || minutes > "59" || seconds > "59" || written.slice(1, 3) > "23") return null;
  return `${date}T${hours.padStart(2, "0")}:${minutes}:${seconds}${written === "-00:00" ? "+00:00" : written}`;
}

function readPoint(text) {
  const parts = words(storableText(text).replaceAll(",", " "));
  if (parts.length < 2 || parts.length > 4 || !parts.every((part) => POINT.test(part))) return null;
  const numbers = [...parts.map(Number), 0, 0].slice(0, 4);
  if (Math.abs(numbers[0]) > 90 || Math.abs(numbers[1]) > 180 || numbers[3] < 0) return null;
  return numbers.map(short).join(" ");
}

// To seven places, a half to the even neighbour as Python does.
function short(number) {
  let text = number.toFixed(7);
  const exact = Math.abs(number).toFixed(30).split(".")[1];
  if (/^50*$/.test(exact.slice(7)) && "02468".includes(exact[6])) {
    text = `${number < 0 ? "-" : ""}${Math.abs(number).toFixed(30).slice(0, -23)}`;
  }
  const trimmed = text.replace(/0+$/, "").replace(/\.$/, "");
  return trimmed === "-0" ? "0" : trimmed;
}

function readAcknowledged(raw) {
  if (raw === undefined || raw === null || raw === "" || raw === false) return BLANK;
  if (raw === true || (typeof raw === "string" && AGREED.has(strip(raw).toLowerCase()))) return ["OK", ""];
  return WRONG_TYPE;
}

function readNothing(raw) {
  return raw === null || raw === undefined || (typeof raw === "string" && !strip(raw)) ? BLANK : WRONG_TYPE;
}

function filesReader(limit, bad, tooMany) {
  return (raw) => {
    const items = typeof raw === "string" && strip(raw) ? [raw] : raw;
    if (!Array.isArray(items)) return isBlank(raw) || typeof raw === "string" ? BLANK : WRONG_TYPE;
    const found = new Set();
    for (const item of items.slice(0, 4 * limit)) {
      const id = typeof item === "string" ? fileId(item) : null;
      if (!id) return [found.size ? [...found] : null, bad, {}];
      found.add(id);
    }
    if (items.length > limit) return [[...found], tooMany, { limit: String(limit) }];
    return [found.size ? [...found] : "", ""];
  };
}

function fileId(text) {
  const digits = text.replaceAll("urn:", "").replaceAll("uuid:", "").replace(/^[{}]+|[{}]+$/g, "").replaceAll("-", "");
  if (!/^[0-9a-fA-F]{32}$/.test(digits)) return null;
  return digits.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const READERS = {
  time: writtenReader(readTime, "not-a-time"),
  date: writtenReader(readDate, "not-a-date"),
  datetime: writtenReader(readMoment, "not-a-moment"),
  geopoint: writtenReader(readPoint, "not-a-place"),
  acknowledge: readAcknowledged,
  note: readNothing,
};
