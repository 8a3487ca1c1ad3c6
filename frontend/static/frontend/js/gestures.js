// Pan, pinch and wheel on one element, told as `onPan(dx, dy)`, `onZoom(factor, [x, y])` and `onTap(target, event)`.

const TAP_SLACK = 5; // pixels that a press may wander and still be a tap
const WHEEL_STEP = 0.0016;

export class Gestures {
  constructor(element, { onPan, onZoom, onTap }) {
    Object.assign(this, { element, onPan, onZoom, onTap });
    this.pointers = new Map();
    this.travel = 0;
    element.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    element.addEventListener("mousedown", (event) => event.preventDefault()); // a field in use keeps the focus
    element.addEventListener("pointerdown", (event) => this.down(event));
    element.addEventListener("pointermove", (event) => this.move(event));
    element.addEventListener("pointerup", (event) => this.up(event));
    element.addEventListener("pointercancel", (event) => this.forget(event));
  }

  wheel(event) {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 20 : 1);
    if (event.shiftKey) return this.onPan(-event.deltaX, -pixels);
    const speed = event.ctrlKey ? 6 : 1; // a trackpad's pinch comes as small wheel steps with Ctrl
    return this.onZoom(Math.exp(-pixels * WHEEL_STEP * speed), this.place(event));
  }

  down(event) {
    if (event.button > 1) return;
    this.element.setPointerCapture(event.pointerId);
    if (!this.pointers.size) [this.travel, this.target] = [0, event.target];
    this.pointers.set(event.pointerId, this.place(event));
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const old = this.hand();
    this.pointers.set(event.pointerId, this.place(event));
    const now = this.hand();
    const [dx, dy] = [now.center[0] - old.center[0], now.center[1] - old.center[1]];
    this.travel += Math.hypot(dx, dy) + Math.abs(now.spread - old.spread);
    if (this.travel < TAP_SLACK) return;
    this.element.classList.add("is-dragged");
    this.onPan(dx, dy);
    if (old.spread && now.spread) this.onZoom(now.spread / old.spread, now.center);
  }

  up(event) {
    const tapped = this.pointers.size === 1 && this.travel < TAP_SLACK;
    this.forget(event);
    if (tapped) this.onTap(this.target, event);
  }

  forget(event) {
    this.pointers.delete(event.pointerId);
    if (!this.pointers.size) this.element.classList.remove("is-dragged");
  }

  // Where the fingers are: their centre, and how far apart the first two are.
  hand() {
    const [a, b] = [...this.pointers.values()];
    if (!b) return { center: a, spread: 0 };
    return {
      center: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2],
      spread: Math.hypot(a[0] - b[0], a[1] - b[1]),
    };
  }

  place(event) {
    const { left, top } = this.element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }
}
