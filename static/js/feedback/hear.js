// Hearing the take and what was written: whole, by bar, one after the other or together.
import { wake } from "../audio/context.js";
import { playTones } from "../audio/tones.js";

const START_S = 0.08;

export class Hearing {
  constructor(url, music, clock, take) {
    this.url = url;
    this.music = music;
    this.clock = clock;
    this.tuning = (take.tuning_cents ?? 0) / 100;
    this.shift = take.transposition_semitones ?? 0;
    this.stopped = () => {};
    this.playing = null;
  }

  async load() {
    this.context = await wake();
    this.bufferReady ??= fetch(this.url)
      .then((answer) => {
        if (!answer.ok) throw new Error(`the recording could not be fetched (${answer.status})`);
        return answer.arrayBuffer();
      })
      .then((bytes) => this.context.decodeAudioData(bytes));
    this.bufferReady.catch(() => (this.bufferReady = undefined));
    return this.bufferReady;
  }

  /** Play the take from one second to another; `together` sounds the written notes at the same moments, softly. */
  async take(from, to, together = false) {
    this.stop();
    const buffer = await this.load();
    const start = this.context.currentTime + START_S;
    const source = new AudioBufferSourceNode(this.context, { buffer });
    const volume = new GainNode(this.context, { gain: 1 });
    source.connect(volume).connect(this.context.destination);
    source.start(start, from, Math.max(0.1, Math.min(to, buffer.duration) - from));
    const hush = together ? playTones(this.context, this.tones(from, to, start, 0.09)) : () => {};
    this.begin({ start, from, to: Math.min(to, buffer.duration) }, () => {
      volume.gain.setTargetAtTime(0, this.context.currentTime, 0.012);
      source.stop(this.context.currentTime + 0.08);
      hush();
    });
  }

  /** Play what is written in that span, at the take's own tempo and tuning. */
  async target(from, to) {
    this.stop();
    this.context = await wake();
    const start = this.context.currentTime + START_S;
    const hush = playTones(this.context, this.tones(from, to, start, 0.22));
    this.begin({ start, from, to }, hush);
  }

  tones(from, to, start, gain) {
    return this.music.notes.flatMap((note) => {
      const on = this.clock.seconds(note.onset);
      const off = this.clock.seconds(note.onset + note.duration);
      if (off <= from + 0.05 || on >= to - 0.05) return [];
      const midi = note.midi + this.shift + this.tuning;
      return [{ midi, start: start + Math.max(0, on - from), duration: (off - Math.max(on, from)) * 0.96, gain }];
    });
  }

  begin(playing, stop) {
    this.playing = playing;
    this.silence = stop;
    const wait = (playing.to - playing.from + START_S + 0.1) * 1000;
    this.done = new Promise((resolve) => {
      this.finish = resolve;
      this.timer = setTimeout(() => this.end(), wait);
    });
  }

  end() {
    clearTimeout(this.timer);
    this.playing = null;
    this.silence = null;
    this.finish?.();
    this.stopped();
  }

  stop() {
    if (!this.playing) return;
    this.silence?.();
    this.end();
  }

  /** The second of the take that sounds now, or that the written notes stand for; null when nothing plays. */
  position() {
    if (!this.playing) return null;
    const { start, from, to } = this.playing;
    return Math.max(from, Math.min(to, from + this.context.currentTime - start));
  }
}
