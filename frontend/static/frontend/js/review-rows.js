// Adding and deleting rows of the tables.

import { element, icon } from "./dom.js";
import { parse } from "./field-cell.js";
import { request } from "./http.js";
import { toast } from "./toasts.js";

const UNDO_SHOWN_MS = 8000;

export class Rows {
  constructor(review) {
    this.review = review;
  }

  async add(section) {
    if (!this.review.editable) return undefined;
    const fragment = await this.post(this.review.dataset.rowAddUrl, { section });
    const row = fragment?.querySelector("tr");
    if (!row) return undefined;
    this.bodyOf(section).append(row);
    this.review.takeParts(fragment);
    this.recount(section);
    row.querySelector("field-cell").focusInput();
    return row;
  }

  async delete(row) {
    if (!this.review.editable) return;
    const section = row.closest("[data-section]").dataset.section;
    const values = [...row.querySelectorAll("field-cell")].map(({ dataset, input }) => [dataset.name, input.defaultValue]);
    const fragment = await this.post(this.review.dataset.rowDeleteUrl, { section, row: row.dataset.row });
    if (!fragment) return;
    const beside = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.review.takeParts(fragment);
    this.recount(section);
    beside?.querySelector("field-cell").focusInput();
    if (values.some(([, value]) => value)) this.offerUndo(section, values);
  }

  offerUndo(section, values) {
    const notice = element('<div class="toast"><span>Row deleted</span><button type="button" class="button button-small">Undo</button></div>');
    notice.prepend(icon("trash"));
    notice.querySelector("button").addEventListener("click", () => {
      notice.remove();
      this.restore(section, values);
    });
    document.getElementById("toasts").append(notice);
    setTimeout(() => notice.remove(), UNDO_SHOWN_MS);
  }

  async restore(section, values) {
    const row = await this.add(section);
    for (const [name, value] of values) {
      const cell = row?.querySelector(`[data-name="${name}"]`);
      if (!cell || !value) continue;
      cell.input.value = value;
      await cell.save();
    }
  }

  async post(url, place) {
    try {
      const response = await request(url, { method: "POST", body: new URLSearchParams(place) });
      return parse(await response.text());
    } catch (problem) {
      toast(problem.message, { kind: "error" });
      return undefined;
    }
  }

  bodyOf(section) {
    return this.review.querySelector(`#table-${section} tbody`);
  }

  recount(section) {
    const count = this.bodyOf(section).rows.length;
    this.bodyOf(section).parentElement.hidden = !count;
    this.review.querySelector(`#table-${section} [data-count]`).textContent = count || "";
  }
}
