// The exercise page: the score, one transport, the microphone or a keyboard.
import { audioContext, heardNow, wake } from "../audio/context.js";
import { midiToHz } from "../audio/yin.js";
import { stillOn } from "../audio/microphone.js";
import { Cursor, washBars } from "../score/cursor.js";
import { barAt, secondsPerQuarter } from "../score/timing.js";
import { ScoreViews } from "../score/view.js";
import { checkMicrophone } from "./check.js";
import { Delivery, offerWaiting } from "./delivery.js";
import { hardlyHeard, named } from "./advice.js";
import { placeOf, wishOf } from "./keys.js";
import { Listening, Renderings } from "./listening.js";
import { Meter } from "./meter.js";
import { newKey } from "./outbox.js";
import { beatsLeft } from "./plan.js";
import { describe, move, none, span, toggleLoop } from "./selection.js";
import { Session } from "./session.js";
import { NOTHING_PLAYED, SOURCES } from "./sources.js";
import { Trace } from "./trace.js";
import { showNotice } from "./notice.js";
import { frames } from "../frames.js";
import { rememberedSettings, Settings } from "./settings.js";
import { gettext } from "../words.js";

const page = document.querySelector("[data-exercise]");
const music = JSON.parse(document.getElementById("music").textContent);
const find = (name) => page.querySelector(`[data-${name}]`);

class ExercisePage {
  constructor() {
    this.views = new ScoreViews(page, music, music.prefixes);
    this.cursor = new Cursor(this.views);
    this.choice = none;
    this.settings = new Settings(find("settings"), music, rememberedSettings());
    this.renderings = new Renderings(page.dataset.listenUrl);
    this.meter = new Meter(find("meter"));
    this.trace = new Trace(find("trace"), music);
    this.views.onchange(() => this.cursor.hide());
    this.showTrace();
    this.setState("idle");
  }

  /** Everything that needs the audio clock is made at the first press: browsers keep it asleep until then. */
  async awake() {
    const context = await wake();
    if (!this.session) {
      this.listening = new Listening(context, music, this.renderings);
      this.session = this.makeSession(context);
    }
    return context;
  }

  makeSession(context) {
    const pitches = music.notes.map((note) => note.midi);
    const range = { minHz: midiToHz(Math.min(...pitches) - 14), maxHz: midiToHz(Math.max(...pitches) + 14) };
    const session = new Session(context, music, range);
    session.onlevel = (level) => this.meter.show(level);
    session.onmicrophone = (open) => this.meter.open(open);
    session.onlost = (source) => this.lose(source);
    session.onpitch = ({ time, hz, clarity }) => session.plan && this.trace.add(time - session.plan.zero, hz, clarity);
    return session;
  }

  lose(source) {
    this.rest();
    this.refuse(SOURCES[source].lost);
  }

  setState(state, words = "") {
    this.state = state;
    page.dataset.state = state;
    find("status").textContent = words;
    const listening = state === "listening";
    const taking = state === "counting" || state === "recording";
    this.label("listen", listening ? gettext("Stop") : gettext("Listen"), listening ? "stop" : "play");
    this.label("record", taking ? gettext("Stop") : gettext("Record"), taking ? "stop" : "record");
    const busy = ["opening", "checking", "sending"].includes(state);
    find("listen").disabled = taking || busy;
    find("record").disabled = listening || busy || page.dataset.closed === "yes";
    find("check").disabled = state !== "idle";
  }

  /** At rest the trace shows how the music begins, or the take that was just played. */
  showTrace() {
    const perQuarter = secondsPerQuarter(this.settings.tempo);
    const last = this.trace.points.at(-1);
    if (last) this.trace.draw(last.seconds, perQuarter);
    else this.trace.drawBeginning(perQuarter);
  }

  restartTrace() {
    this.trace.clear();
    this.showTrace();
  }

  label(name, words, icon) {
    const button = find(name);
    button.querySelector("[data-words]").textContent = words;
    const use = button.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}`));
  }

  async listen() {
    if (this.state === "listening") return this.stop();
    const context = await this.awake();
    const tempo = this.settings.tempo;
    const ready = this.renderings.get(tempo);
    if (!ready) this.renderings.prepare(context, tempo).then((buffer) => buffer && this.sayReady());
    this.lastAction = "listen";
    this.listening.start({
      tempo,
      span: span(this.choice, music),
      loop: this.choice.loop,
      click: this.settings.click,
      onend: () => this.stop(),
    });
    this.setState("listening", ready ? "" : gettext("Plain tones for now; the instrument's sound is being made."));
    return this.follow();
  }

  sayReady() {
    if (this.state === "listening") find("status").textContent = gettext("The instrument's sound is ready: press Listen again to hear it.");
  }

  async record() {
    if (this.state === "counting" || this.state === "recording") return this.stop();
    if (!(await this.open(this.settings.source))) return;
    this.lastAction = "record";
    find("notices").replaceChildren();
    this.trace.clear();
    this.wishes = this.settings.wishes;
    this.session.start(this.wishes, (recording) => this.deliver(recording));
    this.setState("counting", gettext("Get ready"));
    return this.follow();
  }

  /** Open what is recorded from, or say why not; whether it is open. */
  async open(source) {
    const { obstacle, opening, explain } = SOURCES[source];
    if (obstacle()) return this.refuse(obstacle());
    this.setState("opening", opening);
    try {
      await this.awake();
      await this.session.open(source);
    } catch (error) {
      return this.refuse(explain(error, navigator.userAgent));
    }
    find("processing").textContent = source === "microphone" ? this.processingWords() : "";
    return true;
  }

  refuse(notice) {
    this.setState("idle");
    showNotice(find("notices"), notice);
    return false;
  }

  processingWords() {
    const processing = stillOn(this.session.recorder.settings);
    return processing.length
      ? gettext("Careful: the browser still applies %(what)s.", { what: named(processing) })
      : gettext("Raw sound: the browser's echo cancellation, noise suppression and automatic gain are off.");
  }

  async stop() {
    if (this.state === "listening") {
      this.listening.stop();
      this.setState("idle");
      if (this.choice.first === null) this.cursor.hide();
      return;
    }
    if (this.state !== "counting" && this.state !== "recording") return;
    const recording = await this.session.finishEarly();
    if (recording) this.deliver(recording);
    else this.rest();
  }

  rest() {
    this.setState("idle");
    this.cursor.hide();
    find("count").textContent = "";
  }

  deliver(recording) {
    this.rest();
    if (!recording.blob) return this.refuse(NOTHING_PLAYED);
    const warning = hardlyHeard(recording.levels);
    if (warning) showNotice(find("notices"), { title: gettext("I could hardly hear that"), text: warning });
    return this.send(recording.blob, recording.filename, this.wishes.tempo);
  }

  send(blob, filename, tempo) {
    this.setState("sending", gettext("Sending…"));
    const entry = {
      clientKey: newKey(),
      owner: page.dataset.owner,
      exercise: page.dataset.exercise,
      assignment: page.dataset.assignment,
      title: page.dataset.title,
      url: page.dataset.takesUrl,
      blob,
      filename,
      settings: { tempo },
      created: Date.now(),
    };
    const delivery = new Delivery(entry, find("deliveries"));
    delivery.start().then(() => this.state === "sending" && this.setState("idle"));
  }

  /** Move cursor, count and trace with the audio clock while something runs. */
  follow() {
    frames.cancel(this.step);
    const context = audioContext();
    this.step = () => {
      if (!["listening", "counting", "recording"].includes(this.state)) return;
      const now = heardNow(context);
      if (this.state === "listening") this.cursor.show(this.listening.position(now) ?? 0);
      else this.followTake(now);
      frames.next(this.step);
    };
    this.step();
  }

  followTake(now) {
    const at = this.session.position(now);
    if (at === null) return;
    this.cursor.show(Math.max(0, Math.min(music.length - 1e-6, at)));
    this.trace.draw(at * secondsPerQuarter(this.wishes.tempo), secondsPerQuarter(this.wishes.tempo));
    const left = beatsLeft(music, this.wishes, this.session.plan, now);
    const words = left ? String(left) : "";
    if (find("count").textContent !== words) find("count").textContent = words;
    if (!left && this.state === "counting") this.setState("recording", gettext("Recording"));
  }

  choose(choice) {
    this.choice = choice;
    washBars(this.views, choice.first === null ? null : choice);
    find("choice").textContent = describe(choice, music);
    find("loop").setAttribute("aria-pressed", String(choice.loop));
    if (choice.first !== null) this.views.current.reveal(this.views.current.layout.bars[choice.first], false);
    if (this.state === "listening") this.listen().then(() => this.listen());
  }

  loop() {
    const at = this.listening?.position(audioContext().currentTime);
    this.choose(toggleLoop(this.choice, music.bars.length, at ? barAt(music.bars, at) : 0));
  }

  press(event) {
    const wish = wishOf(event, placeOf(event.target));
    const running = this.state !== "idle";
    const chosen = this.choice.first !== null;
    if (wish === "play") running ? this.stop() : this[this.lastAction ?? "listen"]();
    else if (wish === "record" && !running && !find("record").disabled) this.record();
    else if (wish === "loop") this.loop();
    else if (wish === "clear" && chosen) this.choose(none);
    else if (wish === "forward") this.choose(move(this.choice, 1, music.bars.length, event.shiftKey));
    else if (wish === "back") this.choose(move(this.choice, -1, music.bars.length, event.shiftKey));
    else return;
    event.preventDefault();
  }

  async check() {
    if (!(await this.open("microphone"))) return;
    this.setState("checking");
    await checkMicrophone(this.session, find("check-panel"), this.meter);
    this.setState("idle");
    this.session.closeWhenIdle();
  }

  /** At rest: the trace follows the tempo, and what is not to be recorded from is closed at once. */
  changeSettings() {
    if (this.state !== "idle") return;
    this.restartTrace();
    if (this.session && this.session.source !== this.settings.source) this.session.close();
  }

  listenForPresses() {
    find("listen").addEventListener("click", () => this.listen());
    find("record").addEventListener("click", () => this.record());
    find("loop").addEventListener("click", () => this.loop());
    find("more").addEventListener("click", () => this.showMore());
    find("check").addEventListener("click", () => this.check());
    find("back").addEventListener("click", () => this.choose(move(this.choice, -1, music.bars.length)));
    find("forward").addEventListener("click", () => this.choose(move(this.choice, 1, music.bars.length)));
    find("file").addEventListener("change", (event) => {
      const file = event.target.files[0];
      if (file) this.send(file, file.name, this.settings.tempo);
      event.target.value = "";
    });
    for (const name of ["resize", "etude:theme"]) addEventListener(name, () => this.state === "idle" && this.showTrace());
    new ResizeObserver(() => page.style.setProperty("--transport", `${find("transport").offsetHeight}px`)).observe(find("transport"));
    find("settings").addEventListener("input", () => this.changeSettings());
    document.addEventListener("keydown", (event) => this.press(event));
    page.addEventListener("click", (event) => this.chooseByPress(event));
    addEventListener("pagehide", () => this.session?.close());
  }

  /** On a phone the rarer settings are folded away. */
  showMore() {
    const open = page.querySelector(".transport__extra").classList.toggle("is-open");
    find("more").setAttribute("aria-expanded", String(open));
  }

  chooseByPress(event) {
    const measure = event.target.closest("g.measure");
    if (!measure || this.state === "recording" || this.state === "counting") return;
    const bar = this.views.current.measures.indexOf(measure);
    const same = this.choice.first === bar && this.choice.last === bar;
    this.choose(same ? { ...none, loop: false } : { ...this.choice, first: bar, last: bar });
  }

  begin() {
    this.listenForPresses();
    this.settings.showTempo();
    offerWaiting(find("deliveries"), page.dataset.owner, page.dataset.exercise);
    const obstacle = SOURCES[this.settings.source].obstacle();
    if (obstacle) showNotice(find("notices"), obstacle);
    page.dataset.ready = "yes";
  }
}

new ExercisePage().begin();
