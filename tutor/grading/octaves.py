"""Octave doubts settled by the sound itself: a tracker's f0 may lie an octave off what the partials say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tutor.grading.played import Played
from tutor.grading.transposition import octave_of
from tutor.listening.types import Audio, PlayedNote

PARTIALS = 8
MANY_DOUBTS = 0.25  # share of a take's notes; in takes heard right it is under 0.1
# Share of the odd partials' energy in a real recording: of 500 right violin notes 1 % lie under 0.11 at their own
# pitch and 2 % above 0.07 an octave below it; notes reported an octave too low lie at 0.04-0.25 (open strings ring).
_THERE, _ABSENT = 0.12, 0.2
# An oboe's or a bassoon's second partial may outweigh all others: odd partials at 1 to 4 % of the even ones' energy,
# but far above what lies between the partials, where a note that is really the octave has nothing.
# In an echoing room they may be fainter still, but then they stand a hundred and more times above what lies between.
_FAINT, _CLEAR = 0.008, 2.0
_TRACE, _PLAIN = 0.002, 100.0
_OVERSAMPLE = 4


def octave_in_sound(audio: Audio, note: PlayedNote) -> int:
    """+1 when the true pitch of a note is an octave below the reported one, -1 when an octave above, else 0.

    Reported too high: partials of the lower pitch lie between those of the reported one. Reported too low: the
    partials that only the lower pitch would have are missing.
    """
    heard_hz = 440.0 * 2.0 ** ((note.midi - 69.0) / 12.0)
    below, clear = _odd_partials(audio, note, heard_hz / 2.0)
    if below > _THERE or (below > _FAINT and clear > _CLEAR) or (below > _TRACE and clear > _PLAIN):
        return 1
    return -1 if 0.0 <= _odd_partials(audio, note, heard_hz)[0] < _ABSENT else 0


def in_likelier_octave(
    notes: Sequence[PlayedNote], doubts: Sequence[int], written: NDArray[np.float64]
) -> tuple[tuple[PlayedNote, ...], tuple[int, ...]]:
    """`notes` in time order and their `doubts` (+1: may be an octave lower): the doubtful ones lowered, their doubts
    turned round, if that brings the take as a whole nearer to the octave of `written` (MIDI numbers), or no farther
    where they are many."""
    ordered, doubts = Played.of(notes).notes, tuple(doubts)
    if 1 not in doubts or len(doubts) != len(ordered) or not len(written):
        return ordered, doubts
    lower = tuple(replace(n, midi=n.midi - 12.0) if d == 1 else n for n, d in zip(ordered, doubts, strict=True))
    as_heard, lowered = (abs(octave_of(np.array([n.midi for n in take]), written)) for take in (ordered, lower))
    many = doubts.count(1) > MANY_DOUBTS * len(doubts)
    if lowered > as_heard or (lowered == as_heard and not many):
        return ordered, doubts
    return lower, tuple(-1 if d == 1 else d for d in doubts)


def _odd_partials(audio: Audio, note: PlayedNote, low_hz: float) -> tuple[float, float]:
    """Energy at the odd partials of `low_hz`, mid-note, over that at its even ones, and over that half-way between
    partials; (-1, 0) where it cannot be measured."""
    middle, half = 0.5 * (note.onset_s + note.offset_s), min(0.1, 0.4 * note.duration_s)
    cut = slice(max(0, int((middle - half) * audio.rate)), int((middle + half) * audio.rate))
    samples = np.asarray(audio.samples[cut], dtype=np.float64)
    if len(samples) * low_hz < 6 * audio.rate:  # fewer than six periods: neighbouring partials run together
        return -1.0, 0.0
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), n=_OVERSAMPLE * len(samples))) ** 2
    step = audio.rate / (_OVERSAMPLE * len(samples))
    halves = np.arange(1, 4 * PARTIALS + 1) / 2.0
    peaks = np.array([_peak(power, k * low_hz / step, 0.12 * low_hz / step) for k in halves])
    gaps, odd, even = peaks[0::2].sum(), peaks[1::4].sum(), peaks[3::4].sum()
    return (float(odd / even), float(odd / max(gaps, 1e-12 * even))) if even > 0 else (-1.0, 0.0)


def _peak(power: np.ndarray, centre: float, width: float) -> float:
    band = power[max(0, int(centre - width)) : int(centre + width) + 2]
    return float(band.max()) if len(band) else 0.0
