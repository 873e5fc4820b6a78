/* Counts the answers of each part of a checklist while it is filled in. Without it the counts are those of the
 * page as it came from the server. */

const HELD = "input:not([type=hidden]):not([type=file]), select, textarea";

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
  const questions = [...section.querySelectorAll(".question:not(.figures)")];
  const answered = questions.filter(isAnswered).length;
  const told = section.querySelector("[data-answered]");
  told.textContent = told.dataset.answered.replace("{answered}", answered).replace("{asked}", questions.length);
  section.querySelector("progress").value = answered;
  tellWhySkipped(section);
}

function tellWhySkipped(section) {
  const told = section.querySelector("[data-not-observed]");
  if (!told) return;
  const reason = section.querySelector(".unseen input:checked");
  told.hidden = !reason?.value;
  told.textContent = `${told.dataset.notObserved}: ${reason?.parentElement.textContent.trim() ?? ""}`;
}

for (const section of document.querySelectorAll(".checklist-section")) {
  section.addEventListener("input", () => count(section));
  // A browser that comes back to the page puts answers into it again.
  count(section);
}
