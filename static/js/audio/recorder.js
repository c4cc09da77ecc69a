// Recording: raw samples placed by the audio clock where worklets exist, the browser's own recorder elsewhere.
import { measure } from "./level.js";
import { Placement } from "./placement.js";
import { encodeWav } from "./wav.js";

const here = (name) => new URL(name, import.meta.url);
const loaded = new WeakMap();

function loadWorklets(context) {
  if (!loaded.has(context)) {
    const modules = ["./worklets/capture.js", "./worklets/pitch.js"];
    loaded.set(context, Promise.all(modules.map((name) => context.audioWorklet.addModule(here(name)))));
  }
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
  }

  async connect() {
    this.source = this.context.createMediaStreamSource(this.stream);
    if (!this.context.audioWorklet) return this;
    await loadWorklets(this.context);
    this.capture = new AudioWorkletNode(this.context, "etude-capture", { numberOfOutputs: 0 });
    this.pitch = new AudioWorkletNode(this.context, "etude-pitch", { numberOfOutputs: 0, processorOptions: this.range });
    this.capture.port.onmessage = ({ data }) => this.take(data);
    this.pitch.port.onmessage = ({ data }) => this.onpitch(data);
    this.source.connect(this.capture);
    this.source.connect(this.pitch);
    return this;
  }

  take({ frame, samples }) {
    this.placement?.add(frame, samples);
    this.onlevel(measure(samples), samples);
  }

  begin() {
    this.placement = new Placement();
    if (this.capture) return;
    this.chunks = [];
    this.fallback = new MediaRecorder(this.stream);
    this.fallback.ondataavailable = (event) => this.chunks.push(event.data);
    this.fallback.start();
  }

  /** What was played between two times of the context's clock: {blob, filename, missingS, levels}. */
  async finish(fromS, toS) {
    if (this.fallback) return this.finishFallback();
    this.capture.port.postMessage("flush");
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

  disconnect() {
    this.placement = null;
    this.source?.disconnect();
  }
}
