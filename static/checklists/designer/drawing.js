/* Making elements. Nothing here knows what a checklist is. */

/* el("button", {class: "x", type: "button", onclick: …, data: {…}}, "text", child …) */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key === "value") element.value = value;
    else element.setAttribute(key === "for" ? "for" : key, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== undefined && child !== null && child !== false && child !== ""));
  // A select has its value only once its options are there.
  if (name === "select" && properties.value !== undefined) element.value = properties.value;
  return element;
}

/* "{code} is now question {number}" with its values. */
export const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

export const button = (label, onclick, properties = {}) => el("button", { type: "button", ...properties, onclick, class: properties.class ?? "button--quiet" }, label);

/* A button of one sign: the name is for those who hear it, and shown when one stays on it. */
export const signButton = (sign, name, onclick, properties = {}) => el("button", { type: "button", "aria-label": name, title: name, ...properties, onclick, class: `sign ${properties.class ?? ""}` }, el("span", { "aria-hidden": "true" }, sign));

let numbered = 0;
export const freshId = (stem = "d") => `${stem}-${(numbered += 1)}`;

/* Languages written from right to left, by script or by language alone (CLDR). */
const RIGHT_TO_LEFT = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "ug", "ur", "yi"]);
const RIGHT_TO_LEFT_SCRIPTS = new Set(["arab", "hebr", "thaa", "syrc", "nkoo", "adlm"]);

export function directionOf(language) {
  const [base, ...rest] = language.toLowerCase().split("-");
  const script = rest.find((part) => part.length === 4);
  return (script ? RIGHT_TO_LEFT_SCRIPTS.has(script) : RIGHT_TO_LEFT.has(base)) ? "rtl" : "ltr";
}

export function nameOf(language, inLanguage = document.documentElement.lang || "en") {
  try {
    return new Intl.DisplayNames([inLanguage], { type: "language" }).of(language) ?? language;
  } catch {
    return language;
  }
}

/* Waits until nothing has happened for a while. */
export function debounced(call, wait_ms) {
  let timer = 0;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), wait_ms);
  };
  later.now = (...values) => { clearTimeout(timer); return call(...values); };
  return later;
}
