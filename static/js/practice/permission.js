// How to let a page use the microphone, in the browser that is being used.
import { gettext } from "../words.js";

/** A rough name of the browser out of its user agent: "firefox", "safari", "ios", "edge", "chrome". */
export function browserOf(agent) {
  if (/iPhone|iPad|iPod/.test(agent)) return "ios";
  if (/Firefox\//.test(agent)) return "firefox";
  if (/Edg\//.test(agent)) return "edge";
  if (/Chrom(e|ium)\//.test(agent)) return /Android/.test(agent) ? "android" : "chrome";
  if (/Safari\//.test(agent)) return "safari";
  return "other";
}

const WAYS = {
  chrome: gettext("Press the sign to the left of the address (a small lock or two sliders), switch Microphone on, and reload the page."),
  edge: gettext("Press the lock to the left of the address, set Microphone to Allow, and reload the page."),
  android: gettext("Press the sign to the left of the address, open Permissions, allow the microphone, and reload the page."),
  firefox: gettext("Press the crossed-out microphone to the left of the address, remove the block, and press Record again."),
  safari: gettext("Open Safari in the menu bar, then Settings for This Website, set Microphone to Allow, and reload the page."),
  ios: gettext("Press the sign at the left of the address bar, open Website Settings, set Microphone to Allow, and reload. If it is missing there, allow the browser in the phone's Settings under Privacy, Microphone."),
  other: gettext("Open this site's permissions in your browser, allow the microphone, and reload the page."),
};

/** What to tell someone after getUserMedia failed: {title, text}. */
export function explainFailure(error, agent) {
  if (error?.name === "NotFoundError") {
    return { title: gettext("No microphone was found"), text: gettext("Plug one in or switch it on, then press Record again. You can also send a recording as a file.") };
  }
  if (error?.name === "NotReadableError") {
    return { title: gettext("The microphone is busy"), text: gettext("Another program is using it. Close that program, then press Record again.") };
  }
  return { title: gettext("The microphone is blocked for this page"), text: WAYS[browserOf(agent)] };
}

export const LOST = {
  title: gettext("The microphone went away"),
  text: gettext("It was unplugged, or another program took it. This take was not kept; your earlier ones are. Plug it in and record again."),
};

export const OBSTACLES = {
  insecure: {
    title: gettext("Recording needs a secure address"),
    text: gettext("Browsers open the microphone only on https:// pages and on the machine itself. Ask whoever runs Etude for the https address, or record with another app and send the file here."),
  },
  unsupported: {
    title: gettext("This browser cannot record"),
    text: gettext("Try a current Firefox, Chrome, Edge or Safari, or record with another app and send the file here."),
  },
};
