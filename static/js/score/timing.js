// Written time. Positions are in quarters from the start of the first bar; tempo counts quarters per minute.
// `music` is the page's data block: {tempo_bpm, length, meter: {numerator, denominator, beats}, bars: [{number, onset,
// length}], notes: [{id, onset, duration, midi, name, bar, beat}], transposition, fifths, tonic, minor}.

export const secondsPerQuarter = (tempo) => 60 / tempo;

/** The index of the bar that holds a moment (the first before the start, the last after the end). */
export function barAt(bars, quarters) {
  let index = 0;
  while (index + 1 < bars.length && bars[index + 1].onset <= quarters) index += 1;
  return index;
}

/** Onsets of the felt beats of one bar, in quarters from its bar line: [{offset, strong}]. A pickup keeps its end. */
export function beatsOf(bar, meter) {
  const full = meter.beats.reduce((sum, beat) => sum + beat, 0);
  const missing = bar.number === 0 ? full - bar.length : 0;
  const beats = [];
  let offset = 0;
  for (const [index, beat] of meter.beats.entries()) {
    const place = offset - missing;
    if (place > -1e-9 && place < bar.length - 1e-9) beats.push({ offset: place, strong: index === 0 });
    offset += beat;
  }
  return beats;
}

/** Quarters of count-in before the first note: whole bars, and up to a pickup the part of the bar it lacks. */
export function countInLength(music, barCount) {
  const full = music.meter.beats.reduce((sum, beat) => sum + beat, 0);
  const first = music.bars[0];
  const lacking = first.number === 0 ? full - first.length : 0;
  return barCount * full + lacking;
}

/** Beats of the count-in as [{quarters, strong}], quarters negative, counted back from the first bar's start. */
export function countInBeats(music, barCount) {
  const length = countInLength(music, barCount);
  const beats = [];
  let place = -length;
  for (let index = 0; place < -1e-9; index = (index + 1) % music.meter.beats.length) {
    beats.push({ quarters: place, strong: index === 0 });
    place += music.meter.beats[index];
  }
  return beats;
}

/** Beats of the music between two moments, as [{quarters, strong}]. */
export function musicBeats(music, from = 0, to = music.length) {
  return music.bars
    .flatMap((bar) => beatsOf(bar, music.meter).map((beat) => ({ quarters: bar.onset + beat.offset, strong: beat.strong })))
    .filter((beat) => beat.quarters >= from - 1e-9 && beat.quarters < to - 1e-9);
}

/** Beats to clicks on the audio clock: `zero` is the time at which quarter 0 sounds. */
export function toClicks(beats, tempo, zero) {
  return beats.map((beat) => ({ time: zero + beat.quarters * secondsPerQuarter(tempo), strong: beat.strong }));
}

/** The tempo as the metre counts it: {bpm, quarters}, quarters being the written length of one felt beat. */
export function feltTempo(music, tempo) {
  const quarters = music.meter.beats[0];
  return { bpm: tempo / quarters, quarters };
}

/** The notes that begin between two moments. */
export function notesBetween(notes, from, to) {
  return notes.filter((note) => note.onset >= from - 1e-9 && note.onset < to - 1e-9);
}

/** The tonic triad below which the first note is heard, closest to the music's middle: three MIDI numbers. */
export function tonicTriad(music) {
  const pitches = music.notes.map((note) => note.midi).sort((a, b) => a - b);
  const middle = pitches[Math.floor(pitches.length / 2)] ?? 67;
  let root = music.tonic;
  while (root + 12 <= middle) root += 12;
  while (root > middle) root -= 12;
  return [root, root + (music.minor ? 3 : 4), root + 7];
}
