// The inbox: files come in, rows follow what becomes of them.

import { listenToKeys } from "./inbox-keys.js";
import { receiveFiles } from "./incoming-files.js";
import { LiveFeed } from "./live-feed.js";
import { ReceiptRows } from "./receipt-rows.js";
import { Selection } from "./selection.js";
import { Upload, UploadQueue } from "./upload-queue.js";
import { uploadRow } from "./upload-row.js";

const MODES = {
  live: ["Live", "Changes appear here at once."],
  reconnecting: ["Reconnecting…", "The live connection was lost."],
  polling: ["Checking every 2 s", "The live connection is away; it is tried again by itself."],
  offline: ["No connection", "The server cannot be reached; it is tried again by itself."],
  moved: ["Another workspace", "You switched in another tab. Reload the page."],
  refused: ["Not allowed", "You may not do this any more. Reload the page."],
  ended: ["Logged out", "Reload the page and log in again."],
};

class ReceiptInbox extends HTMLElement {
  connectedCallback() {
    const { uploadUrl, rowsUrl, statesUrl, socketPath, maxMb } = this.dataset;
    this.selection = new Selection({ onDone: (ids) => this.rows.refresh(ids) });
    this.rows = new ReceiptRows({
      rowsUrl,
      announce: (text) => this.#announce(text),
      onRows: () => this.selection.show(),
    });
    this.feed = new LiveFeed({ socketPath, statesUrl, watched: () => this.rows.unfinishedIds });
    this.#follow();
    const pick = () => this.querySelector("[data-picker]").click();
    if (uploadUrl) this.#receive({ url: uploadUrl, mostMegabytes: Number(maxMb), pick });
    listenToKeys({ pick: uploadUrl && pick, selection: this.selection });
    this.#listenToFilters();
  }

  // htmx has put in another list, a following page, or tabs; the chosen tab may lie beyond the edge of a phone.
  #listenToFilters() {
    this.addEventListener("htmx:load", () => this.selection.show());
    this.addEventListener("htmx:oobAfterSwap", showChosenTab);
    this.querySelector("#inbox-search").addEventListener("submit", () => document.querySelector("#filters:popover-open")?.hidePopover());
    showChosenTab();
  }

  // Who may not upload has no zone for files.
  #receive({ url, mostMegabytes, pick }) {
    this.queue = new UploadQueue({ url, mostMegabytes });
    this.addEventListener("click", ({ target }) => target.closest("[data-pick]") && pick());
    receiveFiles({ zone: this, onFiles: (files) => files.forEach((file) => this.#upload(file)) });
    addEventListener("beforeunload", (event) => this.queue.isBusy && event.preventDefault());
  }

  #follow() {
    this.feed.addEventListener("states", ({ detail }) => this.rows.apply(detail));
    this.feed.addEventListener("gone", ({ detail }) => this.rows.remove(detail));
    this.feed.addEventListener("mode", ({ detail }) => this.#showMode(detail));
    this.feed.start();
  }

  #upload(file) {
    const upload = new Upload(file);
    const row = uploadRow(upload, {
      onRetry: () => this.queue.add(upload),
      onDismiss: () => {
        this.queue.cancel(upload);
        row.remove();
      },
    });
    upload.addEventListener("change", () => {
      if (upload.status !== "done") return;
      row.remove();
      this.rows.apply([upload.receipt]);
    });
    this.querySelector("#uploads").append(row);
    this.queue.add(upload);
  }

  #showMode(mode) {
    const status = this.querySelector("#live-status");
    const [text, title] = MODES[mode];
    status.dataset.mode = mode;
    status.title = title;
    status.lastElementChild.textContent = text;
    status.hidden = false;
  }

  #announce(text) {
    this.querySelector("#announcer").textContent = text;
  }
}

function showChosenTab() {
  const tabs = document.getElementById("inbox-tabs");
  const chosen = tabs.querySelector('[aria-current="page"]');
  tabs.scrollLeft = chosen.offsetLeft - (tabs.clientWidth - chosen.offsetWidth) / 2;
}

customElements.define("receipt-inbox", ReceiptInbox);
