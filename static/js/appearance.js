// Light or dark by choice; without a choice (or without JavaScript) the phone decides.
const YEAR_S = 365 * 24 * 60 * 60;
const chooser = document.querySelector("[data-appearance]");

function show(chosen) {
  for (const button of chooser.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === chosen));
  }
}

function choose(chosen) {
  const age = chosen ? YEAR_S : 0;
  document.cookie = `theme=${chosen}; path=/; max-age=${age}; samesite=lax`;
  if (chosen) document.documentElement.dataset.theme = chosen;
  else delete document.documentElement.dataset.theme;
  show(chosen);
}

if (chooser) {
  show(document.documentElement.dataset.theme ?? "");
  chooser.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) choose(button.value);
  });
  chooser.hidden = false;
}
