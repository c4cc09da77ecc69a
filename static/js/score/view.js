// The engraved page as it stands in the document: where its notes, bars and systems are, in the SVG's own units.
import { anchorsOf, placeAt } from "./anchors.js";

const SVG = "http://www.w3.org/2000/svg";

/** A new SVG element with attributes and, optionally, children. */
export function shape(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const centre = (box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

/** How far down the window music can be seen: whatever stays at its bottom is marked with data-floor. */
function floor() {
  const tops = [...document.querySelectorAll("[data-floor]")].map((part) => part.getBoundingClientRect().top);
  return Math.min(innerHeight - 100, ...tops.filter((top) => top > innerHeight / 3));
}

function staffBox(measure) {
  const lines = [...measure.querySelectorAll(":scope > g.staff")][0]?.querySelectorAll(":scope > path");
  const boxes = [...(lines ?? [])].slice(0, 5).map((line) => line.getBBox());
  const [first, last] = [boxes[0], boxes.at(-1)];
  return { left: first.x, right: first.x + first.width, top: first.y, bottom: last.y };
}

/** One engraving. `music` is the page's timing data, `prefix` what stands before its note ids. */
export class ScoreView {
  constructor(container, music, prefix) {
    this.container = container;
    this.music = music;
    this.prefix = prefix;
    this.page = container.querySelector("g.page-margin");
    this.measures = [...container.querySelectorAll("g.measure")];
  }

  get visible() {
    return this.container.offsetParent !== null;
  }

  element(id) {
    return this.page.querySelector(`#${CSS.escape(this.prefix + id)}`);
  }

  /** Measured once, when first asked for while the engraving is visible. */
  get layout() {
    this.measured ??= this.measure();
    return this.measured;
  }

  measure() {
    const systems = [...this.page.querySelectorAll("g.system")];
    const bars = this.measures.slice(0, this.music.bars.length).map((measure, index) => {
      const { onset, length, number } = this.music.bars[index];
      const system = systems.indexOf(measure.closest("g.system"));
      return { onset, end: onset + length, number, system, ...staffBox(measure) };
    });
    const notes = this.music.notes.flatMap((note) => this.measureNote(note, bars));
    const space = bars.length ? (bars[0].bottom - bars[0].top) / 4 : 180;
    return { bars, notes, space, byId: new Map(notes.map((note) => [note.id, note])), anchors: anchorsOf(notes, bars) };
  }

  measureNote(note, bars) {
    const element = this.element(note.id);
    const head = element?.querySelector("g.notehead");
    if (!head) return [];
    const box = head.getBBox();
    const bar = bars.findLast((candidate) => candidate.onset <= note.onset + 1e-9) ?? bars[0];
    return [{ id: note.id, onset: note.onset, ...centre(box), width: box.width, height: box.height, bar, system: bar.system, element }];
  }

  /** Where a moment lies: {x, top, bottom, bar}. */
  place(at, snap = false) {
    const { bars, anchors } = this.layout;
    const { x, system } = placeAt(anchors, at, snap);
    const bar = bars.findLast((candidate) => candidate.onset <= at + 1e-9 && candidate.system === system);
    const line = bar ?? bars.find((candidate) => candidate.system === system);
    return { x, top: line.top, bottom: line.bottom, bar: line };
  }

  /** Where the SVG's units lie in the container, in CSS pixels: {left, top, scale}, measured when last asked to. */
  get onPage() {
    return this.pixels ?? this.measurePage();
  }

  measurePage() {
    const { a: scale, e, f } = this.page.getScreenCTM();
    const box = this.container.getBoundingClientRect();
    this.pixels = { left: e - box.left, top: f - box.top, scale };
    return this.pixels;
  }

  /** The overlay group of a name, made when missing; it lies above the music and lets presses through. */
  layer(name) {
    const found = this.page.querySelector(`:scope > g.overlay--${name}`);
    if (found) return found;
    const group = shape("g", { class: `overlay overlay--${name}` });
    this.page.append(group);
    return group;
  }

  /** Bring a bar into sight, without moving when it already is. */
  reveal(bar, smooth) {
    const measure = this.measures[this.layout.bars.indexOf(bar)];
    const box = measure?.getBoundingClientRect();
    if (!box) return;
    const room = floor() - 16;
    if (box.top >= 60 && box.bottom <= room) return;
    window.scrollBy({ top: box.top - Math.max(60, (room - box.height) / 3), behavior: smooth ? "smooth" : "auto" });
  }
}

/** All engravings of one score on the page (a wide and a narrow one); `current` is the one that is shown. */
export class ScoreViews {
  constructor(root, music, prefixes) {
    this.views = [...root.querySelectorAll("[data-engraving]")].map(
      (container) => new ScoreView(container, music, prefixes[container.dataset.engraving] ?? ""),
    );
    this.listeners = [];
    let shown = this.current;
    addEventListener("resize", () => {
      if (this.current === shown) return;
      shown = this.current;
      this.listeners.forEach((listener) => listener(shown));
    });
  }

  get current() {
    return this.views.find((view) => view.visible) ?? this.views[0];
  }

  onchange(listener) {
    this.listeners.push(listener);
  }
}
