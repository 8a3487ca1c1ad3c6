// Auto, light or dark; kept in this browser. theme.js applies it before the next page is painted.

class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    const chosen = localStorage.getItem("theme") ?? "auto";
    for (const radio of this.querySelectorAll("input")) radio.checked = radio.value === chosen;
    this.addEventListener("change", (event) => choose(event.target.value));
  }
}

function choose(theme) {
  if (theme === "auto") {
    localStorage.removeItem("theme");
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem("theme", theme);
    document.documentElement.dataset.theme = theme;
  }
}

customElements.define("theme-switch", ThemeSwitch);
