// <field-cell>: one value, saved by itself. What was typed is kept until the server has it.
//
// Events: `cell-saved` (detail: the answer's fragment), `cell-said` (detail: a sentence to speak).

import { element } from "./dom.js";
import { request } from "./http.js";

const SAVED_SHOWN_MS = 1800;
const RETRY_MS = 4000; // until a server that was away has the value
const THOUSANDS = "\u202f"; // sets the digits of shown numbers apart; the server is sent plain ones
const FOLLOWED = ["data-level", "data-tag", "data-page", "data-points", "data-doubtful"];

export class FieldCell extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.input = this.querySelector(".cell-input");
    this.stateLine = this.querySelector(".cell-state");
    this.addEventListener("focusout", () => this.save());
    this.addEventListener("input", () => this.show(this.dirty ? "dirty" : ""));
    this.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    this.addEventListener("click", ({ target }) => this.click(target.closest("button")));
  }

  get key() {
    return this.id;
  }

  get label() {
    return this.dataset.label;
  }

  get typed() {
    return plain(this.input.value);
  }

  get dirty() {
    return this.typed !== plain(this.input.defaultValue);
  }

  get editable() {
    return !this.input.readOnly;
  }

  get doubtful() {
    return "doubtful" in this.dataset;
  }

  get box() {
    const { page, points, tag, level } = this.dataset;
    return { key: this.id, page: Number(page), points: points ?? "", label: tag, level };
  }

  focusInput() {
    this.input.focus();
    this.input.select();
  }

  // Put a text in as if it were typed; numbers take the last number of a line.
  put(text, { append = false } = {}) {
    if (!this.editable) return;
    const part = "number" in this.dataset ? (text.match(/-?\d[\d.,' ]*/g) ?? [text]).at(-1).trim() : text;
    this.input.value = append && this.input.value ? `${this.input.value} ${part}` : part;
    this.input.focus();
    this.show(this.dirty ? "dirty" : "");
  }

  // Put back what is saved.
  restore() {
    this.input.value = this.input.defaultValue;
    this.show("");
  }

  suggestion() {
    return this.querySelector("[data-set]")?.dataset.set;
  }

  takeSuggestion() {
    if (this.suggestion() === undefined) return;
    this.input.value = this.suggestion();
    this.save();
  }

  click(button) {
    if (button?.matches("[data-set]")) this.takeSuggestion();
    if (button?.matches("[data-retry]")) this.save({ again: true });
  }

  // Saves what differs; `confirm` also saves a doubtful value as it is, `again` one that was refused.
  // Resolves to whether the server has what stands in the input.
  save({ confirm = false, again = false } = {}) {
    const confirmed = confirm && this.doubtful && !this.dirty;
    if (!this.dirty && !confirmed) {
      if (!this.saving) this.show("");
      return this.saving ?? Promise.resolve(true);
    }
    if (this.typed === this.refused && !again) return Promise.resolve(false);
    if (this.saving && this.typed === this.sending) return this.saving;
    const sent = (this.sending = this.typed); // what is typed while it waits for its turn is another save
    const saving = (this.saving ?? Promise.resolve()).then(() => this.send(sent, confirmed));
    this.saving = saving;
    return saving.finally(() => {
      if (this.saving === saving) this.saving = undefined; // otherwise a newer one waits for it
    });
  }

  async send(sent, confirmed) {
    this.show("saving", "Saving…");
    try {
      this.saved(await this.post(confirmed ? { confirm: 1 } : { value: sent }), sent);
      return true;
    } catch (problem) {
      this.failed(problem, sent);
      return false;
    }
  }

  async post(what) {
    const { section, row, name } = this.dataset;
    const body = new URLSearchParams({ section, row, name, ...what });
    const response = await request(this.closest("receipt-review").dataset.fieldUrl, { method: "POST", body, keepalive: true });
    return parse(await response.text());
  }

  saved(fragment, sent) {
    this.refused = undefined;
    this.said = undefined;
    this.adopt(fragment.querySelector(this.localName), sent);
    this.show("saved", "Saved");
    this.say(`${this.label} saved`);
    this.dispatchEvent(new CustomEvent("cell-saved", { detail: fragment, bubbles: true }));
  }

  failed(problem, sent) {
    const sentence = `Not saved. ${problem.message}`;
    if (problem.transient) this.retryLater(sent);
    else this.refused = sent;
    this.show("failed", sentence, { retry: problem.transient });
    if (this.said !== sentence) this.say(`${this.label}: ${sentence}`);
    this.said = sentence;
  }

  // What is being typed meanwhile is not sent half done.
  retryLater(sent) {
    clearTimeout(this.retrying);
    this.retrying = setTimeout(() => this.isConnected && this.typed === sent && this.save({ again: true }), RETRY_MS);
  }

  // Take over the server's version of this cell; newer typing stays.
  adopt(fresh, sent) {
    const base = sent ?? plain(this.input.defaultValue);
    for (const name of FOLLOWED) {
      if (fresh.hasAttribute(name)) this.setAttribute(name, fresh.getAttribute(name));
      else this.removeAttribute(name);
    }
    for (const part of [".mark", ".cell-notes", "label"]) {
      this.querySelector(part).replaceWith(fresh.querySelector(part).cloneNode(true));
    }
    const typedOn = this.typed !== base;
    const value = fresh.querySelector(".cell-input").defaultValue;
    const overtaken = typedOn && sent === undefined && plain(value) !== base;
    this.input.defaultValue = value;
    if (!typedOn) this.input.value = value;
    if (overtaken) this.show("overtaken", `Set to “${value}” elsewhere meanwhile. Saving replaces that.`);
  }

  show(state, text = "", { retry = false } = {}) {
    clearTimeout(this.fading);
    this.dataset.state = state;
    this.stateLine.textContent = text;
    if (retry) this.stateLine.append(" ", element('<button type="button" class="link-button" data-retry>Retry</button>'));
    this.input.setAttribute("aria-invalid", state === "failed");
    if (state === "saved") this.fading = setTimeout(() => this.show(""), SAVED_SHOWN_MS);
  }

  say(sentence) {
    this.dispatchEvent(new CustomEvent("cell-said", { detail: sentence, bubbles: true }));
  }
}

const plain = (text) => text.replaceAll(THOUSANDS, "").trim();

export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

customElements.define("field-cell", FieldCell);
