"""Hostile files, a few of those that `make bench` tries by the thousand: each ends in a report or in one sentence."""

import numpy as np
import pytest

from bench.fuzz import attempt, is_clear
from bench.hostile import DAMAGES, QUICK, SPECIAL_SHARE, Case, case, seeds
from tutor.errors import UnusableRecording
from tutor.listening.audio import decode
from tutor.performing.encoding import encoded

MALICE = range(0, SPECIAL_SHARE * len(QUICK), SPECIAL_SHARE)
# Once faults: odd key signatures, no ticks and a tempo of no time in MIDI, offsets and names in damaged .mxl; then the
# words of the XML parser, for ABC too.
FOUND = (554, 814, 868, 1550, 1648, 1960, 4467, 13_023, 15_272, 67_959, 9, 61, 103, 165, 347, 40_010, 40_062, 51_372)
DAMAGE = [number for number in range(30_000, 30_030) if number % SPECIAL_SHARE]
GOOD = seeds()


@pytest.mark.parametrize("number", [*MALICE, *DAMAGE, *FOUND])
def test_it_ends_in_a_report_or_in_one_clear_sentence(number, tmp_path):
    outcome = attempt(case(number), tmp_path)
    assert outcome.end in ("report", "score", "refused"), outcome.said


def test_the_malice_tried_is_of_every_kind():
    assert {case(number).what for number in MALICE} == set(QUICK)


def test_a_case_is_made_from_its_number_alone():
    assert case(7) == case(7)
    assert case(7).data != case(7 + len(GOOD)).data


@pytest.mark.parametrize(("name", "ending"), [place for place in GOOD if place[1] != ".csv"])
def test_the_same_files_undamaged_are_read(name, ending, tmp_path):
    outcome = attempt(Case(0, name, GOOD[name, ending], ending), tmp_path)
    assert outcome.end == ("score" if name.startswith("score") else "report"), outcome.said


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_changes_a_file(damage):
    good = GOOD["take.wav", ".wav"]
    assert any(damage(good, np.random.default_rng(seed)) != good for seed in range(5))


@pytest.mark.parametrize(
    "sentence",
    [
        *("[Errno 2] no such file.", "It is damaged", "One line.\nAnother.", "KeyError: seven.", "long " * 100 + "."),
        "x.csv cannot be read: invalid literal for int() with base 10: 'seven'.",
        "x.csv cannot be read: could not convert string to float: 'seven'.",
        "x.csv cannot be read: Exceeds the limit (4300 digits) for integer string conversion.",
        "x.mid cannot be read: 'NoneType' object has no attribute 'text'.",
        "x.mid cannot be read: 'int' object is not subscriptable.",
        "x.mid cannot be read: list index out of range.",
        "x.mid cannot be read: not enough values to unpack (expected 2, got 1).",
        "x.mid cannot be read: unpack requires a buffer of 4 bytes.",
        "x.mid cannot be read: unsupported operand type(s) for +: 'int' and 'str'.",
        "x.abc cannot be read: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte.",
        "x.musicxml cannot be read: float division by zero.",
        "x.musicxml cannot be read: Fraction(1, 0).",
        "x.musicxml cannot be read: max() arg is an empty sequence.",
        "x.musicxml cannot be read: '<' not supported between instances of 'int' and 'str'.",
        "x.musicxml cannot be read: not well-formed (invalid token): line 3, column 4.",
        "x.musicxml cannot be read (mismatched tag: line 22, column 6).",
        "x.musicxml cannot be read: 'fifths'.",
        "x.musicxml cannot be read: -9.",
        "x.musicxml cannot be read: .",
    ],
)
def test_what_is_no_clear_sentence_counts_as_a_fault(sentence):
    assert not is_clear(sentence)
    assert is_clear("The recording is empty (0 bytes); please record or export it again.")


@pytest.mark.parametrize(
    "sentence",
    [
        "x.csv, line 202: expected a time in seconds and a pitch in Hz (0 = unvoiced), like 0.01,440.0.",
        "x.csv is not an f0 table: its first line must be 'time_s,f0_hz'.",
        "x.abc cannot be read as a score: '4/120' is not a metre; write it as in 3/4 or 6/8.",
        "x.musicxml holds <html>, not a MusicXML score; export it as MusicXML.",
        "hostile.mid is too long; keep to 4000 bars.",
    ],
)
def test_a_sentence_in_a_persons_own_words_is_clear(sentence):
    assert is_clear(sentence)


def test_no_more_is_unpacked_than_a_take_may_last():
    data = encoded(np.zeros(8000 * 20, np.float32), 8000, ".mp3") * 3
    with pytest.raises(UnusableRecording) as caught:
        decode(data, max_seconds=30.0)
    assert caught.value.reason == "too_long"
