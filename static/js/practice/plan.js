// When everything of one take happens, on the audio clock. Pure: now and the wishes in, times out.
import { countInBeats, countInLength, musicBeats, secondsPerQuarter, toClicks, tonicTriad } from "../score/timing.js";

const SETTLE_S = 0.15; // between the press and the first sound
const KEY_NOTE_S = 0.5;
const KEY_REST_S = 0.35;
const LEAD_S = 0.6; // kept before the first beat, for those who come in early
const TAIL_S = 1.0; // kept after the last beat, for those who come late

/** The tones that give the key from a time on: {tones, duration}. `kind`: "triad", "note" or "none". */
export function keyTones(music, kind, from) {
  if (kind === "none") return { tones: [], duration: 0 };
  const pitches = kind === "note" ? [music.notes[0].midi] : tonicTriad(music);
  const tones = pitches.map((midi, index) => ({ midi, start: from + index * KEY_NOTE_S, duration: KEY_NOTE_S * 1.1 }));
  const length = pitches.length * KEY_NOTE_S;
  if (kind === "note") return { tones: [{ ...tones[0], duration: 2 * KEY_NOTE_S }], duration: 2 * KEY_NOTE_S + KEY_REST_S };
  return { tones, duration: length + KEY_REST_S };
}

/**
 * `wishes`: {tempo (quarters a minute), countBars, key, click}. Times in seconds of the audio clock:
 * {tones, clicks, countFrom, zero (the first beat), end, recordFrom, recordTo}.
 */
export function planTake(music, wishes, now) {
  const perQuarter = secondsPerQuarter(wishes.tempo);
  const key = keyTones(music, wishes.key, now + SETTLE_S);
  const countFrom = now + SETTLE_S + key.duration;
  const zero = countFrom + countInLength(music, wishes.countBars) * perQuarter;
  const end = zero + music.length * perQuarter;
  const beats = [...countInBeats(music, wishes.countBars), ...(wishes.click ? musicBeats(music) : [])];
  return {
    tones: key.tones,
    clicks: toClicks(beats, wishes.tempo, zero),
    countFrom,
    zero,
    end,
    recordFrom: Math.max(now, zero - LEAD_S),
    recordTo: end + TAIL_S,
  };
}

/** How many beats are left to the first one, for the eye: 4, 3, 2, 1; 0 once it has come. */
export function beatsLeft(music, wishes, plan, now) {
  if (now >= plan.zero) return 0;
  const at = (now - plan.zero) / secondsPerQuarter(wishes.tempo);
  return countInBeats(music, wishes.countBars).filter((beat) => beat.quarters > at - 1e-6).length + (at < -countInLength(music, wishes.countBars) ? 0 : 1);
}
