// Requests to our own server, and its refusals as sentences.

export class Problem extends Error {
  constructor(detail, { status = 0, transient = false } = {}) {
    super(detail);
    this.status = status;
    this.transient = transient; // whether the same request may succeed a little later
  }
}

export const csrfToken = () => document.querySelector('meta[name="csrf-token"]').content;

// The workspace that the page was made for; the person may have switched in another tab since.
export const workspaceId = () => document.querySelector('meta[name="workspace"]').content;

// Returns the response; throws a Problem whose message can be shown as it is.
export async function request(url, options = {}) {
  const headers = { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch", "X-Workspace": workspaceId(), ...options.headers };
  let response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...options, headers });
  } catch {
    throw new Problem("The server cannot be reached. Check your connection.", { transient: true });
  }
  if (!response.ok) throw problemOf(response.status, await response.text());
  return response;
}

export function problemOf(status, body) {
  return new Problem(detailOf(body) ?? sentenceOf(status), { status, transient: isTransient(status) });
}

function detailOf(body) {
  try {
    return JSON.parse(body).detail;
  } catch {
    return undefined;
  }
}

function isTransient(status) {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

function sentenceOf(status) {
  if (status === 401) return "Your session has ended. Reload the page and log in again.";
  if (status === 403) return "You may not do this any more. Reload the page.";
  if (status === 404) return "This is gone. Reload the page.";
  if (status === 413) return "The file is too large.";
  return `The server answered with error ${status}. Try again in a moment.`;
}
