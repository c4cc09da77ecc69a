"""Keys: signatures, degrees and the spelling they imply, held against music21."""

import music21
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.music.key import MODE_DEGREES, Key
from tutor.music.pitch import Pitch

keys = st.builds(Key.from_fifths, st.integers(-7, 7), st.sampled_from(sorted(MODE_DEGREES)))


@pytest.mark.parametrize(
    ("text", "fifths"),
    [
        ("C major", 0),
        ("D major", 2),
        ("F# minor", 3),
        ("B- major", -2),
        ("Bb major", -2),
        ("D dorian", 0),
        ("c minor", -3),
        ("E♭ major", -3),
        ("C♯ minor", 4),
        ("F-sharp minor", 3),
        ("b flat Minor", -5),
        ("B  major", 5),
    ],
)
def test_a_key_is_written_as_people_write_it(text: str, fifths: int) -> None:
    assert Key.parse(text).fifths == fifths


@pytest.mark.parametrize("text", ["", "D", "H major", "D sideways", "G# major", "B-minor", "C## major"])
def test_what_is_not_a_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Key.parse(text)


@given(keys)
def test_the_name_reads_back_as_the_same_key(key: Key) -> None:
    assert Key.parse(key.name) == key


@given(keys)
def test_signatures_agree_with_music21(key: Key) -> None:
    theirs = {pitch.step: int(pitch.alter) for pitch in music21.key.KeySignature(key.fifths).alteredPitches}
    assert {step: alter for step, alter in key.signature.items() if alter} == theirs


@given(keys, st.integers(0, 6))
def test_every_degree_of_the_scale_lies_where_the_mode_says(key: Key, degree: int) -> None:
    tonic = Pitch(key.step, key.alter, 4)
    pitch = key.pitch_at(tonic.diatonic + degree)
    assert pitch.midi - tonic.midi == MODE_DEGREES[key.mode][degree]
    assert key.degree_of(pitch) == (degree + 1, 0)


@pytest.mark.parametrize(
    ("key", "midi", "name"),
    [
        ("F# minor", 65, "E#4"),  # its leading tone
        ("A minor", 68, "G#4"),
        ("A minor", 66, "F#4"),
        ("C major", 66, "F#4"),
        ("C major", 70, "Bb4"),
        ("F major", 70, "Bb4"),
        ("G major", 66, "F#4"),
        ("C minor", 71, "B4"),
        ("Db major", 66, "Gb4"),
    ],
)
def test_a_midi_number_is_spelled_as_a_musician_of_the_key_would(key: str, midi: int, name: str) -> None:
    assert Key.parse(key).spell(midi).name == name


@given(keys, st.integers(24, 100))
def test_spelling_never_changes_the_sound(key: Key, midi: int) -> None:
    assert key.spell(midi).midi == midi
