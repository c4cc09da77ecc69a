"""Octave doubts settled by the sound itself: a tracker's f0 may lie an octave off what the partials say."""

from __future__ import annotations

import numpy as np

from tutor.listening.types import Audio, PlayedNote

PARTIALS = 8
# Share of the odd partials' energy in a real recording: of 500 right violin notes 1 % lie under 0.11 at their own
# pitch and 2 % above 0.07 an octave below it; notes reported an octave too low lie at 0.04-0.25 (open strings ring).
_THERE, _ABSENT = 0.12, 0.2
_OVERSAMPLE = 4


def octave_in_sound(audio: Audio, note: PlayedNote) -> int:
    """+1 when the true pitch of a note is an octave below the reported one, -1 when an octave above, else 0.

    Reported too high: partials of the lower pitch lie between those of the reported one. Reported too low: the
    partials that only the lower pitch would have are missing.
    """
    heard_hz = 440.0 * 2.0 ** ((note.midi - 69.0) / 12.0)
    if _odd_share(audio, note, heard_hz / 2.0) > _THERE:
        return 1
    return -1 if 0.0 <= _odd_share(audio, note, heard_hz) < _ABSENT else 0


def _odd_share(audio: Audio, note: PlayedNote, low_hz: float) -> float:
    """Energy at the odd partials of `low_hz` over that at its even ones, mid-note; -1 where it cannot be measured."""
    middle, half = 0.5 * (note.onset_s + note.offset_s), min(0.1, 0.4 * note.duration_s)
    cut = slice(max(0, int((middle - half) * audio.rate)), int((middle + half) * audio.rate))
    samples = np.asarray(audio.samples[cut], dtype=np.float64)
    if len(samples) * low_hz < 6 * audio.rate:  # fewer than six periods: neighbouring partials run together
        return -1.0
    power = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), n=_OVERSAMPLE * len(samples))) ** 2
    step = audio.rate / (_OVERSAMPLE * len(samples))
    peaks = [_peak(power, partial * low_hz / step, 0.12 * low_hz / step) for partial in range(1, 2 * PARTIALS + 1)]
    odd, even = sum(peaks[0::2]), sum(peaks[1::2])
    return odd / even if even > 0 else -1.0


def _peak(power: np.ndarray, centre: float, width: float) -> float:
    band = power[max(0, int(centre - width)) : int(centre + width) + 2]
    return float(band.max()) if len(band) else 0.0
