// Runs before the page is painted, so that a chosen theme never flashes; that is why it is no module.
(() => {
  const chosen = window.localStorage?.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
