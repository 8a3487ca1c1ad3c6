// Keeps the page true while the receipt is read, and while somebody else works on it.

import { request } from "./http.js";
import { LiveFeed } from "./live-feed.js";
import { toast } from "./toasts.js";

const SETTLE_MS = 300; // our own save is announced, too: wait for its answer before asking again
const UNFINISHED = ["queued", "processing"];

let feed; // one for the page, however often its content is exchanged

export class LiveReview {
  constructor(review) {
    this.review = review;
    this.id = review.dataset.id;
    const { signal } = review.leaving;
    const listen = (type, act) => theFeed(review.dataset).addEventListener(type, ({ detail }) => act(detail), { signal });
    listen("states", (states) => states.filter(({ id }) => id === this.id).forEach((state) => this.follow(state)));
    listen("gone", (ids) => ids.includes(this.id) && this.gone());
  }

  follow(state) {
    if (UNFINISHED.includes(state.status) && this.progress) return this.showProgress(state);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.catchUp(state), SETTLE_MS);
    return undefined;
  }

  get progress() {
    return document.getElementById("progress");
  }

  showProgress({ stage_text: stageText, progress }) {
    this.progress.querySelector("[data-stage]").textContent = stageText;
    if (progress) this.progress.querySelector("progress").value = progress;
  }

  get revision() {
    return Number(document.getElementById("receipt-title").dataset.revision);
  }

  async catchUp(state) {
    await Promise.all(this.review.savable.map((cell) => cell.saving));
    if (state.revision <= this.revision || !this.review.isConnected) return;
    try {
      const response = await request(location.href);
      this.take(new DOMParser().parseFromString(await response.text(), "text/html"));
    } catch (problem) {
      if (!problem.transient) toast(problem.message, { kind: "error" });
    }
  }

  take(page) {
    if (page.getElementById("review").dataset.status === this.review.dataset.status) this.adopt(page);
    else if (this.review.unsaved.length) this.warn();
    else this.exchange(page, ["#receipt-bar", "dialog#delete", "#review"]);
  }

  // Somebody else edited: rows that came or went are exchanged with their table, all else where it stands.
  adopt(page) {
    const changed = [...page.querySelectorAll(".table-section")].filter((table) => !this.isShown(table));
    if (changed.some(({ id }) => this.review.unsaved.some((cell) => cell.closest(`#${id}`)))) return this.warn();
    const labels = document.getElementById("new-tag")?.value ? [] : ["#labels"];
    this.exchange(page, [...changed.map((table) => `#${table.id}`), ...labels]);
    for (const cell of this.review.savable) cell.adopt(page.getElementById(cell.id));
    return this.review.takeParts(page);
  }

  warn() {
    toast("Somebody else changed this receipt. Save, then reload the page.", { kind: "warning" });
  }

  isShown(table) {
    const rows = (root) => [...root.querySelectorAll("tbody tr")].map((row) => row.id).join();
    return rows(table) === rows(document.getElementById(table.id));
  }

  exchange(page, selectors) {
    const focused = document.activeElement.id;
    for (const selector of selectors) {
      const fresh = document.importNode(page.querySelector(selector), true);
      document.querySelector(selector).replaceWith(fresh);
      window.htmx.process(fresh);
    }
    if (focused) document.getElementById(focused)?.focus();
    document.title = page.title;
  }

  gone() {
    this.review.inert = true;
    toast("This receipt was deleted.", { kind: "warning" });
  }
}

function theFeed({ id, socket, statesUrl }) {
  if (feed) return feed;
  feed = new LiveFeed({ socketPath: socket, statesUrl, watched: () => [id] });
  feed.start();
  return feed;
}
