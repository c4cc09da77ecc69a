"""Degrees and syllables, in every key."""

import pytest

from tutor.music.degrees import degree_name, is_diatonic, is_leading_tone, solfege
from tutor.music.key import MODE_DEGREES, Key
from tutor.music.pitch import Pitch

KEYS = [Key.from_fifths(n, mode) for mode in ("major", "minor") for n in range(-7, 8)]


@pytest.mark.parametrize(
    ("pitch", "key", "name"),
    [
        ("F#4", "G major", "leading tone"),
        ("F4", "G major", "subtonic"),
        ("G4", "A minor", "subtonic"),
        ("G#4", "A minor", "leading tone"),
        ("F#4", "A minor", "raised submediant"),
        ("Eb4", "C major", "lowered mediant"),
        ("C4", "D dorian", "subtonic"),
        ("C#5", "G mixolydian", "raised subdominant"),
        ("D4", "G major", "dominant"),
    ],
)
def test_a_degree_is_named_by_its_function(pitch, key, name):
    assert degree_name(Pitch.parse(pitch), Key.parse(key)) == name


@pytest.mark.parametrize(
    ("pitch", "key", "syllable"),
    [
        ("D4", "D major", "do"),
        ("C#5", "D major", "ti"),
        ("C5", "D major", "te"),
        ("F4", "D minor", "me"),
        ("Bb4", "D minor", "le"),
        ("B4", "D minor", "la"),
        ("C#5", "D minor", "ti"),
        ("F#4", "C major", "fi"),
        ("Db4", "C major", "ra"),
        ("F4", "G mixolydian", "te"),
    ],
)
def test_do_is_the_tonic_also_in_minor(pitch, key, syllable):
    assert solfege(Pitch.parse(pitch), Key.parse(key)) == syllable


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_music21_gives_every_scale_degree_the_same_number(key):
    from music21 import key as theirs

    their_key = theirs.Key(key.step + "#" * key.alter + "-" * -key.alter, key.mode)
    assert their_key.sharps == key.fifths
    for number in range(1, 8):
        pitch = their_key.pitchFromDegree(number)
        ours = Pitch(pitch.step, int(pitch.alter), 4)
        assert key.degree_of(ours) == (number, 0)
        assert is_diatonic(ours, key)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_music21_sings_every_scale_on_the_same_syllables(key):
    from music21 import scale

    parallel_major = scale.MajorScale(key.step + "#" * key.alter + "-" * -key.alter)
    for number in range(1, 8):
        pitch = key.pitch_at(28 + "CDEFGAB".index(key.step) + number - 1)
        theirs = parallel_major.solfeg(pitch.step + "#" * pitch.alter + "-" * -pitch.alter)
        assert solfege(pitch, key) == {"so": "sol"}.get(theirs, theirs)


@pytest.mark.parametrize("mode", MODE_DEGREES)
def test_only_a_semitone_below_the_tonic_is_a_leading_tone(mode):
    key = Key("D", 0, mode)
    assert is_leading_tone(Pitch.parse("C#5"), key)
    assert not is_leading_tone(Pitch.parse("C5"), key)
    assert not is_leading_tone(Pitch.parse("Db5"), key)
