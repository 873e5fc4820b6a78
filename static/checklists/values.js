// Values of expressions and how they turn into each other: observer/checklists/expressions/scope.py, line by
// line. A value is a string, a number or a boolean; a blank is "". tests/checklists/javascript holds both to
// the same answers.

import { daysOf } from "./calendar.js";

// What Python's str.split() takes for white space.
const SPACES = "\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACE = new RegExp(`[${SPACES}]`);
const RUN_OF_SPACES = new RegExp(`[${SPACES}]+`);
const PLAIN_NUMBER = /^-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/;

export function strip(text) {
  let first = 0;
  let last = text.length;
  while (first < last && SPACE.test(text[first])) first += 1;
  while (last > first && SPACE.test(text[last - 1])) last -= 1;
  return text.slice(first, last);
}

export const words = (text) => text.split(RUN_OF_SPACES).filter(Boolean);

export function toText(value) {
  if (typeof value === "string") return value;
  return typeof value === "number" ? numberText(value) : String(value);
}

// Without an exponent, and without a point when whole, as XPath 1.0 §4.2 asks.
function numberText(number) {
  if (!Number.isFinite(number)) return String(number);
  if (Number.isInteger(number)) return Number.isSafeInteger(number) ? String(number + 0) : String(BigInt(number));
  const [mantissa, exponent] = String(number).split("e-");
  if (!exponent) return mantissa;
  const digits = mantissa.replace(/[-.]/g, "");
  return `${number < 0 ? "-" : ""}0.${"0".repeat(exponent - 1)}${digits}`;
}

export function toNumber(value) {
  return typeof value === "string" ? textNumber(value) : Number(value);
}

// A date is the days since 1970; "," counts as "."; what is no plain decimal number is NaN.
function textNumber(written) {
  const text = strip(written);
  if (text[4] === "-" && text[0] !== "-") return daysOf(text);
  const plain = text.replaceAll(",", ".");
  return PLAIN_NUMBER.test(plain) ? Number(plain) : NaN;
}

export function toTruth(value) {
  return Boolean(value);
}

export function equal(left, right) {
  if (typeof left === "string" && typeof right === "string") return left === right;
  if (typeof left === "boolean" || typeof right === "boolean") return toTruth(left) === toTruth(right);
  const first = toNumber(left);
  const second = toNumber(right);
  return first === second || Math.abs(first - second) < 1e-12;
}

// The choices of a list ({code, label, values}), found fast by what stands in a column.
export class Table {
  constructor(choices) {
    this.choices = choices;
    this.byColumn = new Map();
  }

  withValue(column, value) {
    let index = this.byColumn.get(column);
    if (!index) {
      index = new Map();
      for (const choice of this.choices) {
        const found = columnOf(choice, column);
        if (index.has(found)) index.get(found).push(choice);
        else index.set(found, [choice]);
      }
      this.byColumn.set(column, index);
    }
    return index.get(value) ?? [];
  }
}

export function columnOf(choice, column) {
  if (column === "name") return choice.code;
  if (column === "label") return choice.label ?? "";
  return choice.values && Object.hasOwn(choice.values, column) ? choice.values[column] : "";
}

// The answers of one row of a repeat; the root holds those outside repeats.
export class Row {
  constructor(repeat = "", index = 0, parent = null) {
    this.values = new Map();
    this.rows = new Map();
    this.repeat = repeat;
    this.index = index;
    this.parent = parent;
    this.hidden = new Set();
  }
}
