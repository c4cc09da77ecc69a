"""The report: all that is said of one take, as one value and as the JSON document other programs rely on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tutor.grading.expected import Expected
from tutor.grading.findings import LEADING, Finding
from tutor.grading.marks import ExtraNote, Marks
from tutor.grading.tolerances import tolerances
from tutor.grading.verdicts import NoteVerdict
from tutor.grading.voice import USUAL, Voice
from tutor.listening.types import PlayedNote
from tutor.music.score import Score

VERSION = 1
# Confidence of the ear against the share of right verdicts: 8,126 judged notes of rendered takes of 24 instruments from
# two sound banks, clean, in a room and in noise.
CONFIDENCE, RIGHT = (0.0, 0.35, 0.6, 0.76, 0.86, 0.96), (0.0, 0.5, 0.85, 0.95, 0.99, 1.0)
_NO_MARKS = Marks(None, None, None, None, ())


@dataclass(frozen=True)
class TakeFacts:
    """The take as a whole. Seconds; tuning in cents from A = 440 Hz; tempo in quarters a minute."""

    duration_s: float
    tracker: str
    tuning_cents: float = 0.0
    transposition_semitones: int = 0
    tempo_bpm: float | None = None
    tempo_curve: tuple[tuple[float, float], ...] = ()
    drift_cents_per_minute: float = 0.0
    restarts: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Report:
    """A judged take, or one that could not be judged and why (`judged` False: no marks, every note unsure)."""

    score: Score
    take: TakeFacts
    level: int
    strictness: str
    judged: bool
    reason: str | None
    message: str | None
    verdicts: tuple[NoteVerdict, ...]
    extra: tuple[ExtraNote, ...] = ()
    marks: Marks = _NO_MARKS
    findings: tuple[Finding, ...] = ()
    praise: str | None = None
    windows: dict[str, float] = field(default_factory=dict)
    expression: dict[str, Any] = field(default_factory=dict)
    praised: tuple[dict[str, Any], ...] = ()
    voice: Voice = USUAL
    part: dict[str, Any] | None = None  # the bars that were played, with marks of their own, where not all were

    @classmethod
    def unjudged(
        cls,
        score: Score,
        reason: str,
        message: str,
        *,
        level: int = 3,
        strictness: str = "normal",
        tracker: str = "auto",
        duration_s: float = 0.0,
    ) -> Report:
        """The report on a recording that cannot be judged: `reason` a stable word, `message` a sentence to act on."""
        return cls(
            score,
            TakeFacts(duration_s, tracker),
            level,
            strictness,
            False,
            reason,
            message,
            _all_unsure(score),
            windows=tolerances(level, strictness).to_dict(),
            expression={"dynamics_db_range": None, "vibrato": None, "remarks": []},
        )

    def to_dict(self) -> dict[str, Any]:
        """The contract JSON (version 1) with its additions; numbers rounded so that equal takes give equal bytes."""
        return {
            "version": VERSION,
            "score": _score_dict(self.score),
            "take": self._take_dict(),
            "notes": [note_dict(verdict) for verdict in self.verdicts],
            "extra": [_extra_dict(note) for note in self.extra],
            "part": self.part,
            "marks": {part: _rounded(value, 1) for part, value in self.marks.to_dict().items()},
            "findings": [self._finding_dict(place) for place in range(len(self.findings))],
            "expression": self.expression,
            "praise": self.praise,
            "praised": list(self.praised),
            "voice": self.voice.to_dict(),
            "lost": lost_dicts(self.marks),
            "level": self.level,
            "strictness": self.strictness,
            "tolerances": self.windows,
        }

    def _finding_dict(self, place: int) -> dict[str, Any]:
        """One finding; the first few lead, where they are more than a remark."""
        finding = self.findings[place]
        return {**finding.to_dict(), "leads": place < LEADING and finding.severity > 1}

    def _take_dict(self) -> dict[str, Any]:
        take = self.take
        return {
            "duration_s": _rounded(take.duration_s, 3),
            "tracker": take.tracker,
            "tuning_cents": _rounded(take.tuning_cents, 1),
            "transposition_semitones": take.transposition_semitones,
            "tempo_bpm": _rounded(take.tempo_bpm, 1),
            "tempo_curve": [[_rounded(seconds, 2), _rounded(bpm, 1)] for seconds, bpm in take.tempo_curve],
            "drift_cents_per_minute": _rounded(take.drift_cents_per_minute, 1),
            "restarts": list(take.restarts),
            "judged": self.judged,
            "reason": self.reason,
            "message": self.message,
        }


def _all_unsure(score: Score) -> tuple[NoteVerdict, ...]:
    expected = Expected.of(score)
    return tuple(
        NoteVerdict(i, n, score.bar_at(n.onset).number, score.beat_of(n.onset), int(m), None, "unsure", weight=0.0)
        for i, (n, m) in enumerate(zip(expected.notes, expected.midi, strict=True))
    )


def _score_dict(score: Score) -> dict[str, Any]:
    return {
        "title": score.title,
        "key": score.key.name,
        "meter": score.meter.name,
        "tempo_bpm": _rounded(score.tempo_bpm, 2),
        "note_count": len(score.notes),
    }


def note_dict(verdict: NoteVerdict) -> dict[str, Any]:
    """One entry of `notes`."""
    return {
        "id": verdict.note.id,
        "bar": verdict.bar,
        "beat": str(verdict.beat),
        "written": verdict.note.pitch.name,
        "sounding_midi": verdict.sounding_midi,
        "quarter_length": str(verdict.note.duration),
        "performed": None if verdict.played is None else _played_dict(verdict.played, confidence=True),
        "pitch": verdict.pitch,
        "cents": _rounded(verdict.cents, 1),
        "intonation": verdict.intonation,
        "onset_ms": _rounded(verdict.onset_ms, 1),
        "onset": verdict.onset,
        "duration_ratio": _rounded(verdict.duration_ratio, 3),
        "duration": verdict.duration,
    }


def calibrated(confidence: float) -> float:
    """How often, 0..1, a pitch heard with this confidence is judged rightly."""
    return float(np.interp(confidence, CONFIDENCE, RIGHT))


def _played_dict(note: PlayedNote, *, confidence: bool = False) -> dict[str, Any]:
    shown = {
        "onset_s": _rounded(note.onset_s, 3),
        "offset_s": _rounded(note.offset_s, 3),
        "midi": _rounded(note.midi, 2),
    }
    return {**shown, "confidence": _rounded(calibrated(note.confidence), 2)} if confidence else shown


def _extra_dict(note: ExtraNote) -> dict[str, Any]:
    return {**_played_dict(note.played), "after": note.after, "corrected": note.corrected}


def lost_dicts(marks: Marks) -> list[dict[str, Any]]:
    """Every lost point of the overall mark, largest first, with its note (None: the whole take) and its reason."""
    ranked = sorted(enumerate(marks.lost), key=lambda entry: (-entry[1][1], entry[0]))
    return [{"note": note, "points": _rounded(points, 2), "reason": reason} for _, (note, points, reason) in ranked]


def _rounded(value: float | None, digits: int) -> float | None:
    """Rounded, without a negative zero."""
    return None if value is None else round(float(value), digits) + 0.0


def judged_share(verdicts: Sequence[NoteVerdict]) -> float:
    """Share of the onsets of which a note could be judged: of a chord in a recording, one is enough."""
    onsets = {verdict.note.onset for verdict in verdicts}
    return len({verdict.note.onset for verdict in verdicts if verdict.judged}) / max(1, len(onsets))
