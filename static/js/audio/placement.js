// Recorded blocks laid on the audio clock. Blocks can be late or lost when the machine is busy: each one carries the
// number of its first frame, and what never came is silence. Joining them end to end would shift every later note.

export class Placement {
  constructor() {
    this.blocks = [];
  }

  /** `frame`: number of the block's first sample on the context's clock; `samples`: Float32Array. */
  add(frame, samples) {
    this.blocks.push({ frame, samples });
  }

  get endFrame() {
    return this.blocks.reduce((end, block) => Math.max(end, block.frame + block.samples.length), 0);
  }

  /** The samples from one frame up to another, gaps as zeros: {samples, missing} with `missing` in frames. */
  cut(from, to) {
    const samples = new Float32Array(Math.max(0, to - from));
    let covered = 0;
    for (const block of this.blocks) {
      const first = Math.max(from, block.frame);
      const last = Math.min(to, block.frame + block.samples.length);
      if (last <= first) continue;
      samples.set(block.samples.subarray(first - block.frame, last - block.frame), first - from);
      covered += last - first;
    }
    return { samples, missing: Math.max(0, samples.length - covered) };
  }
}
