// Keeps the rows of the inbox up to date. Progress is written into a row; any other change fetches the row anew.

import { request } from "./http.js";

const GATHER_MS = 80; // many receipts often change at once; one request then fetches their rows
const MOST_IDS = 100;
const UNFINISHED = ["queued", "processing"];

export class ReceiptRows {
  #rowsUrl;
  #announce;
  #onRows;
  #wanted = new Set();
  #timer;

  // `announce` is given a sentence when a receipt is finished; `onRows` is called when rows came or went.
  constructor({ rowsUrl, announce, onRows }) {
    this.#rowsUrl = rowsUrl;
    this.#announce = announce;
    this.#onRows = onRows;
  }

  get unfinishedIds() {
    const rows = document.querySelectorAll('#receipts [data-status="queued"], #receipts [data-status="processing"]');
    return [...rows].slice(0, MOST_IDS).map((row) => row.dataset.id);
  }

  apply(states) {
    for (const state of states) this.#applyOne(state);
  }

  remove(ids) {
    for (const id of ids) rowOf(id)?.remove();
    if (ids.length) this.#fetchSoon();
    this.#showExtent();
  }

  // Fetches rows anew; those of receipts that are gone go.
  refresh(ids) {
    for (const id of ids) this.#fetchSoon(id);
  }

  #applyOne(state) {
    const row = rowOf(state.id);
    if (!row) {
      if (belongsHere(state)) this.#fetchSoon(state.id);
    } else if (state.revision > Number(row.dataset.revision)) {
      if (onlyProgressed(row, state)) showProgress(row, state);
      else this.#fetchSoon(state.id);
    }
  }

  #fetchSoon(id) {
    if (id) this.#wanted.add(id);
    this.#timer ??= setTimeout(() => this.#fetchWanted(), GATHER_MS);
  }

  async #fetchWanted() {
    const ids = [...this.#wanted].slice(0, MOST_IDS);
    for (const id of ids) this.#wanted.delete(id);
    try {
      await this.#fetch(ids);
    } catch {
      // The feed tells the states again; a row that stays behind is then fetched again.
    }
    this.#timer = undefined;
    if (this.#wanted.size) this.#fetchSoon();
  }

  async #fetch(ids) {
    const query = new URLSearchParams(document.getElementById("inbox-list").dataset.query);
    query.set("ids", ids.join(","));
    const response = await request(`${this.#rowsUrl}?${query}`);
    const template = document.createElement("template");
    template.innerHTML = await response.text();
    const rows = [...template.content.querySelectorAll(".row")];
    const found = new Set(rows.map((row) => row.dataset.id));
    for (const id of ids) found.has(id) || rowOf(id)?.remove();
    for (const row of rows) this.#place(row);
    replaceTabs(template.content.querySelector("#inbox-tabs"));
    this.#showExtent();
  }

  #showExtent() {
    showEmptiness();
    this.#onRows();
  }

  #place(row) {
    const old = rowOf(row.dataset.id);
    if (old && Number(old.dataset.revision) > Number(row.dataset.revision)) return;
    if (old) replaceRow(old, row);
    else insertRow(row);
    window.htmx.process(row);
    const finished = !UNFINISHED.includes(row.dataset.status) && old?.dataset.status !== row.dataset.status;
    if (old && finished) this.#announce(`${row.querySelector(".row-link").textContent}: ${statusText(row)}`);
  }
}

const rowOf = (id) => document.getElementById(`receipt-${id}`);
const statusText = (row) => row.querySelector(".status").textContent.trim();

function onlyProgressed(row, state) {
  const same = row.dataset.status === state.status && "thumbnail" in row.dataset === state.thumbnail;
  return same && UNFINISHED.includes(state.status);
}

function showProgress(row, { revision, stage_text: stageText, status, progress }) {
  row.dataset.revision = revision;
  row.querySelector(".row-stage").textContent = stageText;
  if (status === "processing") row.querySelector("progress").value = progress;
}

// Whether a receipt that is not on the page is of the kind shown, and not below the rows loaded so far.
function belongsHere({ status, created_at: created }) {
  const list = document.getElementById("inbox-list");
  if ("search" in list.dataset || !list.dataset.statuses.split(" ").includes(status)) return false;
  return !list.querySelector(".rows-more") || Boolean(firstOlder(created));
}

// The row before which a receipt belongs; in another order than that of the uploads new ones come first.
function firstOlder(created) {
  if ("sorted" in document.getElementById("inbox-list").dataset) return document.querySelector("#receipts .row");
  const at = Date.parse(created);
  return [...document.querySelectorAll("#receipts .row")].find((row) => Date.parse(row.dataset.created) <= at);
}

function insertRow(row) {
  if (!belongsHere({ status: row.dataset.status, created_at: row.dataset.created })) return;
  row.classList.add("row-new");
  document.getElementById("receipts").insertBefore(row, firstOlder(row.dataset.created) ?? null);
}

function replaceRow(old, row) {
  const focused = old.contains(document.activeElement);
  if (old.dataset.status !== row.dataset.status) row.classList.add("row-changed");
  row.querySelector(".row-check").checked = old.querySelector(".row-check").checked;
  const place = document.activeElement.matches(".row-check") ? ".row-check" : ".row-link";
  old.replaceWith(row);
  if (focused) row.querySelector(place).focus();
}

function replaceTabs(tabs) {
  if (!tabs) return;
  tabs.removeAttribute("hx-swap-oob");
  const old = document.getElementById("inbox-tabs");
  const focused = [...old.querySelectorAll("a")].indexOf(document.activeElement);
  const scrolled = old.scrollLeft;
  old.replaceWith(tabs);
  tabs.scrollLeft = scrolled;
  if (focused >= 0) tabs.querySelectorAll("a")[focused].focus();
  window.htmx.process(tabs);
}

function showEmptiness() {
  const nothing = !document.querySelector("#receipts .row");
  document.querySelector("#inbox-list .empty").hidden = !nothing;
}
