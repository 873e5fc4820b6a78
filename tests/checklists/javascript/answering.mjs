// Answers questions about the page's own modules: one line of JSON in, one out. Started by node.py.

import {createInterface} from "node:readline";
import {Check} from "./check.js";
import {Row, Table, compile, compileFilter, shuffled} from "./expressions.js";

function row(data, repeat = "", index = 0, parent = null) {
  const made = new Row(repeat, index, parent);
  made.values = new Map(Object.entries(data.values).map(([name, value]) => [name, decoded(value)]));
  made.hidden = new Set(data.hidden);
  for (const [name, rows] of Object.entries(data.rows)) {
    made.rows.set(name, rows.map((inner, place) => row(inner, name, place + 1, made)));
  }
  return made;
}

function scope(data, lists) {
  const root = row(data.root);
  let here = root;
  for (const [repeat, place] of data.at) here = here.rows.get(repeat)[place];
  let state = data.seed;
  return {
    answers: root.values,
    own: decoded(data.own),
    now: data.now,
    root,
    row: here,
    lists,
    labels: (question, choice) => `${question}:${choice}`,
    random: () => (state = (state * 16807) % 2147483647) / 2147483647,
  };
}

const decoded = (value) => (Array.isArray(value) ? Number(value[0]) : value);
const encoded = (value) => (typeof value === "number" ? [Object.is(value, -0) ? "-0" : String(value)] : value);

function looked(check) {
  const asked = check.paths();
  const of = (path) => ({
    value: check.value(path),
    required: check.required(path),
    first: check.firstValue(path),
    rows: check.rows(path),
    limit: check.rowLimit(path),
    choices: check.choices(path).map((choice) => choice.code),
  });
  return Object.fromEntries(asked.map((path) => [path, of(path)]));
}

let lists = new Map();
const answers = {
  lists(data) {
    lists = new Map(Object.entries(data).map(([name, choices]) => [name, new Table(choices)]));
    return true;
  },
  values: (cases) => cases.map(({tree, given}) => encoded(compile(tree)(scope(given, lists)))),
  filters: (cases) =>
    cases.map(({tree, given, table}) =>
      compileFilter(tree)(scope(given, lists), lists.get(table)).map((choice) => choice.code),
    ),
  checks: (cases) =>
    cases.map(({document, answers, now, language}) => {
      const check = new Check(document, {language, now: () => now});
      check.replace(answers);
      return {problems: check.problems(), asked: looked(check)};
    }),
  shuffled: ({count, seed}) => shuffled([...Array(count).keys()], seed),
};

for await (const line of createInterface({input: process.stdin})) {
  const [asked, data] = JSON.parse(line);
  let answer;
  try {
    answer = {answer: await answers[asked](data)};
  } catch (error) {
    answer = {error: error.stack};
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
