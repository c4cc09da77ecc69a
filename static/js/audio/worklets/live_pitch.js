// Live pitch: YIN on a sliding window at half the sample rate, one value about every 21 ms.
import { yin } from "../yin.js";

const HOP = 1024; // frames at the context's rate
const QUIET = 0.003; // root mean square under which nothing is reported

export class LivePitch {
  constructor(rate, { minHz = 60, maxHz = 1800 } = {}) {
    this.range = { minHz, maxHz };
    this.rate = rate / 2;
    this.window = new Float32Array(2 * Math.ceil(this.rate / minHz));
    this.sinceLast = 0;
  }

  /** Hear a block that begins at a frame: {frame, hz, clarity} when a value is due, else null. */
  hear(frame, block) {
    this.push(block);
    this.sinceLast += block.length;
    if (this.sinceLast < HOP) return null;
    this.sinceLast -= HOP;
    const { hz, clarity } = this.loud() ? yin(this.window, this.rate, this.range) : { hz: 0, clarity: 0 };
    // the value belongs to the middle of the window
    return { frame: frame + block.length - this.window.length, hz, clarity };
  }

  push(block) {
    const count = block.length / 2;
    this.window.copyWithin(0, count);
    const start = this.window.length - count;
    for (let i = 0; i < count; i++) this.window[start + i] = (block[2 * i] + block[2 * i + 1]) / 2;
  }

  loud() {
    let sum = 0;
    for (const sample of this.window) sum += sample * sample;
    return Math.sqrt(sum / this.window.length) > QUIET;
  }
}
