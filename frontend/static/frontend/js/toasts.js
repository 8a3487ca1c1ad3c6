// Short notices in the corner: toast("Saved") or toast("…", { kind: "error" }).

import { element, icon } from "./dom.js";

const SHOWN_MS = 6000;

class AppToast extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => event.target.closest("button") && this.remove());
    if (!this.matches(".toast-error, .toast-warning")) setTimeout(() => this.remove(), SHOWN_MS);
  }
}

customElements.define("app-toast", AppToast);

export function toast(text, { kind = "success" } = {}) {
  const notice = element(`<app-toast class="toast toast-${kind}"><span></span></app-toast>`);
  const dismiss = element('<button type="button" class="icon-button icon-button-small" aria-label="Dismiss"></button>');
  notice.firstElementChild.textContent = text;
  notice.prepend(icon(kind === "success" ? "check-circle" : "alert"));
  dismiss.append(icon("x"));
  notice.append(dismiss);
  document.getElementById("toasts").append(notice);
}
