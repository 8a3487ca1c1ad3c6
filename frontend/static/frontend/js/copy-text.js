// <copy-text>: a text with a button that copies it.

import { copied } from "./clipboard.js";
import { element, icon } from "./dom.js";
import { toast } from "./toasts.js";

class CopyText extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    const button = element('<button type="button" class="button"><span>Copy</span></button>');
    button.prepend(icon("copy"));
    button.addEventListener("click", () => copy(input));
    input.addEventListener("focus", () => input.select());
    this.append(button);
  }
}

async function copy(input) {
  input.select();
  if (await copied(input.value)) toast("Copied.");
}

customElements.define("copy-text", CopyText);
