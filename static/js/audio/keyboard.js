// A MIDI keyboard, to record a take from: what Recorder is for sound, for keys.
import { heardNow } from "./context.js";
import { HeldKey } from "./held_key.js";
import { encodeMidi } from "./midi_file.js";
import { played, readMessage } from "./midi_take.js";

const LOOP = /^midi through/i; // Linux lists this port of its own where nothing is plugged in

export const hasMidi = () => "requestMIDIAccess" in navigator;

export class NoKeyboard extends Error {
  name = "NoKeyboard";
}

/** Listens to every connected keyboard: live pitch all the time, keys and pedal between `begin` and `finish`. */
export class Keyboard {
  constructor(context, access) {
    this.context = context;
    this.access = access;
    this.messages = null;
    this.held = new HeldKey((value) => this.onpitch(value), () => this.seconds(performance.now()));
    this.onlevel = () => {};
    this.onpitch = () => {};
    this.onlost = () => {};
  }

  /** Asks for leave where the browser wants it; rejects with its error, or with NoKeyboard. */
  static async open(context) {
    return new Keyboard(context, await navigator.requestMIDIAccess()).connect();
  }

  get inputs() {
    return [...this.access.inputs.values()].filter((input) => input.state !== "disconnected" && !LOOP.test(input.name));
  }

  async connect() {
    this.setClock();
    const { inputs } = this;
    if (!inputs.length) throw new NoKeyboard();
    const opened = await Promise.allSettled(inputs.map((input) => this.listenTo(input)));
    if (opened.every(({ status }) => status === "rejected")) {
      this.disconnect();
      throw opened[0].reason;
    }
    this.access.onstatechange = () => this.look();
    return this;
  }

  listenTo(input) {
    input.onmidimessage = (event) => this.take(event, input.id);
    return input.open(); // fails where another program has the keyboard to itself
  }

  /** Something was plugged in or out: new keyboards are listened to; without any there is nothing to record. */
  look() {
    const { inputs } = this;
    for (const input of inputs) this.listenTo(input).catch(() => {});
    if (!inputs.length) this.onlost();
  }

  /**
   * Messages carry the browser's time (`performance.now()`), the take is planned on the audio clock. What leads from one
   * to the other is read once for a take: the browser tells the audio clock in steps of several milliseconds, and reading
   * it at every key would move each note by another part of a step. Read once, notes keep their distances exactly; that
   * all of them lie a little early or late together costs nothing.
   */
  setClock() {
    this.offset = heardNow(this.context) - performance.now() / 1000;
  }

  /** A time of the browser, in milliseconds, on the audio clock. */
  seconds(timeStamp) {
    return timeStamp / 1000 + this.offset;
  }

  take({ data, timeStamp }, input) {
    const message = readMessage(data, input);
    if (!message) return;
    const seconds = this.seconds(timeStamp);
    this.messages?.push({ ...message, seconds });
    if (message.kind === "press") this.held.press(message.key, seconds);
    if (message.kind === "release") this.held.release(message.key, seconds);
  }

  begin() {
    this.setClock();
    this.messages = [];
  }

  /** What was played between two times of the context's clock, as Recorder tells it; `blob` is null for nothing. */
  async finish(fromS, toS) {
    const take = played(this.messages, fromS, toS);
    this.abandon();
    const blob = take.notes.length ? new Blob([encodeMidi(take, toS - fromS)], { type: "audio/midi" }) : null;
    return { blob, filename: "take.mid", missingS: 0, levels: null };
  }

  /** Forget what was played since `begin`. */
  abandon() {
    this.messages = null;
  }

  disconnect() {
    this.abandon();
    this.held.end(this.seconds(performance.now()));
    this.access.onstatechange = null;
    for (const input of this.access.inputs.values()) {
      input.onmidimessage = null;
      input.close();
    }
  }
}
