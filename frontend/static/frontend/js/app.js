// On every page.

import { problemOf } from "./http.js";
import "./theme-switch.js";
import { toast } from "./toasts.js";

document.addEventListener("htmx:responseError", ({ detail }) => {
  toast(problemOf(detail.xhr.status, detail.xhr.responseText).message, { kind: "error" });
});

document.addEventListener("htmx:sendError", () => {
  toast("The server cannot be reached. Check your connection.", { kind: "error" });
});

// <button data-dialog="id"> opens a dialog; a click beside it, Escape and [data-close] close it.
document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog).showModal();
  if (target.matches("dialog") || target.closest("[data-close]")) target.closest("dialog").close();
});
