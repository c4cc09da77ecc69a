// The cursor one can follow, the selected bars and the loop, drawn over the music.
import { shape } from "./view.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const THICK = 40; // of the line, in the SVG's units
const THIN = 2.5; // of the line at least, in CSS pixels: it has to be seen on a phone

export class Cursor {
  constructor(views) {
    this.views = views;
    this.view = null;
  }

  /** Put the cursor at a moment of written time (quarters). */
  show(at) {
    if (!this.view) this.begin(this.views.current);
    const { x, bar } = this.view.place(at, calm.matches);
    if (bar !== this.bar) this.enter(bar);
    const { left, top, scale } = this.view.onPage;
    this.line.style.transform = `translate(${left + x * scale - this.width / 2}px, ${top + this.top * scale}px)`;
  }

  /** The line is an element of its own above the engraving: to move it, nothing of the engraving is painted again. */
  begin(view) {
    this.view = view;
    this.band = shape("rect", { class: "cursor-band" });
    this.line = document.createElement("div");
    this.line.className = "cursor-line";
    view.layer("cursor").append(this.band);
    view.container.append(this.line);
    this.resized = new ResizeObserver(() => this.line && this.bar && this.stretch(this.bar));
    this.resized.observe(view.container);
  }

  enter(bar) {
    this.bar = bar;
    const { space } = this.view.layout;
    const box = { x: bar.left, width: bar.right - bar.left, y: bar.top - 2 * space, height: bar.bottom - bar.top + 4 * space };
    for (const [key, value] of Object.entries(box)) this.band.setAttribute(key, value);
    this.stretch(bar);
    this.view.reveal(bar, !calm.matches);
  }

  /** As long as the bar's staff and two staff spaces more on either side, at the size the engraving now has. */
  stretch(bar) {
    const { space } = this.view.layout;
    const { scale } = this.view.measurePage();
    this.top = bar.top - 2 * space;
    this.line.style.height = `${(bar.bottom - bar.top + 4 * space) * scale}px`;
    this.width = Math.max(THIN, THICK * scale);
    this.line.style.width = `${this.width}px`;
  }

  hide() {
    this.resized?.disconnect();
    this.line?.remove();
    this.band?.remove();
    this.view = this.line = this.band = this.bar = null;
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
