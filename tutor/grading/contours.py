"""How a note's pitch runs from its onset to its end: a slide into it, and a tone that wavers without vibrato."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.listening.types import F0Track, PlayedNote

ONSET_S = 0.12  # a scoop lies within this time of the onset
RESIDUE_S = 0.05  # so long the note before may still be heard
STILL_CENTS = 40.0  # nearer than this the pitch has arrived
LEAST_S = 0.35  # shorter notes have no middle to compare with
_RATES_HZ = (4.0, 8.0)
_STEP_S = 0.01
_LEAST_CENTS = 8.0  # extent under which a ripple is no vibrato

Array = NDArray[np.float64]


@dataclass(frozen=True)
class NoteContour:
    """Of one played note, in order of onset: `scoop` cents from its middle to its beginning (negative: below), `wobble`
    the robust standard deviation in cents of its middle where it has no vibrato; None where it is too short."""

    onset_s: float
    scoop: float | None
    wobble: float | None

    def to_list(self) -> list[float | None]:
        return [self.onset_s, self.scoop, self.wobble]


def contours_of(track: F0Track | None, notes: Sequence[PlayedNote]) -> tuple[NoteContour, ...]:
    """One contour a played note; none for a take without a pitch track."""
    if track is None or not len(track.times_s):
        return ()
    return tuple(NoteContour(note.onset_s, _scoop(track, note), _wobble(track, note)) for note in notes)


def _scoop(track: F0Track, note: PlayedNote) -> float | None:
    """The median of the first 120 ms. A line that rises carries the note before into the next one's first 50 ms: where
    the rest of the 120 is right, nothing slid."""
    start = _voiced(track, note.onset_s, note.onset_s + ONSET_S)
    late = _voiced(track, note.onset_s + RESIDUE_S, note.onset_s + ONSET_S)
    middle = _voiced(track, note.onset_s + 1.5 * ONSET_S, note.offset_s - 0.03)
    if note.duration_s < LEAST_S or len(late) < 3 or len(middle) < 8:
        return None
    slid = abs(float(np.median(late) - np.median(middle))) > STILL_CENTS
    return round(float(np.median(start) - np.median(middle)), 1) if slid else 0.0


def _voiced(track: F0Track, start_s: float, end_s: float) -> Array:
    """Cents (of any fixed reference) of the voiced frames in a stretch."""
    inside = (track.times_s >= start_s) & (track.times_s <= end_s) & (track.hz > 0)
    return np.asarray(1200.0 * np.log2(track.hz[inside]), dtype=np.float64)


def _wobble(track: F0Track, note: PlayedNote) -> float | None:
    contour = inner_contour(track, note)
    if contour is None or note_vibrato(track, note) is not None:
        return None
    quartiles = np.percentile(contour, [25.0, 75.0])
    return round(float(quartiles[1] - quartiles[0]) / 1.349, 1)  # no few frames of a misheard octave can widen it


def note_vibrato(track: F0Track, note: PlayedNote) -> tuple[float, float] | None:
    """(rate Hz, extent ± cents) of one note's vibrato: a clear peak of 4-8 Hz in its contour; None without one."""
    contour = inner_contour(track, note)
    if contour is None:
        return None
    window = np.hanning(len(contour))
    spectrum = np.abs(np.fft.rfft(contour * window, n=1024)) * 2.0 / window.sum()
    rates = np.fft.rfftfreq(1024, _STEP_S)
    band = (rates >= _RATES_HZ[0]) & (rates <= _RATES_HZ[1])
    peak = int(np.flatnonzero(band)[np.argmax(spectrum[band])])
    around = spectrum[(rates >= 2.0) & (rates <= 15.0)]
    clear = spectrum[peak] > 3.0 * float(np.median(around)) and spectrum[peak] >= 0.999 * float(around.max())
    return (float(rates[peak]), float(spectrum[peak])) if clear and spectrum[peak] >= _LEAST_CENTS else None


def inner_contour(track: F0Track, note: PlayedNote) -> Array | None:
    """The note's inner pitch contour on a 10 ms grid in cents, its slow trend taken out; None for a short note."""
    start, end = note.onset_s + 0.08, note.offset_s - 0.05
    inside = (track.times_s >= start) & (track.times_s <= end) & (track.hz > 0)
    if end - start < 0.35 or np.count_nonzero(inside) < 20:
        return None
    grid = np.arange(start, end, _STEP_S)
    cents = np.interp(grid, track.times_s[inside], 1200.0 * np.log2(track.hz[inside]))
    cents = np.clip(cents - np.median(cents), -150.0, 150.0)  # a few frames of another octave must not bend the trend
    trend = np.polynomial.Polynomial.fit(grid, cents, 2)(grid)
    return np.asarray(cents - trend, dtype=np.float64)
