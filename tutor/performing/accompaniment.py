"""The sound of chords and of a click that go with a score, along the same tempo curve as the melody."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tutor.music.accompanying import strikes
from tutor.music.rhythm import seconds_per_quarter
from tutor.music.score import Score
from tutor.performing.expression import TempoCurve
from tutor.performing.sampler import RATE, Tone, play_tone

PIANO, STRINGS = 0, 48

FloatArray = NDArray[np.floating]


def chords_sound(
    score: Score, curve: TempoCurve, size: int, lead_in_s: float, program: int = PIANO
) -> NDArray[np.float32]:
    """Accompaniment, shape (size,), level with a melody at its peak; silent where nothing is known of the harmony."""
    out = np.zeros(size, np.float32)
    for onset, length, midi, velocity in strikes(score):
        start_s, end_s = curve.seconds(onset), curve.seconds(onset + length)
        _add(out, play_tone(program, Tone(midi, end_s - start_s, velocity)), lead_in_s + start_s)
    peak = float(np.abs(out).max(initial=0.0))
    return out * np.float32(0.5 / peak) if peak else out


def parts_sound(score: Score, curve: TempoCurve, size: int, lead_in_s: float) -> NDArray[np.float32]:
    """The parts besides the practised one as written, each on its own instrument, shape (size,), level with a melody
    at its peak."""
    from tutor.performing.expression import manner_named, sounding_notes
    from tutor.performing.gestures import written_gestures
    from tutor.performing.synthesis import render, sounder_named

    out = np.zeros(size, np.float32)
    exact = manner_named(False)
    for part in score.parts[1:]:
        alone = score.with_parts(part)
        notes = sounding_notes(written_gestures(alone), alone, curve, exact, 0)
        _add(out, render(notes, sounder_named(part.instrument), size / RATE, lead_in_s), 0.0)
    peak = float(np.abs(out).max(initial=0.0))
    return out * np.float32(0.5 / peak) if peak else out


def click_sound(
    score: Score, curve: TempoCurve, size: int, lead_in_s: float, count_in_bars: int, tempo_bpm: float, throughout: bool
) -> NDArray[np.float32]:
    """A metronome, shape (size,): every felt beat, the downbeat higher; the count-in lies in the lead-in before 0."""
    out = np.zeros(size, np.float32)
    for at_s, is_downbeat in _count_in(score, count_in_bars, tempo_bpm):
        _add(out, _click(is_downbeat), lead_in_s + at_s)
    for bar in score.bars if throughout else ():
        missing = bar.meter.bar_length - bar.length if bar.number == 0 else 0
        for onset in bar.meter.beat_onsets:
            at = bar.onset + onset - missing
            if bar.onset <= at < bar.end:
                _add(out, _click(onset == 0), lead_in_s + curve.seconds(float(at)))
    return out


def _count_in(score: Score, bars: int, tempo_bpm: float) -> list[tuple[float, bool]]:
    """(seconds before the music's start as negatives, downbeat?) of the counted beats; a pickup shortens them."""
    quarter = seconds_per_quarter(tempo_bpm)
    pickup = score.bars[0].length if score.bars[0].number == 0 else 0
    length = score.meter.bar_length
    ticks = [
        (bar * length + onset - bars * length + pickup, onset == 0)
        for bar in range(bars)
        for onset in score.meter.beat_onsets
    ]
    return [(float(at) * quarter, down) for at, down in ticks if at < 0]


def _click(is_downbeat: bool) -> NDArray[np.float32]:
    t = np.arange(int(0.03 * RATE)) / RATE
    hz = 2000 if is_downbeat else 1400
    return (0.6 * np.sin(2 * np.pi * hz * t) * np.exp(-t / 0.006)).astype(np.float32)


def _add(out: FloatArray, sound: FloatArray, at_s: float) -> None:
    start = max(0, round(at_s * RATE))
    sound = sound[: max(0, len(out) - start)]
    out[start : start + len(sound)] += sound
