// Shows one upload until it became a receipt; a refused file stays until it is dismissed.

const STAGES = { waiting: "Waiting to be sent", pausing: "Connection lost" };
const ENDS = { failed: "Not sent", refused: "Refused" };

// `onRetry` and `onDismiss` are called with the upload.
export function uploadRow(upload, { onRetry, onDismiss }) {
  const row = document.getElementById("upload-template").content.firstElementChild.cloneNode(true);
  row.querySelector(".row-name").textContent = upload.file.name;
  row.querySelector("progress").setAttribute("aria-label", `Sending ${upload.file.name}`);
  row.querySelector("[data-retry]").addEventListener("click", () => onRetry(upload));
  row.querySelector("[data-dismiss]").addEventListener("click", () => onDismiss(upload));
  showPicture(row, upload.file);
  upload.addEventListener("change", () => show(row, upload));
  show(row, upload);
  return row;
}

function show(row, { status, sent, message }) {
  const isStuck = status in ENDS;
  row.dataset.status = status;
  row.querySelector(".row-note").textContent = message;
  row.querySelector(".row-note").classList.toggle("row-error", isStuck);
  row.querySelector(".row-progress").hidden = isStuck;
  row.querySelector(".row-stage").textContent = STAGES[status] ?? sendingText(sent);
  row.querySelector(".status").hidden = !isStuck;
  row.querySelector(".status span").textContent = ENDS[status] ?? "";
  row.querySelector("[data-retry]").hidden = status !== "failed";
  row.querySelector("[data-dismiss]").hidden = !isStuck && status !== "waiting";
  if (status === "sending") row.querySelector("progress").value = sent * 100;
  else row.querySelector("progress").removeAttribute("value");
}

function sendingText(sent) {
  return sent < 1 ? `Sending · ${Math.floor(sent * 100)} %` : "Sent, being checked";
}

function showPicture(row, file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return;
  const image = new Image();
  image.alt = "";
  image.onload = () => {
    URL.revokeObjectURL(image.src);
    row.querySelector(".row-thumb").replaceChildren(image);
  };
  image.onerror = () => URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(file);
}
