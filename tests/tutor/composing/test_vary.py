"""Recomposing bars: what was not asked for stays, note for note, and the joins are sound."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tutor.composing.compose import compose
from tutor.composing.request import ComposeRequest
from tutor.composing.vary import vary
from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, Note, Part, Score, Slur

pytestmark = pytest.mark.usefixtures("untrained")


def outside(score: Score, first: int, last: int) -> list[Note]:
    bars = [bar for bar in score.bars if first <= bar.number <= last]
    return [n for n in score.notes if not bars[0].onset <= n.onset < bars[-1].end]


@pytest.fixture(scope="module")
def tune(untrained) -> Score:
    return compose(ComposeRequest(level=4, seed=2)).score


@pytest.mark.parametrize("bars", [(3, 4), (1, 1), (8, 8), (1, 8)])
def test_only_the_chosen_bars_change(tune: Score, bars: tuple[int, int]) -> None:
    varied = vary(tune, bars, seed=1)
    assert outside(varied, *bars) == outside(tune, *bars)
    assert varied.notes != tune.notes
    assert varied.bars == tune.bars
    assert len({note.id for note in varied.notes}) == len(varied.notes)


def test_the_same_seed_gives_the_same_bars(tune: Score) -> None:
    assert vary(tune, (3, 4), seed=5) == vary(tune, (3, 4), seed=5)
    assert vary(tune, (3, 4), seed=5).notes != vary(tune, (3, 4), seed=6).notes


def test_the_end_stays_on_the_tonic_and_the_range_is_kept(tune: Score) -> None:
    varied = vary(tune, (7, 8), seed=3)
    assert varied.key.degree_of(varied.notes[-1].pitch) == (1, 0)
    heights = [n.pitch.midi for n in tune.notes]
    assert all(min(heights) <= n.pitch.midi <= max(heights) for n in varied.notes)


def test_the_new_bars_are_full(tune: Score) -> None:
    varied = vary(tune, (2, 3), seed=3)
    for before, after in zip(varied.notes, varied.notes[1:], strict=False):
        assert before.end <= after.onset


def test_chords_are_found_anew_only_where_notes_are_new(tune: Score) -> None:
    varied = vary(tune, (3, 4), seed=1)
    start, end = tune.bars[2].onset, tune.bars[3].end

    def heard(score: Score, moment: Fraction) -> tuple[str, str]:
        return next((c.root, c.quality) for c in score.harmony if c.onset <= moment < c.onset + c.duration)

    moments = [Fraction(n, 2) for n in range(int(2 * tune.length))]
    assert all(heard(varied, m) == heard(tune, m) for m in moments if not start <= m < end)


def imported(changes: bool = False) -> Score:
    """Somebody's tune: no metadata, notes tied over both sides of bar 2, perhaps a change of key at bar 3."""
    meter = Meter(3, 4)
    keys = [Key.parse("A minor"), Key.parse("A minor"), Key.parse("C major" if changes else "A minor")]
    bars = tuple(Bar(i + 1, Fraction(3 * i), Fraction(3), meter, key) for i, key in enumerate(keys))
    notes = (
        Note("a", Fraction(0), Pitch.parse("A4"), (Fraction(2),)),
        Note("b", Fraction(2), Pitch.parse("C5"), (Fraction(1), Fraction(1))),
        Note("c", Fraction(4), Pitch.parse("B4"), (Fraction(1),)),
        Note("d", Fraction(5), Pitch.parse("E5"), (Fraction(1), Fraction(1))),
        Note("e", Fraction(7), Pitch.parse("C5"), (Fraction(2),)),
    )
    return Score("Somebody's", bars, (Part(notes, slurs=(Slur("a", "b"), Slur("c", "d"))),))


def test_notes_held_over_the_edges_stay() -> None:
    varied = vary(imported(), (2, 2), seed=1)
    kept = {note.id: note for note in imported().notes if note.id != "c"}
    assert {note.id: note for note in varied.notes if note.id in kept} == kept
    assert not [note for note in varied.notes if note.id == "c"]
    fresh = [note for note in varied.notes if note.id not in kept]
    assert all(note.onset >= 4 and note.end <= 5 for note in fresh)
    assert varied.part.slurs == (Slur("a", "b"),)


def test_a_change_of_key_inside_the_bars_is_kept() -> None:
    varied = vary(imported(changes=True), (2, 3), seed=1)
    assert [bar.key.name for bar in varied.bars] == ["A minor", "A minor", "C major"]
    assert varied.notes[0].id == "a"


def test_a_bar_longer_than_its_metre_is_left_as_it_is() -> None:
    key, meter = Key.parse("C major"), Meter(4, 4)
    bars = (Bar(1, Fraction(0), Fraction(6), meter, key), Bar(2, Fraction(6), Fraction(4), meter, key))
    notes = tuple(Note(f"n{i}", Fraction(i), Pitch("C", 0, 5), (Fraction(1),)) for i in range(10))
    score = Score("", bars, (Part(notes, "violin"),))
    with pytest.raises(ValueError, match="bar 1 holds more than its metre 4/4"):
        vary(score, (1, 2))
    assert vary(score, (2, 2)).notes[:6] == notes[:6]


def test_bars_that_do_not_exist_are_refused(tune: Score) -> None:
    with pytest.raises(ValueError, match="it has bars 1 to 8"):
        vary(tune, (7, 9))
