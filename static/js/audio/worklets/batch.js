// The microphone's samples in batches, each with the number of its first frame.

const BATCH = 2048;

export class Batch {
  constructor() {
    this.samples = new Float32Array(BATCH);
    this.filled = 0;
    this.first = 0;
  }

  /** Whether a block that begins at this frame goes on where the batch ends, and has room in it. */
  takes(frame, block) {
    const follows = !this.filled || this.first + this.filled === frame;
    return follows && this.filled + block.length <= BATCH;
  }

  add(frame, block) {
    if (!this.filled) this.first = frame;
    this.samples.set(block, this.filled);
    this.filled += block.length;
  }

  /** {frame, samples} of what is in it, and begin a new one. */
  take() {
    const samples = this.samples.slice(0, this.filled);
    this.filled = 0;
    return { frame: this.first, samples };
  }
}
