// Which rows of the inbox are selected, and what is done to them. A row is selected when its box is checked, so
// that it stays so while others come, go or follow their receipts.

import { Problem, request } from "./http.js";
import { toast } from "./toasts.js";

const BOXES = "#receipts .row-check";

export class Selection {
  #form = document.getElementById("bulk");
  #all = document.querySelector("[data-select-all]");
  #onDone;
  #last = null; // the id of the row whose box was changed last, from which a range starts

  // `onDone` is given the ids of the receipts that something was done to.
  constructor({ onDone }) {
    this.#onDone = onDone;
    document.addEventListener("click", (event) => event.target.matches(BOXES) && this.#choose(event));
    this.#all.addEventListener("change", () => this.#check(boxes(), this.#all.checked));
    this.#form.querySelector("[data-unselect]").addEventListener("click", () => this.clear());
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    addEventListener("pageshow", () => this.show());
    for (const hidden of [this.#all.parentElement, this.#form.querySelector("[data-unselect]")]) hidden.hidden = false;
    this.show();
  }

  get ids() {
    return boxes().filter((box) => box.checked).map((box) => box.value);
  }

  toggle(row) {
    row?.querySelector(".row-check")?.click();
  }

  clear() {
    this.#check(boxes(), false);
    this.#last = null;
  }

  // Says how many there are; to be called whenever rows came or went.
  show() {
    const [count, most] = [this.ids.length, boxes().length];
    this.#form.querySelector("[data-selected-count]").textContent = count;
    this.#all.checked = count > 0 && count === most;
    this.#all.indeterminate = count > 0 && count < most;
  }

  #choose({ target, shiftKey }) {
    const all = boxes();
    const from = all.findIndex((box) => box.value === this.#last);
    const to = all.indexOf(target);
    this.#last = target.value;
    const between = shiftKey && from >= 0 ? all.slice(Math.min(from, to), Math.max(from, to) + 1) : [];
    this.#check(between, target.checked);
  }

  #check(changed, checked) {
    for (const box of changed) box.checked = checked;
    this.show();
  }

  async #submit(event) {
    const { submitter } = event;
    const ids = this.ids;
    const most = Number(this.#form.dataset.most);
    this.#form.querySelector(":popover-open")?.hidePopover();
    if (ids.length > most) {
      event.preventDefault();
      toast(`At most ${most} receipts can be selected at once.`, { kind: "error" });
    } else if (!submitter.hasAttribute("formaction")) {
      event.preventDefault();
      await this.#send(new FormData(this.#form, submitter), ids);
    }
  }

  async #send(body, ids) {
    const url = this.#form.getAttribute("action"); // its property is a button of this name
    this.#form.inert = true; // once is enough
    try {
      const { kind, text } = await (await request(url, { method: "POST", body })).json();
      toast(text, { kind });
      this.clear();
      this.#onDone(ids);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      toast(problem.message, { kind: "error" });
    } finally {
      this.#form.inert = false;
    }
  }
}

const boxes = () => [...document.querySelectorAll(BOXES)];
