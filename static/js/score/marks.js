// The marks of look and legend, drawn over the engraved notes: each verdict has its own shape, colour only helps.
import { shape } from "./view.js";

const line = (x1, y1, x2, y2) => shape("line", { x1, y1, x2, y2 });

/** A cross over the notehead. */
function cross({ x, y }, space) {
  const reach = 0.72 * space;
  return [line(x - reach, y - reach, x + reach, y + reach), line(x - reach, y + reach, x + reach, y - reach)];
}

/**
 * A small notehead where it was played, with its accidental when the key does not have it. `room` is the distance to
 * the next note: where there is little, the accidental stands over the head instead of beside it.
 */
function ghost(note, { step, heard_step: heardStep, sign }, room, space) {
  const tight = room < 4.2 * space;
  const x = note.x + (tight ? 1.35 : 1.7) * space;
  const y = note.y - ((heardStep - step) * space) / 2;
  const head = shape("ellipse", { class: "mark__ghost", cx: x, cy: y, rx: 0.5 * space, ry: 0.37 * space, transform: `rotate(-20 ${x} ${y})` });
  if (!sign) return [head];
  const place = tight ? { x: x - 0.3 * space, y: y - 0.55 * space } : { x: x + 0.62 * space, y: y + 0.55 * space };
  const text = shape("text", { class: "mark__sign", ...place, "font-size": 1.8 * space });
  text.textContent = sign;
  return [head, text];
}

const ring = ({ x, y }, space, kind) => shape("circle", { class: kind, cx: x, cy: y, r: 1.02 * space });

/** An arrow of length 1.5 spaces; `turn` degrees clockwise from pointing right. */
function arrow(x, y, turn, space) {
  const [half, head] = [0.75 * space, 0.42 * space];
  const d = `M${-half} 0H${half}M${half - head} ${-head}L${half} 0L${half - head} ${head}`;
  return shape("path", { d, transform: `translate(${x} ${y}) rotate(${turn})` });
}

function diamond(x, y, space) {
  const reach = 0.5 * space;
  return shape("path", { d: `M${x} ${y - reach}L${x + reach} ${y}L${x} ${y + reach}L${x - reach} ${y}Z` });
}

const group = (kind, children) => shape("g", { class: `mark mark--${kind}` }, ...children);

/**
 * Groups of shapes for one judged note; `place` is where it stands, `verdict` an entry of the report's notes, `room`
 * the distance to the next note. */
export function marksOf(place, verdict, room, space) {
  const marks = [];
  if (verdict.pitch === "wrong") {
    const heard = verdict.heard_step === undefined ? [] : ghost(place, verdict, room, space);
    marks.push(group("wrong", [...cross(place, space), ...heard]));
  }
  if (verdict.pitch === "missed") marks.push(group("missed", [ring(place, space, "mark__ring")]));
  if (verdict.pitch === "unsure") marks.push(group("unsure", [ring(place, space, "mark__dotted")]));
  if (["sharp", "flat"].includes(verdict.intonation)) {
    marks.push(group("tuning", [arrow(place.x - 1.45 * space, place.y, verdict.intonation === "sharp" ? -90 : 90, space)]));
  }
  if (["early", "late"].includes(verdict.onset)) {
    const under = Math.max(place.bar.bottom, place.y) + 2.3 * space;
    marks.push(group("timing", [arrow(place.x, under, verdict.onset === "early" ? 180 : 0, space)]));
  }
  return marks;
}

function placeOfExtra(layout, extra, verdicts) {
  const index = layout.notes.findIndex((note) => note.id === extra.after);
  const before = layout.notes[index];
  const after = layout.notes[index + 1];
  const nearest = before ?? after;
  if (!nearest) return null;
  const sameLine = before && after && before.system === after.system;
  const x = sameLine ? (before.x + after.x) / 2 : before ? before.x + 2 * layout.space : nearest.x - 2 * layout.space;
  const step = verdicts.get(nearest.id)?.step ?? extra.heard_step;
  return { x, y: nearest.y - ((extra.heard_step - step) * layout.space) / 2 };
}

/** Draw a whole report over one engraving; a note that was judged wrong, missed or unsure also takes its colour. */
export function drawMarks(view, report) {
  const layer = view.layer("marks");
  const { layout } = view;
  const verdicts = new Map(report.notes.map((note) => [note.id, note]));
  layer.replaceChildren();
  layout.notes.forEach((place, index) => {
    const verdict = verdicts.get(place.id);
    if (!verdict) return;
    const next = layout.notes[index + 1];
    const room = next?.system === place.system ? next.x - place.x : Infinity;
    place.element.dataset.verdict = verdict.pitch;
    layer.append(...marksOf(place, verdict, room, layout.space));
  });
  for (const extra of report.extra) {
    const place = placeOfExtra(layout, extra, verdicts);
    if (place) layer.append(group("extra", [diamond(place.x, place.y, layout.space)]));
  }
}
