// Keys of the inbox; the dialog #shortcuts lists them.

import { isTyping } from "./dom.js";

export function listenToKeys({ pick, selection }) {
  const actions = {
    j: () => move(1),
    k: () => move(-1),
    x: () => selection.toggle(rowInFocus()),
    Escape: () => document.querySelector(":popover-open") || selection.clear(),
    u: pick,
    "/": () => document.getElementById("search").select(),
    "?": () => document.getElementById("shortcuts").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.id === "search") event.target.blur();
    const action = isTyping(event) ? undefined : actions[event.key];
    if (!action) return;
    if (event.key !== "Escape") event.preventDefault(); // which also closes what is open
    action();
  });
}

const rowInFocus = () => document.activeElement?.closest(".row");

function move(step) {
  const links = [...document.querySelectorAll("#receipts .row-link")];
  const current = links.indexOf(rowInFocus()?.querySelector(".row-link"));
  const next = current < 0 ? 0 : Math.min(links.length - 1, Math.max(0, current + step));
  links[next]?.focus();
  links[next]?.closest(".row").scrollIntoView({ block: "nearest" });
}
