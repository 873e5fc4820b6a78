/* Controls that JavaScript makes easier to use. Each leaves its answer in the inputs that are there without it. */

import { pathOf } from "./reading.js";
import { makeSearch } from "./search.js";

export function enhance(root, page) {
  root.querySelectorAll("[data-rank]").forEach((list) => makeRank(list));
  root.querySelectorAll("[data-search]").forEach((box) => makeSearch(box, page, () => pathOf(box.closest("[data-path]"))));
  root.querySelectorAll("input[data-geopoint]").forEach((input) => makeGeopoint(input, page));
  root.querySelectorAll("input[data-barcode]").forEach((input) => makeBarcode(input, page));
  root.querySelectorAll("input[type=file][data-most]").forEach((input) => watchFiles(input, page));
  root.querySelectorAll("input[data-step]").forEach((input) => makeSlider(input));
}

export function button(words, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button--quiet";
  made.textContent = words;
  made.addEventListener("click", press);
  return made;
}

export function status() {
  const told = document.createElement("p");
  told.className = "field__help";
  told.setAttribute("role", "status");
  return told;
}

export function put(control, value) {
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

/* --- Ranking: a press gives the next place; buttons move what has one -------------------------------------- */

function makeRank(list) {
  const lines = [...list.children];
  const select = (line) => line.querySelector("select");
  const place = (line) => Number(select(line).value.split(":")[1] ?? 0);
  const ranked = () => lines.filter(place).sort((one, other) => place(one) - place(other));
  const words = list.dataset;

  function give(order) {
    lines.forEach((line) => {
      const at = order.indexOf(line);
      select(line).value = at < 0 ? "" : `${line.dataset.code}:${at + 1}`;
    });
    draw();
    select(lines[0]).dispatchEvent(new Event("change", { bubbles: true }));
  }

  function move(line, by) {
    const order = ranked();
    const from = order.indexOf(line);
    const to = from + by;
    if (to < 0 || to >= order.length) return;
    order.splice(to, 0, ...order.splice(from, 1));
    give(order);
    const pressed = line.querySelector(by < 0 ? "[data-up]" : "[data-down]");
    (pressed.disabled ? line.querySelector("[data-pick]") : pressed).focus();
  }

  function draw() {
    const order = ranked();
    for (const line of lines) {
      const at = order.indexOf(line);
      const pick = line.querySelector("[data-pick]");
      pick.setAttribute("aria-pressed", String(at >= 0));
      pick.querySelector(".rank__number").textContent = at < 0 ? "" : at + 1;
      line.querySelector("[data-up]").disabled = at <= 0;
      line.querySelector("[data-down]").disabled = at < 0 || at === order.length - 1;
      line.classList.toggle("rank__line--placed", at >= 0);
    }
    list.append(...order, ...lines.filter((line) => !order.includes(line)));
  }

  for (const line of lines) {
    const label = line.querySelector("label");
    const pick = button("", () => {
      const order = ranked();
      give(order.includes(line) ? order.filter((one) => one !== line) : [...order, line]);
      pick.focus();
    });
    pick.dataset.pick = "";
    pick.className = "rank__pick";
    const number = Object.assign(document.createElement("span"), { className: "rank__number" });
    const name = Object.assign(document.createElement("span"), { textContent: label.textContent, lang: label.lang });
    pick.append(number, name);
    const up = button("↑", () => move(line, -1));
    const down = button("↓", () => move(line, 1));
    up.dataset.up = down.dataset.down = "";
    up.setAttribute("aria-label", `${words.up}: ${label.textContent}`);
    down.setAttribute("aria-label", `${words.down}: ${label.textContent}`);
    line.prepend(pick, up, down);
    label.hidden = select(line).hidden = true;
  }
  draw();
}

/* --- Where the observer stands: only when asked for ---------------------------------------------------------- */

function makeGeopoint(input, page) {
  const words = input.dataset;
  const told = status();
  const take = button(words.take, () => {
    if (!navigator.geolocation || !window.isSecureContext) {
      told.textContent = words.impossible;
      return;
    }
    told.textContent = words.waiting;
    navigator.geolocation.getCurrentPosition(found, refused, { enableHighAccuracy: true, timeout: 30_000, maximumAge: 0 });
  });
  const remove = button(words.remove, () => {
    put(input, "");
    told.textContent = "";
    take.focus();
  });

  function found({ coords }) {
    const number = (value, digits) => String(Number((value ?? 0).toFixed(digits)));
    put(input, [number(coords.latitude, 7), number(coords.longitude, 7), number(coords.altitude, 1), number(coords.accuracy, 1)].join(" "));
  }

  function refused(error) {
    told.textContent = error.code === error.PERMISSION_DENIED ? words.refused : words.notFound;
  }

  function draw() {
    const [latitude, longitude, , accuracy] = input.value.trim().split(/\s+/);
    remove.hidden = !input.value.trim();
    take.textContent = input.value.trim() ? words.again : words.take;
    if (longitude && Number(accuracy) > 0) told.textContent = words.accurate.replace("{metres}", Math.round(accuracy));
    else if (latitude) told.textContent = "";
  }

  const buttons = Object.assign(document.createElement("div"), { className: "buttons" });
  buttons.append(take, remove);
  input.after(buttons, told);
  input.addEventListener("input", draw);
  draw();
}

/* --- A code read from a picture, where the browser can ------------------------------------------------------- */

function makeBarcode(input, page) {
  if (!("BarcodeDetector" in window)) return;
  const words = input.dataset;
  const told = status();
  const camera = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", hidden: true });
  camera.setAttribute("capture", "environment");
  camera.addEventListener("change", async () => {
    const [file] = camera.files;
    if (!file) return;
    told.textContent = words.waiting;
    try {
      const [code] = await new BarcodeDetector().detect(await createImageBitmap(file));
      if (code) put(input, code.rawValue);
      told.textContent = code ? "" : words.nothing;
    } catch {
      told.textContent = words.nothing;
    }
    camera.value = "";
  });
  input.after(button(words.scan, () => camera.click()), camera, told);
}

/* --- Files: said before they are sent ------------------------------------------------------------------------ */

function watchFiles(input, page) {
  const most = Number(input.dataset.most);
  const kind = input.accept.replace("*", "");
  const told = status();
  input.after(told);
  input.addEventListener("change", () => {
    const files = [...input.files];
    const wrong = files.find((file) => file.size > most);
    const other = files.find((file) => kind && file.type && !file.type.startsWith(kind));
    told.classList.toggle("field__error", Boolean(wrong || other));
    if (wrong) told.textContent = input.dataset.tooLarge.replace("{name}", wrong.name).replace("{size}", megabytes(wrong.size)).replace("{most}", megabytes(most));
    else if (other) told.textContent = input.dataset.otherKind.replace("{name}", other.name);
    else told.textContent = files.map((file) => `${file.name} · ${megabytes(file.size)}`).join(", ");
    if (wrong || other) {
      input.value = "";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
}

function megabytes(bytes) {
  const unit = bytes >= 1_048_576 ? ["megabyte", bytes / 1_048_576] : ["kilobyte", bytes / 1024];
  return new Intl.NumberFormat(document.documentElement.lang || "en", { style: "unit", unit: unit[0], maximumFractionDigits: 1 }).format(unit[1]);
}

/* --- A range of many steps: a slider beside its number; blank until somebody moves it ------------------------- */

function makeSlider(input) {
  const { least, mostNumber, step } = input.dataset;
  const slider = Object.assign(document.createElement("input"), { type: "range", min: least, max: mostNumber, step });
  slider.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? input.getAttribute("aria-label") ?? "");
  const follow = () => {
    slider.value = input.value || least;
    slider.classList.toggle("slider--blank", !input.value);
  };
  slider.addEventListener("input", () => put(input, slider.value));
  input.addEventListener("input", follow);
  input.before(slider);
  follow();
}
