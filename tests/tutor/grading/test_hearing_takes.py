"""Rendered takes that were once misheard, from sound to verdict."""

from pathlib import Path

import numpy as np
import pytest

from tests.tutor.grading.playing import tune
from tutor.grading.evaluation_conditions import record
from tutor.grading.grade import grade
from tutor.music.score import Score
from tutor.performing.perform import perform
from tutor.performing.slips import Slip


def report_on(score: Score, folder: Path, *, condition: str = "clean", seed: int = 0, **how):
    played = perform(score, seed=seed, **how)
    return grade(score, record(played.samples, played.rate, condition, seed, folder)).to_dict(), played.labels


def onset_errors_ms(report, labels):
    true = labels.by_id()
    return [1000 * abs(n["performed"]["onset_s"] - true[n["id"]].onset_s) for n in report["notes"] if n["performed"]]


NEIGHBOURS = "E4:1/2 F4:1/2 E4:1/2 D4:1/2 E4:1/2 F4:1/2 G4:1/2 F4:1/2 E4:2"


@pytest.mark.parametrize("instrument", ["alto-saxophone", "child-voice", "whistling"])
def test_a_slurred_neighbour_does_not_begin_with_the_note_before_it(instrument, tmp_path):
    score = tune(NEIGHBOURS, key="C major", tempo=170, instrument=instrument)
    report, labels = report_on(score, tmp_path, instrument=instrument)
    assert all(note["pitch"] == "correct" and note["onset"] == "on_time" for note in report["notes"])
    assert max(onset_errors_ms(report, labels)) < 40


def test_a_pulsing_flute_in_a_room_plays_no_extra_notes(tmp_path):
    score = tune("F#5:4 G5:4 F#5:4", tempo=80, instrument="flute")
    report, _ = report_on(score, tmp_path, condition="room", instrument="flute", expressive="human", seed=5)
    assert report["extra"] == []


@pytest.mark.parametrize("instrument", ["flute", "violin", "piano", "guitar"])
def test_a_note_struck_twice_over_is_still_an_extra_note(instrument, tmp_path):
    score = tune("G4 B4 A4 C5 B4 D5 C5 A4 G4:2", tempo=80, instrument=instrument)
    report, _ = report_on(score, tmp_path, instrument=instrument, slips=[Slip("stammer", "n5", 1)])
    assert len(report["extra"]) == 1


@pytest.mark.parametrize("condition", ["clean", "room", "20 dB noise"])
def test_a_note_left_out_is_missed_and_not_merely_unsure(condition, tmp_path):
    score = tune("G4 B4 A4 C5 B4 D5 C5 A4 G4:2", tempo=100)
    report, _ = report_on(score, tmp_path, condition=condition, slips=[Slip("missed", "n4"), Slip("missed", "n7")])
    assert [note["id"] for note in report["notes"] if note["pitch"] == "missed"] == ["n4", "n7"]


def test_the_same_sound_gives_the_same_report_to_the_byte(tmp_path):
    import json

    score = tune(NEIGHBOURS, key="C major", tempo=100)
    played = perform(score, expressive="human", seed=1)
    path = record(played.samples, played.rate, "room", 1, tmp_path)
    first, second = (json.dumps(grade(score, path).to_dict()) for _ in range(2))
    assert first == second
    assert np.any(played.samples)


def test_an_oboe_whose_octave_partial_drowns_the_others_is_in_its_own_octave(tmp_path):
    score = tune("D5 E5 D5 F5 E5 D5 E5 F5 D5:2", key="C major", tempo=100, instrument="oboe")
    report, _ = report_on(score, tmp_path, instrument="oboe")
    assert {note["pitch"] for note in report["notes"]} == {"correct"}
    assert report["take"]["transposition_semitones"] == 0
    assert report["extra"] == []


@pytest.mark.parametrize("condition", ["clean", "room"])
@pytest.mark.parametrize("instrument", ["oboe", "violin", "bassoon"])
def test_a_note_truly_played_an_octave_up_is_still_wrong(instrument, condition, tmp_path):
    line = "G3 A3 G3 B3 A3 G3 A3 B3 G3:2" if instrument == "bassoon" else "G4 A4 G4 B4 A4 G4 A4 B4 G4:2"
    score = tune(line, key="C major", tempo=100, instrument=instrument)
    slips = [Slip("octave", "n5", 1)]
    report, _ = report_on(score, tmp_path, condition=condition, instrument=instrument, slips=slips)
    assert [note["id"] for note in report["notes"] if note["pitch"] == "wrong"] == ["n5"]


def test_a_bar_left_out_is_missed_although_its_neighbours_sound(tmp_path):
    score = tune("C3 D3 E3 F3 G3 F3 E3 F3 G3 E3 C3 D3 E3 D3 C3 E3 D3 G3 C3:2", key="C major", instrument="cello")
    slips = [Slip("skip", "n9", until="n12")]
    report, _ = report_on(score, tmp_path, instrument="cello", slips=slips)
    assert [note["id"] for note in report["notes"] if note["pitch"] == "missed"] == ["n9", "n10", "n11", "n12"]


@pytest.mark.parametrize("instrument", ["piano", "horn", "guitar"])
def test_a_leaking_metronome_neither_splits_held_notes_nor_fills_missed_ones(instrument, tmp_path):
    score = tune("G3 B3:2 A3 C4:3 B3 D4:2 A3 B3:2 G3:3", tempo=84, instrument=instrument)
    slips = [Slip("missed", "n3"), Slip("missed", "n7")]
    report, _ = report_on(score, tmp_path, condition="metronome", seed=3, instrument=instrument, slips=slips)
    assert [note["id"] for note in report["notes"] if note["pitch"] == "missed"] == ["n3", "n7"]
    assert report["extra"] == []


@pytest.mark.parametrize("instrument", ["violin", "clarinet", "trumpet"])
def test_somebody_practising_next_door_plays_nothing_of_the_take(instrument, tmp_path):
    score = tune("G4 B4:2 r:2 A4 C5:3 B4 r:2 D5:2 A4 B4:2 G4:3", tempo=84, instrument=instrument)
    slips = [Slip("missed", "n3"), Slip("missed", "n7")]
    report, _ = report_on(score, tmp_path, condition="next door", seed=3, instrument=instrument, slips=slips)
    assert [note["id"] for note in report["notes"] if note["pitch"] == "missed"] == ["n3", "n7"]
    assert report["extra"] == []


@pytest.mark.parametrize("instrument", ["violin", "trumpet", "tenor", "alto-saxophone"])
def test_a_backing_track_beside_the_player_is_not_held_against_them(instrument, tmp_path):
    low = instrument in ("tenor", "alto-saxophone")
    line = "C4 E4:2 D4 G4:3 E4 C4:2 D4 r:2 B3 C4:2" if low else "C5 E5:2 D5 G5:3 E5 C5:2 D5 r:2 B4 C5:2"
    score = tune(line, key="C major", tempo=96, instrument=instrument)
    slips = [Slip("wrong_pitch", "n5", 2), Slip("extra", "n7", -2)]
    report, labels = report_on(score, tmp_path, instrument=instrument, slips=slips, accompaniment=True, leak_db=-12.0)
    assert [note["id"] for note in report["notes"] if note["pitch"] in ("wrong", "missed")] == ["n5"]
    assert [round(extra["onset_s"] - labels.extras[0].onset_s, 1) for extra in report["extra"]] == [0.0]
