// Passkeys: offers them where the browser knows them, and says why one could not be used.

import { toast } from "./toasts.js";

const SENTENCES = {
  InvalidStateError: "This device has a passkey for your account already.",
  NotAllowedError: "No passkey was used. Try again, or take another way.",
  SecurityError: "Passkeys work only at the address that this installation is meant to have.",
};

const isKnown = Boolean(window.PublicKeyCredential);
for (const part of document.querySelectorAll("[data-passkeys]")) part.hidden = !isKnown;
for (const part of document.querySelectorAll("[data-no-passkeys]")) part.hidden = isKnown;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const { name } = event.detail.exception;
  toast(SENTENCES[name] ?? "The passkey could not be used. Try again in a moment.", { kind: "error" });
});
