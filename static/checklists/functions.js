// Functions that need only the values of their arguments: observer/checklists/expressions/functions.py,
// texts.py and geometry.py, line by line.

import { formatted, daysOf, momentAt, momentOf, shareOfDay, writtenDate, writtenMoment } from "./calendar.js";
import * as elementary from "./elementary.js";
import { strip, toNumber, toText, toTruth, words } from "./values.js";

const LARGEST_SEED = 2147483647;
const EARTH_RADIUS = 6378100;
const RADIANS = Math.PI / 180;

// Python has no negative nought among its whole numbers.
const whole = (round) => (value) => {
  const number = toNumber(value);
  return Number.isFinite(number) ? round(number) + 0 : number;
};
const ofNumber = (run) => (value) => run(toNumber(value));
const ofNumbers = (run) => (first, second) => run(toNumber(first), toNumber(second));

// Halves go up, towards +∞, in the decimal digits the number is written with.
function round(value, places = 0) {
  const number = toNumber(value);
  const asked = toNumber(places);
  if (!Number.isFinite(number)) return number;
  if (!Number.isFinite(asked) || Math.abs(asked) > 30) return NaN;
  const kept = Math.trunc(asked);
  const [mantissa, exponent] = Math.abs(number).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const cut = Number(exponent) + 1 + kept;
  if (cut >= digits.length) return number;
  const rest = cut < 0 ? "0" : digits.slice(cut);
  const isUp = rest[0] > "5" || (rest[0] === "5" && (number > 0 || rest.length > 1));
  const result = BigInt(digits.slice(0, Math.max(cut, 0)) || "0") + (isUp ? 1n : 0n);
  return Number(`${number < 0 ? "-" : ""}${result}e${-kept}`);
}

const numbers = (values) => values.map(toNumber).filter((number) => number === number);

const best = (isBetter) => (...values) =>
  numbers(values).reduce((found, number) => (found !== found || isBetter(number, found) ? number : found), NaN);

function between(least, most, found) {
  const low = toNumber(least);
  const high = toNumber(most);
  return (low < 0 || found >= low) && (high < 0 || found <= high);
}

function weighted(least, most, ...values) {
  let total = 0;
  for (let n = 0; n + 1 < values.length; n += 2) if (toTruth(values[n])) total += toNumber(values[n + 1]);
  return between(least, most, total);
}

function selectedAt(value, index) {
  const number = Math.trunc(toNumber(index));
  return (number >= 0 && words(toText(value))[number]) || "";
}

// --- Texts, counted in characters --------------------------------------------------------------------------------

function substr(value, start, end) {
  const text = Array.from(toText(value));
  const first = placeIn(toNumber(start), text.length);
  const last = end === undefined ? text.length : placeIn(toNumber(end), text.length);
  return text.slice(first, Math.max(first, last)).join("");
}

function placeIn(number, length) {
  if (number !== number) return 0;
  if (Math.abs(number) > length) return number > 0 ? length : 0;
  const place = Math.trunc(number);
  return place < 0 ? place + length : place;
}

function substring(value, start, length) {
  const rounded = (number) => Math.floor(number + 0.5);
  const first = rounded(toNumber(start));
  const last = length === undefined ? Infinity : first + rounded(toNumber(length));
  return Array.from(toText(value))
    .filter((character, place) => place + 1 >= first && place + 1 < last)
    .join("");
}

function before(value, part) {
  const at = toText(value).indexOf(toText(part));
  return at < 0 ? "" : toText(value).slice(0, at);
}

function after(value, part) {
  const at = toText(value).indexOf(toText(part));
  return at < 0 ? "" : toText(value).slice(at + toText(part).length);
}

function translate(value, old, replacement) {
  const table = new Map();
  const others = Array.from(toText(replacement));
  Array.from(toText(old)).forEach((character, place) => {
    if (!table.has(character)) table.set(character, others[place] ?? "");
  });
  return Array.from(toText(value), (character) => table.get(character) ?? character).join("");
}

const normalized = (value) => toText(value).split(/[ \t\r\n]+/).filter(Boolean).join(" ");

// --- Time and places -----------------------------------------------------------------------------------------------

function moment(value) {
  if (typeof value === "number") return momentAt(value);
  return momentOf(strip(toText(value))) ?? momentAt(toNumber(toText(value)));
}

const ofMoment = (write) => (value, ...rest) => {
  const found = moment(value);
  return found ? write(found, ...rest.map(toText)) : "";
};

function points(values) {
  const found = [];
  for (const part of values.flatMap((value) => toText(value).split(";"))) {
    const parsed = words(part).map(toNumber);
    if (!parsed.length) continue;
    if (parsed.length < 2 || parsed.length > 4 || !(Math.abs(parsed[0]) <= 90 && Math.abs(parsed[1]) <= 180)) {
      return null;
    }
    found.push(parsed);
  }
  return found;
}

const hundredths = (number) => Math.floor(number * 100 + 0.5) / 100;

function area(...values) {
  const found = points(values);
  if (!found) return NaN;
  if (found.length < 3) return 0;
  const total = found.reduce((sum, here, place) => {
    const there = found[(place + 1) % found.length];
    const sines = 2 + elementary.sin(here[0] * RADIANS) + elementary.sin(there[0] * RADIANS);
    return sum + (there[1] - here[1]) * RADIANS * sines;
  }, 0);
  return hundredths(Math.abs((total * EARTH_RADIUS * EARTH_RADIUS) / 2));
}

function distance(...values) {
  const found = points(values);
  if (!found) return NaN;
  return hundredths(found.slice(1).reduce((total, there, place) => total + leg(found[place], there), 0));
}

function leg(here, there) {
  const north = elementary.sin(((there[0] - here[0]) * RADIANS) / 2);
  const east = elementary.sin(((there[1] - here[1]) * RADIANS) / 2);
  const narrowing = elementary.cos(here[0] * RADIANS) * elementary.cos(there[0] * RADIANS);
  const share = north * north + narrowing * east * east;
  return 2 * EARTH_RADIUS * elementary.asin(Math.sqrt(share < 1 ? share : 1));
}

// In the order ODK gives them for this seed.
export function shuffled(items, seed) {
  const found = [...items];
  let state = Number.isFinite(seed) ? Math.trunc(seed) % LARGEST_SEED : 0;
  if (state <= 0) state += LARGEST_SEED - 1;
  for (let place = found.length - 1; place > 0; place -= 1) {
    state = (state * 16807) % LARGEST_SEED;
    const other = Math.floor(((state - 1) / (LARGEST_SEED - 1)) * (place + 1));
    [found[place], found[other]] = [found[other], found[place]];
  }
  return found;
}

export const FUNCTIONS = {
  true: () => true,
  false: () => false,
  "boolean-from-string": (value) => ["true", "1"].includes(strip(toText(value))),
  checklist: (least, most, ...values) => between(least, most, values.filter(toTruth).length),
  "weighted-checklist": weighted,
  number: toNumber,
  int: whole(Math.trunc),
  round,
  floor: whole(Math.floor),
  ceiling: whole(Math.ceil),
  abs: ofNumber(Math.abs),
  min: best((one, other) => one < other),
  max: best((one, other) => one > other),
  sum: (...values) => numbers(values).reduce((total, number) => total + number, 0),
  pow: ofNumbers(elementary.power),
  exp: ofNumber(elementary.exp),
  exp10: (value) => elementary.power(10, toNumber(value)),
  log: ofNumber(elementary.log),
  log10: ofNumber(elementary.log10),
  sqrt: ofNumber(elementary.root),
  sin: ofNumber(elementary.sin),
  cos: ofNumber(elementary.cos),
  tan: ofNumber(elementary.tan),
  asin: ofNumber(elementary.asin),
  acos: ofNumber(elementary.acos),
  atan: ofNumber(elementary.atan),
  atan2: ofNumbers(elementary.atan2),
  pi: () => Math.PI,
  string: toText,
  concat: (...values) => values.map(toText).join(""),
  join: (separator, ...values) => values.map(toText).join(toText(separator)),
  "string-length": (value) => Array.from(toText(value)).length,
  substr,
  substring,
  "substring-before": before,
  "substring-after": after,
  contains: (value, part) => toText(value).includes(toText(part)),
  "starts-with": (value, part) => toText(value).startsWith(toText(part)),
  "ends-with": (value, part) => toText(value).endsWith(toText(part)),
  translate,
  "normalize-space": normalized,
  selected: (value, choice) => words(toText(value)).includes(strip(toText(choice))),
  "count-selected": (value) => words(toText(value)).length,
  "selected-at": selectedAt,
  date: ofMoment(writtenDate),
  "date-time": ofMoment(writtenMoment),
  "decimal-time": (value) => shareOfDay(toText(value)),
  "decimal-date-time": (value) => (typeof value === "number" ? value : daysOf(strip(toText(value)))),
  "format-date": ofMoment(formatted),
  "format-date-time": ofMoment(formatted),
  area,
  distance,
};
