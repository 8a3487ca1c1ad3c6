// Follows the receipts of the workspace: over a socket, and while that is away by asking again and again.
//
// Events: `states` (detail: states of receipts), `gone` (detail: ids of deleted ones) and
// `mode` (detail: "live", "reconnecting", "polling", "offline", "moved", "refused" or "ended").
//
// When the person has switched to another workspace, in another tab, the page is loaded anew.

import { request, workspaceId } from "./http.js";

const POLL_MS = 2000;
const SYNC_MS = 20000; // shows whether the socket still lives
const WATCH_MS = 5000; // while something is unfinished, in case an event was lost on its way
const ANSWER_MS = 8000; // a socket that is silent for longer than this is dead
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 5000; // no more often than the polling meanwhile
const NOT_ALLOWED = 4403;
const MOVED = 4409;
const ELSEWHERE = 409; // the same, as the status of an answer

export class LiveFeed extends EventTarget {
  #socketUrl;
  #statesUrl;
  #watched;
  #socket = null;
  #mode = "";
  #attempts = 0;
  #retryTimer;
  #pollTimer;
  #syncTimer;
  #answerTimer;

  // `watched` returns the ids of the unfinished receipts that the page shows.
  constructor({ socketPath, statesUrl, watched }) {
    super();
    this.#socketUrl = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${socketPath}`;
    this.#statesUrl = statesUrl;
    this.#watched = watched;
  }

  start() {
    addEventListener("online", () => this.#wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#wake());
    this.#connect();
  }

  #connect() {
    clearTimeout(this.#retryTimer);
    const socket = new WebSocket(this.#socketUrl);
    this.#socket = socket;
    this.#expectAnswer();
    socket.onopen = () => this.#sync();
    socket.onmessage = ({ data }) => socket === this.#socket && this.#hear(JSON.parse(data));
    socket.onclose = ({ code }) => socket === this.#socket && this.#lose(code);
  }

  // A phone that slept, or a network that came back, must not wait for a timer.
  #wake() {
    if (this.#isOver) return;
    if (this.#socket?.readyState === WebSocket.OPEN) this.#sync();
    else if (this.#socket === null) this.#connect();
  }

  #hear(message) {
    if (message.type === "ended") {
      this.#lose(message.code);
      return;
    }
    if (message.workspace && message.workspace !== workspaceId()) {
      this.#move();
      return;
    }
    clearTimeout(this.#answerTimer);
    clearTimeout(this.#pollTimer);
    this.#attempts = 0;
    this.#setMode("live");
    if (message.type === "receipt") this.#tell("states", [message.receipt]);
    if (message.type === "deleted") this.#tell("gone", [message.id]);
    if (message.receipts) {
      this.#tell("states", message.receipts);
      this.#syncLater();
    }
    if (message.missing) this.#tell("gone", message.missing);
  }

  #sync() {
    this.#socket.send(JSON.stringify({ type: "sync", ids: this.#watched() }));
    this.#expectAnswer();
  }

  #syncLater() {
    clearTimeout(this.#syncTimer);
    this.#syncTimer = setTimeout(() => this.#sync(), this.#watched().length ? WATCH_MS : SYNC_MS);
  }

  #expectAnswer() {
    clearTimeout(this.#answerTimer);
    this.#answerTimer = setTimeout(() => this.#lose(), ANSWER_MS);
  }

  #lose(code) {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    clearTimeout(this.#answerTimer);
    clearTimeout(this.#syncTimer);
    if (this.#isOver) return;
    if (code === NOT_ALLOWED || code === MOVED) {
      if (code === MOVED) this.#move();
      else this.#poll(); // its answer says whether the log-in ended or the right to look
      return;
    }
    const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#attempts++);
    this.#retryTimer = setTimeout(() => this.#connect(), delay * (0.5 + Math.random() / 2));
    if (this.#mode === "live" || this.#mode === "") {
      this.#setMode("reconnecting");
      this.#poll();
    }
  }

  async #poll() {
    clearTimeout(this.#pollTimer);
    try {
      const response = await request(`${this.#statesUrl}?ids=${this.#watched().join(",")}`);
      const { snapshot, receipts, missing } = await response.json();
      if (this.#mode === "live" || this.#isOver) return;
      if (this.#mode === "offline") this.#wake();
      this.#setMode("polling");
      this.#tell("states", [...snapshot, ...receipts]);
      this.#tell("gone", missing);
    } catch (problem) {
      if (problem.status === ELSEWHERE) return this.#move();
      if (problem.status === 401) return this.#end();
      if (problem.status === 403) return this.#end("refused");
      if (this.#mode === "live") return;
      this.#setMode("offline");
    }
    this.#pollTimer = setTimeout(() => this.#poll(), POLL_MS);
  }

  get #isOver() {
    return ["moved", "refused", "ended"].includes(this.#mode);
  }

  #move() {
    this.#end("moved");
    location.reload();
  }

  #end(mode = "ended") {
    clearTimeout(this.#pollTimer);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#answerTimer);
    clearTimeout(this.#syncTimer);
    this.#setMode(mode);
    this.#socket?.close();
    this.#socket = null;
  }

  #setMode(mode) {
    if (mode === this.#mode) return;
    this.#mode = mode;
    this.#tell("mode", mode);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
