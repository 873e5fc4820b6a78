// Looks again and again at something that moves, and says at once when it can no longer be trusted.
//
// `watch(root, look)`: `look` fetches and shows, with `ask`; it throws `Refused` where asking again is of no
// use. On the page: #live, #live-text, #stale, #stale-text, #sign-in, #spoken; on `root` the words
// data-lost, data-out, data-refused, data-stale and the address data-live.

const WATCHED_MS = 1500;
const UNWATCHED_MS = 10000;
const PATIENCE_MS = 8000;
const LOST_AFTER_MS = 6000;
const LIVE_EVERY = 2;

export class Refused extends Error {}

const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "medium" });
const watched = () => document.visibilityState === "visible" && document.hasFocus();
const wait = () => (watched() ? WATCHED_MS : UNWATCHED_MS) * (0.85 + Math.random() * 0.3);

let words = {};
let root = null;

/** Fetches an address of this site as `accept`; the answer may be 304. Throws Refused when signed out. */
export async function ask(address, accept = "application/json", headers = {}) {
  const response = await fetch(address, {
    headers: { Accept: accept, ...headers },
    cache: "no-store",
    credentials: "same-origin",
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (response.ok || response.status === 304) return response;
  if (response.status === 401) {
    document.getElementById("sign-in").hidden = false;
    throw new Refused(words.out);
  }
  if (response.status === 403 || response.status === 404) throw new Refused(words.refused);
  throw new Error(`the server answered ${response.status}`);
}

/** What `data-live` answers: {version, state, text, judging_text}. */
export async function askLive() {
  const told = await (await ask(words.live)).json();
  const judging = document.getElementById("judging");
  if (judging) {
    judging.hidden = !told.judging_text;
    setText("judging-text", told.judging_text);
  }
  return told;
}

export function setText(id, text) {
  const element = document.getElementById(id);
  if (element.textContent !== text) element.textContent = text;
}

export const say = (text) => setText("spoken", text);

export function watch(element, look, { everyRound = false } = {}) {
  root = element;
  words = root.dataset;
  let heardAt = Date.now();
  let asked = 0;
  let timer = 0;
  let running = false;
  let told = { state: document.getElementById("live").dataset.state, text: document.getElementById("live-text").textContent };

  async function round() {
    clearTimeout(timer);
    if (running || document.visibilityState === "hidden") return;
    running = true;
    await lookOnce();
    running = false;
    timer = setTimeout(round, wait());
  }

  async function lookOnce() {
    try {
      if (everyRound) told = await askLive();
      await look(told);
      if (!everyRound && asked++ % LIVE_EVERY === 0) told = await askLive();
      heardAt = Date.now();
      showState(told.state, told.text);
    } catch (error) {
      if (error instanceof Refused) return showState("stale", error.message);
      showLost();
    }
  }

  function showLost() {
    const text = words.lost.replace("%s", clock.format(heardAt));
    showState(Date.now() - heardAt > LOST_AFTER_MS ? "stale" : told.state, text);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") clearTimeout(timer);
    else round();
  });
  addEventListener("focus", round);
  addEventListener("online", round);
  addEventListener("offline", showLost);
  round();
}

// --- How fresh the numbers are ----------------------------------------------------------------------------

function showState(state, text) {
  const live = document.getElementById("live");
  if (live.dataset.state !== state) {
    live.dataset.state = root.dataset.state = state;
    document.getElementById("stale").hidden = state !== "stale";
    if (state === "stale") say(text);
  }
  setText("live-text", state === "stale" ? words.stale : text);
  setText("stale-text", text);
}
