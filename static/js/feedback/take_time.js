// Written time and take time: when each written moment came in the recording. Pure.

/**
 * Known points out of the report: [{at (quarters), seconds}], the expected moment of each note that was heard.
 * `notes` of the report carry performed.onset_s and onset_ms (how late, negative = early); `written` has onsets by id.
 */
export function knownPoints(reportNotes, writtenById) {
  const points = [];
  for (const note of reportNotes) {
    const written = writtenById.get(note.id);
    if (!written || !note.performed || note.onset_ms === null || note.onset_ms === undefined) continue;
    points.push({ at: written.onset, seconds: note.performed.onset_s - note.onset_ms / 1000 });
  }
  return increasing(points.sort((a, b) => a.at - b.at));
}

/** Only points whose seconds grow: a stray one must not fold time back. */
function increasing(points) {
  const kept = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (!last || (point.at > last.at && point.seconds > last.seconds)) kept.push(point);
  }
  return kept;
}

function line(points, value, from, to, slope) {
  if (!points.length) return value * slope;
  const first = points[0];
  const last = points.at(-1);
  if (value <= first[from]) return first[to] + (value - first[from]) * slope;
  if (value >= last[from]) return last[to] + (value - last[from]) * slope;
  const index = points.findIndex((point) => point[from] > value);
  const [a, b] = [points[index - 1], points[index]];
  return a[to] + ((value - a[from]) / (b[from] - a[from])) * (b[to] - a[to]);
}

/** Both ways between quarters and seconds of the take; before and after what was heard it goes on at `tempo`. */
export function takeClock(points, tempo) {
  const perQuarter = 60 / tempo;
  return {
    seconds: (at) => line(points, at, "at", "seconds", perQuarter),
    quarters: (seconds) => line(points, seconds, "seconds", "at", 1 / perQuarter),
  };
}

/** The piece of the take in which a note's bar is heard: {from, to} in seconds, a little wider than the bar. */
export function barSpan(clock, bar) {
  return { from: Math.max(0, clock.seconds(bar.onset) - 0.25), to: clock.seconds(bar.onset + bar.length) + 0.35 };
}
