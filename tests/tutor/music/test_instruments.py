"""The instrument table: every row is complete and consistent, and its windows grow with the level."""

import pytest

from tutor.music.instruments import INSTRUMENTS, LEVEL_STEPS, instrument, instrument_for_program
from tutor.music.key import Key
from tutor.music.pitch import Pitch

ROWS = list(INSTRUMENTS.values())
CLEFS = {"treble", "bass", "alto", "tenor", "treble-8vb"}


def test_there_are_at_least_two_dozen_instruments_and_every_common_voice():
    assert len(ROWS) >= 24
    assert {"soprano", "alto", "tenor", "baritone", "bass", "child-voice", "whistling"} <= set(INSTRUMENTS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_is_complete(row):
    assert row.low.midi < row.home.midi or row.low == row.home
    assert row.home.diatonic + 4 <= row.high.diatonic
    assert row.high.midi - row.low.midi >= 14
    assert row.clef in CLEFS
    assert 0 <= row.midi_program <= 127
    assert row.about.endswith(".")
    assert instrument(row.name) is row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("level", LEVEL_STEPS)
def test_a_window_lies_inside_the_instrument_and_is_as_wide_as_the_level_says(row, level):
    low, high = row.range_for(level)
    assert row.low.midi <= low.midi < high.midi <= row.high.midi
    assert high.diatonic - low.diatonic == min(LEVEL_STEPS[level], row.high.diatonic - row.low.diatonic)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_level_one_starts_where_beginners_start(row):
    assert row.range_for(1)[0] == row.home


@pytest.mark.parametrize("key", ["C major", "G major", "F major", "D major", "A minor", "Bb major", "E minor"])
def test_with_a_key_a_violins_first_window_spans_tonic_to_dominant(key):
    key = Key.parse(key)
    low, high = instrument("violin").range_for(1, key)
    assert key.degree_of(low) == (1, 0)
    assert key.degree_of(high) == (5, 0)


@pytest.mark.parametrize(
    ("name", "written", "sounding"),
    [
        ("clarinet", "C5", "Bb4"),
        ("alto sax", "C5", "Eb4"),
        ("tenor sax", "C5", "Bb3"),
        ("trumpet", "C5", "Bb4"),
        ("horn", "C5", "F4"),
        ("guitar", "C5", "C4"),
        ("soprano recorder", "C5", "C6"),
        ("alto recorder", "C5", "C5"),
        ("double bass", "C3", "C2"),
        ("flute", "C5", "C5"),
    ],
)
def test_a_written_pitch_sounds_where_orchestration_books_say(name, written, sounding):
    assert Pitch.parse(written).midi + instrument(name).transposition == Pitch.parse(sounding).midi


def test_the_violins_open_strings_bound_its_range():
    assert instrument("Violin").sounding_range == (55, 83)


def test_an_unknown_instrument_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"'kazoo' is not an instrument here.*violin"):
        instrument("kazoo")


def test_a_level_outside_the_ladder_is_refused():
    with pytest.raises(ValueError, match="use 1 to 8"):
        instrument("violin").range_for(9)


def test_a_program_number_finds_an_instrument_with_the_wanted_transposition():
    assert instrument_for_program(71, -14).name == "bass-clarinet"
    assert instrument_for_program(71).name == "clarinet"
    assert instrument_for_program(127) is None
