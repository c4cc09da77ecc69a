// What was played on a keyboard, out of the MIDI messages it sent. Pure: messages and times in, notes and pedal out.

const PERCUSSION = 9; // the channel of drum patterns, which some keyboards play by themselves
const SUSTAIN = 64;

/**
 * A MIDI message as {kind: "press" | "release" | "pedal", key, value, source}; null for all others. Its source is the
 * channel of the input that it came from.
 */
export function readMessage([status, first, second], input) {
  const channel = status & 0x0f;
  if (status >= 0xf0 || channel === PERCUSSION) return null;
  const message = { key: first, value: second, source: `${input} ${channel}` };
  const type = status & 0xf0;
  if (type === 0x90 && second > 0) return { ...message, kind: "press" };
  if (type === 0x80 || type === 0x90) return { ...message, kind: "release" };
  return type === 0xb0 && first === SUSTAIN ? { ...message, kind: "pedal" } : null;
}

/**
 * What of some messages, each as read and with its `seconds`, begins between two times, counted from the first of them:
 * {notes: [{key, velocity, onset, end}], pedals: [{seconds, value}]}. A key still down ends with the take; a pedal already
 * down is pressed at its beginning.
 */
export function played(messages, fromS, toS) {
  const inOrder = messages.filter(({ seconds }) => seconds < toS).sort((a, b) => a.seconds - b.seconds);
  const keys = inOrder.filter(({ kind }) => kind !== "pedal");
  const pedals = inOrder.filter(({ kind }) => kind === "pedal");
  const notes = notesOf(keys, toS).filter(({ onset }) => onset >= fromS);
  return {
    notes: notes.map(({ key, velocity, onset, end }) => ({ key, velocity, onset: onset - fromS, end: end - fromS })),
    pedals: pedalsFrom(pedals, fromS),
  };
}

function notesOf(keys, toS) {
  const notes = [];
  const down = new Map();
  for (const { kind, key, value, seconds, source } of keys) {
    const held = down.get(key);
    if (held && held.source !== source) continue; // the same key told again by the second voice of a layered sound
    if (held) held.end = seconds; // released, or struck again without a word of its release
    down.delete(key);
    if (kind === "release") continue;
    const note = { key, velocity: value, onset: seconds, end: toS, source };
    notes.push(note);
    down.set(key, note);
  }
  return notes;
}

function pedalsFrom(pedals, fromS) {
  const moved = pedals.map(({ seconds, value }) => ({ seconds: Math.max(0, seconds - fromS), value }));
  const first = moved.findLastIndex(({ seconds }) => seconds === 0);
  const kept = moved.slice(Math.max(0, first));
  return kept.length && kept[0].seconds === 0 && !kept[0].value ? kept.slice(1) : kept;
}
