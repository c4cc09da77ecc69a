"""Pictures of a take for the feedback page: its pitch over time, thin enough to send."""

from __future__ import annotations

from typing import Any

import numpy as np

from tutor.grading.alignment import Alignment
from tutor.listening.types import F0Track, Heard

_GAP_S = 0.06  # unvoiced longer than this lifts the pen


def pitch_curve(heard: Heard, *, points: int = 2000) -> list[list[list[float]]]:
    """Strokes of [seconds, fractional MIDI], at most about `points` in all; one stroke a stretch of pitched sound."""
    if heard.track is None or not len(heard.track.times_s):
        return [
            [[round(n.onset_s, 3), round(n.midi, 2)], [round(n.offset_s, 3), round(n.midi, 2)]] for n in heard.notes
        ]
    strokes = _strokes(heard.track)
    total = sum(len(stroke) for stroke in strokes)
    every = max(1, -(-total // points))
    return [[[round(float(t), 3), round(float(m), 2)] for t, m in stroke[::every]] for stroke in strokes]


def _strokes(track: F0Track) -> list[np.ndarray]:
    voiced = np.flatnonzero(track.hz > 0)
    if not len(voiced):
        return []
    midi = 69.0 + 12.0 * np.log2(track.hz[voiced] / 440.0)
    drawn = np.stack([track.times_s[voiced], midi], axis=1)
    return np.split(drawn, np.flatnonzero(np.diff(drawn[:, 0]) > _GAP_S) + 1)


def target_curve(alignment: Alignment) -> list[dict[str, Any]]:
    """The written notes where and how high the take would have had them: bars to lay under the pitch curve."""
    expected, curve = alignment.expected, alignment.curve
    starts = curve.at(expected.onset_q)
    ends = curve.at(expected.end_q - 1e-6)
    reference = alignment.tuning.at(starts) + alignment.transposition
    return [
        {
            "id": note.id,
            "onset_s": round(float(start), 3),
            "offset_s": round(float(end), 3),
            "midi": round(float(midi + shift), 2),
        }
        for note, start, end, midi, shift in zip(expected.notes, starts, ends, expected.midi, reference, strict=True)
    ]


def curves(heard: Heard, alignment: Alignment | None = None, *, points: int = 2000) -> dict[str, Any]:
    """All that the feedback page draws beside the report."""
    drawn: dict[str, Any] = {"pitch": pitch_curve(heard, points=points), "duration_s": round(heard.duration_s, 3)}
    return drawn if alignment is None else {**drawn, "target": target_curve(alignment)}
