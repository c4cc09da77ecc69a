// Soft tones made in the browser: the key of the count-in, the target of a finding, listening before the real
// rendering is ready.
import { midiToHz } from "./yin.js";

const PARTIALS = [0, 1, 0.45, 0.22, 0.1, 0.05, 0.03];
const waves = new WeakMap();

function wave(context) {
  if (!waves.has(context)) {
    const real = new Float32Array(PARTIALS.length);
    waves.set(context, context.createPeriodicWave(real, new Float32Array(PARTIALS)));
  }
  return waves.get(context);
}

function playTone(context, output, { midi, start, duration, gain = 0.2 }) {
  const oscillator = new OscillatorNode(context, { frequency: midiToHz(midi), periodicWave: wave(context) });
  const envelope = new GainNode(context, { gain: 0 });
  const end = start + Math.max(0.08, duration);
  envelope.gain.setValueAtTime(0, start);
  envelope.gain.linearRampToValueAtTime(gain, start + 0.015);
  envelope.gain.exponentialRampToValueAtTime(gain * 0.4, end - 0.04);
  envelope.gain.linearRampToValueAtTime(0, end);
  oscillator.connect(envelope).connect(output);
  oscillator.start(start);
  oscillator.stop(end + 0.02);
}

/** Play [{midi, start, duration, gain?}] (seconds on the context's clock); returns a function that stops them. */
export function playTones(context, tones) {
  const output = new GainNode(context, { gain: 1 });
  output.connect(context.destination);
  for (const tone of tones) playTone(context, output, tone);
  return () => {
    output.gain.setTargetAtTime(0, context.currentTime, 0.015);
    setTimeout(() => output.disconnect(), 120);
  };
}
