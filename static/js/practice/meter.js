// The microphone's level, always in sight while it is open.
import { meterPosition } from "../audio/level.js";
import { frames } from "../frames.js";
import { gettext } from "../words.js";

const FALL_DB = 1.2; // per block: the bar falls slower than it rises, so that one can read it

export class Meter {
  constructor(element) {
    this.element = element;
    this.bar = element.querySelector("[data-meter-bar]");
    this.words = element.querySelector("[data-meter-words]");
    this.shown = -100;
    this.clippedUntil = 0;
    this.draw = () => this.drawShown();
  }

  show({ peakDb, clipped }) {
    this.shown = Math.max(peakDb, this.shown - FALL_DB);
    if (clipped) this.clippedUntil = performance.now() + 1500;
    frames.next(this.draw);
  }

  drawShown() {
    this.bar.style.transform = `scaleX(${meterPosition(this.shown).toFixed(3)})`;
    const clipping = performance.now() < this.clippedUntil;
    this.element.classList.toggle("is-clipping", clipping);
    this.setLevel(String(Math.round(this.shown)));
    const words = clipping ? gettext("too loud") : this.shown < -50 ? gettext("quiet") : gettext("hearing you");
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  /** Written only when it changes: it makes the browser work out the page's styles anew. */
  setLevel(level) {
    if (this.element.getAttribute("aria-valuenow") !== level) this.element.setAttribute("aria-valuenow", level);
  }

  open(isOpen) {
    this.element.hidden = !isOpen;
    this.shown = -100;
  }
}
