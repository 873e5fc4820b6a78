// The live board: shows what the API tells whenever the numbers moved, and says headline figures aloud.
import { show } from "./show.js";
import { ask, say, watch } from "./watch.js";

const SPOKEN_EVERY_MS = 15000;

const board = document.getElementById("board");
const { reports, incidents, regions } = board.dataset;
const addresses = { reports, incidents, regions };

let etag = "";
let spokenAt = 0;
let unspoken = new Set();

async function look() {
  const response = await ask(board.dataset.board, "application/json", etag ? { "If-None-Match": etag } : {});
  if (response.status === 304) return;
  const data = await response.json();
  etag = response.headers.get("ETag") ?? "";
  speak(show(board, data, addresses));
}

// --- Said aloud, politely: headline figures that moved, at most every quarter of a minute -------------------

function speak(changed) {
  for (const old of board.querySelectorAll(".figure--changed")) old.classList.remove("figure--changed");
  for (const element of changed) {
    const figure = element.closest("[data-headline]");
    if (!figure) continue;
    figure.classList.add("figure--changed");
    unspoken.add(figure);
  }
  if (!unspoken.size || Date.now() - spokenAt < SPOKEN_EVERY_MS) return;
  spokenAt = Date.now();
  say([...unspoken].map(inWords).join(" "));
  unspoken = new Set();
}

const inWords = (figure) =>
  `${figure.querySelector(".figure__name").textContent}: ${figure.querySelector(".figure__value").textContent}.`;

// A region on the map leads where its name in the table leads.
board.addEventListener("click", (event) => {
  const region = event.target.closest("[data-region]");
  if (region) location.assign(`${addresses.regions}${region.dataset.region}/`);
});

// On a phone the figures come first, unless somebody has chosen what to see.
if (matchMedia("(max-width: 48rem)").matches && !location.search) document.getElementById("filters").open = false;

watch(board, look);
