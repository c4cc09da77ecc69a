// One take from the press to the recording: key, count-in, playing, end. The page shows what it reports.
import { Metronome } from "../audio/metronome.js";
import { close, openMicrophone, settingsOf, stillOn } from "../audio/microphone.js";
import { Recorder } from "../audio/recorder.js";
import { playTones } from "../audio/tones.js";
import { secondsPerQuarter } from "../score/timing.js";
import { planTake } from "./plan.js";

const IDLE_CLOSE_MS = 90_000; // an open microphone that is not used is closed again

export class Session {
  constructor(context, music, range) {
    this.context = context;
    this.music = music;
    this.range = range;
    this.metronome = new Metronome(context);
    this.recorder = null;
    this.plan = null;
    this.onlevel = () => {};
    this.onpitch = () => {};
    this.onmicrophone = () => {};
    this.onlost = () => {};
  }

  get open() {
    return this.recorder !== null;
  }

  /** Open the microphone if it is not; returns the names of processing the browser still applies. */
  async openMicrophone() {
    clearTimeout(this.idle);
    if (!this.recorder) {
      this.stream = await openMicrophone();
      this.stream.getAudioTracks()[0].addEventListener("ended", () => this.lose());
      this.recorder = await new Recorder(this.context, this.stream, this.range).connect();
      this.recorder.onlevel = (level) => this.onlevel(level);
      this.recorder.onpitch = (value) => this.onpitch({ ...value, time: value.frame / this.context.sampleRate });
      this.onmicrophone(true);
    }
    this.settings = settingsOf(this.stream);
    return stillOn(this.settings);
  }

  closeMicrophone() {
    clearTimeout(this.idle);
    this.recorder?.disconnect();
    close(this.stream);
    this.recorder = null;
    this.onmicrophone(false);
  }

  /** The microphone was unplugged or taken away: a running take cannot go on. */
  lose() {
    const running = this.plan !== null;
    clearTimeout(this.timer);
    this.silence();
    this.plan = null;
    this.closeMicrophone();
    if (running) this.onlost();
  }

  closeWhenIdle() {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => !this.plan && this.closeMicrophone(), IDLE_CLOSE_MS);
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
    this.recorder?.fallback?.stop();
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
