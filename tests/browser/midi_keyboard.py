"""A MIDI keyboard that a page in a test finds instead of a real one, and what it plays."""

from __future__ import annotations

from playwright.sync_api import Page

# window.keyboard: plugged in, unplugged and played by the test. Messages carry the exact time they stand for, as a real
# keyboard's do, however late the page is handed them. `microphones` counts how often the page asked for one.
SCRIPT = """(() => {
  const access = { inputs: new Map(), onstatechange: null };
  const told = (port) => access.onstatechange?.({ port });
  const emit = (data, timeStamp) => {
    for (const input of access.inputs.values()) input.onmidimessage?.({ data: Uint8Array.from(data), timeStamp });
  };
  const later = (data, at) => setTimeout(() => emit(data, at), at - performance.now());
  window.keyboard = {
    asked: [],
    refusal: null,
    microphones: 0,
    plugIn(id, name = "Stage Piano") {
      const port = { id, name, type: "input", state: "connected", onmidimessage: null };
      port.open = port.close = async () => port;
      access.inputs.set(id, port);
      told(port);
    },
    unplug(id) {
      const port = access.inputs.get(id);
      access.inputs.delete(id);
      port.state = "disconnected";
      told(port);
    },
    /** Notes {midi, onset, duration} in quarters, from so many seconds from now on. */
    play(notes, secondsPerQuarter, inSeconds) {
      const zero = performance.now() + 1000 * inSeconds;
      const at = (quarters) => zero + 1000 * quarters * secondsPerQuarter;
      for (const { midi, onset, duration } of notes) {
        later([0x90, midi, 80], at(onset));
        later([0x80, midi, 64], at(onset + 0.9 * duration));
      }
    },
  };
  Object.defineProperty(navigator, "requestMIDIAccess", {
    value: async (...options) => {
      keyboard.asked.push(options);
      if (keyboard.refusal) throw new DOMException("refused", keyboard.refusal);
      return access;
    },
  });
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (wish) => (keyboard.microphones++, open(wish));
})()"""

LINUX_LOOP = "keyboard.plugIn('loop', 'Midi Through Port-0')"
# The tonic chord and one bar of count-in come first, as the page plans them.
PLAY_THE_SCORE = """async () => {
  const music = JSON.parse(document.getElementById("music").textContent);
  const { planTake } = await import("/static/js/practice/plan.js");
  const plan = planTake(music, { tempo: music.tempo_bpm, countBars: 1, key: "triad", click: false }, 0);
  keyboard.play(music.notes, 60 / music.tempo_bpm, plan.zero);
}"""


def give_keyboard(page: Page, *, plugged_in: bool = True) -> None:
    """From the next page on there is Web MIDI, with Linux's loop port and, if wanted, a keyboard."""
    page.add_init_script(SCRIPT)
    page.add_init_script(LINUX_LOOP)
    if plugged_in:
        page.add_init_script("keyboard.plugIn('piano')")
