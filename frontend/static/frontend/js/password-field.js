// A password that can be looked at while it is typed.

import { element, icon } from "./dom.js";

class PasswordField extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    const button = element('<button type="button" class="icon-button" aria-label="Show the password"></button>');
    button.append(icon("eye"));
    button.addEventListener("click", () => {
      const isShown = input.type === "text";
      input.type = isShown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!isShown));
    });
    this.append(button);
  }
}

customElements.define("password-field", PasswordField);
