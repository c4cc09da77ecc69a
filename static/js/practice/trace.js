// The live pitch trace: the written notes as bars on a time line, and what is heard as a line over them.
import { hzToMidi } from "../audio/yin.js";

const WINDOW_S = 6; // seconds shown
const NOW = 0.38; // where "now" stands in the window
const CLEAR = 0.6; // clarity below which a value is not drawn
const ON_NOTE = 1; // semitones within which a pitch is the written one, in whatever octave
const EDGE = 3; // pixels kept free above and below the line
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** The pitches the picture must hold: a third beyond the written ones. */
export function pitchRange(notes) {
  const pitches = notes.map((note) => note.midi);
  return { low: Math.min(...pitches) - 4, high: Math.max(...pitches) + 4 };
}

/** Singing an octave away is no error: the heard pitch moved by octaves to lie nearest to the written one. */
export function nearestOctave(midi, target) {
  return midi - 12 * Math.round((midi - target) / 12);
}

/**
 * Where a heard pitch is drawn, and by how many semitones it was moved. On the written note it tells the octave of the
 * take; elsewhere, as while the note before goes on too long, it stays in that octave (`before` is the last one drawn).
 */
export function placed(midi, target, before) {
  const near = nearestOctave(midi, target);
  const moved = Math.abs(near - target) < ON_NOTE || !before ? near - midi : before.moved;
  return { midi: midi + moved, moved };
}

/** The height of a pitch in a picture so many pixels high. */
export function rows(range, height) {
  return (midi) => height - ((midi - range.low) / (range.high - range.low)) * height;
}

/** A height within the picture: what lies beyond is drawn at the edge, and not cut in half there. */
export function within(y, height) {
  return Math.min(height - EDGE, Math.max(EDGE, y));
}

/** The start of the window in seconds: gliding, or turned like a page when motion is unwelcome. */
export function windowStart(now, still) {
  if (!still) return now - WINDOW_S * NOW;
  const page = WINDOW_S * 0.8;
  return Math.floor(now / page) * page - WINDOW_S * 0.1;
}

export class Trace {
  constructor(canvas, music) {
    this.canvas = canvas;
    this.music = music;
    this.range = pitchRange(music.notes);
    this.clear();
    this.readColours();
    this.measure();
    new ResizeObserver(() => this.measure()).observe(canvas);
    addEventListener("etude:theme", () => this.readColours());
  }

  readColours() {
    const style = getComputedStyle(this.canvas);
    const colour = (name) => style.getPropertyValue(name).trim();
    this.colours = { note: colour("--line"), edge: colour("--line-strong"), heard: colour("--accent"), now: colour("--ink-soft"), bar: colour("--line") };
  }

  /** Asked once a change, not once a frame: to ask is to make the browser lay the page out. */
  measure() {
    this.size = { width: this.canvas.clientWidth, height: this.canvas.clientHeight };
  }

  clear() {
    this.points = [];
    this.placed = null; // where the last pitch was drawn
  }

  /** One live value; `seconds` from the first beat. */
  add(seconds, hz, clarity) {
    const target = this.noteAt(seconds)?.midi;
    const heard = hz > 0 && clarity > CLEAR;
    if (heard) this.placed = placed(hzToMidi(hz), target, this.placed);
    this.points.push({ seconds, midi: heard ? this.placed.midi : null });
    if (this.points.length > 4000) this.points.splice(0, 1000);
  }

  noteAt(seconds) {
    const at = seconds / this.perQuarter;
    return this.music.notes.findLast((note) => note.onset <= at + 0.05) ?? this.music.notes[0];
  }

  /** Draw the moment `now` (seconds from the first beat) at a tempo given in seconds per quarter. */
  draw(now, perQuarter) {
    this.perQuarter = perQuarter;
    const { width, height, context } = this.surface();
    const start = windowStart(now, calm.matches);
    const x = (seconds) => ((seconds - start) / WINDOW_S) * width;
    const y = rows(this.range, height);
    context.clearRect(0, 0, width, height);
    this.drawBars(context, x, height, perQuarter);
    this.drawNotes(context, x, y, perQuarter);
    this.drawHeard(context, x, y, start);
    context.fillStyle = this.colours.now;
    context.fillRect(x(now), 0, 1, height);
  }

  /** At rest: how the music begins, without a "now". */
  drawBeginning(perQuarter) {
    this.perQuarter = perQuarter;
    this.measure();
    const { width, height, context } = this.surface();
    const x = (seconds) => ((seconds + 0.15) / WINDOW_S) * width;
    context.clearRect(0, 0, width, height);
    this.drawBars(context, x, height, perQuarter);
    this.drawNotes(context, x, rows(this.range, height), perQuarter);
  }

  surface() {
    const scale = devicePixelRatio || 1;
    const { width, height } = this.size;
    if (this.canvas.width !== Math.round(width * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(height * scale);
    }
    const context = this.canvas.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    return { width, height, context };
  }

  drawBars(context, x, height, perQuarter) {
    context.fillStyle = this.colours.bar;
    for (const bar of this.music.bars) context.fillRect(Math.round(x(bar.onset * perQuarter)), 0, 1, height);
  }

  drawNotes(context, x, y, perQuarter) {
    const { width, height } = this.size;
    const thick = Math.max(6, height / (this.range.high - this.range.low));
    context.fillStyle = this.colours.note;
    context.strokeStyle = this.colours.edge;
    context.lineWidth = 1;
    for (const note of this.music.notes) {
      const left = x(note.onset * perQuarter);
      const right = x((note.onset + note.duration) * perQuarter);
      if (right < 0 || left > width) continue;
      context.beginPath();
      context.roundRect(left + 1, y(note.midi) - thick / 2, Math.max(3, right - left - 2), thick, 3);
      context.fill();
      context.stroke();
    }
  }

  drawHeard(context, x, y, start) {
    context.strokeStyle = this.colours.heard;
    context.lineWidth = 2.5;
    context.lineJoin = "round";
    context.beginPath();
    let before = null;
    const first = this.points.findLastIndex((point) => point.seconds < start) + 1;
    for (const point of this.points.slice(first)) {
      if (point.midi === null) {
        before = null;
        continue;
      }
      const joined = before && Math.abs(point.midi - before.midi) < 1.5 && point.seconds - before.seconds < 0.08;
      context[joined ? "lineTo" : "moveTo"](x(point.seconds), within(y(point.midi), this.size.height));
      before = point;
    }
    context.stroke();
  }
}
