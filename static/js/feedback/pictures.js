// Pitch and timing on one time axis, drawn from the report: written notes as bars, the take as a curve; below, how
// early or late each note came.
import { shape } from "../score/view.js";
import { gettext } from "../words.js";

const HEIGHT = { pitch: 220, gap: 26, timing: 120, foot: 22 };
const LEFT = 44;
const LEAST_PX_PER_S = 42;
const SHOWN_MS = 200; // beyond this a dot stays at the edge
const GAP_S = 0.08; // a longer silence breaks the curve

const total = HEIGHT.pitch + HEIGHT.gap + HEIGHT.timing + HEIGHT.foot;

/** The curve as stretches of sound: [[{seconds, midi}, …], …]; null values and long gaps break it. */
export function stretches(curve) {
  const found = [];
  let current = [];
  (curve?.midi ?? []).forEach((midi, index) => {
    const seconds = curve.start_s + index * curve.step_s;
    const last = current.at(-1);
    const broken = midi === null || (last && (seconds - last.seconds > GAP_S || Math.abs(midi - last.midi) > 2.5));
    if (broken && current.length) {
      found.push(current);
      current = [];
    }
    if (midi !== null) current.push({ seconds, midi });
  });
  if (current.length) found.push(current);
  return found.filter((stretch) => stretch.length > 1);
}

/** Pixels of a time and of a pitch. */
export function scales(duration, width, low, high) {
  const perSecond = Math.max(LEAST_PX_PER_S, (width - LEFT - 8) / Math.max(1, duration));
  return {
    perSecond,
    width: LEFT + perSecond * duration + 8,
    x: (seconds) => LEFT + seconds * perSecond,
    seconds: (x) => (x - LEFT) / perSecond,
    y: (midi) => HEIGHT.pitch - 8 - ((midi - low) / Math.max(1, high - low)) * (HEIGHT.pitch - 16),
    late: (ms) => HEIGHT.pitch + HEIGHT.gap + HEIGHT.timing / 2 - (Math.max(-SHOWN_MS, Math.min(SHOWN_MS, ms)) / SHOWN_MS) * (HEIGHT.timing / 2 - 8),
  };
}

const words = (x, y, text, anchor = "start") => {
  const element = shape("text", { x, y, "text-anchor": anchor });
  element.textContent = text;
  return element;
};

function bars({ music, clock }, scale) {
  return music.bars.flatMap((bar) => {
    const x = scale.x(clock.seconds(bar.onset));
    if (x < LEFT - 1) return [];
    const line = shape("line", { class: "barline", x1: x, x2: x, y1: 0, y2: total - HEIGHT.foot });
    return [line, words(x + 3, total - 6, String(bar.number))];
  });
}

function targets({ music, clock, verdicts, shift }, scale) {
  return music.notes.map((note) => {
    const left = scale.x(clock.seconds(note.onset));
    const right = scale.x(clock.seconds(note.onset + note.duration));
    const [top, bottom] = [scale.y(note.midi + shift + 0.5), scale.y(note.midi + shift - 0.5)];
    const verdict = verdicts.get(note.id)?.pitch ?? "correct";
    return shape("rect", { class: "target", "data-verdict": verdict, x: left + 1, y: top, width: Math.max(2, right - left - 2), height: bottom - top, rx: 3 });
  });
}

function curves({ curve }, scale) {
  return stretches(curve).map((stretch) => {
    const points = stretch.map(({ seconds, midi }) => `${scale.x(seconds).toFixed(1)} ${scale.y(midi).toFixed(1)}`);
    return shape("path", { class: "curve", d: `M${points.join("L")}` });
  });
}

function timing({ music, clock, verdicts }, scale) {
  const zero = scale.late(0);
  const dots = music.notes.flatMap((note) => {
    const verdict = verdicts.get(note.id);
    if (!verdict || verdict.onset_ms === null || verdict.onset_ms === undefined) return [];
    const x = scale.x(clock.seconds(note.onset));
    const y = scale.late(verdict.onset_ms);
    const onset = verdict.onset ?? "";
    return [
      shape("line", { class: "stem", "data-onset": onset, x1: x, x2: x, y1: zero, y2: y }),
      shape("circle", { class: "dot", "data-onset": onset, cx: x, cy: y, r: 3.5 }),
    ];
  });
  return [shape("line", { class: "zero", x1: LEFT, x2: scale.width, y1: zero, y2: zero }), ...dots];
}

function axis(scale) {
  const zero = scale.late(0);
  return [
    words(4, 14, gettext("pitch")),
    words(4, zero - 28, gettext("late")),
    words(4, zero + 4, gettext("in time")),
    words(4, zero + 36, gettext("early")),
  ];
}

/** The range of pitches to show: written ones and what was sung, two semitones beyond. */
export function shownRange(music, curve, shift) {
  const written = music.notes.map((note) => note.midi + shift);
  const [low, high] = [Math.min(...written) - 3, Math.max(...written) + 3];
  const heard = (curve?.midi ?? []).filter((midi) => midi !== null && midi > low - 8 && midi < high + 8);
  return { low: Math.min(low, ...heard), high: Math.max(high, ...heard) };
}

export class Pictures {
  /** `data`: {music, clock, verdicts, curve, duration, shift}; `press(seconds)` on a click. */
  constructor(holder, data, press) {
    this.holder = holder;
    this.data = data;
    holder.addEventListener("click", (event) => {
      const box = this.svg.getBoundingClientRect();
      press(Math.max(0, this.scale.seconds(event.clientX - box.left)));
    });
    this.draw();
    addEventListener("resize", () => this.draw());
  }

  draw() {
    const { low, high } = shownRange(this.data.music, this.data.curve, this.data.shift);
    const width = this.holder.clientWidth || 800;
    if (width === this.width) return;
    this.width = width;
    this.scale = scales(this.data.duration, width, low, high);
    this.svg = shape("svg", { width: this.scale.width, height: total, viewBox: `0 0 ${this.scale.width} ${total}`, "aria-hidden": "true" });
    this.head = shape("line", { class: "head", y1: 0, y2: total - HEIGHT.foot, visibility: "hidden" });
    const parts = [bars, targets, curves, timing].flatMap((part) => part(this.data, this.scale));
    this.svg.append(...parts, ...axis(this.scale), this.head);
    this.holder.replaceChildren(this.svg);
  }

  /** Show the moment that sounds; null hides it. */
  show(seconds) {
    this.head.setAttribute("visibility", seconds === null ? "hidden" : "visible");
    if (seconds === null) return;
    const x = this.scale.x(seconds);
    this.head.setAttribute("x1", x);
    this.head.setAttribute("x2", x);
    const { scrollLeft, clientWidth } = this.holder;
    if (x < scrollLeft + 20 || x > scrollLeft + clientWidth - 40) this.holder.scrollLeft = x - 60;
  }
}
