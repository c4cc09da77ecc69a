"""The pages' own modules: their pure parts, run by Chromium. No server: the files come straight from static/."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Run

pytestmark = pytest.mark.browser

PICKUP = {  # one dotted quarter before the first bar of a 6/8
    "length": 4.5,
    "meter": {"beats": [1.5, 1.5]},
    "bars": [{"number": 0, "onset": 0, "length": 1.5}, {"number": 1, "onset": 1.5, "length": 3}],
    "notes": [
        {"id": "n1", "midi": 67, "onset": 0, "duration": 1.5},
        {"id": "n2", "midi": 74, "onset": 1.5, "duration": 3},
    ],
    "tonic": 7,
    "minor": False,
}


def test_a_wav_file_has_its_header_and_clipped_samples(run: Run) -> None:
    values = run(
        "audio/wav.js",
        """const b = m.encodeWav(new Float32Array([0, 0.5, -1, 2]), 48000);
           const v = new DataView(b);
           const word = (at) => String.fromCharCode(...new Uint8Array(b, at, 4));
           return [word(0), word(8), v.getUint32(24, true), v.getUint32(40, true), ...new Int16Array(b, 44)];""",
    )
    assert values == ["RIFF", "WAVE", 48000, 8, 0, 16384, -32767, 32767]


def test_blocks_are_placed_by_their_frame_and_gaps_are_silence(run: Run) -> None:
    found = run(
        "audio/placement.js",
        """const p = new m.Placement();
           p.add(104, new Float32Array([3, 4])); p.add(100, new Float32Array([1, 2]));
           const { samples, missing } = p.cut(99, 107);
           return { samples: [...samples], missing };""",
    )
    assert found == {"samples": [0, 1, 2, 0, 0, 3, 4, 0], "missing": 4}


@pytest.mark.parametrize("hz", [65.4, 110.0, 261.6, 440.0, 1046.5])
def test_a_known_tone_is_heard_within_five_cents(run: Run, hz: float) -> None:
    cents = run(
        "audio/yin.js",
        """const rate = 24000, frame = new Float32Array(800);
           for (let i = 0; i < frame.length; i++) {
             const t = 2 * Math.PI * a * i / rate;
             frame[i] = 0.3 * Math.sin(t) + 0.2 * Math.sin(2 * t);
           }
           return 100 * (m.hzToMidi(m.yin(frame, rate).hz) - m.hzToMidi(a));""",
        hz,
    )
    assert abs(cents) < 5


def test_noise_has_no_pitch(run: Run) -> None:
    hz = run(
        "audio/yin.js",
        """let seed = 1;
           const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;
           return m.yin(Float32Array.from({ length: 800 }, next), 24000).hz;""",
    )
    assert hz == 0


def test_a_pickup_is_counted_in_with_what_its_bar_lacks(run: Run) -> None:
    beats = run("score/timing.js", "return m.countInBeats(a, 1);", PICKUP)
    assert [beat["quarters"] for beat in beats] == [-4.5, -3, -1.5]
    assert [beat["strong"] for beat in beats] == [True, False, True]


def test_the_click_of_a_pickup_is_the_weak_beat(run: Run) -> None:
    beats = run("score/timing.js", "return m.musicBeats(a);", PICKUP)
    assert [(beat["quarters"], beat["strong"]) for beat in beats] == [(0, False), (1.5, True), (3, False)]


def test_the_tempo_is_told_in_the_felt_beat(run: Run) -> None:
    assert run("score/timing.js", "return m.feltTempo(a, 90);", PICKUP) == {"bpm": 60, "quarters": 1.5}


def test_a_take_is_planned_from_key_to_tail(run: Run) -> None:
    plan = run(
        "practice/plan.js", "return m.planTake(a, {tempo: 90, countBars: 1, key: 'triad', click: false}, 10);", PICKUP
    )
    assert [tone["midi"] for tone in plan["tones"]] == [67, 71, 74]
    assert len(plan["clicks"]) == 3
    assert plan["tones"][-1]["start"] + 0.5 < plan["countFrom"] + 1e-6
    assert plan["zero"] == pytest.approx(plan["countFrom"] + 3)
    assert plan["end"] == pytest.approx(plan["zero"] + 3)
    assert plan["recordFrom"] < plan["zero"] < plan["end"] < plan["recordTo"]


def test_the_count_runs_down_to_the_first_beat(run: Run) -> None:
    counts = run(
        "practice/plan.js",
        """const wishes = { tempo: 90, countBars: 1, key: 'none', click: false };
           const plan = m.planTake(a, wishes, 0);
           return [0.01, 1.01, 2.01, 3.01].map((s) => m.beatsLeft(a, wishes, plan, plan.countFrom + s));""",
        PICKUP,
    )
    assert counts == [3, 2, 1, 0]


def test_the_cursor_glides_between_notes_and_turns_at_the_line_end(run: Run) -> None:
    notes = [{"onset": 0, "x": 10, "system": 0}, {"onset": 1, "x": 20, "system": 0}, {"onset": 2, "x": 5, "system": 1}]
    bars = [
        {"onset": 0, "end": 2, "left": 0, "right": 30, "system": 0},
        {"onset": 2, "end": 4, "left": 0, "right": 25, "system": 1},
    ]
    places = run(
        "score/anchors.js",
        """const anchors = m.anchorsOf(a.notes, a.bars);
           const at = [0, 0.5, 1.5, 2, 3, 9].map((q) => m.placeAt(anchors, q));
           return [...at, m.placeAt(anchors, 0.9, true)].map((p) => [p.system, p.x]);""",
        {"notes": notes, "bars": bars},
    )
    assert places == [[0, 10], [0, 15], [0, 25], [1, 5], [1, 15], [1, 25], [0, 10]]


def test_written_and_take_time_lead_back_to_each_other(run: Run) -> None:
    found = run(
        "feedback/take_time.js",
        """const written = new Map([["a", {onset: 0}], ["b", {onset: 2}], ["c", {onset: 4}]]);
           const notes = [
             {id: "a", performed: {onset_s: 1.1}, onset_ms: 100},
             {id: "b", performed: null, onset_ms: null},
             {id: "c", performed: {onset_s: 3.0}, onset_ms: 0},
           ];
           const clock = m.takeClock(m.knownPoints(notes, written), 60);
           return [clock.seconds(0), clock.seconds(2), clock.seconds(-1), clock.quarters(2), clock.quarters(5)];""",
    )
    assert found == pytest.approx([1.0, 2.0, 0.0, 2.0, 6.0])


def test_bars_are_chosen_widened_and_looped(run: Run) -> None:
    found = run(
        "practice/selection.js",
        """let choice = m.move(m.none, 1, 4);
           choice = m.move(choice, 1, 4);
           choice = m.move(choice, 1, 4, true);
           const looped = m.toggleLoop(choice, 4);
           const bars = [0, 1, 2, 3].map((i) => ({ number: i + 1, onset: 4 * i, length: 4 }));
           const music = { bars, length: 16 };
           return [m.span(choice, music), m.span(looped, music), m.describe(looped, music)];""",
    )
    assert found == [{"from": 4, "to": 16}, {"from": 4, "to": 12}, "Bars 2 to 3, looping"]


@pytest.mark.parametrize(
    ("key", "place", "wish"),
    [
        (" ", "page", "play"), (" ", "control", None), (" ", "field", None),
        ("ArrowRight", "page", "forward"), ("ArrowRight", "control", "forward"), ("ArrowRight", "field", None),
        ("R", "control", "record"), ("l", "control", "loop"), ("Escape", "page", "clear"), ("x", "page", None),
    ],
)  # fmt: skip
def test_keys_go_on_working_after_a_button_was_pressed(run: Run, key: str, place: str, wish: str | None) -> None:
    assert run("practice/keys.js", "return m.wishOf({ key: a[0] }, a[1]);", [key, place]) == wish


def test_a_key_with_a_modifier_belongs_to_the_browser(run: Run) -> None:
    assert run("practice/keys.js", "return m.wishOf({ key: 'r', ctrlKey: true }, 'page');") is None


@pytest.mark.parametrize(
    ("check", "kinds"),
    [
        ({"noiseDb": -70, "voiceDb": -25, "clipped": 0, "processing": [], "known": True}, ["good", "good", "good"]),
        ({"noiseDb": -70, "voiceDb": -60, "clipped": 0, "processing": [], "known": True}, ["bad", "good", "good"]),
        ({"noiseDb": -35, "voiceDb": -30, "clipped": 9, "processing": ["automatic gain"], "known": True}, ["bad"] * 3),
    ],
)
def test_the_microphone_check_says_what_is_wrong(run: Run, check: dict, kinds: list[str]) -> None:
    assert [line["kind"] for line in run("practice/advice.js", "return m.advise(a);", check)] == kinds


@pytest.mark.parametrize(
    ("status", "body", "final"),
    [(422, {"message": "empty"}, True), (413, None, True), (403, None, False), (429, None, False), (502, None, False)],
)
def test_only_what_cannot_get_better_is_not_sent_again(run: Run, status: int, body: dict | None, final: bool) -> None:
    answer = run("practice/upload.js", "return m.judge(a.status, a.body);", {"status": status, "body": body})
    assert answer["final"] is final
    assert answer["message"]


@pytest.mark.parametrize(
    ("agent", "browser"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "edge"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1", "ios"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/18.0 Safari/605.1", "safari"),
    ],
)
def test_permission_is_explained_for_the_browser_at_hand(run: Run, agent: str, browser: str) -> None:
    assert run("practice/permission.js", "return m.browserOf(a);", agent) == browser


def test_an_octave_away_is_drawn_on_the_written_note(run: Run) -> None:
    moved = run("practice/trace.js", "return [55.2, 67.2, 79.2, 68.0].map((midi) => m.nearestOctave(midi, 67));")
    assert moved == pytest.approx([67.2, 67.2, 67.2, 68.0])


@pytest.mark.parametrize("octave", [0, -12, 12])
def test_a_note_held_too_long_stays_in_the_octave_of_the_take(run: Run, octave: int) -> None:
    """D5 goes on under a written G4, and a wrong E flat after it: neither leaps to the octave that is nearer to G4."""
    written = [74, 74, 67, 67, 67, 74]
    heard = [midi + octave for midi in (74, 74.2, 74.1, 75, 67.1, 74)]
    body = "let at = null; return a.heard.map((one, i) => (at = m.placed(one, a.written[i], at)).midi);"
    drawn = run("practice/trace.js", body, {"written": written, "heard": heard})
    assert drawn == pytest.approx([74, 74.2, 74.1, 75, 67.1, 74])


def test_an_octave_that_the_ear_mistakes_is_drawn_on_the_written_note(run: Run) -> None:
    body = "let at = null; return a.map((one) => (at = m.placed(one, 67, at)).midi);"
    assert run("practice/trace.js", body, [67, 55.1, 67, 79]) == pytest.approx([67, 67.1, 67, 67])


def test_a_pitch_beyond_the_picture_is_drawn_at_its_edge(run: Run) -> None:
    body = "return [60, 50, 90].map((midi) => m.within(m.rows({ low: 56, high: 71 }, 150)(midi), 150));"
    assert run("practice/trace.js", body) == pytest.approx([110, 147, 3])


def test_all_that_moves_is_drawn_in_one_picture(run: Run) -> None:
    """Two draw in the first; asking twice draws once; what is called off is not drawn; the next waits for its time."""
    found = run(
        "frames.js",
        """const waits = [], drawn = []; let now = 1000;
           const later = (call, ms) => { waits.push(ms); call(); };
           let paint = null;
           const frames = new m.Frames({ now: () => now, later, beforePaint: (call) => (paint = call) });
           const [one, two, three] = ["one", "two", "three"].map((name) => () => drawn.push(name));
           for (const draw of [one, two, one, three]) frames.next(draw);
           frames.cancel(three);
           paint();
           now += 20;
           frames.next(two);
           paint();
           return { drawn, waits };""",
    )
    assert found["drawn"] == ["one", "two", "two"]
    assert found["waits"] == [0, 37]


def test_a_batch_ends_where_blocks_were_lost_or_its_room_ends(run: Run) -> None:
    found = run(
        "audio/worklets/batch.js",
        """const batch = new m.Batch(), block = new Float32Array(128).fill(0.5);
           batch.add(256, block);
           const goes = [batch.takes(384, block), batch.takes(512, block)];
           for (let frame = 384; batch.takes(frame, block); frame += 128) batch.add(frame, block);
           const { frame, samples } = batch.take();
           return [...goes, frame, samples.length, batch.filled];""",
    )
    assert found == [True, False, 256, 2048, 0]


def test_the_live_pitch_tells_a_tone_from_silence_and_when_it_was(run: Run) -> None:
    """A second of silence, then one of A4: a value each 1024 frames, of the middle of what is heard (800 frames)."""
    values = run(
        "audio/worklets/live_pitch.js",
        """const ear = new m.LivePitch(48000, { minHz: 60, maxHz: 1800 });
           const sample = (n) => (n < 48000 ? 0 : 0.3 * Math.sin((2 * Math.PI * 440 * n) / 48000));
           const found = [];
           for (let frame = 0; frame < 96000; frame += 128) {
             const value = ear.hear(frame, Float32Array.from({ length: 128 }, (_, i) => sample(frame + i)));
             if (value) found.push(value);
           }
           return found;""",
    )
    assert [value["frame"] for value in values[:2]] == [1024 - 800, 2048 - 800]
    assert {value["hz"] for value in values if value["frame"] < 47_000} == {0}
    assert [value["hz"] for value in values if value["frame"] > 49_000] == pytest.approx([440] * 45, rel=0.001)


def test_a_silence_breaks_the_pitch_curve(run: Run) -> None:
    curve = {"start_s": 1.0, "step_s": 0.02, "midi": [60, 60.1, None, 62, 62.1, 67, 67]}
    lengths = run("feedback/pictures.js", "return m.stretches(a).map((s) => [s[0].seconds, s.length]);", curve)
    assert [(round(start, 2), count) for start, count in lengths] == [(1.0, 2), (1.06, 2), (1.1, 2)]


@pytest.mark.parametrize(
    ("style", "said"),
    [("datetime", "7 March, 09:05"), ("date", "7 March"), ("time", "09:05"), ("day", "Saturday 7 March")],
)
def test_times_are_written_as_the_server_writes_them(run: Run, style: str, said: str) -> None:
    found = run(
        "shell.js",
        """document.documentElement.lang = "en-GB";
           return m.localTime(new Date(2026, 2, 7, 9, 5), a, new Date(2026, 10, 1));""",
        style,
    )
    assert found == said


def test_a_time_of_another_year_names_it(run: Run) -> None:
    found = run(
        "shell.js",
        """document.documentElement.lang = "en-GB";
           return m.localTime(new Date(2025, 2, 7, 9, 5), "datetime", new Date(2026, 10, 1));""",
    )
    assert found == "7 March 2025, 09:05"


@pytest.mark.parametrize(("key", "to"), [("ArrowRight", 0), ("ArrowLeft", 1), ("Home", 0), ("End", 2), ("x", None)])
def test_arrow_keys_go_round_the_tabs(run: Run, key: str, to: int | None) -> None:
    assert run("tabs.js", "return m.neighbour(2, 3, a);", key) == to
