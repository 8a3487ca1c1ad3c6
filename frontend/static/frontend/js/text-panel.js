// <text-panel>: all text lines of the receipt; searchable. Event `line-pick` (detail: key, append).

import { copied } from "./clipboard.js";

const COPIED_SHOWN_MS = 1500;

class TextPanel extends HTMLElement {
  connectedCallback() {
    this.lines = [...this.querySelectorAll(".text-line")];
    this.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    this.addEventListener("click", (event) => this.click(event));
    this.addEventListener("input", ({ target }) => this.search(target.value));
    this.addEventListener("pointerover", ({ target }) => this.hover(target.closest(".text-row")));
    this.addEventListener("pointerleave", () => this.hover(null));
  }

  get shapes() {
    return this.lines.map(({ dataset }) => ({
      key: dataset.key,
      page: Number(dataset.page),
      points: dataset.points,
    }));
  }

  textOf(key) {
    return this.lines.find((line) => line.dataset.key === key)?.textContent ?? "";
  }

  // Say where a chosen line goes.
  aimAt(cell) {
    const hint = this.querySelector("[data-hint]");
    hint.textContent = cell
      ? `A line goes into ${cell.label}; with Shift it is added.`
      : "Choose a field, then a line: its text goes into the field.";
  }

  reveal(key) {
    const line = this.lines.find((candidate) => candidate.dataset.key === key);
    for (const other of this.lines) other.classList.toggle("is-lit", other === line);
    line?.scrollIntoView({ block: "nearest" });
  }

  click(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".text-line")) this.tell("line-pick", { key: button.dataset.key, append: event.shiftKey });
    if (button.matches("[data-copy]")) this.copy(button, [button.previousElementSibling]);
    if (button.matches("[data-copy-all]")) this.copy(button, this.lines);
  }

  async copy(button, lines) {
    if (!(await copied(lines.map((line) => line.textContent).join("\n")))) return;
    button.classList.add("is-done");
    setTimeout(() => button.classList.remove("is-done"), COPIED_SHOWN_MS);
  }

  search(words) {
    const wanted = plain(words);
    for (const line of this.lines) line.parentElement.hidden = !plain(line.textContent).includes(wanted);
    this.querySelector(".text-none").hidden = this.lines.some((line) => !line.parentElement.hidden);
  }

  hover(row) {
    const key = row?.querySelector(".text-line").dataset.key ?? null;
    if (key === this.hovered) return;
    this.hovered = key;
    this.tell("line-hover", { key });
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

// Without case and accents: a search for 'pho' finds 'Phở'.
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
}

customElements.define("text-panel", TextPanel);
