// <receipt-review>: brings the image, the fields, the rows and the keyboard of one receipt together.

import "./viewer.js";
import "./text-panel.js";
import { FieldCell } from "./field-cell.js";
import { parsePoints } from "./geometry.js";
import { showLocalTimes } from "./local-times.js";
import "./note-cell.js";
import { LiveReview } from "./review-live.js";
import { Keys } from "./review-keys.js";
import { Rows } from "./review-rows.js";

const PARTS = ["receipt-title", "notices", "sums", "pile"];
const hasKeyboard = matchMedia("(pointer: fine)");

class ReceiptReview extends HTMLElement {
  connectedCallback() {
    this.leaving = new AbortController();
    queueMicrotask(() => this.begin()); // the elements inside are connected after this one
  }

  begin() {
    this.viewer = this.querySelector("receipt-viewer");
    this.textPanel = this.querySelector("text-panel");
    this.bar = document.getElementById("receipt-bar");
    this.rows = new Rows(this);
    this.keys = new Keys(this);
    this.live = new LiveReview(this);
    this.listen();
    this.textPanel && this.viewer.setLines(this.shapesOfLines());
    this.redraw();
    showLocalTimes(this);
    this.fetchNextImage();
    if (hasKeyboard.matches && this.reviewing) requestAnimationFrame(() => this.start());
  }

  disconnectedCallback() {
    this.leaving.abort();
  }

  get cells() {
    return [...this.querySelectorAll("field-cell")];
  }

  // Analysts look at receipts, and change nothing.
  get editable() {
    return !("readonly" in this.dataset);
  }

  get reviewing() {
    return this.editable && this.dataset.status === "needs_review";
  }

  get doubts() {
    return this.reviewing ? this.cells.filter((cell) => cell.doubtful) : [];
  }

  get savable() {
    return [...this.querySelectorAll("field-cell, note-cell")];
  }

  get unsaved() {
    return this.savable.filter((cell) => cell.dirty);
  }

  listen() {
    const { signal } = this.leaving;
    this.addEventListener("focusin", ({ target }) => this.focused(target));
    this.addEventListener("pointerover", ({ target }) => this.hoverCell(target.closest("field-cell")));
    this.addEventListener("cell-saved", ({ detail }) => this.takeParts(detail));
    this.addEventListener("cell-said", ({ detail }) => this.say(detail));
    this.addEventListener("box-hover", ({ detail }) => this.hoverBox(detail.key));
    this.addEventListener("box-pick", ({ detail }) => document.getElementById(detail.key)?.focusInput());
    this.addEventListener("line-hover", ({ detail }) => this.viewer.light(detail.key ?? this.target?.key));
    this.addEventListener("line-pick", ({ detail }) => this.pickLine(detail));
    document.addEventListener("click", ({ target }) => this.do(target.closest("[data-do]")), { signal });
    document.addEventListener("click", (event) => this.leave(event), { signal });
    document.addEventListener("submit", (event) => this.submit(event), { signal });
    window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload(), { signal });
    window.addEventListener("online", () => this.saveTyped({ again: true }), { signal });
    window.addEventListener("beforeunload", (event) => this.unsaved.length && event.preventDefault(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.saveTyped(), { signal });
    window.addEventListener("pagehide", () => this.saveTyped(), { signal });
  }

  // Image and fields together

  redraw() {
    this.viewer.setBoxes(this.cells.map(({ box }) => ({ ...box, points: parsePoints(box.points) })));
    this.countDoubts();
  }

  shapesOfLines() {
    return this.textPanel.shapes.map((line) => ({ ...line, points: parsePoints(line.points) }));
  }

  focused(element) {
    const cell = element.closest("field-cell");
    if (!cell && element.closest("text-panel")) return;
    this.aim(cell);
    if (!cell) return;
    this.viewer.light(cell.key);
    this.viewer.glideTo(cell.key);
  }

  // The cell that a picked line goes into.
  aim(cell) {
    this.target?.classList.remove("is-target");
    this.target = cell;
    cell?.classList.add("is-target");
    this.textPanel?.aimAt(cell);
  }

  hoverCell(cell) {
    if (cell === this.hoveredCell) return;
    this.hoveredCell = cell;
    this.viewer.light((cell ?? this.target)?.key);
  }

  hoverBox(key) {
    this.querySelector("field-cell.is-lit")?.classList.remove("is-lit");
    const cell = key && document.getElementById(key);
    if (cell instanceof FieldCell) cell.classList.add("is-lit");
    this.viewer.light(key ?? this.target?.key);
    if (key?.startsWith("line-")) this.textPanel.reveal(key);
  }

  pickLine({ key, append }) {
    if (this.target) return this.target.put(this.textPanel.textOf(key), { append });
    this.viewer.light(key);
    this.viewer.glideTo(key);
    return this.textPanel.reveal(key);
  }

  // Going through the fields

  start() {
    if (document.activeElement === document.body) this.goToDoubt();
  }

  // The first doubt after the cell, round the corner if need be.
  doubtAfter(cell) {
    const { cells, doubts } = this;
    const others = doubts.filter((doubt) => doubt !== cell);
    return others.find((doubt) => cells.indexOf(doubt) > cells.indexOf(cell)) ?? others[0];
  }

  goToDoubt() {
    this.doubtAfter(this.target)?.focusInput();
  }

  // Enter: save or confirm; from a doubt on to the next doubt, otherwise to the next field.
  goOn(cell) {
    const { cells } = this;
    const wasDoubtful = this.reviewing && cell.doubtful;
    const next = wasDoubtful ? this.doubtAfter(cell) : cells[cells.indexOf(cell) + 1];
    cell.save({ confirm: this.reviewing });
    if (next) next.focusInput();
    else (this.approveButton ?? this.querySelector("#panel")).focus();
  }

  countDoubts() {
    const button = this.bar.querySelector(".to-check");
    if (!button) return;
    const count = this.doubts.length;
    button.hidden = !count;
    button.querySelector("[data-to-check]").textContent = `${count} to check`;
  }

  // The next image is there before it is asked for.
  fetchNextImage() {
    const next = this.bar.querySelector("[data-pile=next][data-image]");
    if (next && this.reviewing) new Image().src = next.dataset.image;
  }

  walk(direction) {
    this.bar.querySelector(`[data-pile="${direction}"][href]`)?.click();
  }

  // Other pages wait until everything typed here is saved.
  async leave(event) {
    const link = event.target.closest("a[href]:not([download], [target])");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!this.unsaved.length && !link.matches("[data-pile]")) return;
    event.preventDefault();
    if (await this.saveAll()) location.assign(link.href);
  }

  // Approval waits until everything typed is saved, and does not happen when something is not.

  get approveButton() {
    return this.bar.querySelector("#approve-form button");
  }

  approve() {
    this.approveButton?.form.requestSubmit();
  }

  async submit(event) {
    if (event.target.id !== "approve-form") return;
    event.preventDefault();
    if (this.approving) return;
    this.approving = true;
    if (await this.saveAll()) event.target.submit();
    else this.approving = false;
  }

  saveTyped(how) {
    for (const cell of this.unsaved) cell.save(how);
  }

  async saveAll() {
    const results = await Promise.all(this.savable.map((cell) => cell.save({ again: true })));
    const refused = this.savable[results.indexOf(false)];
    refused?.focusInput();
    return !refused;
  }

  do(button) {
    const action = button?.dataset.do;
    if (action === "to-check") this.goToDoubt();
    if (action === "row-add") this.rows.add(button.closest("[data-section]").dataset.section);
    if (action === "row-delete") this.rows.delete(button.closest("tr"));
  }

  // Take over the parts of the page that an answer of the server brings along.
  takeParts(fragment) {
    for (const id of PARTS) {
      const fresh = fragment.querySelector(`#${id}`);
      if (fresh) document.getElementById(id)?.replaceWith(document.importNode(fresh, true));
    }
    this.redraw();
  }

  say(sentence) {
    this.querySelector("#spoken").textContent = sentence;
  }
}

customElements.define("receipt-review", ReceiptReview);
