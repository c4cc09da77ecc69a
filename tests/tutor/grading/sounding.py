"""Pitch tracks made by hand: played notes with a slide at the onset, a wavering middle, or vibrato."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from tests.tutor.grading.playing import take
from tutor.listening.types import F0Track, Heard, PlayedNote

Shape = Callable[[np.ndarray], np.ndarray]  # seconds since the onset -> cents off the note


def sounding(notes: Iterable[PlayedNote], shapes: Mapping[int, Shape] | None = None) -> Heard:
    """The take with its pitch track, 100 frames a second; `shapes` bend the notes of these numbers."""
    plain = take(notes)
    times = np.arange(0.0, plain.duration_s, 0.01)
    hz = np.zeros(len(times))
    for number, note in enumerate(plain.notes):
        inside = (times >= note.onset_s) & (times < note.offset_s)
        cents = (shapes or {}).get(number, np.zeros_like)(times[inside] - note.onset_s)
        hz[inside] = 440.0 * 2.0 ** ((note.midi - 69 + cents / 100.0) / 12.0)
    track = F0Track(times, hz, np.where(hz > 0, 0.95, 0.0), "by hand")
    return Heard(None, track, plain.notes, "by hand", plain.duration_s)


def scoop(cents: float) -> Shape:
    """From `cents` below, right after 120 ms."""
    return lambda s: np.where(s < 0.12, -cents * (1.0 - 0.3 * s / 0.12), 0.0)


def wavering(cents: float) -> Shape:
    """A slow, irregular drift of pitch: no vibrato."""
    return lambda s: cents * (np.sin(2 * np.pi * 1.7 * s) + 0.6 * np.sin(2 * np.pi * 2.9 * s + 1.0))


def vibrato(cents: float, rate_hz: float = 5.5) -> Shape:
    return lambda s: cents * np.sin(2 * np.pi * rate_hz * s)
