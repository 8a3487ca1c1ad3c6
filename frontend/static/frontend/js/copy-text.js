// <copy-text>: a text with a button that copies it.

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
  try {
    await navigator.clipboard.writeText(input.value);
    toast("Copied.");
  } catch {
    toast("The browser does not let pages copy here. The text is selected: press Ctrl+C.", { kind: "warning" });
  }
}

customElements.define("copy-text", CopyText);
