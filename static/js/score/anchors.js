// Time to place: where on the page a moment of written time lies. Pure; the places come from the engraving.

/**
 * `notes`: [{onset, x, system}]; `bars`: [{onset, end, left, right, system}], both in time order.
 * Returns [{at, x, system}]: the points a cursor passes through. A bar that opens with a rest gets a point of its own;
 * each system ends at its right edge.
 */
export function anchorsOf(notes, bars) {
  const anchors = notes.map(({ onset, x, system }) => ({ at: onset, x, system }));
  bars.forEach((bar, index) => {
    if (!notes.some((note) => Math.abs(note.onset - bar.onset) < 1e-9)) {
      anchors.push({ at: bar.onset, x: bar.left + (bar.right - bar.left) * 0.08, system: bar.system });
    }
    const next = bars[index + 1];
    if (!next || next.system !== bar.system) anchors.push({ at: bar.end, x: bar.right, system: bar.system });
  });
  // at a turn of the line the end of one system comes before the start of the next
  return anchors.sort((a, b) => a.at - b.at || a.system - b.system);
}

/** {x, system} at a moment; `snap` stays on the last point passed instead of gliding. */
export function placeAt(anchors, at, snap = false) {
  let index = 0;
  while (index + 1 < anchors.length && anchors[index + 1].at <= at) index += 1;
  const here = anchors[index];
  const next = anchors[index + 1];
  if (snap || !next || next.system !== here.system || next.at <= here.at || at <= here.at) return { x: here.x, system: here.system };
  const share = (at - here.at) / (next.at - here.at);
  return { x: here.x + (next.x - here.x) * share, system: here.system };
}
