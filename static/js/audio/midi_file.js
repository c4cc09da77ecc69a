// A keyboard take as a Standard MIDI File: one track, one channel, and ticks fine enough to be read back as seconds.

const MICROSECONDS_PER_QUARTER = 500_000;
const TICKS_PER_QUARTER = 5000;
const TICKS_PER_SECOND = (TICKS_PER_QUARTER * 1_000_000) / MICROSECONDS_PER_QUARTER; // a tick is a tenth of a millisecond
const RELEASE_VELOCITY = 64;
const SUSTAIN = 64;

const text = (word) => [...word].map((letter) => letter.charCodeAt(0));
const bigEndian = (value, bytes) => Array.from({ length: bytes }, (_, i) => (value >>> (8 * (bytes - 1 - i))) & 0xff);
const chunk = (name, bytes) => [...text(name), ...bigEndian(bytes.length, 4), ...bytes];
const ticks = (seconds) => Math.round(seconds * TICKS_PER_SECOND);

/** A number in groups of seven bits, the last one marked by a clear top bit. */
export function variableLength(value) {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

/** Channel events in the order of time; in one moment keys go up before others, or the same again, go down. */
function eventsOf({ notes, pedals }) {
  const presses = notes.map(({ key, velocity, onset }) => ({ tick: ticks(onset), order: 2, bytes: [0x90, key, velocity] }));
  const releases = notes.map(({ key, onset, end }) => ({ tick: Math.max(ticks(end), ticks(onset) + 1), order: 0, bytes: [0x80, key, RELEASE_VELOCITY] }));
  const moves = pedals.map(({ seconds, value }) => ({ tick: ticks(seconds), order: 1, bytes: [0xb0, SUSTAIN, value] }));
  return [...presses, ...releases, ...moves].sort((a, b) => a.tick - b.tick || a.order - b.order);
}

/** `take`: {notes, pedals} with times in seconds, as midi_take.js tells them; the bytes of a file `lengthS` long. */
export function encodeMidi(take, lengthS) {
  const track = [0, 0xff, 0x51, 3, ...bigEndian(MICROSECONDS_PER_QUARTER, 3)];
  let now = 0;
  for (const { tick, bytes } of eventsOf(take)) {
    track.push(...variableLength(tick - now), ...bytes);
    now = tick;
  }
  track.push(...variableLength(Math.max(0, ticks(lengthS) - now)), 0xff, 0x2f, 0);
  const header = [0, 1, TICKS_PER_QUARTER].flatMap((value) => bigEndian(value, 2)); // format 0, one track
  return new Uint8Array([...chunk("MThd", header), ...chunk("MTrk", track)]);
}
