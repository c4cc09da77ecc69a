// The feedback page: marks over the score, hearing each place, pictures on the take's time.
import { Cursor } from "../score/cursor.js";
import { drawMarks } from "../score/marks.js";
import { highlight, makePressable } from "../score/notes.js";
import { ScoreViews } from "../score/view.js";
import { Hearing } from "./hear.js";
import { frames } from "../frames.js";
import { Pictures } from "./pictures.js";
import { barSpan, knownPoints, takeClock } from "./take_time.js";
import { gettext } from "../words.js";

const page = document.querySelector("[data-feedback]");
const { music, report, labels, curve, duration_s: duration } = JSON.parse(document.getElementById("take").textContent);
const written = new Map(music.notes.map((note) => [note.id, note]));
const clock = takeClock(knownPoints(report.notes, written), report.take.tempo_bpm || music.tempo_bpm);
const views = new ScoreViews(page, music, music.prefixes);
const cursor = new Cursor(views);
const hearing = new Hearing(page.dataset.audio, music, clock, report.take);
const status = page.querySelector("[data-player-status]");
const hearable = page.dataset.audio !== "" && page.dataset.audioKind !== "mid";

const barOf = (id) => music.bars.findLast((bar) => bar.onset <= written.get(id).onset + 1e-9);

function drawScore(view) {
  drawMarks(view, report);
  makePressable(view, new Map(Object.entries(labels)), (id) => hearPlace(id));
}

function say(text) {
  status.textContent = text;
}

function mark(id) {
  highlight(views.current, id);
  for (const row of page.querySelectorAll("[data-row]")) row.classList.toggle("is-heard", row.dataset.row === id);
}

async function attempt(work) {
  try {
    await work();
    follow();
  } catch {
    say(gettext("This browser cannot play the recording. The written notes still sound."));
  }
}

const hearTake = (id) => attempt(() => {
  const { from, to } = barSpan(clock, barOf(id));
  mark(id);
  say(gettext("Bar %(bar)s: as it was played", { bar: barOf(id).number }));
  return hearing.take(from, to);
});

const hearTarget = (id) => attempt(() => {
  const { from, to } = barSpan(clock, barOf(id));
  mark(id);
  say(gettext("Bar %(bar)s: as it is written", { bar: barOf(id).number }));
  return hearing.target(from, to);
});

/** The place in the take, then as written. */
async function hearPlace(id) {
  if (!hearable) return hearTarget(id);
  await hearTake(id);
  const playing = hearing.playing;
  await hearing.done;
  const pressedAgain = hearing.playing !== null || hearing.interrupted || !playing;
  return pressedAgain ? null : hearTarget(id);
}

let step = null;
function follow() {
  frames.cancel(step);
  step = () => {
    const now = hearing.position();
    pictures.show(now);
    if (now === null) return rest();
    cursor.show(Math.max(0, Math.min(music.length - 1e-6, clock.quarters(now))));
    return frames.next(step);
  };
  step();
}

const atRest = page.querySelector("[data-play-take] [data-words]").textContent;
function rest() {
  cursor.hide();
  mark(null);
  label(atRest, "play");
}

function label(words, icon) {
  const button = page.querySelector("[data-play-take]");
  button.querySelector("[data-words]").textContent = words;
  const use = button.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
}

function playFrom(seconds, together = false) {
  return attempt(async () => {
    await hearing.take(seconds, duration, together);
    say(together ? gettext("The take, with the written notes softly beside it") : gettext("The take"));
    label(gettext("Stop"), "stop");
  });
}

function stop() {
  hearing.interrupted = true;
  hearing.stop();
  setTimeout(() => (hearing.interrupted = false), 0);
}

const firstSound = () => Math.max(0, clock.seconds(0) - 0.4);

function onClick(event) {
  const button = event.target.closest("button");
  if (!button) return;
  const { hear, hearTake: take, hearTarget: target } = button.dataset;
  if (hear || take || target) stop();
  if (hear) hearPlace(hear);
  if (take) hearTake(take);
  if (target) hearTarget(target);
  if ("playTake" in button.dataset) hearing.playing ? stop() : playFrom(firstSound());
  if ("playBoth" in button.dataset) {
    stop();
    playFrom(firstSound(), true);
  }
}

function onKey(event) {
  if (event.key !== " " || event.target.closest("button, a, input, summary, [role=button]") || !hearable) return;
  event.preventDefault();
  if (hearing.playing) stop();
  else playFrom(firstSound());
}

const pictures = new Pictures(
  page.querySelector("[data-pictures]"),
  {
    music,
    clock,
    curve,
    duration: Math.max(duration ?? 0, clock.seconds(music.length)),
    shift: report.take.transposition_semitones ?? 0,
    verdicts: new Map(report.notes.map((note) => [note.id, note])),
  },
  (seconds) => hearable && playFrom(seconds),
);

drawScore(views.current);
views.onchange(drawScore);
page.querySelector("[data-player]").hidden = !hearable;
if (!hearable) for (const button of page.querySelectorAll("[data-hear-take]")) button.hidden = true;
page.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
addEventListener("beforeprint", () => page.querySelectorAll("details").forEach((part) => (part.open = true)));
page.dataset.ready = "yes";
