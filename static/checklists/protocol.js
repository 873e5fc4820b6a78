/* Says at once which figures of a protocol do not add up. The rules come with the page (`protocol-rules`, from
 * observer/checklists/reconciling.py); the arithmetic is that of observer/checklists/protocol.py, in exact
 * fractions of whole numbers: a fraction is [numerator, denominator], the denominator above zero. */

const SUMS = { X: ["X_st", "X_mob"], I: ["I_in", "I_mob", "I_adv"] };
const SEVERITIES = ["critical", "serious", "procedural", "note"];
const MAX_DIGITS = 15;

/* --- Numbers -------------------------------------------------------------------------------------------- */

function asciiDigit(character) {
  if (character === "\u2212") return "-";
  if (character === "\u066b") return ".";
  if (!/\p{Nd}/u.test(character)) return character;
  // Decimal digits stand in Unicode in unbroken rows of ten, from nought to nine.
  let start = character.codePointAt(0);
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start -= 1;
  return String((character.codePointAt(0) - start) % 10);
}

/** What was typed, as a whole number (BigInt); null where it is blank or no whole number. */
export function whole(typed) {
  const text = [...typed.trim().slice(0, 100)].map(asciiDigit).join("");
  const match = /^([+-]?)0*([0-9]*)(?:[.,]([0-9]*))?$/.exec(text);
  if (!match) return null;
  const [, sign, digits, fraction = ""] = match;
  if ((!digits && !fraction && !text.includes("0")) || /[1-9]/.test(fraction)) return null;
  if ((fraction.length === 3 && text.includes(",")) || digits.length > MAX_DIGITS) return null;
  return BigInt(`${sign === "-" ? "-" : ""}${digits || "0"}`);
}

function fraction(numerator, denominator = 1n) {
  return denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
}

function decimal(text) {
  const [digits, places = ""] = text.split(".");
  return [BigInt(digits + places), 10n ** BigInt(places.length)];
}

const ARITHMETIC = {
  "+": ([a, b], [c, d]) => [a * d + c * b, b * d],
  "-": ([a, b], [c, d]) => [a * d - c * b, b * d],
  "*": ([a, b], [c, d]) => [a * c, b * d],
  div: ([a, b], [c, d]) => (c ? fraction(a * d, b * c) : null),
};

const compared = ([a, b], [c, d]) => (a * d < c * b ? -1 : a * d > c * b ? 1 : 0);
const size = ([a, b]) => [a < 0n ? -a : a, b];

function rounded([numerator, denominator], rounding) {
  if (rounding === "none") return [numerator, denominator];
  const towardsZero = numerator / denominator;
  const isWhole = numerator % denominator === 0n;
  if (rounding === "up") return [isWhole || numerator < 0n ? towardsZero : towardsZero + 1n, 1n];
  return [isWhole || numerator > 0n ? towardsZero : towardsZero - 1n, 1n];
}

function written([numerator, denominator]) {
  if (numerator % denominator === 0n) return String(numerator / denominator);
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
  while (b) [a, b] = [b, a % b];
  return `${numerator / a}/${denominator / a}`;
}

/* --- Identities ----------------------------------------------------------------------------------------- */

function withSums(values) {
  const votes = Object.keys(values).filter((field) => field.startsWith("c:"));
  const known = { ...values };
  for (const [name, parts] of Object.entries({ ...SUMS, C: votes })) {
    const found = parts.map((part) => values[part] ?? null);
    known[name] = found.length && !found.includes(null) ? found.reduce((sum, value) => sum + value, 0n) : null;
  }
  return known;
}

function exact(tree, values) {
  const [kind, first, second] = tree;
  if (kind === "number") return decimal(first);
  if (kind === "answer") return values[first] === null || values[first] === undefined ? null : [values[first], 1n];
  if (kind === "negative") {
    const inner = exact(first, values);
    return inner && [-inner[0], inner[1]];
  }
  const left = exact(first, values);
  const right = exact(second, values);
  return left && right && ARITHMETIC[kind](left, right);
}

function applies(grade, left, right, difference) {
  const direction = compared(difference, [0n, 1n]);
  if (grade.direction === "equal") return direction === 0 && right[0] !== 0n;
  if (direction === 0 || { above: direction < 0, below: direction > 0 }[grade.direction]) return false;
  const limits = [];
  if (grade.over !== undefined) limits.push(decimal(grade.over));
  if (grade.over_share !== undefined) limits.push(ARITHMETIC["*"](decimal(grade.over_share), size(left)));
  return !limits.length || limits.some((limit) => compared(size(difference), limit) > 0);
}

/** One identity over a protocol's numbers (BigInt by field, null for blank); null while a number is missing. */
function evaluated(identity, values) {
  const [comparison, leftTree, rightTree] = identity.formula;
  const left = exact(leftTree, values);
  const unrounded = exact(rightTree, values);
  if (!left || !unrounded) return null;
  const right = rounded(unrounded, identity.rounding);
  const difference = ARITHMETIC["-"](left, right);
  const slack = compared(size(difference), decimal(identity.tolerance)) <= 0;
  const order = compared(left, right);
  const holds = { "=": order === 0, "<=": order <= 0, ">=": order >= 0 }[comparison];
  const graded = identity.grades.filter((grade) => applies(grade, left, right, slack ? [0n, 1n] : difference));
  return {
    left: written(left),
    right: written(right),
    difference: written(difference),
    holds: slack || holds,
    severity: SEVERITIES.find((severity) => graded.some((grade) => grade.severity === severity)) ?? null,
  };
}

export function evaluate(identities, values) {
  const known = withSums(values);
  return identities.map((identity) => evaluated(identity, known));
}

/* --- The page ------------------------------------------------------------------------------------------- */

function terms(tree, fields) {
  if (tree[0] === "answer") {
    return tree[1] === "C" ? fields.filter((field) => field.startsWith("c:")) : SUMS[tree[1]] ?? [tree[1]];
  }
  return tree[0] === "number" ? [] : [...new Set(tree.slice(1).flatMap((part) => terms(part, fields)))];
}

const addsOnly = (tree) => tree[0] === "answer" || (tree[0] === "+" && tree.slice(1).every(addsOnly));

function side(tree, total, values, labels) {
  const named = terms(tree, Object.keys(labels)).map((field) => `${labels[field]}\u00a0${values[field]}`);
  if (!addsOnly(tree)) return `${named.join("; ")} → ${total}`;
  return named.length === 1 ? named[0] : `${named.join(" + ")} = ${total}`;
}

function line(identity, result, values, contest, difference) {
  const item = document.createElement("li");
  const [, left, right] = identity.formula;
  const texts = [
    side(left, result.left, values, contest.labels),
    side(right, result.right, values, contest.labels),
    difference.replace("{ballots}", result.difference.replace("-", "")),
  ];
  const name = document.createElement("strong");
  name.textContent = identity.name;
  item.append(name, ...texts.map((text) => Object.assign(document.createElement("span"), { textContent: text })));
  return item;
}

function typedNumbers(form, contest) {
  return Object.fromEntries(
    Object.entries(contest.fields).map(([field, name]) => [field, whole(form.elements[name]?.value ?? "")]),
  );
}

function show(form, contest, identities) {
  const box = document.getElementById(contest.box);
  if (!box) return;
  const values = typedNumbers(form, contest);
  const lines = evaluate(identities, values).flatMap((result, index) =>
    result && !result.holds ? [line(identities[index], result, values, contest, box.dataset.difference)] : [],
  );
  box.querySelector(".figures__list").replaceChildren(...lines);
  box.hidden = lines.length === 0;
}

const rules = document.getElementById("protocol-rules");
if (rules) {
  const { identities, contests } = JSON.parse(rules.textContent);
  const form = rules.closest("form");
  for (const contest of Object.values(contests)) {
    const names = new Set(Object.values(contest.fields));
    // On leaving a field, not at each key: half a number adds up to nothing.
    form.addEventListener("change", (event) => names.has(event.target.name) && show(form, contest, identities));
    show(form, contest, identities);
  }
}
