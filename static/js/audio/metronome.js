// The click: a look-ahead scheduler. A timer that may be late only decides what to hand over; the audio clock decides
// when it sounds.

const LOOK_AHEAD_S = 0.2;
const TICK_MS = 50;
const CLICK = { strong: { hz: 1568, gain: 0.5 }, weak: { hz: 1046, gain: 0.3 } };

/** The clicks of [from, to) out of a list sorted by time. */
export function due(clicks, from, to) {
  return clicks.filter((click) => click.time >= from && click.time < to);
}

export function playClick(context, destination, time, strong) {
  const { hz, gain } = strong ? CLICK.strong : CLICK.weak;
  const oscillator = new OscillatorNode(context, { type: "sine", frequency: hz });
  const envelope = new GainNode(context, { gain: 0 });
  envelope.gain.setValueAtTime(0, time);
  envelope.gain.linearRampToValueAtTime(gain, time + 0.002);
  envelope.gain.exponentialRampToValueAtTime(0.0001, time + 0.06);
  oscillator.connect(envelope).connect(destination);
  oscillator.start(time);
  oscillator.stop(time + 0.08);
}

export class Metronome {
  constructor(context) {
    this.context = context;
    this.output = new GainNode(context, { gain: 1 });
    this.output.connect(context.destination);
    this.timer = 0;
  }

  /** `clicks`: [{time, strong}] with time on the context's clock, sorted. */
  start(clicks) {
    this.stop();
    this.output = new GainNode(this.context, { gain: 1 });
    this.output.connect(this.context.destination);
    let handed = -Infinity;
    const hand = () => {
      const horizon = this.context.currentTime + LOOK_AHEAD_S;
      for (const click of due(clicks, handed, horizon)) playClick(this.context, this.output, click.time, click.strong);
      handed = horizon;
      if (clicks.length && clicks.at(-1).time < horizon) this.clear();
    };
    this.timer = setInterval(hand, TICK_MS);
    hand();
  }

  clear() {
    clearInterval(this.timer);
    this.timer = 0;
  }

  stop() {
    this.clear();
    this.output.disconnect();
  }
}
