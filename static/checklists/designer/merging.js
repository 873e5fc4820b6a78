/* Two people at one draft: what each changed since the same earlier state is put together question by question.
 * Where both changed the same thing, mine stays and the place is named. */

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const isKeyed = (list) => Array.isArray(list) && list.length > 0 && list.every((item) => item && typeof item === "object" && item.code);
const isPlain = (value) => value && typeof value === "object" && !Array.isArray(value);

/* Gives {document, clashes: [place …]}; a place is words such as "B2 · labels". */
export function merge(base, mine, theirs) {
  const clashes = [];
  const merged = mergeValue(base, mine, theirs, [], clashes);
  return { document: merged, clashes };
}

function mergeValue(base, mine, theirs, place, clashes) {
  if (same(mine, theirs) || same(base, theirs)) return mine;
  if (same(base, mine)) return theirs;
  if ([mine, theirs].every(isKeyed)) return mergeList(base ?? [], mine, theirs, place, clashes);
  if ([mine, theirs].every(isPlain)) return mergeFields(base ?? {}, mine, theirs, place, clashes);
  clashes.push(place.join(" · "));
  return mine;
}

function mergeFields(base, mine, theirs, place, clashes) {
  const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  const merged = {};
  for (const name of names) {
    const value = mergeValue(base[name], mine[name], theirs[name], [...place, name], clashes);
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}

function mergeList(base, mine, theirs, place, clashes) {
  const by = (list) => new Map((Array.isArray(list) ? list : []).map((item) => [item.code, item]));
  const [before, own, other] = [by(base), by(mine), by(theirs)];
  const order = same([...before.keys()], [...own.keys()]) ? [...other.keys()] : [...own.keys()];
  const rest = [...other.keys()].filter((code) => !order.includes(code));
  // What only one of us has is new, or was taken away by the other.
  rest.forEach((code) => order.splice(placeAfter(theirs, code, order), 0, code));
  [...own.keys()].filter((code) => !order.includes(code)).forEach((code) => order.splice(placeAfter(mine, code, order), 0, code));
  const name = place.filter((part) => !["sections", "questions"].includes(part));
  return order.map((code) => mergeItem(before.get(code), own.get(code), other.get(code), [...name, code], clashes)).filter((item) => item !== undefined);
}

function mergeItem(before, own, other, place, clashes) {
  if (own === undefined || other === undefined) {
    const left = own ?? other;
    if (before === undefined) return left;
    if (same(before, left)) return undefined;
    // One of us took away what the other changed: it stays, and both are told.
    clashes.push(place.join(" · "));
    return left;
  }
  return mergeValue(before, own, other, place.slice(-1), clashes);
}

/* Behind the neighbour it stood behind. */
function placeAfter(list, code, order) {
  const index = list.findIndex((item) => item.code === code);
  for (let before = index - 1; before >= 0; before -= 1) {
    const found = order.indexOf(list[before].code);
    if (found >= 0) return found + 1;
  }
  return 0;
}
