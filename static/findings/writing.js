// Choosing a figure puts its key into the text that was written in last.
const search = document.querySelector("[data-figures]");
const list = document.querySelector("#figures");
let text = document.querySelector("textarea.writing");
let asked = 0;

for (const area of document.querySelectorAll("textarea.writing")) {
  area.addEventListener("focus", () => { text = area; });
}

async function find() {
  const mine = ++asked;
  const address = new URL(search.dataset.figures, location.href);
  address.searchParams.set("words", search.value);
  const answer = await fetch(address, { credentials: "same-origin" });
  if (answer.ok && mine === asked) list.innerHTML = await answer.text();
}

let waiting;
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(find, 250);
});
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault();
});

list.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-token]");
  if (!chosen) return;
  text.setRangeText(chosen.dataset.token, text.selectionStart, text.selectionEnd, "end");
  text.focus();
});

find();
