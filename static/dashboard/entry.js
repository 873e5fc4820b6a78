// Typing in a sheet without a mouse: Enter goes on to the next field, and what a key means is said beside it.
// Without this script the same fields are typed in with the Tab key.
const form = document.querySelector("[data-entry]");
const fields = [...form.querySelectorAll("input:not([type=hidden]):not([type=checkbox])")];

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !fields.includes(event.target)) return;
  if (event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const place = fields.indexOf(event.target) + (event.shiftKey ? -1 : 1);
  const next = fields[place] ?? form.querySelector(".buttons button");
  next.focus();
  next.select?.();
});

for (const field of fields) {
  const keys = new Map([...(document.getElementById(`${field.id}-keys`)?.children ?? [])]
    .map((item) => [item.dataset.key, item.lastChild.textContent.trim()]));
  const said = field.parentElement.querySelector("output");
  if (!said || keys.size === 0) continue;
  const say = () => tell(said, field.value.trim(), keys);
  field.addEventListener("input", say);
  say();
}

function tell(said, typed, keys) {
  const parts = keys.has(typed) || keys.size > 9 ? typed.split(/[\s,;.+]+/) : typed.split(/[\s,;.+]*/);
  const words = parts.filter(Boolean).map((part) => keys.get(part) ?? null);
  said.classList.toggle("entry__said--unknown", words.includes(null));
  said.textContent = words.includes(null) ? typed : words.join(", ");
}

if (document.getElementById("problems")) document.querySelector("[aria-invalid]")?.focus();
else fields.find((field) => !field.value)?.focus();
