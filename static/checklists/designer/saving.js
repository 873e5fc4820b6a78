/* Keeps the draft on the server as one goes on, revision by revision. Of two editors neither loses anything. */

import { merge } from "./merging.js";
import { button, debounced, el, filled } from "./drawing.js";

const SAVE_AFTER_MS = 900;
const AGAIN_AFTER_MS = 5000;

export class Saving {
  constructor(store, state, notice, post) {
    Object.assign(this, { store, state, notice, post, base: store.document, kept: store.document });
    this.later = debounced(() => this.save(), SAVE_AFTER_MS);
    store.addEventListener("change", () => { if (!this.clash) { this.say("unsaved"); this.later(); } });
    addEventListener("beforeunload", (event) => { if (store.document !== this.kept) event.preventDefault(); });
    this.say("saved");
  }

  say(name, values = {}) {
    this.state.dataset.state = name;
    this.state.textContent = filled(this.store.words.state[name], values);
  }

  /* Resolves once everything typed so far is kept, or cannot be. */
  saved() { return this.store.document === this.kept || this.clash ? Promise.resolve() : this.later.now(); }

  async save() {
    const { store } = this;
    if (this.clash) return;
    if (this.running) { await this.running; if (store.document === this.kept || this.clash) return; }
    this.running = this.send(store.document);
    await this.running;
    this.running = null;
    if (store.document !== this.kept && !this.clash && this.state.dataset.state !== "failed") this.later();
  }

  async send(document) {
    const { store } = this;
    this.say("saving");
    const answer = await this.post(store.addresses.save, { document, revision: store.revision });
    if (answer.ok) {
      Object.assign(this, { kept: document, base: document });
      store.revision = answer.body.revision;
      this.say(store.document === document ? "saved" : "unsaved");
      store.setProblems(answer.body.problems);
    } else if (answer.status === 409 && answer.body.document) this.conflict(answer.body);
    else {
      this.say("failed");
      this.tellFailure(answer);
      setTimeout(() => this.save(), AGAIN_AFTER_MS);
    }
  }

  tellFailure(answer) {
    if (answer.detail && answer.status) this.notice.replaceChildren(el("div", { class: "notice notice--wrong" }, el("p", {}, answer.detail)));
  }

  /* Somebody saved after we began. Ours stays on the screen; nothing is sent until a person has decided. */
  conflict(theirs) {
    const { store } = this;
    const { words } = store;
    this.clash = theirs;
    this.say("conflict");
    const { document: together, clashes } = merge(this.base, store.document, theirs.document);
    const act = (document) => () => this.settle(document);
    this.notice.replaceChildren(el("div", { class: "notice notice--wrong conflict", role: "alert" },
      el("h2", {}, filled(words.conflict_title, { who: theirs.who, when: theirs.when })), el("p", {}, words.conflict_note),
      clashes.length ? el("p", {}, filled(words.conflict_both, { places: clashes.slice(0, 8).join("; ") })) : el("p", {}, words.conflict_apart),
      el("div", { class: "buttons" }, button(words.conflict_together, act(together), { class: "" }), button(words.conflict_theirs, act(theirs.document)), button(words.conflict_mine, act(store.document)))));
    this.notice.querySelector("button").focus();
  }

  settle(document) {
    const { store, clash } = this;
    this.clash = null;
    Object.assign(this, { base: clash.document, kept: clash.document });
    store.revision = clash.revision;
    this.notice.replaceChildren();
    // Mine stays one step back, whatever was chosen.
    if (document !== store.document) store.change(document);
    this.later.now();
  }
}
