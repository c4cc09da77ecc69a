// Which line or space a heard pitch would stand on: letters for MIDI numbers, in a key.

const LETTERS = ["C", "D", "E", "F", "G", "A", "B"];
const NATURALS = [0, 2, 4, 5, 7, 9, 11];
const SHARP_ORDER = [3, 0, 4, 1, 5, 2, 6]; // F C G D A E B as letter numbers

/** Alteration of each letter in a key signature: `fifths` sharps (negative: flats). */
export function signature(fifths) {
  const alterations = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < Math.abs(fifths); i++) {
    const letter = fifths > 0 ? SHARP_ORDER[i % 7] : SHARP_ORDER[6 - (i % 7)];
    alterations[letter] += Math.sign(fifths);
  }
  return alterations;
}

function candidates(midi, fifths) {
  const inKey = signature(fifths);
  const preferred = fifths >= 0 ? 1 : -1;
  const found = [];
  for (let letter = 0; letter < 7; letter++) {
    for (const alter of [0, 1, -1]) {
      if ((NATURALS[letter] + alter - midi) % 12 !== 0) continue;
      const cost = inKey[letter] === alter ? 0 : alter === 0 ? 1 : alter === preferred ? 2 : 3;
      found.push({ letter, alter, cost });
    }
  }
  return found;
}

/** {letter 0-6, alter -1..1, octave, step, shown}: step counts staff positions from C0; shown: differs from the key. */
export function spell(midi, fifths) {
  const whole = Math.round(midi);
  const best = candidates(whole, fifths).sort((a, b) => a.cost - b.cost)[0];
  const octave = Math.floor((whole - best.alter) / 12) - 1;
  return { ...best, octave, step: octave * 7 + best.letter, shown: signature(fifths)[best.letter] !== best.alter };
}

/** "F#4" or "B-3" (also "Bb3") to its staff position, counted from C0; null when it is no pitch. */
export function stepOf(name) {
  const match = /^([A-G])[#b-]*(\d)$/.exec(name);
  return match ? Number(match[2]) * 7 + LETTERS.indexOf(match[1]) : null;
}

const SIGNS = { "-1": "♭", 0: "♮", 1: "♯" };
export const accidental = (spelled) => (spelled.shown ? SIGNS[spelled.alter] : "");
export const pitchName = (midi, fifths) => {
  const spelled = spell(midi, fifths);
  return LETTERS[spelled.letter] + (spelled.alter ? SIGNS[spelled.alter] : "") + spelled.octave;
};
