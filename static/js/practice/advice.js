// What a microphone check says: measurements in, plain sentences out.
import { gettext } from "../words.js";

const LOUD_ENOUGH_DB = -38;
const TOO_QUIET_DB = -50;
const NOISY_DB = -48;
const CLEAR_BY_DB = 18;

const good = (text) => ({ kind: "good", text });
const note = (text) => ({ kind: "note", text });
const bad = (text) => ({ kind: "bad", text });

function onLevel({ voiceDb, clipped }) {
  if (clipped > 3) return bad(gettext("Too loud: the sound is cut off at the top. Step back from the microphone or lower its level."));
  if (voiceDb < TOO_QUIET_DB) return bad(gettext("I can hardly hear you. Come closer, raise the microphone's level, or choose another microphone."));
  if (voiceDb < LOUD_ENOUGH_DB) return note(gettext("Rather quiet. It will do, but come a little closer if you can."));
  return good(gettext("Loud enough, and not too loud."));
}

function onNoise({ noiseDb, voiceDb }) {
  if (noiseDb > NOISY_DB && voiceDb - noiseDb < CLEAR_BY_DB) {
    return bad(gettext("The room is nearly as loud as you. Close the door, switch off the fan, or come closer."));
  }
  if (noiseDb > NOISY_DB) return note(gettext("There is some noise in the room. You are clearly above it."));
  return good(gettext("The room is quiet."));
}

function onProcessing({ processing, known }) {
  if (processing.length) return bad(gettext("Your browser still applies %(what)s, which bends notes. Switch it off in the system's sound settings, or try another browser.", { what: named(processing) }));
  if (!known) return note(gettext("This browser does not say whether it changes the sound. If notes come out wrong, try another one."));
  return good(gettext("The browser leaves the sound as it is: no echo cancellation, noise suppression or automatic gain."));
}

/** Several names in one sentence. */
export const named = (names) => names.join(` ${gettext("and")} `);

/** `check`: {noiseDb, voiceDb, clipped, processing: [names], known} → [{kind: good|note|bad, text}]. */
export function advise(check) {
  return [onLevel(check), onNoise(check), onProcessing(check)];
}

/** One sentence when a finished recording holds next to nothing; "" otherwise. */
export function hardlyHeard(levels) {
  if (!levels || levels.peakDb > TOO_QUIET_DB) return "";
  return gettext("There is hardly any sound in this recording. Check the microphone and record again.");
}
