// The log of a webhook follows what is sent, but not under the eyes of somebody who reads in it.

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("#log:has([open])")) event.preventDefault();
});
