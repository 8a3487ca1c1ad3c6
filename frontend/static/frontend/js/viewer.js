// <receipt-viewer>: the pages of a receipt with the boxes of its fields and text lines over them.
//
// Methods: `setBoxes`, `setLines`, `light(key)`, `glideTo(key)`. Events, with `detail.key`: `box-hover`
// (key null when the pointer leaves), `box-pick`, `line-pick` (also `detail.append`).

import { Gestures } from "./gestures.js";
import { between, boundsOnSheet, firstFit, fit, layOut, settle, viewOf, zoomAt, PAGE_WIDTH } from "./geometry.js";

const SVG = "http://www.w3.org/2000/svg";
const GLIDE_MS = 240;
const ZOOM_STEP = 1.35;
const PAN_STEP = 80; // pixels
const still = matchMedia("(prefers-reduced-motion: reduce)");

const KEYS = {
  "+": "zoom-in", "=": "zoom-in", "-": "zoom-out", 0: "fit-page", w: "fit-width", r: "rotate", t: "lines",
  PageUp: "page-previous", PageDown: "page-next",
};
const PANS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

class ReceiptViewer extends HTMLElement {
  connectedCallback() {
    this.stage = this.querySelector(".viewer-stage");
    this.sheetElement = this.querySelector(".viewer-sheet");
    this.tag = this.querySelector(".viewer-tag");
    this.marks = new Map();
    this.pages = [...this.querySelectorAll(".viewer-page")].map((element) => preparePage(element, () => this.arrange()));
    this.degrees = 0;
    this.view = { scale: 1, x: 0, y: 0 };
    this.fitted = "first";
    this.listen();
    this.arrange();
  }

  disconnectedCallback() {
    this.sizes?.disconnect();
    cancelAnimationFrame(this.frame);
  }

  listen() {
    this.gestures = new Gestures(this.stage, {
      onPan: (dx, dy) => this.move({ ...this.view, x: this.view.x + dx, y: this.view.y + dy }),
      onZoom: (factor, place) => this.zoom(factor, place),
      onTap: (target, event) => this.tap(target, event),
    });
    this.stage.addEventListener("keydown", (event) => this.key(event));
    this.stage.addEventListener("pointerover", ({ target }) => this.hover(target));
    this.addEventListener("click", ({ target }) => this.do(target.closest("[data-do]")?.dataset.do));
    this.querySelector(".viewer-bar").addEventListener("mousedown", (event) => event.preventDefault());
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(this.stage);
  }

  // Boxes and lines

  setBoxes(boxes) {
    this.draw("boxes", boxes);
  }

  setLines(lines) {
    this.draw("lines", lines);
  }

  // Where shapes lie on each other, the first one is on top: a total before the payment of the same amount.
  draw(layer, shapes) {
    for (const [key, mark] of this.marks) if (mark.layer === layer) this.marks.delete(key);
    for (const page of this.pages) {
      const here = shapes.filter((shape) => shape.page === page.number && shape.points.length).reverse();
      page.layers[layer].replaceChildren(...here.map((shape) => this.polygon(page, layer, shape)));
    }
    if (this.lit) this.light(this.lit);
  }

  polygon(page, layer, { key, points, level = "", label = "" }) {
    const element = document.createElementNS(SVG, "polygon");
    const height = heightOf(page);
    element.setAttribute("points", points.map(([x, y]) => `${x * PAGE_WIDTH},${y * height}`).join(" "));
    Object.assign(element.dataset, { key, level });
    this.marks.set(key, { element, layer, page, points, label, level });
    return element;
  }

  // Light up one box and name it; no key puts the light out.
  light(key) {
    this.marks.get(this.lit)?.element.classList.remove("is-lit");
    this.lit = key;
    const mark = this.marks.get(key);
    mark?.element.classList.add("is-lit");
    mark?.element.parentNode.append(mark.element);
    this.placeTag();
  }

  glideTo(key) {
    const mark = this.marks.get(key);
    if (!mark || !this.stage.clientWidth) return;
    this.fitted = null;
    this.glide(viewOf(this.boundsOf(mark), this.view, this.sheet, this.room));
  }

  boundsOf({ page, points }) {
    return boundsOnSheet(points, this.sheet.boxes[this.pages.indexOf(page)], this.degrees);
  }

  placeTag() {
    const mark = this.marks.get(this.lit);
    this.tag.hidden = !mark?.label;
    if (this.tag.hidden) return;
    this.tag.textContent = mark.label;
    this.tag.dataset.level = mark.level;
    const { left, top, height } = this.boundsOf(mark);
    const { scale, x, y } = this.view;
    const above = top * scale + y - this.tag.offsetHeight - 6;
    const place = above > 0 ? above : (top + height) * scale + y + 6;
    const rightmost = this.stage.clientWidth - this.tag.offsetWidth - 4;
    this.tag.style.translate = `${Math.max(Math.min(left * scale + x, rightmost), 4)}px ${place}px`;
  }

  // The view

  get room() {
    return { width: this.stage.clientWidth, height: this.stage.clientHeight };
  }

  arrange() {
    this.sheet = layOut(this.pages, this.degrees);
    this.pages.forEach((page, index) => placePage(page, this.sheet.boxes[index], this.degrees));
    this.refit(this.fitted ?? "first");
  }

  refit(how) {
    this.fitted = how;
    const box = this.sheet.boxes[this.pageIndex()];
    if (!box || !this.stage.clientWidth) return;
    const fitting = how === "first" ? firstFit(box, this.room) : how;
    this.move(fit(this.sheet, this.room, fitting, box), { keepFit: true });
  }

  resize() {
    if (!this.stage.clientWidth) return;
    if (this.fitted) this.refit(this.fitted);
    else if (this.lit) this.glideTo(this.lit);
    else this.move(this.view);
  }

  move(view, { keepFit = false } = {}) {
    cancelAnimationFrame(this.frame);
    if (!keepFit) this.fitted = null;
    this.show(settle(view, this.sheet, this.room));
  }

  show(view) {
    this.view = view;
    this.sheetElement.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
    this.sheetElement.style.setProperty("--unit", 1 / view.scale);
    this.tellView();
    this.placeTag();
  }

  tellView() {
    const page = this.pages[this.pageIndex()];
    const percent = page ? Math.round((this.view.scale * PAGE_WIDTH * 100) / page.width) : 100;
    this.querySelector("[data-zoom]").textContent = `${percent} %`;
    const number = this.querySelector("[data-page-number]");
    if (number) number.textContent = page.number;
  }

  glide(target) {
    cancelAnimationFrame(this.frame);
    if (still.matches) return this.show(target);
    const [start, from] = [performance.now(), this.view];
    const step = (now) => {
      const t = Math.min(Math.max((now - start) / GLIDE_MS, 0), 1);
      this.show(between(from, target, 1 - (1 - t) ** 3));
      if (t < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
    return undefined;
  }

  zoom(factor, place = [this.stage.clientWidth / 2, this.stage.clientHeight / 2]) {
    this.move(zoomAt(this.view, factor, place, this.sheet, this.room));
  }

  // The page that covers the middle of the stage.
  pageIndex() {
    const middle = (this.stage.clientHeight / 2 - this.view.y) / this.view.scale;
    const index = this.sheet.boxes.findIndex((box) => middle < box.top + box.height);
    return index < 0 ? this.pages.length - 1 : index;
  }

  turnPage(by) {
    const index = Math.min(Math.max(this.pageIndex() + by, 0), this.pages.length - 1);
    const box = this.sheet.boxes[index];
    if (box) this.glide(fit(this.sheet, this.room, "page", box));
  }

  // What people do

  do(action) {
    const actions = {
      "zoom-in": () => this.zoom(ZOOM_STEP),
      "zoom-out": () => this.zoom(1 / ZOOM_STEP),
      "fit-page": () => this.refit("page"),
      "fit-width": () => this.refit("width"),
      rotate: () => this.rotate(),
      lines: () => this.toggle("lines", "shows-lines"),
      text: () => this.toggle("text", "shows-text"),
      collapse: () => this.toggle("collapse", "is-collapsed"),
      "page-previous": () => this.turnPage(-1),
      "page-next": () => this.turnPage(1),
    };
    actions[action]?.();
  }

  toggle(action, name) {
    const on = this.classList.toggle(name);
    this.querySelector(`[data-do=${action}]`)?.setAttribute("aria-pressed", on);
  }

  rotate() {
    this.degrees = (this.degrees + 90) % 360;
    this.fitted = "page";
    this.arrange();
  }

  takes(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    return event.key in KEYS || (event.target === this.stage && event.key in PANS);
  }

  key(event) {
    if (!this.takes(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const pan = event.target === this.stage && PANS[event.key];
    if (pan) this.gestures.onPan(pan[0] * PAN_STEP, pan[1] * PAN_STEP);
    else this.do(KEYS[event.key]);
  }

  hover(target) {
    const key = target.dataset?.key ?? null;
    if (key === this.hovered) return;
    this.hovered = key;
    this.tell("box-hover", { key });
  }

  tap(target, event) {
    const mark = this.marks.get(target.dataset?.key);
    if (!mark) return this.stage.focus({ preventScroll: true });
    const name = mark.layer === "lines" ? "line-pick" : "box-pick";
    return this.tell(name, { key: target.dataset.key, append: event.shiftKey });
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

// `resized` is called when the size of a page becomes known with its image.
function preparePage(element, resized) {
  const { number, width, height, sizeUnknown } = element.dataset;
  const svg = element.querySelector("svg");
  const layers = { lines: svg.querySelector(".layer-lines"), boxes: svg.querySelector(".layer-boxes") };
  const page = { element, layers, number: Number(number), width: Number(width), height: Number(height) };
  svg.setAttribute("viewBox", `0 0 ${PAGE_WIDTH} ${heightOf(page)}`);
  const image = element.querySelector("img");
  const loaded = () => {
    element.classList.toggle("is-missing", !image.naturalWidth);
    if (sizeUnknown === undefined || !image.naturalWidth) return;
    [page.width, page.height] = [image.naturalWidth, image.naturalHeight];
    resized();
  };
  for (const type of ["load", "error"]) image?.addEventListener(type, loaded);
  if (image?.complete) queueMicrotask(loaded);
  return page;
}

const heightOf = ({ width, height }) => PAGE_WIDTH * (height / width);

function placePage(page, box, degrees) {
  const height = heightOf(page);
  Object.assign(page.element.style, {
    width: `${PAGE_WIDTH}px`,
    height: `${height}px`,
    left: `${box.left + (box.width - PAGE_WIDTH) / 2}px`,
    top: `${box.top + (box.height - height) / 2}px`,
    rotate: `${degrees}deg`,
  });
}

customElements.define("receipt-viewer", ReceiptViewer);
