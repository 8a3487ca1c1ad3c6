// Keys of the inbox; the dialog #shortcuts lists them.

import { isTyping } from "./dom.js";

export function listenToKeys({ pick }) {
  const actions = {
    j: () => move(1),
    k: () => move(-1),
    u: pick,
    "/": () => document.getElementById("search").select(),
    "?": () => document.getElementById("shortcuts").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.id === "search") event.target.blur();
    const action = isTyping(event) ? undefined : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function move(step) {
  const links = [...document.querySelectorAll("#receipts .row-link")];
  const current = links.indexOf(document.activeElement?.closest(".row")?.querySelector(".row-link"));
  const next = current < 0 ? 0 : Math.min(links.length - 1, Math.max(0, current + step));
  links[next]?.focus();
  links[next]?.closest(".row").scrollIntoView({ block: "nearest" });
}
