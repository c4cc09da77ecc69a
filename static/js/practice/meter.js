// The microphone's level, always in sight while it is open.
import { meterPosition } from "../audio/level.js";
import { gettext } from "../words.js";

const FALL_DB = 1.2; // per block: the bar falls slower than it rises, so that one can read it

export class Meter {
  constructor(element) {
    this.element = element;
    this.bar = element.querySelector("[data-meter-bar]");
    this.words = element.querySelector("[data-meter-words]");
    this.shown = -100;
    this.clippedUntil = 0;
  }

  show({ peakDb, clipped }) {
    this.shown = Math.max(peakDb, this.shown - FALL_DB);
    const now = performance.now();
    if (clipped) this.clippedUntil = now + 1500;
    this.bar.style.transform = `scaleX(${meterPosition(this.shown).toFixed(3)})`;
    const clipping = now < this.clippedUntil;
    this.element.classList.toggle("is-clipping", clipping);
    this.element.setAttribute("aria-valuenow", String(Math.round(this.shown)));
    const words = clipping ? gettext("too loud") : this.shown < -50 ? gettext("quiet") : gettext("hearing you");
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  open(isOpen) {
    this.element.hidden = !isOpen;
    this.shown = -100;
  }
}
