// Sends files, three at a time, each with a request of its own. Knows nothing of the page.

import { Problem, csrfToken, problemOf, workspaceId } from "./http.js";

const PARALLEL = 3;
const RETRY_SECONDS = [1, 2, 4, 8, 15, 30];

// One file on its way. Fires `change` whenever one of its public fields changes.
export class Upload extends EventTarget {
  status = "waiting"; // then sending, pausing (before another attempt), refused, failed or done
  sent = 0; // share of the bytes, 0..1
  message = ""; // a sentence, when refused, failed or pausing
  receipt = null; // the state of the receipt it became

  // The server knows by it that a file, sent again because its answer was lost, is no second one.
  token = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  constructor(file) {
    super();
    this.file = file;
  }

  set(changes) {
    Object.assign(this, changes);
    this.dispatchEvent(new Event("change"));
  }
}

export class UploadQueue {
  #url;
  #mostBytes;
  #waiting = [];
  #running = 0;

  constructor({ url, mostMegabytes }) {
    this.#url = url;
    this.#mostBytes = mostMegabytes * 1024 * 1024;
  }

  get isBusy() {
    return this.#running > 0 || this.#waiting.length > 0;
  }

  add(upload) {
    const refusal = this.#refusal(upload.file);
    if (refusal) {
      upload.set({ status: "refused", message: refusal });
      return;
    }
    upload.set({ status: "waiting", sent: 0, message: "" });
    this.#waiting.push(upload);
    this.#pump();
  }

  cancel(upload) {
    this.#waiting = this.#waiting.filter((other) => other !== upload);
  }

  #refusal({ size }) {
    if (size === 0) return "The file is empty.";
    if (size <= this.#mostBytes) return "";
    return `The file has ${megabytes(size)} MB; at most ${megabytes(this.#mostBytes)} MB can be read.`;
  }

  #pump() {
    while (this.#running < PARALLEL && this.#waiting.length) {
      this.#running++;
      this.#deliver(this.#waiting.shift()).finally(() => {
        this.#running--;
        this.#pump();
      });
    }
  }

  async #deliver(upload) {
    for (const pause of [...RETRY_SECONDS, null]) {
      upload.set({ status: "sending", sent: 0, message: "" });
      try {
        upload.set({ receipt: await post(this.#url, upload), status: "done", sent: 1 });
        return;
      } catch (problem) {
        const isOver = !problem.transient || pause === null;
        const status = problem.transient ? "failed" : "refused";
        upload.set(isOver ? { status, message: problem.message } : pausing(problem, pause));
        if (isOver) return;
      }
      await secondsOrOnline(pause);
    }
  }
}

const megabytes = (bytes) => Math.ceil(bytes / 1024 / 1024);
const pausing = (problem, pause) => ({ status: "pausing", message: `${problem.message} Next attempt in ${pause} s.` });

function secondsOrOnline(seconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, seconds * 1000);
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    }
    addEventListener("online", done);
  });
}

// fetch() cannot tell how many bytes are sent, so this is an XMLHttpRequest.
function post(url, upload) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", upload.file, upload.file.name);
    xhr.open("POST", url);
    xhr.setRequestHeader("X-CSRFToken", csrfToken());
    xhr.setRequestHeader("X-Requested-With", "fetch");
    xhr.setRequestHeader("X-Workspace", workspaceId());
    xhr.setRequestHeader("X-Upload-Token", upload.token);
    xhr.upload.onprogress = ({ loaded, total }) => upload.set({ sent: total ? loaded / total : 0 });
    xhr.onerror = () => reject(new Problem("The connection was lost.", { transient: true }));
    xhr.onload = () => {
      if (xhr.status === 201) resolve(JSON.parse(xhr.responseText));
      else reject(problemOf(xhr.status, xhr.responseText));
    };
    xhr.send(body);
  });
}
