// What the audio thread hears, handed to the page: a batch of samples and the pitches in it are one message, because
// every message wakes the page.
import { Batch } from "./batch.js";
import { LivePitch } from "./live_pitch.js";

class Microphone extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    this.batch = new Batch();
    this.pitch = new LivePitch(sampleRate, processorOptions);
    this.pitches = [];
    this.port.onmessage = () => this.flush();
  }

  process(inputs) {
    const block = inputs[0]?.[0];
    if (!block) return true;
    if (!this.batch.takes(currentFrame, block)) this.flush();
    this.batch.add(currentFrame, block);
    const pitch = this.pitch.hear(currentFrame, block);
    if (pitch) this.pitches.push(pitch);
    return true;
  }

  flush() {
    if (!this.batch.filled) return;
    const { frame, samples } = this.batch.take();
    this.port.postMessage({ frame, samples, pitches: this.pitches }, [samples.buffer]);
    this.pitches = [];
  }
}

registerProcessor("etude-microphone", Microphone);
