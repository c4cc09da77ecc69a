// How to let a page use the microphone, in the browser that is being used.

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
  chrome: "Press the sign to the left of the address (a small lock or two sliders), switch Microphone on, and reload the page.",
  edge: "Press the lock to the left of the address, set Microphone to Allow, and reload the page.",
  android: "Press the sign to the left of the address, open Permissions, allow the microphone, and reload the page.",
  firefox: "Press the crossed-out microphone to the left of the address, remove the block, and press Record again.",
  safari: "Open Safari in the menu bar, then Settings for This Website, set Microphone to Allow, and reload the page.",
  ios: "Press the sign at the left of the address bar, open Website Settings, set Microphone to Allow, and reload. If it is missing there, allow the browser in the phone's Settings under Privacy, Microphone.",
  other: "Open this site's permissions in your browser, allow the microphone, and reload the page.",
};

/** What to tell someone after getUserMedia failed: {title, text}. */
export function explainFailure(error, agent) {
  if (error?.name === "NotFoundError") {
    return { title: "No microphone was found", text: "Plug one in or switch it on, then press Record again. You can also send a recording as a file." };
  }
  if (error?.name === "NotReadableError") {
    return { title: "The microphone is busy", text: "Another program is using it. Close that program, then press Record again." };
  }
  return { title: "The microphone is blocked for this page", text: WAYS[browserOf(agent)] };
}

export const LOST = {
  title: "The microphone went away",
  text: "It was unplugged, or another program took it. This take was not kept; your earlier ones are. Plug it in and record again.",
};

export const OBSTACLES = {
  insecure: {
    title: "Recording needs a secure address",
    text: "Browsers open the microphone only on https:// pages and on the machine itself. Ask whoever runs Etude for the https address, or record with another app and send the file here.",
  },
  unsupported: {
    title: "This browser cannot record",
    text: "Try a current Firefox, Chrome, Edge or Safari, or record with another app and send the file here.",
  },
};
