"""What is reported of expression, and never marked: range of loudness, vibrato."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tutor.listening.types import F0Track, Heard, PlayedNote

LONG_S = 0.5
_RATES_HZ = (4.0, 8.0)
_STEP_S = 0.01
_LEAST_CENTS = 8.0

Array = NDArray[np.float64]


def measure_expression(heard: Heard) -> dict[str, Any]:
    """`dynamics_db_range` between soft and loud notes (10th to 90th percentile), and the vibrato of the long notes."""
    loudness = [note.loudness_db for note in heard.notes]
    spread = float(np.percentile(loudness, 90) - np.percentile(loudness, 10)) if loudness else 0.0
    return {"dynamics_db_range": round(spread, 1), "vibrato": _vibrato(heard)}


def _vibrato(heard: Heard) -> dict[str, float] | None:
    """Median rate and extent (± cents) of the notes that have one, and their share of the long notes."""
    long_notes = [note for note in heard.notes if note.duration_s >= LONG_S]
    if heard.track is None or not long_notes:
        return None
    measured = [found for note in long_notes if (found := note_vibrato(heard.track, note)) is not None]
    if not measured:
        return None
    rates, extents = zip(*measured, strict=True)
    return {
        "rate_hz": round(float(np.median(rates)), 1),
        "extent_cents": round(float(np.median(extents)), 1),
        "share": round(len(measured) / len(long_notes), 2),
    }


def note_vibrato(track: F0Track, note: PlayedNote) -> tuple[float, float] | None:
    """(rate Hz, extent ± cents) of one note's vibrato: a clear peak of 4-8 Hz in its contour; None without one."""
    contour = _contour_cents(track, note)
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


def _contour_cents(track: F0Track, note: PlayedNote) -> Array | None:
    """The note's inner pitch contour on a 10 ms grid in cents, its slow trend taken out."""
    start, end = note.onset_s + 0.08, note.offset_s - 0.05
    inside = (track.times_s >= start) & (track.times_s <= end) & (track.hz > 0)
    if end - start < 0.35 or np.count_nonzero(inside) < 20:
        return None
    grid = np.arange(start, end, _STEP_S)
    cents = np.interp(grid, track.times_s[inside], 1200.0 * np.log2(track.hz[inside]))
    trend = np.polynomial.Polynomial.fit(grid, cents, 2)(grid)
    return np.clip(cents - trend, -150.0, 150.0)
