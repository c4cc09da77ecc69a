// Tempo, click, count-in, key and what to record from: the transport's settings, remembered in this browser (the tempo
// only on the page).
import { hasMidi } from "../audio/keyboard.js";
import { feltTempo } from "../score/timing.js";

const KEY = "etude-transport";
const DEFAULTS = { click: false, countBars: 1, key: "triad", source: "microphone" };

export function rememberedSettings() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return DEFAULTS;
  }
}

export class Settings {
  constructor(form, music, remembered) {
    this.form = form;
    this.music = music;
    this.beat = feltTempo(music, music.tempo_bpm).quarters;
    form.elements.click.checked = remembered.click;
    form.elements.count.value = String(remembered.countBars);
    form.elements.key.value = remembered.key;
    form.elements.source.value = hasMidi() ? remembered.source : "microphone";
    form.querySelector("[data-source]").hidden = !hasMidi();
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => this.remember());
    form.elements.tempo.addEventListener("input", () => this.showTempo());
  }

  /** Quarters a minute: the slider counts the metre's own beat. */
  get tempo() {
    const felt = Number(this.form.elements.tempo.value);
    const written = Math.round(this.music.tempo_bpm / this.beat);
    return felt === written ? this.music.tempo_bpm : Math.round(felt * this.beat * 10) / 10;
  }

  get click() {
    return this.form.elements.click.checked;
  }

  /** What to record from: "microphone" or "keyboard". */
  get source() {
    return this.form.elements.source.value;
  }

  get wishes() {
    const { count, key } = this.form.elements;
    return { tempo: this.tempo, click: this.click, countBars: Number(count.value), key: key.value };
  }

  showTempo() {
    this.form.querySelector("[data-tempo-value]").textContent = this.form.elements.tempo.value;
  }

  remember() {
    const { click, countBars, key } = this.wishes;
    try {
      localStorage.setItem(KEY, JSON.stringify({ click, countBars, key, source: this.source }));
    } catch {
      // storage is switched off: the settings hold for this page
    }
  }
}
