"""Chords and clicks fall on the beats of the metre, along the melody's own time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tests.tutor.performing.tunes import tune
from tutor.music.accompanying import strikes
from tutor.music.score import ChordSymbol
from tutor.performing.mixing import db_over
from tutor.performing.perform import LEAD_IN_S, perform


def harmonised(score, *chords: str):
    """One chord a bar, written as "C:major"."""
    symbols = [
        ChordSymbol(bar.onset, bar.length, *name.split(":")) for bar, name in zip(score.bars, chords, strict=True)
    ]
    return replace(score, harmony=tuple(symbols))


def waltz():
    return harmonised(tune("E5 G5 F5 D5", "2 1 2 1", meter="3/4"), "C:major", "G:dominant-seventh")


def bursts_s(samples, rate: int) -> list[float]:
    """Onsets of sounds that come out of near silence."""
    loud = np.abs(samples) > 0.05 * np.abs(samples).max()
    starts = np.flatnonzero(loud)
    keep = np.concatenate([[True], np.diff(starts) > 0.1 * rate])
    return [float(i) / rate for i in starts[keep]]


def test_a_waltz_has_its_bass_on_one_and_the_chord_on_two_and_three() -> None:
    by_beat: dict[float, set[int]] = {}
    for onset, _, midi, _ in strikes(waltz()):
        by_beat.setdefault(onset, set()).add(midi % 12)
    assert by_beat == {0: {0}, 1: {0, 4, 7}, 2: {0, 4, 7}, 3: {7}, 4: {7, 11, 2, 5}, 5: {7, 11, 2, 5}}


def test_compound_and_common_time_beat_as_felt() -> None:
    jig = harmonised(tune("E5 G5", "3/2 3/2", meter="6/8"), "A:minor")
    assert sorted({onset for onset, *_ in strikes(jig)}) == [0, 1.5]
    common = harmonised(tune("E5 G5 F5 D5"), "Bb:major")
    assert [(onset, midi % 12) for onset, _, midi, _ in strikes(common) if onset in (0, 2)] == [(0, 10), (2, 10)]


def test_a_transposing_part_is_accompanied_at_sounding_pitch() -> None:
    score = waltz()
    clarinet = score.with_parts(replace(score.part, transposition=-2))
    assert {midi % 12 for onset, _, midi, _ in strikes(clarinet) if onset == 1} == {10, 2, 5}  # written C sounds B flat


def test_a_score_without_chords_gets_some() -> None:
    score = tune("C5 E5 G5 C6", "1 1 1 1")
    assert {midi % 12 for onset, _, midi, _ in strikes(score) if onset in (0, 1)} <= {0, 4, 7}
    assert strikes(score)


def test_no_chord_sounds_where_no_harmony_is_named() -> None:
    score = tune("E5 G5 F5 D5 C5 r r r")
    half = replace(score, harmony=(ChordSymbol(Fraction(4), Fraction(4), "C", "major"),))
    assert min(onset for onset, *_ in strikes(half)) == 4


def test_a_chord_of_unknown_quality_is_left_out() -> None:
    assert {onset for onset, *_ in strikes(harmonised(tune("E5 G5", "3 3", meter="3/4"), "C:major", "G:cluster"))} == {
        0,
        1,
        2,
    }


def test_accompaniment_is_heard_under_the_melody_and_leaves_labels_alone() -> None:
    alone, together = perform(waltz(), instrument="flute"), perform(waltz(), instrument="flute", accompaniment=True)
    assert alone.labels == together.labels
    assert len(alone.samples) == len(together.samples)
    under = together.samples.astype(float) - alone.samples * (together.samples @ alone.samples) / (
        alone.samples @ alone.samples
    )
    assert 0.02 < np.abs(under).max() < np.abs(together.samples).max()
    assert np.abs(together.samples).max() <= 0.81


def test_the_other_parts_of_a_score_accompany_as_written() -> None:
    upper, lower = tune("E5 G5 F5 D5"), tune("C3 C3 A2 G2")
    second = replace(lower.part, notes=tuple(replace(note, id=f"low-{note.id}") for note in lower.notes))
    duet = upper.with_parts(upper.part, second)
    alone, together = perform(duet), perform(duet, accompaniment=True)
    assert alone.labels == together.labels
    spectrum = np.abs(np.fft.rfft(together.samples)) - np.abs(np.fft.rfft(alone.samples))
    hz = np.fft.rfftfreq(len(together.samples), 1 / together.rate)
    assert 64 <= hz[np.argmax(spectrum * (hz < 140))] <= 134, "the low part's notes, C3 to G2, or their octaves"
    assert np.array_equal(together.samples, perform(duet, accompaniment=True).samples)


def test_the_click_marks_every_beat_and_raises_the_first() -> None:
    score = tune("r r r r C4 r r r", tempo=120)
    performance = perform(score, instrument="flute", click=True)
    assert bursts_s(performance.samples[: int(2.3 * performance.rate)], performance.rate) == pytest.approx(
        [LEAD_IN_S, LEAD_IN_S + 0.5, LEAD_IN_S + 1.0, LEAD_IN_S + 1.5], abs=0.005
    )
    crossings = [
        int(np.sum(np.diff(np.signbit(performance.samples[int(at * performance.rate) :][:400]).astype(int)) != 0))
        for at in (LEAD_IN_S, LEAD_IN_S + 0.5)
    ]
    assert crossings[0] > crossings[1]


def test_a_count_in_sounds_before_the_music_which_starts_later() -> None:
    score = tune("C5 D5 E5 F5", tempo=120)
    performance = perform(score, instrument="flute", count_in_bars=1)
    assert performance.labels.notes[0].onset_s == pytest.approx(LEAD_IN_S + 2.0)
    clicks = bursts_s(performance.samples[: int((LEAD_IN_S + 1.9) * performance.rate)], performance.rate)
    assert clicks == pytest.approx([LEAD_IN_S + beat / 2 for beat in range(4)], abs=0.005)


def test_the_count_in_of_a_pickup_stops_where_it_begins() -> None:
    score = tune("G4 C5 D5 E5 F5", tempo=120)
    first, *rest = score.bars
    bars = [replace(first, number=0, length=Fraction(1))]
    bars += [replace(bar, number=i + 1, onset=Fraction(1 + 4 * i)) for i, bar in enumerate(rest)]
    pickup = replace(score, bars=tuple(bars))
    performance = perform(pickup, instrument="flute", count_in_bars=1)
    clicks = bursts_s(performance.samples[: int((LEAD_IN_S + 1.95) * performance.rate)], performance.rate)
    assert np.diff(clicks) == pytest.approx(0.5, abs=0.005)
    assert performance.labels.notes[0].onset_s - clicks[-1] == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize("leak_db", [-12.0, -24.0])
def test_an_accompaniment_leaks_as_far_under_the_take_as_asked(leak_db: float) -> None:
    alone, beside = (perform(waltz(), accompaniment=there, leak_db=leak_db) for there in (False, True))
    leaked = beside.samples - alone.samples
    assert db_over(leaked, alone.samples) == pytest.approx(leak_db, abs=0.5)
