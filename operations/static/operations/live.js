// Keeps the board up to date. The socket sends the whole of it every second; only what differs is touched,
// so that buttons keep their focus and what somebody selects stays selected.

const SILENCE_MS = 4000; // a socket that says nothing for longer is dead, or its server has nothing to say
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 10000;

const board = document.getElementById("live-board");
const connection = document.getElementById("live-connection");
let attempts = 0;
let silence;

function connect() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}${board.dataset.socket}`);
  expectNews(socket);
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === "ended") return end(socket);
    attempts = 0;
    expectNews(socket);
    say("Updated every second.", false);
    update(board, message.html);
  };
  socket.onclose = () => retry();
}

function expectNews(socket) {
  clearTimeout(silence);
  silence = setTimeout(() => giveUp(socket), SILENCE_MS);
}

// A computer that slept has a socket that never closes by itself.
function giveUp(socket) {
  leave(socket);
  retry();
}

function end(socket) {
  leave(socket);
  say("You are no longer logged in as an operator. Log in again.", true);
}

function leave(socket) {
  clearTimeout(silence);
  socket.onmessage = socket.onclose = null;
  socket.close();
}

function retry() {
  clearTimeout(silence);
  lose();
  setTimeout(connect, Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts++));
}

function lose() {
  const at = board.querySelector("time")?.textContent ?? "the page was loaded";
  say(`There has been no news since ${at}. What you see is of then; it is tried again.`, true);
}

function say(text, isLost) {
  connection.parentElement.toggleAttribute("data-lost", isLost);
  if (connection.textContent !== text) connection.textContent = text;
}

function update(element, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  updateChildren(element, fresh);
}

// Rows are known by their ids, everything else by its place.
function updateChildren(old, fresh) {
  let place = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const found = wanted.id ? [...old.children].find(({ id }) => id === wanted.id) : place;
    if (found && found !== place) old.insertBefore(found, place);
    if (found && isAlike(found, wanted)) {
      place = found.nextSibling;
      updateNode(found, wanted);
    } else {
      old.insertBefore(document.importNode(wanted, true), place);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

function updateNode(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  updateChildren(old, fresh);
}

function isAlike(one, other) {
  return one.nodeName === other.nodeName && (one.id ?? "") === (other.id ?? "");
}

connect();
