// Live pitch: YIN on a sliding window at half the sample rate, one value about every 21 ms: a picture is drawn every 30 ms.
import { yin } from "../yin.js";

const HOP = 1024; // frames at the context's rate
const QUIET = 0.003; // root mean square under which nothing is reported

class Pitch extends AudioWorkletProcessor {
  constructor({ processorOptions: { minHz = 60, maxHz = 1800 } = {} } = {}) {
    super();
    this.range = { minHz, maxHz };
    this.rate = sampleRate / 2;
    this.window = new Float32Array(2 * Math.ceil(this.rate / minHz));
    this.sinceLast = 0;
  }

  push(channel) {
    const count = channel.length / 2;
    this.window.copyWithin(0, count);
    const start = this.window.length - count;
    for (let i = 0; i < count; i++) this.window[start + i] = (channel[2 * i] + channel[2 * i + 1]) / 2;
  }

  loud() {
    let sum = 0;
    for (const sample of this.window) sum += sample * sample;
    return Math.sqrt(sum / this.window.length) > QUIET;
  }

  process(inputs) {
    const channel = inputs[0]?.[0];
    if (!channel) return true;
    this.push(channel);
    this.sinceLast += channel.length;
    if (this.sinceLast < HOP) return true;
    this.sinceLast -= HOP;
    const { hz, clarity } = this.loud() ? yin(this.window, this.rate, this.range) : { hz: 0, clarity: 0 };
    // the value belongs to the middle of the window
    this.port.postMessage({ frame: currentFrame + channel.length - this.window.length, hz, clarity });
    return true;
  }
}

registerProcessor("etude-pitch", Pitch);
