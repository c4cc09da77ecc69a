// One audio clock for the whole page: clicks, playback, recording and cursor all read it.

let shared = null;

export function audioContext() {
  shared ??= new AudioContext({ latencyHint: "interactive" });
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
