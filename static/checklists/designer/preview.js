/* The form as a phone shows it: the page observers fill in, in a frame as wide as a phone. */

import { directionOf, el, nameOf } from "./drawing.js";

export class Preview {
  constructor(store, root, { saved }) {
    Object.assign(this, { store, root, saved });
    const { words } = store;
    this.language = el("select", { "aria-label": words.preview_language, onchange: () => this.draw() });
    this.form = el("select", { "aria-label": words.preview_form, onchange: () => this.draw() }, store.forms.map((form) => el("option", { value: form.preview }, form.title)));
    this.form.value = store.addresses.preview;
    this.mirror = el("input", { type: "checkbox", onchange: () => this.draw() });
    this.frame = el("iframe", { class: "preview__frame", title: words.preview_title });
    root.append(el("div", { class: "preview__head" }, this.form, this.language, el("label", { class: "bank__choice" }, this.mirror, el("span", {}, words.preview_mirror))),
      el("p", { class: "design-note" }, words.preview_note), el("div", { class: "preview__phone" }, this.frame));
  }

  shown() {
    const chosen = this.language.value || this.store.language;
    this.language.replaceChildren(...this.store.languages.map((language) => el("option", { value: language }, nameOf(language))));
    this.language.value = this.store.languages.includes(chosen) ? chosen : this.store.languages[0];
    this.draw();
  }

  async draw() {
    const language = this.language.value;
    // The page comes from what is saved, so that it is the very page of the phone.
    await this.saved();
    const query = new URLSearchParams({ language, ...(this.mirror.checked && directionOf(language) !== "rtl" ? { mirror: "1" } : {}) });
    this.frame.src = `${this.form.value}?${query}`;
  }
}
