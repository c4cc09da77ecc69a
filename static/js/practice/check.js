// The microphone check: two seconds of the room, then three of playing, then advice in plain words.
import { quantile } from "../audio/level.js";
import { stillOn } from "../audio/microphone.js";
import { advise } from "./advice.js";
import { gettext } from "../words.js";

const ROOM_MS = 2000;
const PLAY_MS = 3500;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function listen(session, ms, show) {
  const levels = [];
  const before = session.onlevel;
  session.onlevel = (level) => {
    levels.push(level);
    show(level);
  };
  await pause(ms);
  session.onlevel = before;
  return levels;
}

/** Loudness figures of the two phases: {noiseDb, voiceDb, clipped}. */
export function summarise(room, playing) {
  return {
    noiseDb: quantile(room.map((level) => level.rmsDb), 0.5),
    voiceDb: quantile(playing.map((level) => level.rmsDb), 0.85),
    clipped: playing.reduce((sum, level) => sum + level.clipped, 0),
  };
}

function show(list, advice) {
  list.replaceChildren(
    ...advice.map(({ kind, text }) => {
      const item = document.createElement("li");
      item.className = `alert alert--${kind}`;
      item.textContent = text;
      return item;
    }),
  );
}

/** `panel` holds [data-check-step] and [data-check-advice]; the session's microphone is opened by the caller. */
export async function checkMicrophone(session, panel, meter) {
  const step = panel.querySelector("[data-check-step]");
  const list = panel.querySelector("[data-check-advice]");
  list.replaceChildren();
  step.textContent = gettext("Listening to the room. Please be quiet for two seconds.");
  const room = await listen(session, ROOM_MS, (level) => meter.show(level));
  step.textContent = gettext("Now play or sing a few notes, as loud as you will.");
  const playing = await listen(session, PLAY_MS, (level) => meter.show(level));
  const settings = session.recorder?.settings;
  step.textContent = settings ? gettext("This is what I heard:") : "";
  if (!settings) return; // it was unplugged meanwhile
  show(list, advise({ ...summarise(room, playing), processing: stillOn(settings), known: settings.noiseSuppression !== undefined }));
}

