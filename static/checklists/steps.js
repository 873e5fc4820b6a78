/* Counts the answers of each part of a checklist while it is filled in, and shows one part at a time where a
 * person (or a small screen) prefers that. Without it the counts are those of the page as it came from the server,
 * and all parts stand below one another. Nothing leaves the page between parts, so nothing typed is lost. */

const HELD = "input:not([type=hidden]):not([type=file]):not([type=range]):not([type=search]), select, textarea";
const PREFERRED = "observer.checklist.parts";
const form = document.getElementById("checklist");
const sections = () => [...document.querySelectorAll(".checklist-section:not([hidden])")];

/* --- How much is answered -------------------------------------------------------------------------------- */

function holdsAnswer(control) {
  if (control.type === "radio" || control.type === "checkbox") return control.checked && !control.name.endsWith("-remove");
  return control.value.trim() !== "";
}

function isAnswered(question) {
  const photos = question.querySelector("input[type=file]");
  return [...question.querySelectorAll(HELD)].some(holdsAnswer)
    || Boolean(photos && (photos.files.length || question.querySelector(".question__photos input[type=hidden]")));
}

function count(section) {
  const questions = [...section.querySelectorAll(".question:not(.figures, .question--note)")].filter((one) => !one.closest("[hidden]:not(.checklist-section)"));
  const answered = questions.filter(isAnswered).length;
  const told = section.querySelector("[data-answered]");
  told.textContent = told.dataset.answered.replace("{answered}", answered).replace("{asked}", questions.length);
  const bar = section.querySelector("progress");
  bar.max = questions.length || 1;
  bar.value = answered;
  tellWhySkipped(section);
}

function tellWhySkipped(section) {
  const told = section.querySelector("[data-not-observed]");
  if (!told) return;
  const reason = section.querySelector(".unseen input:checked");
  told.hidden = !reason?.value;
  told.textContent = `${told.dataset.notObserved}: ${reason?.parentElement.textContent.trim() ?? ""}`;
}

function number() {
  sections().forEach((section, index, all) => {
    const told = section.querySelector("[data-part]");
    told.textContent = told.dataset.part.replace("{number}", index + 1).replace("{count}", all.length);
  });
}

/* --- One part at a time ---------------------------------------------------------------------------------- */

let shown = null;
let bar = null;

function preferred() {
  try {
    const chosen = localStorage.getItem(PREFERRED);
    if (chosen) return chosen === "one";
  } catch { /* a browser that keeps nothing */ }
  // A form whose first part can be sent alone folds its other parts already.
  return matchMedia("(max-width: 40rem)").matches && !form.querySelector(".rapid-end");
}

function prefer(one) {
  try { localStorage.setItem(PREFERRED, one ? "one" : "all"); } catch { /* only for this page then */ }
  if (one) begin(shown ?? sections()[0]);
  else end();
  bar.querySelector(`[data-view="${one ? "one" : "all"}"]`).focus();
}

function begin(section) {
  form.classList.add("checklist--steps");
  go(section, { silent: true });
}

function end() {
  form.classList.remove("checklist--steps");
  document.querySelectorAll(".checklist-section").forEach((one) => one.classList.remove("checklist-section--away"));
  draw();
}

function go(section, { silent = false, back = false } = {}) {
  shown = section;
  section.querySelector("details").open = true;
  document.querySelectorAll(".checklist-section").forEach((one) => one.classList.toggle("checklist-section--away", one !== section));
  if (!back) history[silent ? "replaceState" : "pushState"]({ part: section.dataset.section }, "");
  draw();
  if (silent) return;
  // To the top of the part, where a screen reader starts reading it.
  const heading = section.querySelector("h2");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  section.scrollIntoView({ block: "start" });
}

function step(by) {
  const all = sections();
  go(all[Math.min(Math.max(all.indexOf(shown) + by, 0), all.length - 1)]);
}

function draw() {
  const all = sections();
  const one = form.classList.contains("checklist--steps");
  if (one && !all.includes(shown)) return void go(all[0], { silent: true });
  const at = all.indexOf(shown);
  bar.hidden = all.length < 2;
  for (const button of bar.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String((button.dataset.view === "one") === one));
  const foot = form.querySelector(".steps-foot");
  foot.hidden = !one || all.length < 2;
  foot.querySelector("[data-back]").disabled = at <= 0;
  foot.querySelector("[data-next]").hidden = at >= all.length - 1;
  form.classList.toggle("checklist--last", !one || at >= all.length - 1);
  const line = foot.querySelector("progress");
  line.max = all.length;
  line.value = at + 1;
  foot.querySelector("[data-place]").textContent = `${at + 1} / ${all.length}`;
}

function build() {
  const words = form.querySelector("[data-steps]");
  if (!words) return;
  bar = words.content.querySelector(".steps-bar").cloneNode(true);
  const foot = words.content.querySelector(".steps-foot").cloneNode(true);
  form.querySelector(".checklist-section").before(bar);
  form.querySelector(".send").before(foot);
  bar.addEventListener("click", ({ target }) => target.dataset.view && prefer(target.dataset.view === "one"));
  foot.querySelector("[data-back]").addEventListener("click", () => step(-1));
  foot.querySelector("[data-next]").addEventListener("click", () => step(1));
  addEventListener("popstate", ({ state }) => {
    const section = sections().find((one) => one.dataset.section === state?.part);
    if (section && form.classList.contains("checklist--steps")) go(section, { back: true });
  });
  form.addEventListener("checklist:wrong", ({ detail }) => show(detail));
  form.addEventListener("click", ({ target }) => {
    const link = target.closest(".problems__list a");
    if (link) show(document.getElementById(link.hash.slice(1)));
  });
  const first = form.querySelector(".field--wrong, .question--opened, [autofocus]:not(.problems)")?.closest(".checklist-section");
  if (preferred() && sections().length > 1) begin(first ?? sections()[0]);
  else draw();
}

/* The part in which this stands, before the browser goes there. */
function show(element) {
  const section = element?.closest(".checklist-section");
  if (!section) return;
  section.querySelector("details").open = true;
  if (form.classList.contains("checklist--steps") && section !== shown) go(section);
}

for (const section of document.querySelectorAll(".checklist-section")) {
  section.addEventListener("input", () => count(section));
  section.addEventListener("change", () => count(section));
  // A browser that comes back to the page puts answers into it again.
  count(section);
}
form?.addEventListener("checklist:changed", () => {
  sections().forEach(count);
  number();
  if (bar) draw();
});
if (form) build();
