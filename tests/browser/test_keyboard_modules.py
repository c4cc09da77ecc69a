"""A keyboard take, from MIDI messages to the bytes of a file, read back by the library that the server reads with."""

from __future__ import annotations

import io
from itertools import pairwise
from typing import Any

import mido
import pytest

from tests.browser.conftest import Run

pytestmark = pytest.mark.browser

ENCODE = """
  const { played, readMessage } = await import("/js/audio/midi_take.js");
  const read = a.messages.map(([seconds, bytes, input = 0]) => ({ ...readMessage(bytes, input), seconds }));
  const messages = read.filter(({ kind }) => kind);
  return [...m.encodeMidi(played(messages, a.from, a.to), a.to - a.from)];
"""
Event = tuple[float, str, int, int]  # seconds, type, key or controller, value


def take(run: Run, messages: list[Any], start: float = 10.0, end: float = 20.0) -> list[Event]:
    """What the MIDI file of some messages says; a message is its seconds, its bytes, and which input it came from."""
    data = bytes(run("audio/midi_file.js", ENCODE, {"messages": messages, "from": start, "to": end}))
    file = mido.MidiFile(file=io.BytesIO(data))
    assert (file.type, len(file.tracks), file.length) == (0, 1, pytest.approx(end - start))
    now, found = 0.0, []
    for message in file:
        now += message.time
        if message.type in ("note_on", "note_off"):
            found.append((now, message.type, message.note, message.velocity))
        elif message.type == "control_change":
            found.append((now, message.type, message.control, message.value))
    return found


def notes(events: list[Event]) -> list[tuple[int, float, float]]:
    """(key, onset, end); every key that goes down comes up again, and none twice."""
    down: dict[int, float] = {}
    found = []
    for seconds, kind, key, _ in events:
        if kind == "note_on":
            assert key not in down
            down[key] = seconds
        elif kind == "note_off":
            found.append((key, down.pop(key), seconds))
    assert not down
    return sorted(found, key=lambda note: (note[1], note[0]))


def near(*expected: tuple[int, float, float]) -> list[Any]:
    """Times to a tenth of a millisecond."""
    return [(key, pytest.approx(onset, abs=1e-4), pytest.approx(end, abs=1e-4)) for key, onset, end in expected]


def test_a_chord_and_its_times_are_read_back(run: Run) -> None:
    events = take(
        run,
        [
            [10.61234, [0x90, 60, 70]],
            [10.61311, [0x90, 64, 90]],
            [11.5, [0x80, 64, 0]],
            [11.50007, [0x90, 60, 0]],  # a release as many keyboards send it: struck with no force
        ],
    )
    assert notes(events) == near((60, 0.61234, 1.50007), (64, 0.61311, 1.5))
    assert [(key, velocity) for _, kind, key, velocity in events if kind == "note_on"] == [(60, 70), (64, 90)]


def test_times_stay_exact_through_a_long_take(run: Run) -> None:
    strikes = [[[10 + 0.377 * i, [0x90, 60, 80]], [10.3 + 0.377 * i, [0x80, 60, 0]]] for i in range(1500)]
    messages = [message for strike in strikes for message in strike]
    found = notes(take(run, messages, end=600.0))
    assert len(found) == 1500
    assert max(abs(onset - 0.377 * i) for i, (_, onset, _) in enumerate(found)) < 1e-4


def test_a_key_held_at_the_end_ends_with_the_take(run: Run) -> None:
    assert notes(take(run, [[19.0, [0x90, 72, 80]], [20.5, [0x80, 72, 0]]])) == near((72, 9.0, 10.0))


def test_a_key_struck_before_the_take_is_no_part_of_it(run: Run) -> None:
    messages = [[9.9, [0x90, 60, 80]], [10.2, [0x80, 60, 0]], [10.4, [0x90, 60, 80]], [10.6, [0x80, 60, 0]]]
    assert notes(take(run, messages)) == near((60, 0.4, 0.6))


def test_a_key_struck_again_without_a_release_is_two_notes(run: Run) -> None:
    messages = [[11, [0x90, 60, 80]], [12, [0x90, 60, 80]], [13, [0x80, 60, 0]], [14, [0x80, 60, 0]]]
    assert notes(take(run, messages)) == near((60, 1, 2), (60, 2, 3))


def test_a_key_struck_in_the_moment_of_its_release_is_two_notes(run: Run) -> None:
    messages = [[11, [0x90, 60, 80]], [12, [0x80, 60, 0]], [12, [0x90, 60, 80]], [13, [0x80, 60, 0]]]
    assert notes(take(run, messages)) == near((60, 1, 2), (60, 2, 3))


def test_the_shortest_touch_still_ends(run: Run) -> None:
    [(key, onset, end)] = notes(take(run, [[11, [0x90, 60, 80]], [11.00001, [0x80, 60, 0]]]))
    assert (key, onset) == (60, pytest.approx(1))
    assert 0 < end - onset < 0.001


def test_messages_of_two_keyboards_may_come_out_of_order(run: Run) -> None:
    messages = [[12, [0x80, 60, 0]], [11.5, [0x90, 67, 80], 1], [11, [0x90, 60, 80]], [13, [0x80, 67, 0], 1]]
    assert notes(take(run, messages)) == near((60, 1, 2), (67, 1.5, 3))


def test_a_layered_sound_is_one_note_on_one_channel(run: Run) -> None:
    """Two voices tell each key on channels of their own, and the second one holds it longer."""
    messages = [[11, [0x90, 60, 80]], [11.002, [0x91, 60, 80]], [12, [0x80, 60, 0]], [12.1, [0x81, 60, 0]]]
    assert notes(take(run, messages)) == near((60, 1, 2))


def test_other_channels_count_and_drum_patterns_do_not(run: Run) -> None:
    messages = [[11, [0x93, 60, 80]], [11, [0x99, 36, 80]], [11.5, [0x89, 36, 0]], [12, [0x83, 60, 0]]]
    assert notes(take(run, messages)) == near((60, 1, 2))


def test_the_pedal_is_kept_and_nothing_else_that_a_keyboard_sends(run: Run) -> None:
    messages = [
        [9, [0xB0, 64, 100]],  # down before the take
        [10.5, [0xB0, 64, 0]],
        [11, [0xB0, 64, 127]],
        [11.5, [0xF8]],  # clock
        [11.5, [0xFE]],  # active sensing
        [11.5, [0xB0, 1, 50]],  # the modulation wheel
        [11.5, [0xE0, 0, 70]],  # a bend
        [12, [0xB0, 64, 0]],
    ]
    found = [(round(seconds, 4), control, value) for seconds, _, control, value in take(run, messages)]
    assert found == [(0, 64, 100), (0.5, 64, 0), (1, 64, 127), (2, 64, 0)]


def test_a_pedal_let_go_before_the_take_is_no_part_of_it(run: Run) -> None:
    assert take(run, [[8, [0xB0, 64, 127]], [9, [0xB0, 64, 0]], [21, [0xB0, 64, 127]]]) == []


@pytest.mark.parametrize(("value", "written"), [(0, [0]), (127, [127]), (128, [0x81, 0]), (2_000_000, [0xFA, 0x89, 0])])
def test_times_are_written_in_groups_of_seven_bits(run: Run, value: int, written: list[int]) -> None:
    assert run("audio/midi_file.js", "return m.variableLength(a);", value) == written


def test_the_key_last_pressed_is_told_until_it_is_released(run: Run) -> None:
    """C is held, then E pressed over it; what a busy page was late with is told after all, without a hole."""
    told = run(
        "audio/held_key.js",
        """const told = [], held = new m.HeldKey((one) => told.push(one), () => 0);
           held.press(60, 1); held.press(64, 1.5); held.release(60, 1.6); held.release(64, 2);
           return told;""",
    )
    pitches = [(round(one["time"], 3), round(one["hz"], 1)) for one in told]
    assert pitches[0] == (1, 261.6)
    assert (1.5, 0) in pitches
    assert {hz for seconds, hz in pitches if seconds > 1.5} == {329.6, 0}
    assert pitches[-1] == (2, 0)
    times = [seconds for seconds, hz in pitches if hz]
    assert max(after - before for before, after in pairwise(times)) < 0.08


KEYBOARD = """
  const ports = new Map(), lost = [];
  const access = { inputs: ports, onstatechange: null };
  const plug = (id, name, busy) => {
    const port = { id, name, state: "connected", closed: 0, close: () => port.closed++ };
    port.open = async () => { if (busy) throw new DOMException("", "InvalidAccessError"); };
    ports.set(id, port);
    return port;
  };
  const context = { currentTime: 5, outputLatency: 0 };
  const open = async () => {
    Object.defineProperty(navigator, "requestMIDIAccess", { configurable: true, value: async () => access });
    try {
      const keyboard = await m.Keyboard.open(context);
      keyboard.onlost = () => lost.push("lost");
      return keyboard;
    } catch (error) { return error.name; }
  };
"""


def test_linux_listing_its_own_loop_is_no_keyboard(run: Run) -> None:
    script = KEYBOARD + "const before = await open(); plug('l', 'Midi Through Port-0'); return [before, await open()];"
    assert run("audio/keyboard.js", script) == ["NoKeyboard", "NoKeyboard"]


def test_a_keyboard_that_another_program_holds_is_told_only_if_there_is_no_other(run: Run) -> None:
    script = (
        KEYBOARD + "plug('a', 'A', true); const one = await open(); plug('b', 'B'); return [one, typeof await open()];"
    )
    assert run("audio/keyboard.js", script) == ["InvalidAccessError", "object"]


def test_a_take_goes_on_until_the_last_keyboard_is_unplugged(run: Run) -> None:
    """The second one is plugged in later and heard at once; both are let go at the end."""
    found = run(
        "audio/keyboard.js",
        KEYBOARD
        + """const first = plug("a", "A"), keyboard = await open();
             keyboard.begin();
             const second = plug("b", "B");
             access.onstatechange();
             ports.delete("a");
             access.onstatechange();
             const before = lost.length;
             second.onmidimessage({ data: [0x90, 60, 80], timeStamp: performance.now() });
             const { blob, filename } = await keyboard.finish(4, 6);
             second.state = "disconnected";
             access.onstatechange();
             keyboard.disconnect();
             return [before, lost.length, blob.type, filename, second.closed];""",
    )
    assert found == [0, 1, "audio/midi", "take.mid", 1]


def test_what_is_played_after_a_moment_lies_on_the_audio_clock(run: Run) -> None:
    """A key pressed a second after the take began, its message handed over late: the message's own time counts."""
    data = run(
        "audio/keyboard.js",
        KEYBOARD
        + """const first = plug("a", "A"), keyboard = await open();
             context.currentTime = 105;
             keyboard.begin();
             first.onmidimessage({ data: [0x90, 60, 80], timeStamp: performance.now() + 1000 });
             const { blob } = await keyboard.finish(104, 110);
             return [...new Uint8Array(await blob.arrayBuffer())];""",
    )
    [on, off] = [message for message in mido.MidiFile(file=io.BytesIO(bytes(data))) if not message.is_meta]
    assert (on.note, on.time) == (60, pytest.approx(2, abs=0.02))
    assert on.time + off.time == pytest.approx(6)


def test_a_take_without_a_key_has_no_file(run: Run) -> None:
    script = KEYBOARD + "plug('a', 'A'); const k = await open(); k.begin(); return (await k.finish(1, 2)).blob;"
    assert run("audio/keyboard.js", script) is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("NoKeyboard", "No keyboard was found"),
        ("NotAllowedError", "MIDI is blocked for this page"),
        ("SecurityError", "MIDI is blocked for this page"),
        ("InvalidAccessError", "The keyboard could not be opened"),
    ],
)
def test_why_a_keyboard_did_not_open_is_told_by_its_cause(run: Run, name: str, said: str) -> None:
    found = run("practice/sources.js", "return m.explainKeyboard({ name: a }, 'Chrome/140.0 Safari/537.36');", name)
    assert found["title"] == said
    assert found["text"].count(".") == 1
