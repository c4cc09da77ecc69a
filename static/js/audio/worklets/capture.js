// Hands the microphone's samples to the page in batches, each with the number of its first frame.

const BATCH = 2048;

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.batch = new Float32Array(BATCH);
    this.filled = 0;
    this.first = 0;
    this.port.onmessage = () => this.flush();
  }

  flush() {
    if (!this.filled) return;
    const samples = this.batch.slice(0, this.filled);
    this.port.postMessage({ frame: this.first, samples }, [samples.buffer]);
    this.filled = 0;
  }

  process(inputs) {
    const channel = inputs[0]?.[0];
    if (!channel) return true;
    const broken = this.filled > 0 && this.first + this.filled !== currentFrame;
    if (broken || this.filled + channel.length > BATCH) this.flush();
    if (!this.filled) this.first = currentFrame;
    this.batch.set(channel, this.filled);
    this.filled += channel.length;
    return true;
  }
}

registerProcessor("etude-capture", Capture);
