// Opening the microphone without the browser's voice processing, and making sure that it really is off.
import { gettext } from "../words.js";

const PROCESSING = ["echoCancellation", "noiseSuppression", "autoGainControl"];
const NAMES = {
  echoCancellation: gettext("echo cancellation"),
  noiseSuppression: gettext("noise suppression"),
  autoGainControl: gettext("automatic gain"),
};
const WANTED = { audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false } };

/** Why this page cannot record at all: "" when it can, else "insecure" or "unsupported". */
export function obstacle() {
  if (!window.isSecureContext) return "insecure";
  if (!navigator.mediaDevices?.getUserMedia) return "unsupported";
  return "";
}

/** The names of the processing a microphone's settings say is still on, in words. */
export function stillOn(settings) {
  return PROCESSING.filter((name) => settings[name]).map((name) => NAMES[name]);
}

export function openMicrophone() {
  return navigator.mediaDevices.getUserMedia(WANTED);
}

export function settingsOf(stream) {
  const settings = stream.getAudioTracks()[0]?.getSettings() ?? {};
  return { ...settings, deviceId: undefined, groupId: undefined };
}

export function close(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
