// What a take can be recorded from, and what the page says about each.
import { obstacle } from "../audio/microphone.js";
import { browserOf, explainFailure, LOST, OBSTACLES } from "./permission.js";
import { gettext } from "../words.js";

const CHROME = gettext("Press the sign to the left of the address (a small lock or two sliders), switch MIDI devices on, and reload the page.");
const WAYS = {
  chrome: CHROME,
  edge: CHROME,
  firefox: gettext("Press Record again and allow MIDI when Firefox asks; if it no longer asks, remove the block under the sign to the left of the address."),
};
const OTHER_WAY = gettext("Open this site's permissions in your browser, allow MIDI devices, and reload the page.");

/** What to tell someone after requestMIDIAccess failed, or gave no keyboard: {title, text}. */
export function explainKeyboard(error, agent) {
  if (error?.name === "NoKeyboard") {
    return { title: gettext("No keyboard was found"), text: gettext("Plug it in and switch it on, then press Record again, or choose to record from the microphone.") };
  }
  if (["NotAllowedError", "SecurityError"].includes(error?.name)) {
    return { title: gettext("MIDI is blocked for this page"), text: WAYS[browserOf(agent)] ?? OTHER_WAY };
  }
  return { title: gettext("The keyboard could not be opened"), text: gettext("Close other programs that use it and press Record again, or record from the microphone.") };
}

export const NOTHING_PLAYED = {
  title: gettext("No key was pressed"),
  text: gettext("Nothing was sent; press Record again and play, or choose the microphone if the keyboard sends no MIDI."),
};

/** `obstacle()`: the notice why it cannot be recorded from at all, or undefined. */
export const SOURCES = {
  microphone: {
    obstacle: () => OBSTACLES[obstacle()],
    opening: gettext("Opening the microphone…"),
    explain: explainFailure,
    lost: LOST,
  },
  keyboard: {
    obstacle: () => undefined, // offered only where there is Web MIDI
    opening: gettext("Opening the keyboard…"),
    explain: explainKeyboard,
    lost: {
      title: gettext("The keyboard went away"),
      text: gettext("This take was not kept, your earlier ones are: plug the keyboard in, switch it on, and record again."),
    },
  },
};
