// Which bars are chosen: arrow keys move by bar, Shift widens, L loops. Pure state.
import { gettext } from "../words.js";

export const none = { first: null, last: null, loop: false };

/** Move the choice by `step` bars; with `widen` its end moves instead. */
export function move(choice, step, count, widen = false) {
  if (choice.first === null) {
    const bar = step > 0 ? 0 : count - 1;
    return { ...choice, first: bar, last: bar };
  }
  if (widen) {
    const last = Math.max(choice.first, Math.min(count - 1, choice.last + step));
    return { ...choice, last };
  }
  const bar = Math.max(0, Math.min(count - 1, (step > 0 ? choice.last : choice.first) + step));
  return { ...choice, first: bar, last: bar };
}

export function toggleLoop(choice, count, atBar = 0) {
  if (choice.loop) return { ...choice, loop: false };
  if (choice.first === null) return { first: Math.min(atBar, count - 1), last: Math.min(atBar, count - 1), loop: true };
  return { ...choice, loop: true };
}

/** The written time the choice spans: {from, to} in quarters; without a loop it goes on to the end. */
export function span(choice, music) {
  if (choice.first === null) return { from: 0, to: music.length };
  const last = music.bars[choice.loop ? choice.last : music.bars.length - 1];
  return { from: music.bars[choice.first].onset, to: last.onset + last.length };
}

/** In words, for the status line. */
export function describe(choice, music) {
  if (choice.first === null) return "";
  const [first, last] = [music.bars[choice.first].number, music.bars[choice.last].number];
  const bars = first === last ? gettext("Bar %(bar)s", { bar: first }) : gettext("Bars %(first)s to %(last)s", { first, last });
  return choice.loop ? gettext("%(bars)s, looping", { bars }) : gettext("%(bars)s chosen", { bars });
}
