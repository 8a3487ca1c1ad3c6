// <note-cell>: the note of a receipt, saved like a value; Enter begins a new line.

import { FieldCell, parse } from "./field-cell.js";
import { request } from "./http.js";

class NoteCell extends FieldCell {
  async post({ value }) {
    const response = await request(this.dataset.url, { method: "POST", body: new URLSearchParams({ value }), keepalive: true });
    return parse(await response.text());
  }
}

customElements.define("note-cell", NoteCell);
