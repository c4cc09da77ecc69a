"""Melodies and scores: the same music on both sides, spelled exactly in every key."""

from fractions import Fraction

import pytest

from tests.tutor.composing.test_vocabulary import tune
from tutor.composing.melody import anchor_of, bars_of, events_for, melody_of, notes_of, split_value, tonic_index
from tutor.composing.vocabulary import REST, TIE, Event
from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter
from tutor.music.score import Part, Score

TUNE = tune([(24, (0, 0)), (24, (2, 0)), (48, (6, 1))], [(24, TIE), (24, REST), (48, (7, 0))], mode="minor")


def score_of(melody, key, anchor):
    return Score("a tune", bars_of(melody, key), (Part(notes_of(melody, key, anchor)),))


def test_the_raised_seventh_is_spelled_as_a_leading_tone():
    key = Key.parse("F# minor")
    notes = notes_of(TUNE, key, tonic_index(key, 4))
    assert [n.pitch.name for n in notes] == ["F#4", "A4", "E#5", "F#5"]


def test_a_tied_note_is_one_note_with_its_written_values():
    key = Key.parse("A minor")
    notes = notes_of(TUNE, key, tonic_index(key, 4))
    assert notes[2].segments == (Fraction(2), Fraction(1))
    assert notes[3].onset == Fraction(6)


@pytest.mark.parametrize("name", ["C minor", "F# minor", "Bb minor", "G# minor"])
def test_a_melody_reads_back_from_its_score_in_every_key(name):
    key = Key.parse(name)
    anchor = tonic_index(key, 4)
    again = melody_of(score_of(TUNE, key, anchor), "irish-reel", anchor=anchor)
    assert again.bars == TUNE.bars
    assert again.mode == "minor"


def test_a_pickup_is_bar_zero_and_reads_back():
    melody = tune([(24, (4, 0))], [(48, (0, 0)), (48, (2, 0))], [(72, (0, 0))], pickup=True)
    key = Key.parse("D major")
    score = score_of(melody, key, tonic_index(key, 4))
    assert [(b.number, b.length) for b in score.bars] == [(0, 1), (1, 4), (2, 3)]
    assert melody_of(score, "irish-reel", anchor=tonic_index(key, 4)).bars == melody.bars


def test_the_anchor_lies_below_the_middle_of_the_melody():
    key = Key.parse("D major")
    assert anchor_of(key, [Pitch.parse("D4"), Pitch.parse("A4")]) == tonic_index(key, 4)
    assert anchor_of(key, [Pitch.parse("A3"), Pitch.parse("B3")]) == tonic_index(key, 3)


@pytest.mark.parametrize(
    ("ticks", "start", "meter", "values"),
    [
        (96, 0, "4/4", [96]),
        (60, 0, "4/4", [48, 12]),
        (60, 12, "4/4", [36, 24]),
        (108, 0, "9/8", [72, 36]),
        (5, 0, "4/4", []),
    ],
)
def test_a_length_without_a_sign_of_its_own_is_cut_at_a_beat(ticks, start, meter, values):
    assert split_value(ticks, start, Meter.parse(meter)) == values


def test_a_cut_note_is_tied_and_a_cut_rest_is_not():
    assert events_for(60, 0, Meter(4, 4), (0, 0)) == [Event(48, (0, 0)), Event(12, TIE)]
    assert events_for(60, 0, Meter(4, 4), REST) == [Event(48, REST), Event(12, REST)]
