// Every way by which files come into a page: dropped anywhere, pasted, chosen, photographed.

import { toast } from "./toasts.js";

// Calls `onFiles` with an array of files; marks `zone` with `is-dragging` while files hover over the page.
export function receiveFiles({ zone, onFiles }) {
  for (const input of zone.querySelectorAll("input[data-files]")) {
    input.addEventListener("change", () => {
      onFiles([...input.files]);
      input.value = "";
    });
  }
  document.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    onFiles(files.map(named));
  });
  receiveDrops({ zone, onFiles });
}

function receiveDrops({ zone, onFiles }) {
  let depth = 0; // of elements entered and not left yet
  const hover = (change) => {
    depth = Math.max(0, depth + change);
    zone.classList.toggle("is-dragging", depth > 0);
  };
  addEventListener("dragenter", (event) => hasFiles(event) && hover(1));
  addEventListener("dragleave", (event) => hasFiles(event) && hover(-1));
  addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  addEventListener("drop", async (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    hover(-depth);
    onFiles(await droppedFiles(event.dataTransfer));
  });
}

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

// Also looks into folders; tells of what cannot be read. The entries must be taken before anything is awaited.
async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  const unreadable = [];
  const files = await Promise.all(entries.map((entry) => readableFilesOf(entry, unreadable)));
  if (unreadable.length) toast(`Left out, because the browser could not read it: ${unreadable.join(", ")}.`, { kind: "warning" });
  return files.flat();
}

// The name of an entry that cannot be read is added to `unreadable`.
async function readableFilesOf(entry, unreadable) {
  try {
    return await filesOf(entry, unreadable);
  } catch {
    unreadable.push(entry.name);
    return [];
  }
}

async function filesOf(entry, unreadable) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const files = [];
  for (;;) {
    const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!batch.length) return files;
    for (const child of batch) if (!child.name.startsWith(".")) files.push(...(await readableFilesOf(child, unreadable)));
  }
}

// Browsers call every pasted picture image.png.
function named(file) {
  if (file.name !== "image.png") return file;
  const time = new Date().toLocaleString("sv").replaceAll(":", ".");
  return new File([file], `Pasted ${time}.png`, { type: file.type });
}
