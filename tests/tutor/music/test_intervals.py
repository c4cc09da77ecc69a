"""Intervals carry the names musicians give them, whatever the spelling; music21 agrees on every pair."""

import itertools

import pytest

from tutor.music.intervals import interval
from tutor.music.pitch import Pitch


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("C4", "Eb4", "minor third up"),
        ("C4", "D#4", "augmented second up"),
        ("B4", "F4", "augmented fourth down"),
        ("F4", "B4", "augmented fourth up"),
        ("B3", "F4", "diminished fifth up"),
        ("A4", "A4", "unison"),
        ("A4", "A3", "octave down"),
        ("C4", "C#4", "augmented unison up"),
        ("C4", "Cb4", "augmented unison down"),
        ("C4", "E5", "major tenth up"),
        ("G3", "G5", "double octave up"),
        ("Bb3", "G#4", "augmented sixth up"),
        ("B3", "Cb4", "diminished second up"),
        ("Fb4", "B4", "doubly augmented fourth up"),
    ],
)
def test_an_interval_is_named_by_its_spelling(first, second, text):
    assert interval(Pitch.parse(first), Pitch.parse(second)).text == text


@pytest.mark.parametrize(
    ("second", "is_step", "is_leap"), [("D4", True, False), ("E4", False, False), ("F4", False, True)]
)
def test_steps_and_leaps_are_told_apart(second, is_step, is_leap):
    found = interval(Pitch.parse("C4"), Pitch.parse(second))
    assert (found.is_step, found.is_leap) == (is_step, is_leap)


def test_only_fourths_and_fifths_of_six_semitones_are_tritones():
    assert interval(Pitch.parse("F4"), Pitch.parse("B4")).is_tritone
    assert not interval(Pitch.parse("F4"), Pitch.parse("C5")).is_tritone
    assert not interval(Pitch.parse("C4"), Pitch.parse("A#4")).is_tritone


def test_music21_names_every_interval_of_two_octaves_the_same():
    from music21 import interval as theirs
    from music21 import pitch as their_pitch

    pitches = [Pitch(step, alter, octave) for octave in (4, 5) for step in "CDEFGAB" for alter in (-1, 0, 1)]
    for first, second in itertools.product(pitches, pitches):
        a, b = (their_pitch.Pitch(p.step + "#" * p.alter + "-" * -p.alter + str(p.octave)) for p in (first, second))
        expected = theirs.Interval(a, b)
        ours = interval(first, second)
        assert ours.semitones == expected.semitones
        if first.diatonic != second.diatonic:
            assert ours.short == expected.name, (first, second)
        if (second.diatonic - first.diatonic) * ours.semitones > 0:  # else staff and ear disagree on the direction
            assert ours.direction == expected.direction.value
