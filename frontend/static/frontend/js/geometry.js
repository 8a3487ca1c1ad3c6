// Geometry of the viewer: pure functions, no DOM.
//
// Three spaces: `page` (0..1 of an upright page, as boxes are stored), `sheet` (all pages, turned and
// stacked, in sheet units) and `stage` (CSS pixels of the window onto the sheet).
// A view {scale, x, y} maps the sheet onto the stage: stage = sheet * scale + (x, y).

export const PAGE_WIDTH = 1000; // sheet units: pages of different size are shown equally wide
const PAGE_GAP = 24;
const MARGIN = 16; // stage pixels around the sheet
const READABLE = { low: 15, good: 26, high: 64 }; // stage pixels: the height of a box that is read easily

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// Turn a page point clockwise by 0, 90, 180 or 270 degrees.
export function turn([x, y], degrees) {
  return { 0: [x, y], 90: [1 - y, x], 180: [1 - x, 1 - y], 270: [y, 1 - x] }[degrees];
}

// Stack the pages; returns the sheet's size and the box of each page, in sheet units.
export function layOut(pages, degrees) {
  let top = 0;
  const boxes = pages.map(({ width, height }) => {
    const upright = PAGE_WIDTH * (height / width);
    const [w, h] = degrees % 180 ? [upright, PAGE_WIDTH] : [PAGE_WIDTH, upright];
    const box = { left: 0, top, width: w, height: h };
    top += h + PAGE_GAP;
    return box;
  });
  const width = Math.max(...boxes.map((box) => box.width), 1);
  for (const box of boxes) box.left = (width - box.width) / 2;
  return { width, height: Math.max(top - PAGE_GAP, 1), boxes };
}

// The bounds of a polygon (page points) of a page that lies at `box`, in sheet units.
export function boundsOnSheet(points, box, degrees) {
  const turned = points.map((point) => turn(point, degrees));
  const xs = turned.map(([x]) => box.left + x * box.width);
  const ys = turned.map(([, y]) => box.top + y * box.height);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

// The smallest scale shows the whole sheet at half size, the largest magnifies print generously.
export function scaleLimits(sheet, stage) {
  return [Math.min(fitScale(sheet, stage, "page") / 2, 0.5), 6];
}

function fitScale(sheet, stage, how) {
  const wide = (stage.width - 2 * MARGIN) / sheet.width;
  return how === "width" ? wide : Math.min(wide, (stage.height - 2 * MARGIN) / sheet.height);
}

// Show the given box of the sheet (the sheet itself, or one page) as wide, or as large, as the stage.
export function fit(sheet, stage, how, box = { left: 0, top: 0, ...sheet }) {
  const scale = fitScale(box, stage, how);
  return settle({ scale, x: MARGIN - box.left * scale, y: MARGIN - box.top * scale }, sheet, stage);
}

// How to show a page at first: as a whole, unless that leaves it too narrow to recognise anything.
export function firstFit(box, stage) {
  return fitScale(box, stage, "page") < 0.6 * fitScale(box, stage, "width") ? "width" : "page";
}

// Keep the sheet on the stage: centred where it is smaller, without empty borders where it is larger.
export function settle(view, sheet, stage) {
  const along = (offset, length, room) => {
    if (length + 2 * MARGIN <= room) return (room - length) / 2;
    return clamp(offset, room - length - MARGIN, MARGIN);
  };
  return {
    scale: view.scale,
    x: along(view.x, sheet.width * view.scale, stage.width),
    y: along(view.y, sheet.height * view.scale, stage.height),
  };
}

// Magnify around a point of the stage.
export function zoomAt(view, factor, [px, py], sheet, stage) {
  const scale = clamp(view.scale * factor, ...scaleLimits(sheet, stage));
  const ratio = scale / view.scale;
  return settle({ scale, x: px - (px - view.x) * ratio, y: py - (py - view.y) * ratio }, sheet, stage);
}

// The view that makes a box easy to read; the scale stays when the box is readable already.
export function viewOf(bounds, view, sheet, stage) {
  const scale = readableScale(bounds, view, sheet, stage);
  const x = stage.width / 2 - (bounds.left + bounds.width / 2) * scale;
  const y = stage.height / 2 - (bounds.top + bounds.height / 2) * scale;
  return settle({ scale, x, y }, sheet, stage);
}

function readableScale({ width, height }, view, sheet, stage) {
  const widest = (stage.width * 0.85) / width;
  const shown = height * view.scale;
  if (shown >= READABLE.low && shown <= READABLE.high && view.scale <= widest) return view.scale;
  const smallest = Math.min(fitScale(sheet, stage, "width"), widest);
  return clamp(READABLE.good / height, smallest, Math.min(widest, scaleLimits(sheet, stage)[1]));
}

// The view at the share t (0..1) of a glide: the scale grows evenly in steps of ratio.
export function between(from, to, t) {
  const scale = from.scale * (to.scale / from.scale) ** t;
  const share = from.scale === to.scale ? t : (scale - from.scale) / (to.scale - from.scale);
  return {
    scale,
    x: from.x + (to.x - from.x) * share,
    y: from.y + (to.y - from.y) * share,
  };
}

// "0.1,0.2 0.3,0.2 …" to [[0.1, 0.2], …]
export function parsePoints(text) {
  return text ? text.split(" ").map((pair) => pair.split(",").map(Number)) : [];
}
