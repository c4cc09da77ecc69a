// The key last pressed, told as live pitch for as long as it is held: as a microphone tells what it hears.
import { midiToHz } from "./yin.js";

const STEP_S = 0.05; // closer than values that are drawn as one line

export class HeldKey {
  /** `tell({time, hz, clarity})`; `now()` in seconds of the same clock as the times of presses and releases. */
  constructor(tell, now) {
    this.tell = tell;
    this.now = now;
    this.key = null;
  }

  press(key, seconds) {
    this.end(seconds);
    this.key = key;
    this.next = seconds;
    this.hold(seconds);
    this.timer = setInterval(() => this.hold(this.now()), STEP_S * 1000);
  }

  release(key, seconds) {
    if (key === this.key) this.end(seconds);
  }

  /** The line goes on; what a busy page was late with is made up for. */
  hold(until) {
    for (; this.next <= until; this.next += STEP_S) this.tell({ time: this.next, hz: midiToHz(this.key), clarity: 1 });
  }

  end(seconds) {
    clearInterval(this.timer);
    if (this.key === null) return;
    this.hold(seconds);
    this.tell({ time: seconds, hz: midiToHz(this.key), clarity: 1 });
    this.tell({ time: seconds, hz: 0, clarity: 0 });
    this.key = null;
  }
}
