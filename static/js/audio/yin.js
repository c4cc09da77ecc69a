// Pitch of one frame by YIN (de Cheveigné and Kawahara, JASA 2002): the cumulative mean normalised difference
// function, its first dip under the threshold, refined by a parabola.

export const THRESHOLD = 0.15;

function difference(frame, window, tauMax, out) {
  for (let tau = 1; tau <= tauMax; tau++) {
    let sum = 0;
    for (let i = 0; i < window; i++) {
      const delta = frame[i] - frame[i + tau];
      sum += delta * delta;
    }
    out[tau] = sum;
  }
}

function normalise(values, tauMax) {
  values[0] = 1;
  let running = 0;
  for (let tau = 1; tau <= tauMax; tau++) {
    running += values[tau];
    values[tau] = running > 0 ? (values[tau] * tau) / running : 1;
  }
}

function firstDip(values, tauMin, tauMax, threshold) {
  for (let tau = tauMin; tau < tauMax; tau++) {
    if (values[tau] >= threshold) continue;
    while (tau + 1 < tauMax && values[tau + 1] < values[tau]) tau += 1;
    return tau;
  }
  return 0;
}

function refine(values, tau) {
  const [before, here, after] = [values[tau - 1], values[tau], values[tau + 1]];
  const bend = before - 2 * here + after;
  return bend > 0 ? tau + (before - after) / (2 * bend) : tau;
}

/**
 * `frame`: Float32Array of at least two periods of `minHz`; `rate` in Hz.
 * Returns {hz, clarity}: hz 0 where no pitch is heard; clarity 0..1, 1 = perfectly periodic.
 */
export function yin(frame, rate, { minHz = 60, maxHz = 1800, threshold = THRESHOLD } = {}) {
  const tauMax = Math.min(Math.floor(frame.length / 2), Math.ceil(rate / minHz));
  const tauMin = Math.max(2, Math.floor(rate / maxHz));
  const values = new Float32Array(tauMax + 1);
  difference(frame, frame.length - tauMax, tauMax, values);
  normalise(values, tauMax);
  const tau = firstDip(values, tauMin, tauMax, threshold);
  if (!tau) return { hz: 0, clarity: 0 };
  return { hz: rate / refine(values, tau), clarity: 1 - values[tau] };
}

/** Frequency to a fractional MIDI number, A4 = 440 Hz = 69. */
export const hzToMidi = (hz) => 69 + 12 * Math.log2(hz / 440);
export const midiToHz = (midi) => 440 * 2 ** ((midi - 69) / 12);
