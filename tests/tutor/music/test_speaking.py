"""Bars in words a musician would use."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.tutor.music.test_midi import tune
from tutor.music.key import Key
from tutor.music.musicxml import score_from_bytes
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, Direction, Note, Slur
from tutor.music.speaking import bar_labels, key_words, pitch_words


def said(abc):
    return [bar.label for bar in bar_labels(score_from_bytes(abc.encode(), "tune.abc"))]


@pytest.mark.parametrize(
    ("pitch", "words"), [("G4", "G4"), ("F#4", "F sharp 4"), ("Bb3", "B flat 3"), ("F##5", "F double sharp 5")]
)
def test_a_pitch_is_said_as_a_musician_says_it(pitch, words):
    assert pitch_words(Pitch.parse(pitch)) == words


@pytest.mark.parametrize(
    ("name", "words"), [("Bb major", "B flat major"), ("F# minor", "F sharp minor"), ("B minor", "B minor")]
)
def test_a_key_is_said_in_words(name, words):
    assert key_words(Key.parse(name).name) == words


def test_dots_rests_triplets_chords_and_ties():
    assert said("X:1\nM:4/4\nL:1/8\nK:C\nC3 D z2 (3EFG|[CEG]4 A4-|A8|\n") == [
        "Bar 1: C4 dotted quarter, D4 eighth, quarter rest, E4 triplet eighth, F4 triplet eighth, G4 triplet eighth",
        "Bar 2: chord C4 E4 G4 half, A4 half tied on",
        "Bar 3: tied A4 whole",
    ]


def test_a_pickup_is_called_one():
    assert said("X:1\nM:3/4\nL:1/4\nK:F\nC|F G A|\n") == [
        "Pickup: C4 quarter",
        "Bar 1: F4 quarter, G4 quarter, A4 quarter",
    ]


def test_a_silent_bar_is_a_whole_bar_rest_in_any_metre():
    score = tune(["C4"] * 6, meter="3/4")
    score = score.with_parts(replace(score.part, notes=score.notes[:3]))
    assert bar_labels(score)[1].label == "Bar 2: whole-bar rest"


def test_a_new_key_and_metre_are_announced():
    bars = (
        Bar(1, Fraction(0), Fraction(4), Meter(4, 4), Key.parse("C major")),
        Bar(2, Fraction(4), Fraction(3), Meter(3, 4), Key.parse("Eb major")),
    )
    score = replace(tune(["C4"]), bars=bars)
    score = score.with_parts(replace(score.part, notes=(Note("n1", Fraction(4), Pitch.parse("Eb4"), (Fraction(3),)),)))
    assert bar_labels(score)[1].label == "Bar 2: key of E flat major; metre 3/4; E flat 4 dotted half"


def test_marks_are_said_where_they_stand():
    score = tune(["C4"] * 4)
    marks = [(), ("staccato",), ("breath-mark",), ("fermata",)]
    notes = tuple(replace(n, articulations=m) for n, m in zip(score.notes, marks, strict=True))
    above = (
        Direction(Fraction(0), "words", "Lively"),
        Direction(Fraction(0), "dynamic", "mf"),
        Direction(Fraction(1), "hairpin", "<", Fraction(3)),
    )
    part = replace(score.part, notes=notes, directions=above, slurs=(Slur("n2", "n3"),))
    assert bar_labels(score.with_parts(part))[0].label == (
        "Bar 1: Lively, mezzo forte, C4 quarter, crescendo, C4 quarter slur begins staccato, "
        "C4 quarter end of slur then a breath, C4 quarter with a fermata"
    )
