// Listening to the exercise: the worker's rendering once it exists, plain tones until then; from any bar, looped.
import { Metronome } from "../audio/metronome.js";
import { playTones } from "../audio/tones.js";
import { musicBeats, notesBetween, secondsPerQuarter, toClicks } from "../score/timing.js";

const START_S = 0.12;
const SLICE_S = 20; // tones are handed over in slices, so that a long piece does not make a thousand nodes at once

/** Renderings by tempo, fetched once each. */
export class Renderings {
  constructor(address) {
    this.address = address;
    this.buffers = new Map();
    this.asked = new Set();
  }

  get(tempo) {
    return this.buffers.get(tempo);
  }

  /** Ask for the sound at a tempo; resolves to an AudioBuffer, or to null when it cannot be had. */
  async prepare(context, tempo) {
    if (this.asked.has(tempo)) return this.get(tempo) ?? null;
    this.asked.add(tempo);
    try {
      const url = await this.waitFor(tempo);
      if (!url) return null;
      const bytes = await (await fetch(url)).arrayBuffer();
      this.buffers.set(tempo, await context.decodeAudioData(bytes));
      return this.get(tempo);
    } catch {
      this.asked.delete(tempo); // offline: plain tones serve until the next try
      return null;
    }
  }

  async waitFor(tempo) {
    for (let tries = 0; tries < 60; tries++) {
      const answer = await fetch(`${this.address}?tempo=${tempo}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return null;
      const { status, url } = await answer.json();
      if (status === "done") return url;
      if (status === "failed" || status === "refused") return null;
      await new Promise((resolve) => setTimeout(resolve, Math.min(3000, 500 + 100 * tries)));
    }
    return null;
  }
}

export class Listening {
  constructor(context, music, renderings) {
    this.context = context;
    this.music = music;
    this.renderings = renderings;
    this.metronome = new Metronome(context);
    this.playing = null;
  }

  /** `span`: {from, to} in quarters; `loop` repeats it; `click` adds the metronome. */
  start({ tempo, span, loop = false, click = false, onend = () => {} }) {
    this.stop();
    this.playing = { tempo, span, loop, click, onend };
    this.round(this.context.currentTime + START_S);
  }

  round(start) {
    const { tempo, span, loop, click, onend } = this.playing;
    const perQuarter = secondsPerQuarter(tempo);
    const duration = (span.to - span.from) * perQuarter;
    Object.assign(this.playing, { zero: start - span.from * perQuarter, start, end: start + duration });
    this.silence = this.sound(start, perQuarter, span, duration);
    if (click) this.metronome.start(toClicks(musicBeats(this.music, span.from, span.to), tempo, this.playing.zero));
    const wait = Math.max(0, (this.playing.end - this.context.currentTime - 0.05) * 1000);
    this.timer = setTimeout(() => {
      if (loop) return this.round(this.playing.end);
      this.playing = null;
      return onend();
    }, wait + (loop ? 0 : 350));
  }

  sound(start, perQuarter, span, duration) {
    const buffer = this.renderings.get(this.playing.tempo);
    if (buffer) return this.playBuffer(buffer, start, span.from * perQuarter, duration, this.playing.loop ? 0 : 1);
    return this.playPlain(start, perQuarter, span);
  }

  playBuffer(buffer, start, offset, duration, tail) {
    const source = new AudioBufferSourceNode(this.context, { buffer });
    const volume = new GainNode(this.context, { gain: 1 });
    source.connect(volume).connect(this.context.destination);
    source.start(start, offset, duration + tail);
    return () => {
      volume.gain.setTargetAtTime(0, this.context.currentTime, 0.015);
      source.stop(this.context.currentTime + 0.1);
    };
  }

  playPlain(start, perQuarter, span) {
    const stops = [];
    let handed = span.from;
    const hand = () => {
      const until = Math.min(span.to, handed + SLICE_S / perQuarter);
      const notes = notesBetween(this.music.notes, handed, until);
      const tones = notes.map((note) => ({
        midi: note.midi,
        start: start + (note.onset - span.from) * perQuarter,
        duration: note.duration * perQuarter * 0.95,
      }));
      stops.push(playTones(this.context, tones));
      handed = until;
      if (handed < span.to) timer = setTimeout(hand, (SLICE_S / 2) * 1000);
    };
    let timer = 0;
    hand();
    return () => {
      clearTimeout(timer);
      stops.forEach((stop) => stop());
    };
  }

  /** Where the music is now, in quarters; null when nothing plays. */
  position(now) {
    if (!this.playing) return null;
    const { zero, tempo, span } = this.playing;
    return Math.max(span.from, Math.min(span.to, (now - zero) / secondsPerQuarter(tempo)));
  }

  stop() {
    clearTimeout(this.timer);
    this.silence?.();
    this.silence = null;
    this.metronome.stop();
    this.playing = null;
  }
}
