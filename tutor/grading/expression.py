"""What is reported of expression, and never marked: range of loudness, vibrato."""

from __future__ import annotations

from typing import Any

import numpy as np

from tutor.grading.contours import note_vibrato
from tutor.listening.types import Heard

LONG_S = 0.5


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
