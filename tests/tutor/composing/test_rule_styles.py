"""Rule styles: their scales, and chords that are planned first and then really lie under the melody.

Strong beats and chord members are worked out here anew, from letters and semitones, not with the composer's tables.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from tutor.composing.chord_plan import chorded, strong_ticks
from tutor.composing.compose import compose, with_defaults
from tutor.composing.form import least_bars, plan, sections_of
from tutor.composing.progressions import BLUES, POP, SWING, chord_named, progression
from tutor.composing.styles import STYLES
from tutor.music.key import Key
from tutor.music.rhythm import Meter
from tutor.music.score import ChordSymbol, Score

pytestmark = pytest.mark.usefixtures("untrained")
PLANNED = sorted(name for name, style in STYLES.items() if style.harmony)
SHAPES = {
    "major": {0, 4, 7},
    "minor": {0, 3, 7},
    "diminished": {0, 3, 6},
    "dominant-seventh": {0, 4, 7, 10},
    "minor-seventh": {0, 3, 7, 10},
    "major-seventh": {0, 4, 7, 11},
    "half-diminished": {0, 3, 6, 10},
}
LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def classes(chord: ChordSymbol) -> set[int]:
    root = LETTERS[chord.root[0]] + chord.root.count("#") - chord.root[1:].count("b")
    return {(root + semitones) % 12 for semitones in SHAPES[chord.quality]}


def off_chord(score: Score) -> list[str]:
    """Notes that begin on a bar's first beat, or on the one in its middle, outside the chord written there."""
    found = []
    for note in score.notes:
        bar = score.bar_at(note.onset)
        at = note.onset - bar.onset
        chord = next((c for c in score.harmony if c.onset <= note.onset < c.onset + c.duration), None)
        even = bar.meter.name in ("4/4", "2/4", "6/8", "12/8", "2/2")
        strong = at == 0 or (even and at * 2 == bar.meter.bar_length)
        if bar.number and strong and chord and note.pitch.midi % 12 not in classes(chord):
            found.append(f"{note.pitch} over {chord.root} {chord.quality} in bar {bar.number}")
    return found


@pytest.mark.parametrize("style", PLANNED)
@pytest.mark.parametrize("level", [1, 3, 5, 8])
def test_strong_beats_lie_on_the_chords_that_are_written(style: str, level: int) -> None:
    made = compose(with_defaults({"style": style, "level": level, "seed": level}))
    assert off_chord(made.score) == []
    assert sum(chord.duration for chord in made.score.harmony) == made.score.length


@pytest.mark.parametrize("style", PLANNED)
def test_the_last_chord_is_the_tonic_one(style: str) -> None:
    score = compose(with_defaults({"style": style, "seed": 3})).score
    assert score.harmony[-1].root == f"{score.key.step}{'b' if score.key.alter < 0 else '#' * score.key.alter}"


def test_a_blues_is_twelve_bars_of_three_chords() -> None:
    score = compose(with_defaults({"style": "blues", "key": "A minor", "seed": 5})).score
    per_bar = [next(c.root for c in score.harmony if c.onset <= b.onset < c.onset + c.duration) for b in score.bars]
    assert per_bar == ["A", "D", "A", "A", "D", "D", "A", "A", "E", "D", "A", "A"]
    assert {chord.quality for chord in score.harmony} == {"dominant-seventh"}
    assert {note.pitch.step for note in score.notes} <= set("ACDEG")


def test_the_answer_of_a_blues_returns_over_the_second_line() -> None:
    score = compose(with_defaults({"style": "blues", "seed": 6})).score

    def line(first: int) -> list:
        start, end = score.bars[first].onset, score.bars[first + 1].end
        return [(n.onset - start, n.pitch) for n in score.notes if start <= n.onset < end]

    assert line(2) == line(6)


def test_a_loop_states_its_figure_four_times_and_varies_it_once() -> None:
    score = compose(with_defaults({"style": "electronic-loop", "seed": 2})).score
    bars = [[(n.onset - b.onset, n.pitch) for n in score.notes if b.onset <= n.onset < b.end] for b in score.bars]
    assert bars[0:2] == bars[2:4] == bars[6:8]
    assert bars[4] == bars[0]
    assert bars[5] != bars[1]


def test_twelve_bar_form_knows_its_length() -> None:
    assert least_bars("12-bar") == 12
    assert [s.bars for s in sections_of("12-bar", 12)] == [2, 2, 2, 2, 4]
    assert sum(s.bars for s in sections_of("12-bar", 24)) == 24
    with pytest.raises(ValueError, match="needs 12"):
        plan("12-bar", 8)


@pytest.mark.parametrize(
    ("text", "key", "root", "quality"),
    [
        ("V7", "D major", "A", "dominant-seventh"),
        ("bVI", "C major", "Ab", "major"),
        ("iiø7", "A minor", "B", "half-diminished"),
        ("VI", "A minor", "F", "major"),
        ("4", "D dorian", "G", "major"),
        ("2", "E phrygian", "F", "major"),
    ],
)
def test_a_numeral_names_its_chord_in_any_key(text: str, key: str, root: str, quality: str) -> None:
    symbol = chord_named(text, Key.parse(key).mode).symbol(Key.parse(key), Fraction(0), Fraction(4))
    assert (symbol.root, symbol.quality) == (root, quality)


@pytest.mark.parametrize("nonsense", ["H", "9", "Vsus", "iVi", "iimaj7"])
def test_what_names_no_chord_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match="not a chord"):
        chord_named(nonsense, "major")


def test_chord_members_are_spelled_in_thirds() -> None:
    assert chord_named("bVI", "major").tones("major") == {(5, -1), (0, 0), (2, -1)}
    assert chord_named("V7", "minor").tones("minor") == {(4, 0), (6, 1), (1, 0), (3, 0)}


def test_every_progression_can_be_read_in_its_mode() -> None:
    for style in PLANNED:
        harmony = STYLES[style].harmony
        assert harmony is not None
        for mode in ("major", "minor", "dorian", "mixolydian"):
            for text in harmony.of(mode):
                assert all(progression(text, mode))


def test_bars_that_return_keep_their_chords_and_a_pickup_has_none() -> None:
    laid = chorded(plan("AABA", 16, pickup=24), POP, Key.parse("G major"), [Meter(4, 4)] * 17, 1)
    assert laid.bars[0].chords == ()
    for bar in laid.bars[1:]:
        if bar.source is not None:
            assert bar.chords == laid.bars[bar.source].chords


def test_half_cadences_are_planned_on_the_dominant() -> None:
    laid = chorded(plan("period", 8), SWING, Key.parse("C major"), [Meter(4, 4)] * 8, 0)
    (_, half), (_, last) = laid.bars[3].chords[-1], laid.bars[7].chords[-1]
    assert {(1, 0), (4, 0), (6, 0)} & half.tones("major")
    assert (last.degree, last.quality) == (0, "major-seventh")


def test_two_chords_share_a_bar_at_its_middle() -> None:
    assert strong_ticks(Meter(4, 4)) == (0, 48)
    assert strong_ticks(Meter(3, 4)) == (0,)
    assert strong_ticks(Meter(12, 8)) == (0, 72)
    assert len(BLUES.of("minor")) == 2


def test_the_harmonic_minor_study_never_sounds_the_plain_seventh() -> None:
    for level in (2, 5, 7):
        score = compose(with_defaults({"style": "harmonic-minor-study", "key": "A minor", "level": level})).score
        assert all(note.pitch.alter == 1 for note in score.notes if note.pitch.step == "G")


def test_the_makam_study_raises_its_third_where_the_level_reads_that() -> None:
    low = compose(with_defaults({"style": "makam-study", "key": "E phrygian", "level": 2})).score
    high = compose(with_defaults({"style": "makam-study", "key": "E phrygian", "level": 7})).score
    assert all(note.pitch.alter == 0 for note in low.notes)
    assert {note.pitch.alter for note in high.notes if note.pitch.step == "G"} <= {1}


def test_every_rule_style_says_so() -> None:
    rules = [style for style in STYLES.values() if style.kind == "rules"]
    assert len(rules) >= 8
    assert all(style.harmony is None for style in STYLES.values() if style.kind == "learned")
