// Sending one take, with progress. The client key makes a second sending harmless: the server answers with the first.
import { gettext } from "../words.js";

export class SendingFailed extends Error {
  /** `final`: sending the same thing again cannot help. */
  constructor(message, final) {
    super(message);
    this.final = final;
  }
}

const OFFLINE = gettext("The server could not be reached.");

/** What an answer that is no success means: {message, final}. */
export function judge(status, body) {
  if (body?.message) return { message: body.message, final: status >= 400 && status < 500 && status !== 403 && status !== 429 };
  if (status === 403) return { message: gettext("You are signed out, or this page has been open for very long. Reload it and send again."), final: false };
  if (status === 413) return { message: gettext("The recording is too large for this server."), final: true };
  if (status === 429) return { message: gettext("That was a lot at once. Wait a minute and send again."), final: false };
  if (status >= 400 && status < 500) return { message: gettext("The server does not accept this recording."), final: true };
  return { message: gettext("The server is not ready to take it right now."), final: false };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function formOf(entry) {
  const form = new FormData();
  form.append("audio", entry.blob, entry.filename);
  form.append("client_key", entry.clientKey);
  form.append("settings", JSON.stringify(entry.settings ?? {}));
  if (entry.assignment) form.append("assignment", entry.assignment);
  return form;
}

/** Resolves to the server's {url}; rejects with SendingFailed. `onprogress` gets a share 0..1. */
export function send(entry, csrfToken, onprogress = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", entry.url);
    request.setRequestHeader("X-CSRFToken", csrfToken);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => event.lengthComputable && onprogress(event.loaded / event.total);
    request.onerror = request.ontimeout = () => reject(new SendingFailed(OFFLINE, false));
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status < 300 && body?.url) return resolve(body);
      const { message, final } = judge(request.status, body);
      return reject(new SendingFailed(message, final));
    };
    request.send(formOf(entry));
  });
}
