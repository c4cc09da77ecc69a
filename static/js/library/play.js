// Buttons that play an exercise: the worker makes the sound the first time, then it starts at once. One plays at a time.
import { gettext } from "../words.js";

const PATIENCE_MS = 60_000;
let current = null;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The address of the sound, asked for until the worker has made it; null when it cannot be made. */
export async function soundAddress(address, { wait = pause, patience = PATIENCE_MS } = {}) {
  for (let waited = 0, step = 250; waited < patience; waited += step) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) return null;
    const { status, url } = await answer.json();
    if (url) return url;
    if (status === "failed" || status === "refused") return null;
    await wait(step);
    step = Math.min(1000, step + 50);
  }
  return null;
}

function show(button, state, words) {
  const label = button.querySelector("[data-sound-label]");
  button.dataset.words ??= label.textContent;
  label.textContent = words ?? button.dataset.words;
  button.setAttribute("aria-pressed", String(state !== "still"));
  const use = button.querySelector("use");
  const sheet = use.getAttribute("href").split("#")[0];
  use.setAttribute("href", `${sheet}#${state === "still" ? "play" : "stop"}`);
  button.closest("[data-candidate]")?.classList.toggle("is-playing", state !== "still");
}

function stop() {
  if (!current) return;
  const { button, audio } = current;
  current = null;
  audio?.pause();
  show(button, "still");
}

async function start(button) {
  stop();
  const mine = { button, audio: null };
  current = mine;
  show(button, "waiting", gettext("Preparing…"));
  const url = await soundAddress(button.dataset.sound).catch(() => null);
  if (current !== mine) return;
  if (!url) {
    current = null;
    show(button, "still", gettext("No sound just now"));
    return;
  }
  mine.audio = new Audio(url);
  mine.audio.addEventListener("ended", () => current === mine && stop());
  try {
    await mine.audio.play();
    if (current === mine) show(button, "playing", gettext("Stop"));
  } catch {
    if (current === mine) stop();
  }
}

function toggle(button) {
  if (current?.button === button) stop();
  else start(button);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-sound]");
  if (button) toggle(button);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea")) return;
  const candidates = document.querySelectorAll("[data-candidate] [data-sound]");
  const button = /^[1-6]$/.test(event.key) ? candidates[Number(event.key) - 1] : null;
  if (button) toggle(button);
});
