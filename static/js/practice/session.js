// One take from the press to the recording: key, count-in, playing, end. The page shows what it reports.
import { Metronome } from "../audio/metronome.js";
import { Keyboard } from "../audio/keyboard.js";
import { Recorder } from "../audio/recorder.js";
import { playTones } from "../audio/tones.js";
import { secondsPerQuarter } from "../score/timing.js";
import { planTake } from "./plan.js";

const IDLE_CLOSE_MS = 90_000; // what is open and not used is closed again
const SOURCES = { microphone: Recorder, keyboard: Keyboard };

export class Session {
  constructor(context, music, range) {
    this.context = context;
    this.music = music;
    this.range = range;
    this.metronome = new Metronome(context);
    this.source = null; // what is open: "microphone", "keyboard" or nothing
    this.recorder = null;
    this.plan = null;
    this.onlevel = () => {};
    this.onpitch = () => {};
    this.onmicrophone = () => {};
    this.onlost = () => {};
  }

  /** Open the microphone or the keyboard if it is not, and close the other; rejects with the browser's error. */
  async open(source) {
    clearTimeout(this.idle);
    if (this.source === source) return;
    this.close();
    const recorder = await SOURCES[source].open(this.context, this.range);
    recorder.onlevel = (level) => this.onlevel(level);
    recorder.onpitch = (value) => this.onpitch(value);
    recorder.onlost = () => this.lose();
    Object.assign(this, { source, recorder });
    this.onmicrophone(source === "microphone");
  }

  close() {
    clearTimeout(this.idle);
    this.recorder?.disconnect();
    this.source = this.recorder = null;
    this.onmicrophone(false);
  }

  /** Microphone or keyboard was unplugged or taken away: a running take cannot go on. */
  lose() {
    const { source, plan } = this;
    clearTimeout(this.timer);
    this.silence();
    this.plan = null;
    this.close();
    if (plan) this.onlost(source);
  }

  closeWhenIdle() {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => !this.plan && this.close(), IDLE_CLOSE_MS);
  }

  /** Count in and record. `finished(recording)` is called when the last bar is over. */
  start(wishes, finished) {
    this.wishes = wishes;
    this.plan = planTake(this.music, wishes, this.context.currentTime);
    this.recorder.begin();
    this.hush = playTones(this.context, this.plan.tones);
    this.metronome.start(this.plan.clicks);
    const wait = (this.plan.recordTo - this.context.currentTime) * 1000 + 80;
    this.timer = setTimeout(() => this.finish().then(finished), wait);
  }

  /** Where the music is, in quarters: negative during the count-in; null when no take is running. */
  position(now) {
    return this.plan ? (now - this.plan.zero) / secondsPerQuarter(this.wishes.tempo) : null;
  }

  /** Stop early and keep what was played; null when the music had not begun. */
  async finishEarly() {
    clearTimeout(this.timer);
    const begun = this.plan && this.context.currentTime > this.plan.zero + 1;
    if (begun) return this.finish();
    this.silence();
    this.recorder?.abandon();
    this.plan = null;
    this.closeWhenIdle();
    return null;
  }

  async finish() {
    const { recordFrom, recordTo } = this.plan;
    this.silence();
    this.plan = null;
    const recording = await this.recorder.finish(recordFrom, Math.min(recordTo, this.context.currentTime));
    this.closeWhenIdle();
    return recording;
  }

  silence() {
    this.metronome.stop();
    this.hush?.();
  }
}
