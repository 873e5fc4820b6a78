// Expressions on the page: a tree (observer/checklists/expressions/tree.py) becomes a function of the scope,
// with the meaning of evaluate.py, nodesets.py and calls.py. Nothing is ever handed to eval.
//
// The scope: answers (Map: value by code outside repeats), own (the value of "."), now (ISO text with offset),
// row and root (Row), lists (Map: Table by name), labels (question, choice) => words, random () => [0, 1).

import { FUNCTIONS, shuffled } from "./functions.js";
import { matcher } from "./pattern.js";
import { Row, columnOf, equal, toNumber, toText, toTruth } from "./values.js";

export { shuffled } from "./functions.js";
export { Row, Table } from "./values.js";

const ROWS = new Set(["root", "row", "item", "above", "rows", "items"]);
const ONE_ROW = new Set(["root", "row", "item", "above"]);
const HEXADECIMAL = "0123456789abcdef";
const ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LARGEST_SEED = 2147483647;
const MAX_RANDOM_CHARACTERS = 255;

const COMPARE = {
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};
const ARITHMETIC = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  div: (left, right) => left / right,
  mod: (left, right) => left % right,
};

// (scope) => string, number or boolean.
export function compile(tree) {
  const [kind, first] = tree;
  if (kind === "text") return () => first;
  if (kind === "answer") return (scope) => scope.answers.get(first) ?? "";
  if (kind === "self") return (scope) => scope.own;
  if (kind === "column") return (scope) => (scope.item ? columnOf(scope.item, first) : "");
  if (isNodes(tree)) return firstOf(tree);
  if (kind === "call") return call(tree);
  return COMPARE[kind] || kind === "=" || kind === "!=" || kind === "and" || kind === "or"
    ? compileTruth(tree)
    : compileNumber(tree);
}

export function compileTruth(tree) {
  const [kind] = tree;
  if (kind === "and" || kind === "or") return connective(kind, compileTruth(tree[1]), compileTruth(tree[2]));
  if (kind === "=" || kind === "!=") return comparison(tree, (left, right) => equal(left, right) === (kind === "="));
  if (COMPARE[kind]) {
    return comparison(tree, (left, right) => COMPARE[kind](toNumber(left), toNumber(right)));
  }
  if (ROWS.has(kind)) {
    const nodes = compileNodes(tree);
    return (scope) => nodes(scope).length > 0;
  }
  if (kind === "call" && tree[1] === "boolean") return compileTruth(tree[2]);
  const value = compile(tree);
  return (scope) => toTruth(value(scope));
}

function compileNumber(tree) {
  const [kind] = tree;
  if (kind === "number") {
    const constant = Number(tree[1]);
    return () => constant;
  }
  if (kind === "negative") {
    const inner = compileNumber(tree[1]);
    return (scope) => -inner(scope);
  }
  if (Object.hasOwn(ARITHMETIC, kind)) {
    const [combine, left, right] = [ARITHMETIC[kind], compileNumber(tree[1]), compileNumber(tree[2])];
    return (scope) => combine(left(scope), right(scope));
  }
  const value = compile(tree);
  return (scope) => toNumber(value(scope));
}

function connective(kind, left, right) {
  return kind === "and" ? (scope) => left(scope) && right(scope) : (scope) => left(scope) || right(scope);
}

// A comparison with nodes holds if it holds for any of them (XPath 1.0 §3.4).
function comparison(tree, fits) {
  if (!isMany(tree[1]) && !isMany(tree[2])) {
    const [left, right] = [compile(tree[1]), compile(tree[2])];
    return (scope) => fits(left(scope), right(scope));
  }
  const [left, right] = [compileValues(tree[1]), compileValues(tree[2])];
  return (scope) => {
    const others = right(scope);
    return left(scope).some((one) => others.some((other) => fits(one, other)));
  };
}

// --- Nodes: [the row or choice that holds it, its name there; "" is the row or choice itself] -----------------

const isNodes = (tree) =>
  tree[0] === "cells" || tree[0] === "union" || ROWS.has(tree[0]) || (tree[0] === "call" && tree[1] === "randomize");

const isMany = (tree) => isNodes(tree) && !(tree[0] === "cells" && ONE_ROW.has(tree[1][0]));

function valueOf([holder, name]) {
  if (!name) return "";
  return holder instanceof Row ? (holder.values.get(name) ?? "") : columnOf(holder, name);
}

function compileValues(tree) {
  if (isNodes(tree)) {
    const nodes = compileNodes(tree);
    return (scope) => nodes(scope).map(valueOf);
  }
  const value = compile(tree);
  return (scope) => [value(scope)];
}

function firstOf(tree) {
  if (tree[0] === "cells" && ONE_ROW.has(tree[1][0]) && tree.length === 3) {
    const [row, name] = [compileRow(tree[1]), tree[2]];
    return (scope) => row(scope)?.values.get(name) ?? "";
  }
  const nodes = compileNodes(tree);
  return (scope) => {
    const found = nodes(scope);
    return found.length ? valueOf(found[0]) : "";
  };
}

function compileNodes(tree) {
  const [kind, first] = tree;
  if (kind === "cells") return cells(tree);
  if (kind === "union") return union(compileNodes(first), compileNodes(tree[2]));
  if (kind === "answer") return (scope) => [[rootOf(scope), first]];
  if (kind === "self") {
    return (scope) => {
      const row = new Row();
      row.values.set(".", scope.own);
      return [[row, "."]];
    };
  }
  if (kind === "call") return randomize(compileNodes(tree[2]), tree[3] && compile(tree[3]));
  const holders = compileHolders(tree);
  return (scope) => holders(scope).map((holder) => [holder, ""]);
}

// Without those that are not relevant.
function cells([, rows, name, ...predicates]) {
  const holders = compileHolders(rows);
  const tests = predicates.map(compileTest);
  return (scope) => {
    let kept = holders(scope).filter((holder) => !holder.hidden?.has(name));
    for (const test of tests) kept = kept.filter((holder) => passes(test, scope, holder, 1, 1));
    return kept.map((holder) => [holder, name]);
  };
}

function compileHolders(tree) {
  const [kind, first] = tree;
  if (kind === "rows") return rowsOf(compileHolders(first), tree[2], tree.slice(3).map(compileTest));
  if (kind === "items") return itemsOf(first, tree.slice(2));
  const single = compileRow(tree);
  return (scope) => {
    const row = single(scope);
    return row ? [row] : [];
  };
}

function compileRow([kind, repeat]) {
  if (kind === "root") return rootOf;
  if (kind === "item") return (scope) => scope.item;
  return (scope) => rowAround(kind === "row" ? scope.row : scope.item, repeat);
}

function rootOf(scope) {
  if (scope.root) return scope.root;
  const row = new Row();
  row.values = scope.answers;
  return row;
}

function rowAround(row, repeat) {
  while (row && row.repeat !== repeat) row = row.parent;
  return row ?? null;
}

function union(left, right) {
  return (scope) => {
    const found = [];
    for (const node of [...left(scope), ...right(scope)]) {
      if (!found.some((other) => other[0] === node[0] && other[1] === node[1])) found.push(node);
    }
    return found;
  };
}

function rowsOf(around, repeat, tests) {
  return (scope) =>
    around(scope).flatMap((holder) => {
      if (holder.hidden?.has(repeat)) return [];
      return tests.reduce((kept, test) => keep(test, scope, kept), holder.rows?.get(repeat) ?? []);
    });
}

function itemsOf(name, predicates) {
  const selection = predicates.length ? compileFilter(predicates[0]) : (scope, table) => table.choices;
  const tests = predicates.slice(1).map(compileTest);
  return (scope) => {
    const table = scope.lists.get(name);
    return table ? tests.reduce((kept, test) => keep(test, scope, kept), selection(scope, table)) : [];
  };
}

// (scope, table) => the choices for which the expression is true. Where it asks for a column to equal a text,
// only the choices with that text are looked at.
export function compileFilter(tree) {
  const test = compileTest(tree);
  const keys = asksFor(tree, isPosition) ? [] : lookups(tree);
  const isWhole = keys.length === 1 && tree[0] === "=";
  return (scope, table) => {
    const value = keys.length ? keys[0].value(scope) : null;
    if (typeof value !== "string") return keep(test, scope, table.choices);
    const found = table.withValue(keys[0].column, value);
    return isWhole ? found : keep(test, scope, found);
  };
}

function lookups(tree) {
  if (tree[0] === "and") return [...lookups(tree[1]), ...lookups(tree[2])];
  if (tree[0] !== "=") return [];
  for (const [column, other] of [tree.slice(1), [tree[2], tree[1]]]) {
    if (column[0] === "column" && column[1] !== "label" && !asksFor(other, isOfItem)) {
      return [{column: column[1], value: compile(other)}];
    }
  }
  return [];
}

const isPosition = (node) => node[0] === "call" && (node[1] === "position" || node[1] === "last");
const isOfItem = (node) => ["column", "item", "above", "cells", "rows", "items"].includes(node[0]);
const asksFor = (tree, fits) => fits(tree) || tree.slice(1).some((part) => Array.isArray(part) && asksFor(part, fits));

function keep(test, scope, holders) {
  return holders.filter((holder, place) => passes(test, scope, holder, place + 1, holders.length));
}

function passes(test, scope, holder, position, last) {
  const outer = [scope.item, scope.position, scope.last];
  [scope.item, scope.position, scope.last] = [holder, position, last];
  const found = test(scope);
  [scope.item, scope.position, scope.last] = outer;
  return found;
}

// A number in brackets is a position (XPath 1.0 §2.4); anything else is true or false.
function compileTest(tree) {
  if (isNodes(tree)) return compileTruth(tree);
  const value = compile(tree);
  return (scope) => {
    const found = value(scope);
    return typeof found === "number" ? found === scope.position : toTruth(found);
  };
}

// --- Calls ---------------------------------------------------------------------------------------------------

function call(tree) {
  const [, name, ...parts] = tree;
  if (Object.hasOwn(SPECIAL, name)) return SPECIAL[name](...parts);
  const run = FUNCTIONS[name];
  if (parts.some(isMany)) {
    const several = parts.map(SPREADING.has(name) ? compileValues : (part) => single(compile(part)));
    return (scope) => run(...several.flatMap((values) => values(scope)));
  }
  const values = parts.map(compile);
  if (values.length === 1) return (scope) => run(values[0](scope));
  if (values.length === 2) return (scope) => run(values[0](scope), values[1](scope));
  return (scope) => run(...values.map((value) => value(scope)));
}

const single = (value) => (scope) => [value(scope)];

const SPREADING = new Set("checklist weighted-checklist min max sum concat join area distance".split(" "));

const SPECIAL = {
  boolean: (part) => compileTruth(part),
  not(part) {
    const inner = compileTruth(part);
    return (scope) => !inner(scope);
  },
  regex(part, pattern) {
    const [value, matches] = [compile(part), matcher(pattern[1])];
    return (scope) => matches(toText(value(scope)));
  },
  if(condition, then, otherwise) {
    const [test, first, second] = [compileTruth(condition), compile(then), compile(otherwise)];
    return (scope) => (test(scope) ? first(scope) : second(scope));
  },
  coalesce(one, other) {
    const [first, second] = [compile(one), compile(other)];
    return (scope) => {
      const value = first(scope);
      return value === "" || value !== value ? second(scope) : value;
    };
  },
  once(part) {
    const value = compile(part);
    return (scope) => (scope.own === "" ? value(scope) : scope.own);
  },
  today: () => (scope) => scope.now.slice(0, 10),
  now: () => (scope) => scope.now,
  random: () => (scope) => scope.random(),
  uuid: (length) => uuid(length && compile(length)),
  "jr:choice-name"(part, question) {
    const value = compile(part);
    return (scope) => {
      const code = toText(value(scope));
      return scope.labels && code ? scope.labels(question[1], code) : "";
    };
  },
  pulldata: (table, column, keyColumn, key) => pulldata(table[1], column[1], keyColumn[1], compile(key)),
  count(part) {
    const nodes = compileNodes(part);
    return (scope) => nodes(scope).length;
  },
  "count-non-empty"(part) {
    const nodes = compileNodes(part);
    return (scope) => nodes(scope).filter((node) => toText(valueOf(node)) !== "").length;
  },
  position: (part) => position(part && compileNodes(part)),
  last: () => (scope) => scope.last,
};

function position(nodes) {
  if (!nodes) return (scope) => scope.position;
  return (scope) => {
    const found = nodes(scope);
    if (!found.length) return NaN;
    const [holder, name] = found[0];
    return (!name && holder.index) || 1;
  };
}

function pulldata(name, column, keyColumn, key) {
  return (scope) => {
    const wanted = toText(key(scope));
    const table = scope.lists.get(name);
    if (!table) return "";
    const found =
      keyColumn === "label"
        ? table.choices.find((choice) => columnOf(choice, "label") === wanted)
        : table.withValue(keyColumn, wanted)[0];
    return found ? columnOf(found, column) : "";
  };
}

function randomize(nodes, seed) {
  return (scope) => {
    const found = nodes(scope);
    return shuffled(found, seed ? toNumber(seed(scope)) : Math.floor(scope.random() * LARGEST_SEED));
  };
}

function uuid(length) {
  return (scope) => {
    const drawn = (count, characters) =>
      Array.from({length: count}, () => characters[Math.floor(scope.random() * characters.length)]);
    if (length) {
      const wanted = toNumber(length(scope));
      return drawn(wanted > 0 && wanted <= MAX_RANDOM_CHARACTERS ? Math.trunc(wanted) : 0, ALPHANUMERIC).join("");
    }
    const digits = drawn(32, HEXADECIMAL);
    digits[12] = "4";
    digits[16] = "89ab"[HEXADECIMAL.indexOf(digits[16]) % 4];
    return digits.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
}
