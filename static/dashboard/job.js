// Follows long work: asks for the part that moves until it is done or has failed.
const place = document.getElementById("job");
const EVERY_MS = 1000;
const AFTER_FAILURE_MS = 5000;

const over = () => ["done", "failed"].includes(place.firstElementChild?.dataset.state);

async function follow() {
  if (over()) return;
  let wait = EVERY_MS;
  try {
    const response = await fetch(place.dataset.part, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const text = (await response.text()).trim();
    // Only what changed is said aloud again.
    if (text !== place.shown) {
      place.innerHTML = text;
      place.shown = text;
    }
  } catch {
    wait = AFTER_FAILURE_MS;
  }
  if (!over()) setTimeout(follow, wait);
}

setTimeout(follow, EVERY_MS);
