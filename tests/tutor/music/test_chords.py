"""Chords spelled in thirds, and what a note is to the chord under it."""

from fractions import Fraction

import pytest

from tutor.music.chords import CHORD_SEMITONES, chord_members, chord_tone, roman_numeral
from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.score import ChordSymbol


def chord(root, quality):
    return ChordSymbol(Fraction(0), Fraction(4), root, quality)


@pytest.mark.parametrize(
    ("root", "quality", "members"),
    [
        ("D", "dominant-seventh", ("D", "F#", "A", "C")),
        ("Eb", "minor", ("Eb", "Gb", "Bb")),
        ("B", "half-diminished", ("B", "D", "F", "A")),
        ("G#", "diminished-seventh", ("G#", "B", "D", "F")),
        ("C", "augmented", ("C", "E", "G#")),
        ("F#", "major", ("F#", "A#", "C#")),
        ("Bb", "major-seventh", ("Bb", "D", "F", "A")),
        ("Db", "minor-seventh", ("Db", "Fb", "Ab", "Cb")),
    ],
)
def test_a_chord_is_spelled_in_thirds(root, quality, members):
    assert chord_members(chord(root, quality)) == members


@pytest.mark.parametrize("quality", CHORD_SEMITONES)
def test_music21_builds_the_same_chord_on_every_natural_root(quality):
    from music21 import harmony

    kind = {"dominant-seventh": "dominant-seventh", "half-diminished": "half-diminished-seventh"}.get(quality, quality)
    for root in "CDEFGAB":
        theirs = harmony.ChordSymbol(root=root, kind=kind)
        assert sorted({p.name.replace("-", "b") for p in theirs.pitches}) == sorted(chord_members(chord(root, quality)))


@pytest.mark.parametrize(
    ("pitch", "member"),
    [("A3", "root"), ("C#5", "third"), ("E4", "fifth"), ("G4", "seventh"), ("D4", None), ("Db5", "third")],
)
def test_a_note_knows_its_place_in_the_chord(pitch, member):
    assert chord_tone(Pitch.parse(pitch), chord("A", "dominant-seventh")) == member


@pytest.mark.parametrize(
    ("root", "quality", "key", "numeral"),
    [
        ("D4", "minor", "C major", "ii"),
        ("G4", "dominant-seventh", "C major", "V7"),
        ("B4", "diminished", "C major", "vii°"),
        ("Ab4", "major", "C major", "bVI"),
        ("G4", "major", "A minor", "VII"),
        ("E4", "major", "A minor", "V"),
    ],
)
def test_roman_numerals(root, quality, key, numeral):
    assert roman_numeral(Pitch.parse(root), quality, Key.parse(key)) == numeral
