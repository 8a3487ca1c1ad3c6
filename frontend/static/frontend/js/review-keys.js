// The keyboard of the receipt page: a typist's hands never leave it.

import { isTyping } from "./dom.js";

const REPEATED = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "+", "=", "-"]; // while they are held

export class Keys {
  constructor(review) {
    this.review = review;
    document.addEventListener("keydown", (event) => this.press(event), { signal: review.leaving.signal });
  }

  press(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const act = this.anywhere(event) ?? this.inCell(event) ?? this.elsewhere(event);
    if (!act) return;
    event.preventDefault();
    if (!event.repeat || REPEATED.includes(event.key)) act();
  }

  anywhere({ key, ctrlKey, metaKey }) {
    return key === "Enter" && (ctrlKey || metaKey) ? () => this.review.approve() : undefined;
  }

  inCell(event) {
    const cell = event.target.closest?.("field-cell");
    if (!cell || event.target !== cell.input || event.isComposing) return undefined;
    const { review } = this;
    if (event.altKey) return this.withAlt(event, cell);
    if (event.ctrlKey || event.metaKey) return undefined;
    return {
      Enter: () => review.goOn(cell),
      Escape: () => this.escape(cell),
      ArrowUp: verticalMove(cell, -1),
      ArrowDown: verticalMove(cell, 1),
    }[event.key];
  }

  withAlt({ key, code }, cell) {
    if (code === "KeyZ") return () => cell.takeSuggestion();
    const row = cell.closest("tr");
    if (!row) return undefined;
    const { rows } = this.review;
    return {
      Enter: () => rows.add(row.closest(".table-section").dataset.section),
      Delete: () => rows.delete(row),
    }[key];
  }

  escape(cell) {
    if (cell.dirty || cell.dataset.state === "failed") cell.restore();
    else document.getElementById("panel").focus({ preventScroll: true });
  }

  elsewhere(event) {
    if (isTyping(event)) return undefined;
    const { review } = this;
    const act = {
      a: () => review.approve(),
      n: () => review.walk("next"),
      p: () => review.walk("previous"),
      c: () => review.goToDoubt(),
      f: () => review.cells[0]?.focusInput(),
      "?": () => document.getElementById("help").showModal(),
    }[event.key];
    return act ?? (review.viewer.takes(event) ? () => review.viewer.key(event) : undefined);
  }
}

// In a table: the cell of the same name in the row above or below; a text of several lines keeps its arrows.
function verticalMove(cell, by) {
  const { selectionStart, selectionEnd, value } = cell.input;
  const atEdge = by < 0 ? selectionStart === 0 : selectionEnd === value.length;
  if (cell.input.matches("textarea") && !atEdge) return undefined;
  const row = cell.closest("tr");
  const beside = by < 0 ? row?.previousElementSibling : row?.nextElementSibling;
  const target = beside?.querySelector(`[data-name="${cell.dataset.name}"]`);
  return target ? () => target.focusInput() : undefined;
}
