"""Claps and taps: a rhythm that is struck and not sounded, heard by its onsets alone.

Asked only where the score is a rhythm on one pitch and no notes were heard: a clap has no pitch to be right or wrong.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tutor.listening.onsets import HOP, find_onsets, level_db
from tutor.listening.types import Audio, Heard, PlayedNote

TRACKER = "strokes"
STROKE_S = 0.05  # what a stroke is taken to last: its length says nothing
_PLAIN = 0.3  # share of the middle stroke's flux that makes another one
_FALL_DB, _FALL_S = 12.0, 0.2  # a stroke dies away: noise that goes on does not
_FEWEST, _SURE = 2, 0.9


def hear_strokes(audio: Audio, midi: float) -> Heard | None:
    """The strokes of 22 050 Hz audio as notes of the pitch `midi`; None where they are too few or do not die away."""
    onsets = find_onsets(audio)
    struck = onsets.only((onsets.clarity > 0) & _dies_away(audio, onsets.times_s))
    if len(struck.times_s) < _FEWEST:
        return None
    found = struck.only(struck.strength > _PLAIN * np.median(struck.strength))
    notes = tuple(PlayedNote(float(t), float(t) + STROKE_S, midi, _SURE) for t in found.times_s)
    return Heard(None, None, notes, TRACKER, audio.duration_s)


def _dies_away(audio: Audio, times_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether the level soon after each moment lies well under the level at it, shape (n,)."""
    level, step = level_db(audio), HOP / audio.rate
    first = np.rint(times_s / step).astype(int)
    near = first[:, None] + np.arange(round(0.06 / step))
    after = first[:, None] + np.arange(round(0.06 / step), round(_FALL_S / step))
    near, after = (np.clip(at, 0, len(level) - 1) for at in (near, after))
    return np.asarray(level[near].max(axis=1) - level[after].min(axis=1) > _FALL_DB)
