// The answers of a form, checked while they are typed: what is asked, what is worked out, what is wrong. The same
// pass as the server's (observer/checklists/checking.py, compiled.py, look.py), with the same problem codes; the
// document comes from observer/checklists/page_document.py. Violations are not the page's to judge.

import { Row, Table, compile, compileFilter, compileTruth } from "./expressions.js";
import { NOT_OBSERVED, isBlank, isNotObserved, readerFor, storableText } from "./readers.js";
import { toNumber, toText } from "./values.js";

const MAX_ROWS = 200;
const MAX_ROWS_IN_ALL = 5000;
const MAX_UNKNOWN_QUESTIONS = 50;
const NUMERIC = new Set(["integer", "decimal", "range"]);
const SILENT = new Set(["calculated", "hidden"]);
const NO_NUMBER = new Set(["NaN", "Infinity", "-Infinity"]);
// Part of what was sent is in the answer, part is not.
const KEEP_WHAT_WAS_SENT = new Set([
  "both",
  "unknown-choice",
  "bad-photo",
  "too-many-photos",
  "bad-file",
  "too-many-files",
]);

/** `language` of the words of choices; `now` gives the moment (a Date, or text with its offset). */
export class Check {
  constructor(document, { language = "", now = () => new Date(), random = Math.random } = {}) {
    this.language = language || document.default_language;
    this.now = now;
    this.random = random;
    this.tables = new Map(Object.entries(document.lists ?? {}).map(([name, list]) => [name, this.table(list)]));
    this.questions = document.questions.map((question) => this.compiled(question));
    this.byCode = new Map(this.questions.map((question) => [question.code, question]));
    const groups = (document.groups ?? []).map((group) => ({ ...group, show: compileTruth(group.show_when) }));
    const nodes = new Map([...this.byCode, ...groups.map((group) => [group.node, group])]);
    this.order = document.order.map((name) => nodes.get(name));
    this.judged = this.questions.filter((item) => item.required || item.needs || item.holds || item.filter);
    this.replace({});
  }

  table({ choices }) {
    return new Table(choices.map((choice) => ({ ...choice, label: wordsIn(choice.labels, this.language) })));
  }

  compiled(question) {
    const table = this.tables.get(question.choices_from);
    const choices = table?.choices ?? (question.choices ?? []).map((code) => ({ code }));
    const codes = new Map(choices.map((choice, place) => [choice.code, place]));
    const rule = (tree, how) => (tree ? how(tree) : null);
    return {
      ...question,
      repeat: question.repeat ?? "",
      table,
      choices,
      read: readerFor(question, codes),
      show: rule(question.show_when, compileTruth),
      holds: rule(question.constraint, compileTruth),
      needs: rule(question.required_when, compileTruth),
      work: rule(question.calculate, compile),
      start: rule(question.initial, compile),
      counts: rule(question.count, compile),
      filter: rule(question.choice_filter, compileFilter),
    };
  }

  // --- What has been answered ------------------------------------------------------------------------------------

  /** All answers at once, as they are sent: {A1: "yes", ballots: [{serial: "7"}]}. */
  replace(answers) {
    this.raw = answers;
    this.run();
  }

  /** One answer; the rows on the way to it must be there. */
  set(path, raw) {
    const { answers, code } = this.inRaw(path);
    answers[code] = raw;
    this.run();
  }

  /** The number of the new row, from 1. */
  addRow(path) {
    const { answers, code } = this.inRaw(path);
    const rows = (answers[code] ??= []);
    rows.push({});
    this.run();
    return rows.length;
  }

  removeRow(path, number) {
    const { answers, code } = this.inRaw(path);
    answers[code]?.splice(number - 1, 1);
    this.run();
  }

  inRaw(path) {
    const parts = path.split(".");
    const code = parts.pop();
    let answers = this.raw;
    for (let n = 0; n < parts.length; n += 2) answers = answers[parts[n]][parts[n + 1] - 1];
    return { answers, code };
  }

  // --- What follows from it --------------------------------------------------------------------------------------

  knows(path) {
    const [record, item] = this.at(path);
    return Boolean(record && item && record.statuses.has(item.code));
  }

  relevant(path) {
    const [record, item] = this.at(path);
    return this.knows(path) && record.statuses.get(item.code) !== "not_applicable";
  }

  /** The paths of all that is asked. */
  paths() {
    return [...this.records.values()].flat().flatMap((record) =>
      [...record.statuses].filter(([, status]) => status !== "not_applicable").map(([code]) => record.path + code),
    );
  }

  required(path) {
    const [record, item] = this.at(path);
    return Boolean(item.required || (item.needs && this.within(record, () => item.needs(this.scope))));
  }

  /** How many rows a repeat has. */
  rows(path) {
    const [record, item] = this.at(path);
    return record?.row.rows.get(item.code)?.length ?? 0;
  }

  /** How many rows the form itself asks for; null where they are added by hand. */
  rowLimit(path) {
    const [record, item] = this.at(path);
    return this.within(record, () => this.rowCount(item));
  }

  /** As expressions see it, as text; "" when blank. */
  value(path) {
    const [record, item] = this.at(path);
    return toText(record?.row.values.get(item.code) ?? "");
  }

  /** What a question that nobody has answered starts from. */
  firstValue(path) {
    const [record, item] = this.at(path);
    if (record.statuses.get(item.code) !== "blank") return "";
    if (!item.start) return item.default ?? "";
    this.scope.own = "";
    const text = toText(this.within(record, () => item.start(this.scope)));
    return text === "NaN" ? "" : text;
  }

  /** The choices that the other answers leave. */
  choices(path) {
    const [record, item] = this.at(path);
    return this.within(record, () => this.offered(item));
  }

  /** {question: path, code, arguments}, in the order in which the server tells them. */
  problems() {
    return this.found;
  }

  at(path) {
    const place = path.lastIndexOf(".") + 1;
    const item = this.byCode.get(path.slice(place));
    return [this.byPath.get(path.slice(0, place)), item];
  }

  within(record, ask) {
    this.scope.row = record.row;
    return ask();
  }

  // --- The pass --------------------------------------------------------------------------------------------------

  run() {
    this.found = [];
    this.setAside = new Set();
    this.rowTotal = 0;
    this.records = new Map();
    this.byPath = new Map();
    const root = this.record("", this.raw, new Row(), "");
    const now = this.now();
    this.scope = {
      answers: root.row.values,
      own: "",
      now: typeof now === "string" ? now : localMoment(now),
      root: root.row,
      row: root.row,
      lists: this.tables,
      labels: (question, choice) => this.label(question, choice),
      random: this.random,
    };
    this.readAll();
    this.judgeAll();
    this.tellUnknown();
  }

  record(repeat, raw, row, path) {
    const made = { raw, row, path, statuses: new Map(), hidden: new Set(), lists: new Map() };
    if (!this.records.has(repeat)) this.records.set(repeat, []);
    this.records.get(repeat).push(made);
    this.byPath.set(path, made);
    return made;
  }

  readAll() {
    for (const node of this.order) {
      for (const record of this.records.get(node.repeat) ?? []) {
        this.scope.row = record.row;
        if (!node.node) this.read(node, record);
        else if (!node.show(this.scope)) record.hidden.add(node.node);
      }
    }
  }

  read(item, record) {
    const raw = Object.hasOwn(record.raw, item.code) ? record.raw[item.code] : null;
    if (!this.isAsked(item, record)) {
      record.statuses.set(item.code, "not_applicable");
      record.row.hidden.add(item.code);
      if (!isBlank(raw) && !SILENT.has(item.type)) this.putAside(item, record, "not-relevant");
    } else if (item.work) this.readCalculated(item, record, raw);
    else if (item.type === "repeat") this.readRows(item, record, raw);
    else if (isBlank(raw)) this.readBlank(item, record);
    else if (isNotObserved(raw)) this.readNotObserved(item, record);
    else this.readValue(item, record, raw);
  }

  isAsked(item, record) {
    if (item.groups?.some((node) => record.hidden.has(node))) return false;
    return !item.show || item.show(this.scope);
  }

  isSkipped(item) {
    return Boolean(item.skipped_by) && this.byPath.get("").statuses.get(item.skipped_by) === "answered";
  }

  readBlank(item, record) {
    if (this.isSkipped(item)) this.setUnseen(item, record);
    else if (item.type === "hidden" && item.default) this.readValue(item, record, item.default);
    else record.statuses.set(item.code, "blank");
  }

  setUnseen(item, record) {
    record.row.values.set(item.code, NOT_OBSERVED);
    record.statuses.set(item.code, "not_observed");
  }

  readNotObserved(item, record) {
    if (item.allow_not_observed || this.isSkipped(item)) {
      this.setUnseen(item, record);
      return;
    }
    record.statuses.set(item.code, "blank");
    this.putAside(item, record, "not-observed-not-allowed");
  }

  readValue(item, record, raw) {
    const [answer, fault, about] = item.read(raw);
    if (answer?.length) {
      const value = Array.isArray(answer) ? answer.join(" ") : answer;
      record.row.values.set(item.code, NUMERIC.has(item.type) ? Number(value) : value);
      record.lists.set(item.code, Array.isArray(answer) ? answer : [answer]);
      record.statuses.set(item.code, "answered");
    } else this.readBlank(item, record);
    if (!fault) return;
    if (answer === null || KEEP_WHAT_WAS_SENT.has(fault)) this.putAside(item, record, fault, about);
    else this.tell(record.path + item.code, fault, about);
  }

  readCalculated(item, record, raw) {
    const sent = typeof raw === "string" ? raw : "";
    if (sent && !item.recalculates) {
      this.readValue(item, record, sent);
      return;
    }
    this.scope.own = sent;
    const text = toText(item.work(this.scope));
    if (text && !NO_NUMBER.has(text)) this.readValue(item, record, text === "-0" ? "0" : text);
    else this.readBlank(item, record);
  }

  // Rows in which nothing was answered are no rows, unless the form asks for them.
  readRows(item, record, raw) {
    const given = Array.isArray(raw) ? raw : [];
    const sent = given.filter(isObject);
    if (raw !== null && raw !== undefined && raw !== "" && (!Array.isArray(raw) || sent.length < raw.length)) {
      this.putAside(item, record, "not-rows");
    }
    const wanted = this.rowCount(item);
    const limit = Math.min(wanted ?? MAX_ROWS, MAX_ROWS_IN_ALL - this.rowTotal);
    let rows = sent.filter((row) => wanted !== null || saysSomething(row));
    if (rows.length > limit) this.putAside(item, record, "too-many-rows", { limit: String(limit) });
    rows = rows.slice(0, limit);
    while (wanted !== null && rows.length < limit) rows.push({});
    this.rowTotal += rows.length;
    const found = rows.map((row, place) => {
      const path = `${record.path}${item.code}.${place + 1}.`;
      return this.record(item.code, row, new Row(item.code, place + 1, record.row), path).row;
    });
    record.row.rows.set(item.code, found);
    record.statuses.set(item.code, found.length ? "answered" : "blank");
  }

  rowCount(item) {
    if (!item.counts) return null;
    const number = toNumber(item.counts(this.scope));
    return number === number ? Math.min(Math.max(Math.trunc(number), 0), MAX_ROWS) : 0;
  }

  judgeAll() {
    for (const item of this.judged) {
      for (const record of this.records.get(item.repeat) ?? []) {
        this.scope.row = record.row;
        this.judge(item, record);
      }
    }
  }

  judge(item, record) {
    const path = record.path + item.code;
    const status = record.statuses.get(item.code);
    if (status === "blank" && (item.required || item.needs?.(this.scope)) && !this.setAside.has(path)) {
      this.tell(path, "required");
    }
    if (status !== "answered") return;
    if (item.filter) this.judgeChoice(item, record);
    if (!item.holds) return;
    this.scope.own = record.row.values.get(item.code) ?? "";
    if (!item.holds(this.scope)) this.tell(path, "constraint");
  }

  judgeChoice(item, record) {
    const offered = new Set(this.offered(item).map((choice) => choice.code));
    const left = record.lists.get(item.code).filter((code) => code !== NOT_OBSERVED && !offered.has(code));
    if (left.length) {
      const found = Array.from(left.join(", ")).slice(0, 60).join("");
      this.tell(record.path + item.code, "choice-not-offered", { found });
    }
  }

  offered(item) {
    return item.filter ? item.filter(this.scope, item.table) : item.choices;
  }

  label(question, code) {
    const item = this.byCode.get(question);
    const choice = item?.table?.choices.find((one) => one.code === code);
    const labels = item?.labels && Object.hasOwn(item.labels, code) ? item.labels[code] : null;
    return choice?.label ?? (labels ? wordsIn(labels, this.language) : code);
  }

  tellUnknown() {
    const unknown = [];
    for (const [repeat, records] of this.records) {
      for (const record of records) {
        for (const code of Object.keys(record.raw)) {
          if (this.byCode.get(code)?.repeat !== repeat) unknown.push(storableText(record.path + code, 100));
        }
      }
    }
    for (const name of unknown.slice(0, MAX_UNKNOWN_QUESTIONS)) this.tell(name, "unknown-question");
    if (unknown.length > MAX_UNKNOWN_QUESTIONS) this.tell("", "too-many-unknown", { count: String(unknown.length) });
  }

  putAside(item, record, code, about) {
    this.setAside.add(record.path + item.code);
    this.tell(record.path + item.code, code, about);
  }

  tell(question, code, about = {}) {
    this.found.push({ question, code, arguments: about });
  }
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// A row of blanks was never filled in; one without any question is what is left of a row that was.
function saysSomething(row) {
  const values = Object.values(row);
  const isNothing = (value) => isBlank(value) || (isObject(value) && !Object.keys(value).length);
  return !values.length || !values.every(isNothing);
}

function wordsIn(labels = {}, language) {
  for (const wanted of [language, language.split("-")[0]]) if (Object.hasOwn(labels, wanted)) return labels[wanted];
  return Object.values(labels)[0] ?? "";
}

// The clock on the wall, with its offset, as now() of the server writes it.
function localMoment(date) {
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60000).toISOString().slice(0, 19);
  const size = Math.abs(offset);
  const two = (number) => String(number).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
