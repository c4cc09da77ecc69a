"""Spelled pitches: reading, numbering, frequency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.music.pitch import Pitch, hz_to_midi, midi_to_hz

pitches = st.builds(Pitch, st.sampled_from("CDEFGAB"), st.integers(-2, 2), st.integers(0, 8))


@pytest.mark.parametrize(
    ("text", "midi"),
    [
        ("C4", 60),
        ("A4", 69),
        ("F#4", 66),
        ("Bb3", 58),
        ("B-3", 58),
        ("B#3", 60),
        ("Cb4", 59),
        ("Fx5", 79),
        ("E♭4", 63),
        ("C♯5", 73),
    ],
)
def test_a_written_name_has_one_midi_number(text: str, midi: int) -> None:
    assert Pitch.parse(text).midi == midi


@pytest.mark.parametrize("text", ["", "H4", "C", "4", "C##b4", "C#"])
def test_what_is_not_a_pitch_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="F#4"):
        Pitch.parse(text)


def test_a4_is_440_hz_and_octaves_double() -> None:
    assert Pitch.parse("A4").hz == 440.0
    assert Pitch.parse("A5").hz == 880.0


def test_enharmonic_pitches_sound_alike_and_are_spelled_apart() -> None:
    assert Pitch.parse("F#4").midi == Pitch.parse("Gb4").midi
    assert Pitch.parse("F#4") != Pitch.parse("Gb4")


@given(pitches)
def test_a_name_reads_back_as_the_same_pitch(pitch: Pitch) -> None:
    assert Pitch.parse(pitch.name) == pitch


@given(pitches)
def test_staff_position_and_alteration_say_it_all(pitch: Pitch) -> None:
    assert Pitch.from_diatonic(pitch.diatonic, pitch.alter) == pitch


@given(st.floats(20, 110))
def test_hertz_and_midi_are_inverse(midi: float) -> None:
    assert hz_to_midi(midi_to_hz(midi)) == pytest.approx(midi)
