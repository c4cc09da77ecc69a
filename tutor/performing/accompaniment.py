"""Chords and a click that go with a score: patterns by metre, along the same tempo curve as the melody."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tutor.music.chords import CHORD_SEMITONES, chord_classes
from tutor.music.rhythm import seconds_per_quarter
from tutor.music.score import Bar, ChordSymbol, Score
from tutor.performing.expression import TempoCurve
from tutor.performing.sampler import RATE, Tone, play_tone

PIANO, STRINGS = 0, 48
BASS_LOW, CHORD_LOW = 40, 52  # bass and chord lie in the octaves above these
_STRONG, _WEAK = 76, 60

FloatArray = NDArray[np.floating]
Strike = tuple[float, float, int, int]  # (onset, length) in quarters, midi, velocity


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


def strikes(score: Score) -> list[Strike]:
    """Bass on the strong beats, the chord above it on the others: "oom-pah-pah" and its relatives in every metre.

    Chords are named as written; they sound where the part does.
    """
    chords = score.harmony or harmony_of(score)
    return [strike for bar in score.bars for strike in _bar_strikes(bar, chords, score.part.transposition)]


def harmony_of(score: Score) -> tuple[ChordSymbol, ...]:
    """Chords for a score that names none."""
    from tutor.music.theory import harmonise

    return harmonise(score)


def _bar_strikes(bar: Bar, chords: tuple[ChordSymbol, ...], transposition: int) -> list[Strike]:
    struck: list[Strike] = []
    missing = bar.meter.bar_length - bar.length if bar.number == 0 else 0  # a pickup holds the end of a bar
    for number, (beat, onset) in enumerate(zip(bar.meter.beats, bar.meter.beat_onsets, strict=True)):
        at = bar.onset + onset - missing
        chord = _chord_at(chords, at)
        if chord and bar.onset <= at < bar.end:
            classes = [(pitch + transposition) % 12 for pitch in chord_classes(chord)]
            struck += _beat_strikes(float(at), float(beat), classes, number, len(bar.meter.beats))
    return struck


def _beat_strikes(at: float, beat: float, classes: list[int], number: int, beats: int) -> list[Strike]:
    is_strong = number == 0 or (beats == 4 and number == 2)
    bass = BASS_LOW + (classes[0] - BASS_LOW) % 12
    if beats == 1:  # one beat in the bar: bass, then the chord on its last third
        return [(at, beat * 2 / 3, bass, _STRONG), *_chord(classes, at + beat * 2 / 3, beat / 3)]
    if is_strong:
        return [(at, 0.95 * beat, bass, _STRONG)]
    return _chord(classes, at, beat * 0.8)


def _chord(classes: list[int], at: float, length: float) -> list[Strike]:
    return [(at, length, CHORD_LOW + (pitch - CHORD_LOW) % 12, _WEAK) for pitch in classes]


def _chord_at(chords: tuple[ChordSymbol, ...], onset) -> ChordSymbol | None:
    sounding = (c for c in reversed(chords) if c.onset <= onset < c.onset + c.duration)
    return next((c for c in sounding if c.quality in CHORD_SEMITONES), None)


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
