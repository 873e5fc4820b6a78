/* What stands in the form, as the server reads it: raw answers by question, rows as lists. */

export const NOT_OBSERVED = "__not_observed";

export function questionsIn(root) {
  return [...root.querySelectorAll("[data-path]")].filter((one) => one.tagName !== "TEMPLATE");
}

export function rowsOf(repeat) {
  return [...repeat.querySelectorAll(":scope > .repeat__rows > .repeat__row")];
}

/* "box.2.serial": rows count by their place, whatever number their inputs carry. */
export function pathOf(element) {
  const parts = [element.dataset.path.split(".").pop()];
  let row = element.parentElement.closest(".repeat__row");
  while (row) {
    const repeat = row.parentElement.closest("[data-repeat]");
    parts.unshift(repeat.dataset.repeat, rowsOf(repeat).indexOf(row) + 1);
    row = repeat.parentElement.closest(".repeat__row");
  }
  return parts.join(".");
}

export function readQuestion(question) {
  const { kind, name } = question.dataset;
  const named = (suffix = "") => [...question.querySelectorAll(`[name="${CSS.escape(name + suffix)}"]`)];
  const chosen = (controls) => controls.filter((one) => one.checked || (one.type === "hidden" && one.value)).map((one) => one.value);
  if (kind === "files") return files(question, named);
  if (kind === "rank") return ranked(named("-place"));
  if (kind === "checkboxes" || kind === "as_written" || "many" in (question.querySelector("[data-search]")?.dataset ?? {})) return chosen(named());
  const controls = named();
  const typed = controls.some((one) => one.type === "radio" || one.type === "checkbox") ? chosen(controls)[0] ?? "" : controls[0]?.value ?? "";
  if (!typed && named("-not_observed").some((one) => one.checked)) return NOT_OBSERVED;
  return typed;
}

/* A file just chosen has no id yet; it gets one that stays, so that "required" and "at most ten" can be told. */
function files(question, named) {
  const left = new Set(named("-remove").filter((one) => one.checked).map((one) => one.value));
  const kept = named().map((one) => one.value).filter((id) => !left.has(id));
  const fresh = named("-new").flatMap((one) => [...one.files]).map((file) => idOf(file));
  return [...kept, ...fresh];
}

const ids = new WeakMap();

function idOf(file) {
  if (!ids.has(file)) {
    const digits = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    ids.set(file, digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"));
  }
  return ids.get(file);
}

function ranked(selects) {
  return selects.map((one) => one.value.split(":")).filter(([code]) => code)
    .sort(([, one], [, other]) => one - other).map(([code]) => code);
}

/* Of the form itself, or of one row. Hidden inputs beside the questions (calculated by chance) count too. */
export function rawAnswers(root) {
  const found = {};
  const row = root.closest(".repeat__row");
  for (const question of questionsIn(root)) {
    if (question.parentElement.closest(".repeat__row") !== row) continue;
    const code = question.dataset.path.split(".").pop();
    // A row just added has its questions, though nothing is answered in it yet: the mark makes it one that counts.
    if (question.dataset.repeat) found[code] = rowsOf(question).filter((one) => !one.hidden).map((one) => ({ "": "row", ...rawAnswers(one) }));
    else if (question.dataset.kind) found[code] = readQuestion(question);
  }
  if (!row) for (const carried of root.querySelectorAll("input[data-carried]")) found[carried.dataset.carried] = carried.value;
  return found;
}
