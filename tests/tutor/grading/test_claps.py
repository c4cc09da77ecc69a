"""A rhythm may be clapped or tapped: it is graded on when, and on nothing else."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tutor.errors import UnusableRecording
from tutor.grading.evaluation_conditions import roomy
from tutor.grading.grade import grade, listen
from tutor.grading.memory import heard_from_dict, heard_to_dict
from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, Note, Part, Score
from tutor.performing.perform import perform, write_audio

RATE, BPM = 22_050, 90
QUARTER, EIGHTH, DOTTED, HALF = Fraction(1), Fraction(1, 2), Fraction(3, 2), Fraction(2)
VALUES = [*[QUARTER] * 2, EIGHTH, EIGHTH, QUARTER, DOTTED, EIGHTH, HALF, QUARTER, EIGHTH, EIGHTH, HALF]


def rhythm() -> Score:
    notes, at = [], Fraction(0)
    for number, value in enumerate(VALUES, start=1):
        notes.append(Note(f"n{number}", at, Pitch.parse("B4"), (value,)))
        at += value
    bars = tuple(Bar(i + 1, Fraction(4 * i), Fraction(4), Meter.parse("4/4"), Key.parse("C major")) for i in range(3))
    return Score("Rhythm", bars, (Part(tuple(notes), "violin"),), float(BPM))


def strokes(times: list[float], hz: float, length_s: float, seed: int = 3) -> np.ndarray:
    """Bursts of noise about a frequency that die away: a clap near 1500 Hz, a knuckle on a table near 250 Hz."""
    rng = np.random.default_rng(seed)
    sound = 0.0005 * rng.standard_normal(round((max(times) + 1.5) * RATE))
    t = np.arange(round(0.12 * RATE)) / RATE
    for time in times:
        burst = rng.standard_normal(len(t)) * (0.6 + 0.8 * np.cos(2 * np.pi * hz * t)) * np.exp(-t / length_s)
        at = round(time * RATE)
        sound[at : at + len(t)] += rng.uniform(0.7, 1.0) * 0.3 * burst
    return sound.astype(np.float32)


def written_times(late: dict[int, float] | None = None) -> list[float]:
    return [0.8 + float(n.onset) * 60 / BPM + (late or {}).get(i, 0.0) for i, n in enumerate(rhythm().notes)]


def graded(sound: np.ndarray, tmp_path: Path):
    write_audio(sound, RATE, tmp_path / "take.wav")
    return grade(rhythm(), tmp_path / "take.wav")


@pytest.mark.parametrize(("hz", "length_s"), [(1500.0, 0.012), (250.0, 0.03)], ids=["clapped", "tapped"])
@pytest.mark.parametrize("place", ["near", "in a room"])
def test_a_rhythm_struck_as_written_is_right(hz: float, length_s: float, place: str, tmp_path: Path) -> None:
    sound = strokes(written_times(), hz, length_s)
    report = graded(roomy(sound, RATE, 1) if place == "in a room" else sound, tmp_path)
    assert [v.onset for v in report.verdicts] == ["on_time"] * len(VALUES)
    assert report.marks.overall == 100
    assert not report.extra


def test_an_even_pair_for_a_dotted_one_is_told_at_its_place(tmp_path: Path) -> None:
    report = graded(strokes(written_times({6: -0.5 * 60 / BPM}), 1500.0, 0.012), tmp_path)
    assert [v.note.id for v in report.verdicts if v.onset != "on_time"] == ["n7"]
    assert {finding.kind for finding in report.findings} == {"R01"}


def test_a_clap_left_out_and_one_too_many_are_told(tmp_path: Path) -> None:
    times = written_times()
    less = graded(strokes(times[:4] + times[5:], 1500.0, 0.012), tmp_path)
    assert [v.note.id for v in less.verdicts if v.pitch == "missed"] == ["n5"]
    more = graded(strokes(sorted([*times, times[5] + 0.66]), 1500.0, 0.012), tmp_path)
    assert len(more.extra) == 1


def test_claps_have_no_length_and_no_tuning(tmp_path: Path) -> None:
    report = graded(strokes(written_times(), 1500.0, 0.012), tmp_path)
    assert {v.duration for v in report.verdicts} <= {None, "full"}
    assert {v.intonation for v in report.verdicts} == {None}


def test_a_kept_clapped_take_is_marked_again_as_it_was(tmp_path: Path) -> None:
    write_audio(strokes(written_times(), 1500.0, 0.012), RATE, tmp_path / "take.wav")
    heard = listen(rhythm(), tmp_path / "take.wav")
    kept = heard_from_dict(heard_to_dict(heard))
    assert kept.struck
    assert kept.notes == heard_from_dict(heard_to_dict(kept)).notes


def test_a_rhythm_may_be_played_on_any_pitch(tmp_path: Path) -> None:
    other = rhythm()
    notes = tuple(replace(note, pitch=Pitch.parse("E4")) for note in other.notes)
    made = perform(replace(other, parts=(replace(other.part, notes=notes),)))
    write_audio(made.samples, made.rate, tmp_path / "take.wav")
    report = grade(rhythm(), tmp_path / "take.wav")
    assert report.marks.overall == 100
    assert not report.findings


def test_noise_that_goes_on_is_no_rhythm(tmp_path: Path) -> None:
    noise = (0.1 * np.random.default_rng(5).standard_normal(6 * RATE)).astype(np.float32)
    with pytest.raises(UnusableRecording) as refused:
        graded(noise, tmp_path)
    assert refused.value.reason == "noise"


def test_a_melody_cannot_be_clapped(tmp_path: Path) -> None:
    tune = rhythm()
    pitches = ["G4", "A4", "B4", "C5", "D5", "B4", "A4", "G4", "A4", "B4", "A4", "G4"][: len(tune.notes)]
    notes = tuple(replace(note, pitch=Pitch.parse(name)) for note, name in zip(tune.notes, pitches, strict=True))
    write_audio(strokes(written_times(), 1500.0, 0.012), RATE, tmp_path / "take.wav")
    with pytest.raises(UnusableRecording):
        grade(replace(tune, parts=(replace(tune.part, notes=notes),)), tmp_path / "take.wav")
