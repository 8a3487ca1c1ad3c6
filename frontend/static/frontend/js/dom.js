// Small helpers for making elements.

// Returns the element that `html` describes; never give it text that a person wrote.
export function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

export function icon(name) {
  const sprite = document.querySelector('meta[name="icons"]').content;
  return element(`<svg class="icon" aria-hidden="true"><use href="${sprite}#${name}"></use></svg>`);
}

// Whether keys typed now are meant for something else than the page.
export function isTyping(event) {
  if (event.metaKey || event.ctrlKey || event.altKey) return true;
  return Boolean(event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog"));
}
