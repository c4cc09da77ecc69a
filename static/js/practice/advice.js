// What a microphone check says: measurements in, plain sentences out.

const LOUD_ENOUGH_DB = -38;
const TOO_QUIET_DB = -50;
const NOISY_DB = -48;
const CLEAR_BY_DB = 18;

const good = (text) => ({ kind: "good", text });
const note = (text) => ({ kind: "note", text });
const bad = (text) => ({ kind: "bad", text });

function onLevel({ voiceDb, clipped }) {
  if (clipped > 3) return bad("Too loud: the sound is cut off at the top. Step back from the microphone or lower its level.");
  if (voiceDb < TOO_QUIET_DB) return bad("I can hardly hear you. Come closer, raise the microphone's level, or choose another microphone.");
  if (voiceDb < LOUD_ENOUGH_DB) return note("Rather quiet. It will do, but come a little closer if you can.");
  return good("Loud enough, and not too loud.");
}

function onNoise({ noiseDb, voiceDb }) {
  if (noiseDb > NOISY_DB && voiceDb - noiseDb < CLEAR_BY_DB) {
    return bad("The room is nearly as loud as you. Close the door, switch off the fan, or come closer.");
  }
  if (noiseDb > NOISY_DB) return note("There is some noise in the room. You are clearly above it.");
  return good("The room is quiet.");
}

function onProcessing({ processing, known }) {
  if (processing.length) return bad(`Your browser still applies ${processing.join(" and ")}, which bends notes. Switch it off in the system's sound settings, or try another browser.`);
  if (!known) return note("This browser does not say whether it changes the sound. If notes come out wrong, try another one.");
  return good("The browser leaves the sound as it is: no echo cancellation, noise suppression or automatic gain.");
}

/** `check`: {noiseDb, voiceDb, clipped, processing: [names], known} → [{kind: good|note|bad, text}]. */
export function advise(check) {
  return [onLevel(check), onNoise(check), onProcessing(check)];
}

/** One sentence when a finished recording holds next to nothing; "" otherwise. */
export function hardlyHeard(levels) {
  if (!levels || levels.peakDb > TOO_QUIET_DB) return "";
  return "There is hardly any sound in this recording. Check the microphone and record again.";
}
