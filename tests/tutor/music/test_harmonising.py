"""Chords for bare melodies, cadences, and non-chord tones."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from tests.tutor.music.arbitrary import scores
from tutor.music.embellishing import cadences, embellishment, non_chord_tone
from tutor.music.harmonising import harmonise
from tutor.music.musicxml import score_from_bytes
from tutor.music.pitch import Pitch
from tutor.music.score import ChordSymbol


def tune(body, meter="4/4", key="C", unit="1/4"):
    return score_from_bytes(f"X:1\nM:{meter}\nL:{unit}\nK:{key}\n{body}\n".encode(), "tune.abc")


def numerals(score):
    return " ".join(chord.numeral for chord in harmonise(score))


@pytest.mark.parametrize(
    ("body", "meter", "key", "expected"),
    [
        ("C E G c|d B G F|E4|", "4/4", "C", "I V7 I"),
        ("C E G|F A c|G B d|c3|", "3/4", "C", "I IV V I"),
        ("D F A|G _B d|A ^c e|d3|", "3/4", "Dm", "i iv V i"),
        ("G B d|A ^c e|d ^f a|g3|", "3/4", "G", "I V7/V V I"),
        ("A ^c e|=G B d|A3|", "3/4", "Amix", "I VII I"),
    ],
)
def test_broken_chords_are_heard_as_the_chords_they_break(body, meter, key, expected):
    assert numerals(tune(body, meter, key)) == expected


def test_a_melody_without_the_altered_tone_is_given_no_applied_dominant():
    score = tune("G B c d|c d d2|B/2G/2F/2G/2 A2|B d d2|G B c d|c d d2|e d d c|d G/2F/2 G2|", key="G")
    assert "/" not in numerals(score)


@given(scores(metadata=False))
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_chords_cover_the_score_without_gaps_whatever_the_melody(score):
    chords = harmonise(score)
    assert chords[0].onset == 0
    assert chords[-1].onset + chords[-1].duration == score.length
    for before, after in pairwise(chords):
        assert before.onset + before.duration == after.onset
    assert harmonise(score) == chords


def test_a_phrase_on_the_dominant_is_a_half_cadence_and_the_tonic_at_the_end_a_perfect_one():
    score = tune("C E G E|F A G F|E D E C|D4|C E G E|F A G F|E D G B|c4|")
    found = [(cadence.kind, cadence.note) for cadence in cadences(score, harmonise(score))]
    assert found == [("half", "n13"), ("perfect authentic", "n26")]


def named(onset, root, quality, numeral=""):
    return ChordSymbol(Fraction(onset), Fraction(4), root, quality, numeral)


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (("G", "dominant-seventh"), ("C", "major"), "perfect authentic"),
        (("B", "diminished"), ("C", "major"), "imperfect authentic"),
        (("F", "major"), ("C", "major"), "plagal"),
        (("C", "major"), ("G", "major"), "half"),
    ],
)
def test_cadences_are_known_by_their_two_chords(first, second, kind):
    score = tune("G4|C4|") if second[0] == "C" else tune("C4|G4|")
    harmony = (named(0, *first), named(4, *second))
    assert [cadence.kind for cadence in cadences(score, harmony)] == [kind]


def test_dominant_to_submediant_deceives():
    harmony = (named(0, "G", "major"), named(4, "A", "minor"))
    assert [cadence.kind for cadence in cadences(tune("B4|c4|"), harmony)] == ["deceptive"]


@pytest.mark.parametrize(
    ("before", "pitch", "after", "accented", "kind"),
    [
        ("C4", "D4", "E4", False, "passing"),
        ("E4", "D4", "C4", True, "passing"),
        ("C4", "D4", "C4", False, "neighbour"),
        ("C4", "B3", "C4", False, "neighbour"),
        ("F4", "F4", "E4", True, "suspension"),
        ("B4", "B4", "C5", True, "retardation"),
        ("C4", "F4", "E4", True, "appoggiatura"),
        ("D4", "C4", "C4", False, "anticipation"),
        ("C4", "D4", "B3", False, "escape tone"),
        ("C4", "F4", "A4", False, "free"),
    ],
)
def test_a_non_chord_tone_is_typed_by_how_it_comes_and_goes(before, pitch, after, accented, kind):
    pitches = (Pitch.parse(before), Pitch.parse(pitch), Pitch.parse(after))
    assert embellishment(*pitches, is_accented=accented) == kind


def test_a_passing_note_is_found_in_a_melody_and_chord_tones_are_not_typed():
    score = tune("C D E G|")
    harmony = (named(0, "C", "major", "I"),)
    assert [non_chord_tone(score, index, harmony) for index in range(4)] == [None, "passing", None, None]


@pytest.mark.parametrize(
    ("body", "meter", "key", "last"),
    [
        ("D/2E/2F/2E/2 D/2F/2A/2d/2|B/2A/2F/2E/2 D2|", "4/4", "D", "V I"),
        ("F2 A2|E2 D2|C2 F2|", "4/4", "F", "V I"),
        ("F2 A2|A B/2c/2 d c|F4|", "4/4", "F", "V I"),
        ("A A c A|B A G A|A c e c|d/2B/2G/2B/2 A2|", "4/4", "Ador", "VII i"),
        ("F A c A|B A G F|B A G B|B d F2|", "4/4", "F", "IV I"),
    ],
)
def test_the_last_tonic_is_come_to_by_a_cadence_where_the_melody_allows(body, meter, key, last):
    assert numerals(tune(body, meter, key)).endswith(last)


def test_no_dominant_is_forced_under_a_melody_that_goes_against_it():
    assert not numerals(tune("C E G c|G E C E|G c e c|C E C2|")).endswith(("V I", "V7 I"))
