// Loudness of a block of samples, in dB below full scale (0 dBFS is the loudest a microphone can send).

export const SILENCE_DB = -100;
const CLIPPING = 0.985;

const toDb = (amplitude) => (amplitude > 0 ? Math.max(SILENCE_DB, 20 * Math.log10(amplitude)) : SILENCE_DB);

/** {rmsDb, peakDb, clipped}: clipped counts samples at the converter's end. */
export function measure(samples) {
  let sum = 0;
  let peak = 0;
  let clipped = 0;
  for (const sample of samples) {
    const size = Math.abs(sample);
    sum += sample * sample;
    if (size > peak) peak = size;
    if (size >= CLIPPING) clipped += 1;
  }
  return { rmsDb: toDb(Math.sqrt(sum / Math.max(1, samples.length))), peakDb: toDb(peak), clipped };
}

/** Where a loudness stands on the meter: 0 at -60 dBFS, 1 at 0 dBFS. */
export function meterPosition(db) {
  return Math.max(0, Math.min(1, (db + 60) / 60));
}

/** The value below which a share of the numbers lies, by sorting. */
export function quantile(values, share) {
  if (!values.length) return SILENCE_DB;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
