// Patterns of regex(), matched in a time that grows with the text and never with its square: the states of
// K. Thompson's machine (Communications of the ACM 11, 1968) all advance together, character by character.
// The constructions are those that observer/checklists/expressions/patterns.py lets in, with RE2's meaning,
// which the server uses: \d, \w, \s and \b know ASCII only, "." is anything but a line end.

const isDigit = (c) => c >= 48 && c <= 57;
const isWord = (c) => isDigit(c) || (c >= 65 && c <= 90) || c === 95 || (c >= 97 && c <= 122);
const isSpace = (c) => c === 9 || c === 10 || c === 12 || c === 13 || c === 32;
const CLASSES = {d: isDigit, w: isWord, s: isSpace};
const CONTROLS = {t: 9, n: 10, v: 11, f: 12, r: 13};
const REPEAT = /^\{([0-9]+)(,)?([0-9]*)\}/;
const known = new Map();

// A function that says whether the whole of a text matches.
export function matcher(pattern) {
  if (!known.has(pattern)) known.set(pattern, machine(new Parser(pattern).parse()));
  return known.get(pattern);
}

// The tree: {test} a character, {at} a place between characters, {all} a sequence, {any} a choice,
// {many, least, most} a repetition.
class Parser {
  constructor(pattern) {
    this.text = Array.from(pattern);
    this.at = 0;
  }

  parse() {
    const any = [this.sequence()];
    while (this.next("|")) any.push(this.sequence());
    return any.length > 1 ? {any} : any[0];
  }

  next(text) {
    if (this.text[this.at] !== text) return false;
    this.at += 1;
    return true;
  }

  sequence() {
    const all = [];
    while (this.at < this.text.length && this.text[this.at] !== "|" && this.text[this.at] !== ")") {
      all.push(this.repetition(this.one()));
    }
    return {all};
  }

  repetition(many) {
    let bounds = null;
    if (this.next("*")) bounds = [0, Infinity];
    else if (this.next("+")) bounds = [1, Infinity];
    else if (this.next("?")) bounds = [0, 1];
    else bounds = this.counted();
    if (!bounds) return many;
    // A lazy repetition matches the same texts.
    this.next("?");
    return {many, least: bounds[0], most: bounds[1]};
  }

  counted() {
    if (this.text[this.at] !== "{") return null;
    const match = REPEAT.exec(this.text.slice(this.at, this.at + 12).join(""));
    if (!match) return null;
    this.at += match[0].length;
    const least = Number(match[1]);
    return [least, match[3] ? Number(match[3]) : match[2] ? Infinity : least];
  }

  one() {
    const character = this.text[this.at];
    this.at += 1;
    if (character === "(") return this.group();
    if (character === "[") return {test: this.set()};
    if (character === "\\") return this.escape();
    if (character === ".") return {test: (c) => c !== 10};
    if (character === "^") return {at: (before) => before === undefined};
    if (character === "$") return {at: (before, after) => after === undefined};
    return {test: only(character.codePointAt(0))};
  }

  group() {
    if (this.next("?")) this.at += 1;
    const inner = this.parse();
    this.at += 1;
    return inner;
  }

  escape() {
    const letter = this.text[this.at];
    if (letter === "b" || letter === "B") {
      this.at += 1;
      const wanted = letter === "b";
      return {at: (before, after) => (isWord(before) !== isWord(after)) === wanted};
    }
    const found = this.escaped();
    return {test: typeof found === "number" ? only(found) : found};
  }

  // A character's number, or a test for a class of characters.
  escaped() {
    const letter = this.text[this.at];
    this.at += 1;
    const lower = letter.toLowerCase();
    if (CLASSES[lower]) return opposite(CLASSES[lower], letter !== lower);
    if (lower === "p") return opposite(property(this.name()), letter === "P");
    if (letter === "x") return this.hexadecimal();
    return CONTROLS[letter] ?? letter.codePointAt(0);
  }

  name() {
    if (!this.next("{")) return this.text[this.at++];
    const end = this.text.indexOf("}", this.at);
    const name = this.text.slice(this.at, end).join("");
    this.at = end + 1;
    return name;
  }

  hexadecimal() {
    if (this.text[this.at] === "{") return parseInt(this.name(), 16);
    this.at += 2;
    return parseInt(this.text.slice(this.at - 2, this.at).join(""), 16);
  }

  set() {
    const isOpposite = this.next("^");
    const tests = [];
    do tests.push(this.member());
    while (this.text[this.at] !== "]");
    this.at += 1;
    return opposite((c) => tests.some((test) => test(c)), isOpposite);
  }

  member() {
    const low = this.endpoint();
    if (typeof low !== "number") return low;
    if (this.text[this.at] !== "-" || this.text[this.at + 1] === "]") return only(low);
    this.at += 1;
    const high = this.endpoint();
    return (c) => c >= low && c <= high;
  }

  endpoint() {
    const character = this.text[this.at];
    this.at += 1;
    return character === "\\" ? this.escaped() : character.codePointAt(0);
  }
}

const only = (wanted) => (c) => c === wanted;
const opposite = (test, isOpposite) => (isOpposite ? (c) => !test(c) : test);

// One character against one property: nothing here can run back and forth.
function property(name) {
  const whole = name.length <= 2 ? name : `Script=${name}`;
  const pattern = new RegExp(`^\\p{${whole}}$`, "u");
  return (c) => pattern.test(String.fromCodePoint(c));
}

// States: {test, to} takes a character; {to: [...]} goes on to several; {at, to} where the place fits; none: end.
function machine(tree) {
  const end = {};
  const start = build(tree, end);
  let number = 0;
  return (text) => {
    const characters = Array.from(text, (character) => character.codePointAt(0));
    let states = [];
    number += 1;
    advance(start, states, undefined, characters[0], number);
    for (let place = 0; place < characters.length && states.length; place += 1) {
      const found = [];
      number += 1;
      for (const state of states) {
        if (state.test?.(characters[place])) {
          advance(state.to, found, characters[place], characters[place + 1], number);
        }
      }
      states = found;
    }
    return states.includes(end);
  };
}

function build(tree, to) {
  if (tree.test || tree.at) return {...tree, to};
  if (tree.all) return tree.all.reduceRight((next, part) => build(part, next), to);
  if (tree.any) return {to: tree.any.map((part) => build(part, to))};
  let next = to;
  if (tree.most === Infinity) {
    const loop = {to: [to]};
    loop.to.push(build(tree.many, loop));
    next = loop;
  } else {
    for (let n = tree.least; n < tree.most; n += 1) next = {to: [to, build(tree.many, next)]};
  }
  for (let n = 0; n < tree.least; n += 1) next = build(tree.many, next);
  return next;
}

// Put into `states` all that can be reached without a character; each once, told by its `seen`.
function advance(start, states, before, after, number) {
  const waiting = [start];
  while (waiting.length) {
    const state = waiting.pop();
    if (state.seen === number) continue;
    state.seen = number;
    if (Array.isArray(state.to)) waiting.push(...state.to);
    else if (state.at) {
      if (state.at(before, after)) waiting.push(state.to);
    } else states.push(state);
  }
}
