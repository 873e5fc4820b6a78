// Shows plain data in a page that the server has drawn from the same data, touching only what changed, so
// that focus, selection, scroll and opened details stay where they are.
//
//   data-text="path"        the text of the element
//   data-link="path"        the query of its address; without a value the element is hidden
//   data-at="path"          the paths inside begin here
//   data-each="path"        a list; rows are known by data-row, the value of the field named in data-key;
//                           a <template> inside is what a new row looks like
//   data-show="path"        shown while there is a value        data-empty="path"  shown while a list is empty
//   data-tone="base path"   class="base base--value"            data-chart="path"  a drawing and its table

export function valueAt(data, path) {
  return path.split(".").reduce((value, part) => value?.[part], data);
}

/** Shows `data` below `root`. `addresses`: {reports, incidents, regions}. Returns the elements whose text changed. */
export function show(root, data, addresses) {
  const changed = [];
  visit(root, data, { addresses, changed });
  return changed;
}

function visit(element, data, about) {
  if (element.tagName === "TEMPLATE") return;
  const { dataset } = element;
  if (dataset.each !== undefined) return showRows(element, valueAt(data, dataset.each) ?? [], about);
  showOne(element, data, about);
  if (dataset.chart !== undefined) showChart(element, valueAt(data, dataset.chart));
  const inner = dataset.at === undefined ? data : valueAt(data, dataset.at);
  for (const child of element.children) visit(child, inner, about);
}

function showOne(element, data, { addresses, changed }) {
  const { dataset } = element;
  if (dataset.show !== undefined) element.hidden = !valueAt(data, dataset.show);
  if (dataset.empty !== undefined) element.hidden = (valueAt(data, dataset.empty) ?? []).length > 0;
  if (dataset.link !== undefined) {
    const query = valueAt(data, dataset.link);
    element.hidden = query === undefined;
    setAddress(element, `${addresses.reports}?${query ?? ""}`);
  }
  if (dataset.incident !== undefined) setAddress(element, `${addresses.incidents}${valueAt(data, dataset.incident)}/`);
  if (dataset.regionLink !== undefined) setAddress(element, `${addresses.regions}${valueAt(data, dataset.regionLink)}/`);
  if (dataset.tone !== undefined) setTone(element, data);
  if (dataset.time !== undefined) element.dateTime = valueAt(data, dataset.time);
  if (dataset.setPart !== undefined) dataset.part = valueAt(data, dataset.setPart);
  if (dataset.text === undefined) return;
  const text = String(valueAt(data, dataset.text) ?? "");
  if (element.textContent === text) return;
  element.textContent = text;
  changed.push(element);
}

function setAddress(element, address) {
  if (element.getAttribute("href") !== address) element.setAttribute("href", address);
}

function setTone(element, data) {
  const [base, path] = element.dataset.tone.split(" ");
  element.className = `${base} ${base}--${valueAt(data, path) || "note"}`;
}

function showRows(list, rows, about) {
  const pattern = list.querySelector(":scope > template");
  const keys = rows.map((data) => String(data[list.dataset.key]));
  const known = new Map();
  // What is gone goes first: then those that stay need not be moved, which would lose the focus.
  for (const row of [...list.children]) {
    if (row === pattern) continue;
    if (keys.includes(row.dataset.row)) known.set(row.dataset.row, row);
    else row.remove();
  }
  let place = list.firstElementChild;
  rows.forEach((data, number) => {
    const row = known.get(keys[number]) ?? newRow(pattern, keys[number]);
    if (row === place) place = place.nextElementSibling;
    else list.insertBefore(row, place);
    visit(row, data, about);
  });
}

function newRow(pattern, key) {
  const row = pattern.content.firstElementChild.cloneNode(true);
  row.dataset.row = key;
  return row;
}

function showChart(figure, chart) {
  if (!chart) return;
  const drawing = figure.querySelector("[data-svg]");
  if (drawing.shown !== chart.svg) {
    const fresh = new DOMParser().parseFromString(chart.svg, "image/svg+xml").documentElement;
    drawing.replaceChildren(document.importNode(fresh, true));
    drawing.shown = chart.svg;
  }
  const table = figure.querySelector("[data-table]");
  const written = JSON.stringify(chart.rows);
  if (table.shown === written) return;
  table.replaceChildren(...chart.rows.map(tableRow));
  table.shown = written;
}

function tableRow(cells) {
  const row = document.createElement("tr");
  row.append(...cells.map((text, number) => {
    const cell = document.createElement(number ? "td" : "th");
    if (number) cell.className = "number";
    else cell.scope = "row";
    cell.textContent = text;
    return cell;
  }));
  return row;
}
