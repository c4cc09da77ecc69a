// Recording: raw samples placed by the audio clock where worklets exist, the browser's own recorder elsewhere.
import { measure } from "./level.js";
import { close, openMicrophone, settingsOf } from "./microphone.js";
import { Placement } from "./placement.js";
import { encodeWav } from "./wav.js";

const WORKLET = new URL("./worklets/microphone.js", import.meta.url);
const loaded = new WeakMap();

function loadWorklet(context) {
  if (!loaded.has(context)) loaded.set(context, context.audioWorklet.addModule(WORKLET));
  return loaded.get(context);
}

/** Listens to an open microphone: levels and live pitch all the time, samples between `begin` and `finish`. */
export class Recorder {
  constructor(context, stream, { minHz = 60, maxHz = 1800 } = {}) {
    this.context = context;
    this.stream = stream;
    this.range = { minHz, maxHz };
    this.placement = null;
    this.onlevel = () => {};
    this.onpitch = () => {};
    this.onlost = () => {};
  }

  /** Asks for leave where the browser wants it; rejects with its error. */
  static async open(context, range) {
    return new Recorder(context, await openMicrophone(), range).connect();
  }

  /** What the browser says about the microphone, its processing above all. */
  get settings() {
    return settingsOf(this.stream);
  }

  async connect() {
    this.stream.getAudioTracks()[0].addEventListener("ended", () => this.onlost());
    this.source = this.context.createMediaStreamSource(this.stream);
    if (!this.context.audioWorklet) return this;
    await loadWorklet(this.context);
    this.ear = new AudioWorkletNode(this.context, "etude-microphone", { numberOfOutputs: 0, processorOptions: this.range });
    this.ear.port.onmessage = ({ data }) => this.take(data);
    this.source.connect(this.ear);
    return this;
  }

  take({ frame, samples, pitches }) {
    for (const { frame: at, hz, clarity } of pitches) this.onpitch({ time: at / this.context.sampleRate, hz, clarity });
    this.placement?.add(frame, samples);
    this.onlevel(measure(samples), samples);
  }

  begin() {
    this.placement = new Placement();
    if (this.ear) return;
    this.chunks = [];
    this.fallback = new MediaRecorder(this.stream);
    this.fallback.ondataavailable = (event) => this.chunks.push(event.data);
    this.fallback.start();
  }

  /** What was played between two times of the context's clock: {blob, filename, missingS, levels}. */
  async finish(fromS, toS) {
    if (this.fallback) return this.finishFallback();
    this.ear.port.postMessage("flush");
    await new Promise((resolve) => setTimeout(resolve, 60));
    const rate = this.context.sampleRate;
    const { samples, missing } = this.placement.cut(Math.round(fromS * rate), Math.round(toS * rate));
    this.placement = null;
    const blob = new Blob([encodeWav(samples, rate)], { type: "audio/wav" });
    return { blob, filename: "take.wav", missingS: missing / rate, levels: measure(samples) };
  }

  async finishFallback() {
    const stopped = new Promise((resolve) => (this.fallback.onstop = resolve));
    this.fallback.stop();
    await stopped;
    const type = this.fallback.mimeType;
    this.fallback = null;
    const ending = type.includes("mp4") ? "mp4" : type.includes("ogg") ? "ogg" : "webm";
    return { blob: new Blob(this.chunks, { type }), filename: `take.${ending}`, missingS: 0, levels: null };
  }

  /** Forget what was played since `begin`. */
  abandon() {
    if (this.fallback?.state === "recording") this.fallback.stop();
    this.fallback = null;
    this.placement = null;
  }

  disconnect() {
    this.abandon();
    this.source?.disconnect();
    close(this.stream);
  }
}
