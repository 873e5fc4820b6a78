/* A list too long to scroll: typed words narrow it (the combobox pattern of WAI-ARIA 1.2, with a list of
 * options). However long the list, at most a page of it stands in the document. */

const SHOWN = 20;
const texts = new WeakMap();

function searched(choice, language) {
  let text = texts.get(choice);
  if (text === undefined) {
    text = plain(`${label(choice, language)} ${choice.code}`);
    texts.set(choice, text);
  }
  return text;
}

function label(choice, language) {
  if (typeof choice.label === "string") return choice.label;
  return choice.labels[language] ?? Object.values(choice.labels)[0] ?? choice.code;
}

/* Without case and accents: fingers at four in the morning type neither. */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export function matching(choices, typed, language) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (!words.length) return choices;
  return choices.filter((choice) => words.every((word) => searched(choice, language).includes(word)));
}

export function makeSearch(box, page, path) {
  const input = box.querySelector("input[type=search]");
  const chosen = box.querySelector("[data-chosen]");
  const told = box.querySelector("[data-count]");
  const many = "many" in box.dataset;
  const { name } = box.closest("[data-path]").dataset;
  const list = Object.assign(document.createElement("ul"), { id: `${input.id}-list`, className: "search__list", hidden: true });
  let found = [];
  let active = -1;

  // Its words are no answer, and the button is for pages without this.
  input.removeAttribute("name");
  box.querySelector("[data-narrow]").remove();
  for (const option of chosen.querySelectorAll("input:not(:checked)")) if (!option.value.startsWith("__")) option.closest("label").remove();
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label"));
  input.value = "";
  Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })
    .forEach(([attribute, value]) => input.setAttribute(attribute, value));
  input.closest(".search__field").after(list);

  function open() {
    const offered = page.check.choices(path());
    found = matching([...offered], input.value, page.language);
    active = -1;
    list.replaceChildren(...found.slice(0, SHOWN).map(option));
    show(true);
    const more = found.length - SHOWN;
    if (!offered.length) told.textContent = box.dataset.depends;
    else if (!found.length) told.textContent = box.dataset.nothing;
    else told.textContent = more > 0 ? box.dataset.more.replace("{number}", more) : "";
  }

  function option(choice, index) {
    const line = document.createElement("li");
    line.id = `${list.id}-${index}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.textContent = label(choice, page.language);
    return line;
  }

  function show(open) {
    list.hidden = !open || !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (list.hidden) input.removeAttribute("aria-activedescendant");
  }

  function go(to) {
    const lines = [...list.children];
    if (!lines.length) return;
    active = (to + lines.length) % lines.length;
    lines.forEach((line, index) => line.setAttribute("aria-selected", String(index === active)));
    input.setAttribute("aria-activedescendant", lines[active].id);
    lines[active].scrollIntoView({ block: "nearest" });
  }

  function choose(choice) {
    const known = [...chosen.querySelectorAll("input")].find((one) => one.value === choice.code);
    const control = known ?? line(choice);
    control.checked = true;
    if (!many) for (const other of chosen.querySelectorAll("input")) if (other !== control && !other.value.startsWith("__")) other.closest("label").remove();
    input.value = "";
    told.textContent = "";
    show(false);
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
    show(false);
  }

  function line(choice) {
    const line = Object.assign(document.createElement("label"), { className: "choice" });
    const control = Object.assign(document.createElement("input"), { type: many ? "checkbox" : "radio", name, value: choice.code });
    line.append(control, Object.assign(document.createElement("span"), { textContent: label(choice, page.language) }));
    chosen.prepend(line);
    return control;
  }

  input.addEventListener("input", (event) => {
    event.stopPropagation();
    open();
  });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("click", () => { if (list.hidden) open(); });
  input.addEventListener("blur", () => setTimeout(() => show(false), 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      go(event.key === "ArrowDown" ? active + 1 : active - 1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!list.hidden && active >= 0) choose(found[active]);
      else if (!list.hidden && found.length === 1) choose(found[0]);
      else open();
    } else if (event.key === "Escape") {
      show(false);
    }
  });
  // Pressed before the field loses the focus, or the list would be gone.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const index = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (index >= 0) choose(found[index]);
  });
}
