// Getting recordings to the server: kept in the browser first, sent, and only then forgotten.
import { forget, keep, waiting } from "./outbox.js";
import { send } from "./upload.js";
import { gettext } from "../words.js";

const RETRY_MS = [4000, 10_000, 30_000, 60_000];

const csrfToken = () => document.querySelector('input[name="csrfmiddlewaretoken"]')?.value ?? "";

function button(text, kind, press) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `button button--small ${kind}`;
  element.textContent = text;
  element.addEventListener("click", press);
  return element;
}

function download(entry) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(entry.blob);
  link.download = entry.filename;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** One waiting recording as an alert with what can be done about it. */
export class Delivery {
  constructor(entry, list, { arrived = (url) => location.assign(url) } = {}) {
    this.entry = entry;
    this.arrived = arrived;
    this.tries = 0;
    this.box = document.createElement("li");
    this.box.className = "alert alert--note delivery";
    this.box.setAttribute("role", "status");
    list.append(this.box);
    addEventListener("online", () => this.box.isConnected && !this.busy && this.go());
  }

  /** Keep it here, then send it. */
  async start() {
    try {
      await keep(this.entry);
    } catch {
      this.unkept = true; // private windows may refuse storage; the recording lives as long as this page
    }
    return this.go();
  }

  async go() {
    clearTimeout(this.timer);
    this.busy = true;
    this.say(gettext("Sending your recording"), "0 %");
    try {
      const { url } = await send(this.entry, csrfToken(), (share) => this.progress(share));
      await forget(this.entry.clientKey).catch(() => {});
      this.box.remove();
      this.arrived(url);
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = false;
    }
  }

  say(title, text, actions = []) {
    const heading = document.createElement("strong");
    heading.textContent = title;
    const words = document.createElement("p");
    words.textContent = text;
    const row = document.createElement("p");
    row.className = "row";
    row.append(...actions);
    this.box.replaceChildren(heading, words, ...(actions.length ? [row] : []));
  }

  progress(share) {
    this.say(gettext("Sending your recording"), `${Math.round(share * 100)} %`);
  }

  failed(error) {
    const kept = this.unkept ? gettext("Keep this page open until it is sent.") : gettext("Nothing is lost: your recording is kept in this browser.");
    const actions = [button(gettext("Save it as a file"), "", () => download(this.entry)), button(gettext("Delete it"), "button--quiet", () => this.remove())];
    if (error.final) {
      this.say(gettext("This recording cannot be taken"), error.message, actions);
      return;
    }
    this.say(gettext("Not sent yet"), `${error.message ?? gettext("Something went wrong.")} ${kept}`, [button(gettext("Send again"), "button--primary", () => this.go()), ...actions]);
    const wait = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)];
    this.tries += 1;
    this.timer = setTimeout(() => this.box.isConnected && this.go(), wait);
  }

  async remove() {
    if (!confirm(gettext("Delete this recording for good?"))) return;
    clearTimeout(this.timer);
    await forget(this.entry.clientKey).catch(() => {});
    this.box.remove();
  }
}

/** What an earlier visit left unsent, offered for sending: for one exercise, or all of them. */
export async function offerWaiting(list, owner, exercise = null) {
  const entries = await waiting(owner).catch(() => []);
  for (const entry of entries.filter((one) => exercise === null || one.exercise === exercise)) {
    const delivery = new Delivery(entry, list);
    const when = new Date(entry.created).toLocaleString(document.documentElement.lang || [], { weekday: "short", hour: "numeric", minute: "2-digit" });
    delivery.say(
      gettext("A recording is still waiting to be sent"),
      gettext("%(title)s, %(when)s. It is kept in this browser.", { title: entry.title, when }),
      [button(gettext("Send it now"), "button--primary", () => delivery.go()), button(gettext("Delete it"), "button--quiet", () => delivery.remove())],
    );
  }
}
