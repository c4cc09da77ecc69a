"""Marks 0-100, by a formula a teacher can check by hand; docs/marks.md says it in words.

Within tolerance a note earns all of its points. Beyond, the loss grows evenly: a small change of the playing makes
a small change of the mark. A note nobody could hear is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tutor.grading.tolerances import WRONG_CENTS, Tolerances
from tutor.grading.verdicts import NoteVerdict
from tutor.listening.types import PlayedNote

WEIGHTS = {"pitch": 0.50, "rhythm": 0.35, "intonation": 0.15}
EXTRA_NOTE = 0.5  # of a note's pitch points, taken for each note too many …
CORRECTED = 0.25  # … and for one that was put right at once
TRANSPOSED = 0.10  # of all pitch points, taken once when the take lies in another key
LENGTH_SHARE = 0.2  # of a note's rhythm points that hang on its length, where that is judged
_TUNING_REACH = 40.0  # cents beyond the window at which nothing is left
_ONSET_REACH = 3.0  # windows off at which nothing is left
_LENGTH_REACH = 0.5  # of the written length beyond the window at which nothing is left


@dataclass(frozen=True)
class ExtraNote:
    """A played note that no written one asked for; `after` is the written note before it, or None at the start."""

    played: PlayedNote
    after: str | None
    corrected: bool = False  # it was put right at once


@dataclass(frozen=True)
class Marks:
    """Marks 0-100, None where nothing could be judged, and every lost point of the overall mark with its reason."""

    pitch: float | None
    intonation: float | None
    rhythm: float | None
    overall: float | None
    lost: tuple[tuple[str | None, float, str], ...]  # note id (None: the whole take), points, reason

    def to_dict(self) -> dict[str, float | None]:
        return {"pitch": self.pitch, "intonation": self.intonation, "rhythm": self.rhythm, "overall": self.overall}


@dataclass(frozen=True)
class _Loss:
    part: str
    note: str | None
    share: float  # of the part's whole
    reason: str


def mark(
    verdicts: Sequence[NoteVerdict], extra: Sequence[ExtraNote], tolerances: Tolerances, *, transposed: bool = False
) -> Marks:
    """Marks of one take."""
    judged = [verdict for verdict in verdicts if verdict.judged]
    tuned = [verdict for verdict in judged if verdict.intonation is not None]
    losses = [
        *_pitch_losses(judged, extra, transposed),
        *_rhythm_losses(judged, tolerances),
        *_intonation_losses(tuned),
    ]
    parts = {"pitch": bool(judged), "rhythm": bool(judged), "intonation": bool(tuned)}
    marks = {part: _part_mark(part, losses) if there else None for part, there in parts.items()}
    weights = {part: WEIGHTS[part] for part, there in parts.items() if there}
    total = sum(weights.values())
    overall = sum(weights[part] / total * (marks[part] or 0.0) for part in weights) if weights else None
    return Marks(
        marks["pitch"], marks["intonation"], marks["rhythm"], overall, _lost_points(losses, weights, marks, total)
    )


def _part_mark(part: str, losses: Sequence[_Loss]) -> float:
    return 100.0 * max(0.0, 1.0 - sum(loss.share for loss in losses if loss.part == part))


def _lost_points(
    losses: Sequence[_Loss], weights: dict[str, float], marks: dict[str, float | None], total: float
) -> tuple[tuple[str | None, float, str], ...]:
    """Points of the overall mark; where a part would fall below 0 its losses shrink together."""
    points = []
    for loss in losses:
        whole = sum(other.share for other in losses if other.part == loss.part)
        shrink = min(1.0, 1.0 / whole) if whole > 0 else 1.0
        points.append((loss.note, 100.0 * weights[loss.part] / total * loss.share * shrink, loss.reason))
    return tuple(points)


def _pitch_losses(judged: Sequence[NoteVerdict], extra: Sequence[ExtraNote], transposed: bool) -> list[_Loss]:
    if not judged:
        return []
    whole = len(judged)
    losses = []
    for verdict in judged:
        missing = 1.0 if verdict.pitch == "missed" else beyond(abs(verdict.cents or 0.0), WRONG_CENTS, WRONG_CENTS)
        if missing > 0:
            losses.append(
                _Loss(
                    "pitch", verdict.note.id, missing / whole, "missed" if verdict.pitch == "missed" else "wrong pitch"
                )
            )
    for note in extra:
        share = (CORRECTED if note.corrected else EXTRA_NOTE) * firmness(note.played)
        losses.append(_Loss("pitch", note.after, share / whole, "corrected note" if note.corrected else "extra note"))
    if transposed:
        losses.append(_Loss("pitch", None, TRANSPOSED, "played in another key"))
    return losses


def _rhythm_losses(judged: Sequence[NoteVerdict], tolerances: Tolerances) -> list[_Loss]:
    losses = []
    for verdict in judged:
        if verdict.pitch == "missed":
            losses.append(_Loss("rhythm", verdict.note.id, 1.0 / len(judged), "missed"))
            continue
        onset, length = _onset_loss(verdict), _length_loss(verdict, tolerances)
        onset_share = 1.0 - LENGTH_SHARE if verdict.duration is not None else 1.0
        if onset > 0:
            losses.append(_Loss("rhythm", verdict.note.id, onset_share * onset / len(judged), str(verdict.onset)))
        if length > 0:
            losses.append(_Loss("rhythm", verdict.note.id, LENGTH_SHARE * length / len(judged), str(verdict.duration)))
    return losses


def _onset_loss(verdict: NoteVerdict) -> float:
    if verdict.onset_ms is None or not verdict.onset_window_ms:
        return 0.0
    return beyond(abs(verdict.onset_ms), verdict.onset_window_ms, (_ONSET_REACH - 1.0) * verdict.onset_window_ms)


def _length_loss(verdict: NoteVerdict, tolerances: Tolerances) -> float:
    if verdict.duration_ratio is None or verdict.duration in (None, "full"):
        return 0.0
    if verdict.duration == "short":
        return beyond(-verdict.duration_ratio, -tolerances.short_ratio, _LENGTH_REACH)
    return beyond(verdict.duration_ratio, tolerances.long_ratio, _LENGTH_REACH)


def _intonation_losses(tuned: Sequence[NoteVerdict]) -> list[_Loss]:
    losses = []
    for verdict in tuned:
        low, high = verdict.intonation_window or (0.0, 0.0)
        cents = verdict.cents or 0.0
        loss = max(beyond(cents, high, _TUNING_REACH), beyond(-cents, -low, _TUNING_REACH))
        if loss > 0:
            losses.append(_Loss("intonation", verdict.note.id, loss / len(tuned), str(verdict.intonation)))
    return losses


def beyond(value: float, window: float, reach: float) -> float:
    """0 up to the window, then evenly up to 1 at `window + reach`."""
    return min(1.0, max(0.0, (value - window) / reach))


def firmness(played: PlayedNote) -> float:
    """How surely a sound was a note at all, 0..1: a blip or a doubtful one counts less."""
    sure = float(np.interp(played.confidence, [0.3, 0.6], [0.0, 1.0]))
    return sure * float(np.interp(played.duration_s, [0.05, 0.12], [0.0, 1.0]))
