// The cursor one can follow, the selected bars and the loop, drawn over the music.
import { shape } from "./view.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Cursor {
  constructor(views) {
    this.views = views;
    this.line = null;
  }

  /** Put the cursor at a moment of written time (quarters). */
  show(at) {
    const view = this.views.current;
    const { x, top, bottom, bar } = view.place(at, calm.matches);
    const { space } = view.layout;
    this.draw(view, bar, space);
    const position = { x1: x, x2: x, y1: top - 2 * space, y2: bottom + 2 * space };
    for (const [key, value] of Object.entries(position)) this.line.setAttribute(key, value);
    if (bar === this.bar) return;
    this.bar = bar;
    this.moveBand(bar, space);
    view.reveal(bar, !calm.matches);
  }

  draw(view) {
    const layer = view.layer("cursor");
    if (this.line?.parentNode === layer) return;
    this.hide();
    this.band = shape("rect", { class: "cursor-band" });
    this.line = shape("line", { class: "cursor-line" });
    layer.append(this.band, this.line);
  }

  moveBand(bar, space) {
    const box = { x: bar.left, width: bar.right - bar.left, y: bar.top - 2 * space, height: bar.bottom - bar.top + 4 * space };
    for (const [key, value] of Object.entries(box)) this.band.setAttribute(key, value);
  }

  hide() {
    this.line?.remove();
    this.band?.remove();
    this.line = this.band = this.bar = null;
  }
}

/** Wash the bars from one index to another; null removes the wash. */
export function washBars(views, range) {
  for (const view of views.views) view.layer("loop").replaceChildren();
  if (!range) return;
  const view = views.current;
  const { bars, space } = view.layout;
  for (const bar of bars.slice(range.first, range.last + 1)) {
    const box = { x: bar.left, width: bar.right - bar.left, y: bar.top - 1.5 * space, height: bar.bottom - bar.top + 3 * space };
    view.layer("loop").append(shape("rect", { class: "loop-band", ...box }));
  }
}
