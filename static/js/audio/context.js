// One audio clock for the whole page: clicks, playback, recording and cursor all read it.

// Whatever sounds here is planned ahead, so the output may take its time: small buffers wake the machine all the more.
const OUTPUT_LATENCY_S = 0.03;

let shared = null;

export function audioContext() {
  shared ??= new AudioContext({ latencyHint: OUTPUT_LATENCY_S });
  return shared;
}

/** Wake the clock; browsers only allow it after a press or a key. */
export async function wake() {
  const context = audioContext();
  if (context.state !== "running") await context.resume();
  return context;
}

/** Seconds between scheduling a sound and hearing it, as far as the browser knows. */
export function outputDelay(context) {
  return context.outputLatency || context.baseLatency || 0;
}

/** The time on the context's clock of what is being heard. */
export function heardNow(context) {
  return context.currentTime - outputDelay(context);
}
