// The live board: asks the API again and again, and says at once when the numbers can no longer be trusted.
import { show } from "./show.js";

const WATCHED_MS = 1500;
const UNWATCHED_MS = 10000;
const PATIENCE_MS = 8000;
const LOST_AFTER_MS = 6000;
const SPOKEN_EVERY_MS = 15000;
const LIVE_EVERY = 2;

const board = document.getElementById("board");
const words = board.dataset;
const addresses = { reports: words.reports, regions: words.regions };
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "medium" });

let etag = "";
let heardAt = Date.now();
let asked = 0;
let timer = 0;
let running = false;
let spokenAt = 0;
let unspoken = new Set();
let told = { state: document.getElementById("live").dataset.state, text: document.getElementById("live-text").textContent };

const watched = () => document.visibilityState === "visible" && document.hasFocus();
const wait = () => (watched() ? WATCHED_MS : UNWATCHED_MS) * (0.85 + Math.random() * 0.3);

function ask(address, headers = {}) {
  return fetch(address, {
    headers: { Accept: "application/json", ...headers },
    cache: "no-store",
    credentials: "same-origin",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

async function round() {
  clearTimeout(timer);
  if (running || document.visibilityState === "hidden") return;
  running = true;
  await look();
  running = false;
  timer = setTimeout(round, wait());
}

async function look() {
  try {
    await fetchBoard();
    if (asked++ % LIVE_EVERY === 0) await fetchLive();
    heardAt = Date.now();
    showState(told.state, told.text);
  } catch (error) {
    if (error instanceof Refused) return showState("stale", error.message);
    showLost();
  }
}

class Refused extends Error {}

async function fetchBoard() {
  const response = await ask(words.board, etag ? { "If-None-Match": etag } : {});
  if (response.status === 304) return;
  await mustBeGood(response);
  const data = await response.json();
  etag = response.headers.get("ETag") ?? "";
  speak(show(board, data, addresses));
}

async function fetchLive() {
  const response = await ask(words.live);
  await mustBeGood(response);
  const { state, text } = await response.json();
  told = { state, text };
}

async function mustBeGood(response) {
  if (response.ok) return;
  if (response.status === 401) {
    document.getElementById("sign-in").hidden = false;
    throw new Refused(words.out);
  }
  if (response.status === 403 || response.status === 404) throw new Refused(words.refused);
  throw new Error(`the server answered ${response.status}`);
}

// --- How fresh the numbers are ----------------------------------------------------------------------------

function showLost() {
  const text = words.lost.replace("%s", clock.format(heardAt));
  showState(Date.now() - heardAt > LOST_AFTER_MS ? "stale" : told.state, text);
}

function showState(state, text) {
  const live = document.getElementById("live");
  const stale = document.getElementById("stale");
  if (live.dataset.state !== state) {
    live.dataset.state = board.dataset.state = state;
    stale.hidden = state !== "stale";
    if (state === "stale") say(text);
  }
  setText("live-text", state === "stale" ? words.stale : text);
  setText("stale-text", text);
}

function setText(id, text) {
  const element = document.getElementById(id);
  if (element.textContent !== text) element.textContent = text;
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

const say = (text) => setText("spoken", text);

// --- When to look ---------------------------------------------------------------------------------------------

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") clearTimeout(timer);
  else round();
});
addEventListener("focus", round);
addEventListener("online", round);
addEventListener("offline", showLost);
// A region on the map leads where its name in the table leads.
board.addEventListener("click", (event) => {
  const region = event.target.closest("[data-region]");
  if (region) location.assign(`${addresses.regions}${region.dataset.region}/`);
});

// On a phone the figures come first, unless somebody has chosen what to see.
if (matchMedia("(max-width: 48rem)").matches && !location.search) document.getElementById("filters").open = false;

round();
