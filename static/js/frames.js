// When to draw: whatever moves on a page is drawn in the same picture, so that the browser paints and composes once for
// all of it. Fifteen a second are enough to follow, and an old laptop has to record meanwhile: each costs it 2 to 4 ms.

const PERIOD_MS = 57; // and on to the screen's next frame: every fourth one of sixty a second

/** Pictures by three clocks of the browser, which a test may replace. */
export class Frames {
  constructor({ now, later, beforePaint }) {
    this.clock = { now, later, beforePaint };
    this.waiting = new Set();
    this.asked = false;
    this.last = -Infinity;
  }

  /** Have `draw` called once, in the next picture; asking again before it changes nothing. */
  next(draw) {
    this.waiting.add(draw);
    if (this.asked) return;
    this.asked = true;
    const { now, later, beforePaint } = this.clock;
    // To ask for every frame of the screen is to pay for every frame, drawn or not.
    later(() => beforePaint(() => this.take()), Math.max(0, this.last + PERIOD_MS - now()));
  }

  cancel(draw) {
    this.waiting.delete(draw);
  }

  take() {
    const draws = [...this.waiting];
    this.waiting.clear();
    this.asked = false;
    this.last = this.clock.now();
    for (const draw of draws) draw();
  }
}

export const frames = new Frames({
  now: () => performance.now(),
  later: (call, ms) => setTimeout(call, ms),
  beforePaint: (call) => requestAnimationFrame(call),
});
