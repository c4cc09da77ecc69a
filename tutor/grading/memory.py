"""What was heard in a take, as JSON: enough to mark it again at another strictness without listening again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tutor.grading.contours import NoteContour, contours_of
from tutor.grading.expression import measure_expression
from tutor.grading.fragments import mended
from tutor.grading.hearability import Hearability
from tutor.listening.strokes import TRACKER
from tutor.listening.types import Heard, PlayedNote

VERSION = 1


@dataclass(frozen=True)
class Remembered:
    """A take after listening: everything that grading looks at, and no sound."""

    notes: tuple[PlayedNote, ...]
    hearability: Hearability
    expression: dict[str, Any]
    tracker: str
    duration_s: float
    keyboard: bool
    contours: tuple[NoteContour, ...] = ()

    @property
    def struck(self) -> bool:
        """Whether it was clapped or tapped: strokes have no length of their own."""
        return self.tracker == TRACKER

    @classmethod
    def of(cls, heard: Heard) -> Remembered:
        """Times are kept to a tenth of a millisecond and pitches to a tenth of a cent, here and in JSON alike."""
        keyboard = heard.track is None and heard.audio is None
        notes = tuple(_kept(note) for note in (heard.notes if keyboard else mended(heard.notes)))
        return cls(
            notes,
            Hearability.of(heard, notes),
            measure_expression(heard),
            heard.tracker,
            round(heard.duration_s, 4),
            keyboard,
            contours_of(heard.track, notes),
        )


def _kept(note: PlayedNote) -> PlayedNote:
    return PlayedNote(
        round(float(note.onset_s), 4),
        round(float(note.offset_s), 4),
        round(float(note.midi), 3),
        round(float(note.confidence), 3),
        round(float(note.loudness_db), 1),
    )


def heard_to_dict(heard: Heard | Remembered) -> dict[str, Any]:
    """JSON values of a take that was listened to."""
    kept = heard if isinstance(heard, Remembered) else Remembered.of(heard)
    return {
        "version": VERSION,
        "notes": [[n.onset_s, n.offset_s, n.midi, n.confidence, n.loudness_db] for n in kept.notes],
        "hearability": kept.hearability.to_dict(),
        "expression": kept.expression,
        "tracker": kept.tracker,
        "duration_s": kept.duration_s,
        "keyboard": kept.keyboard,
        "contours": [contour.to_list() for contour in kept.contours],
    }


def heard_from_dict(data: dict[str, Any]) -> Remembered:
    """The take back from its JSON; raises ValueError for another version."""
    if data.get("version") != VERSION:
        raise ValueError(f"this take was kept in version {data.get('version')}; listen to its recording again")
    return Remembered(
        tuple(PlayedNote(*values) for values in data["notes"]),
        Hearability.from_dict(data["hearability"]),
        data["expression"],
        data["tracker"],
        data["duration_s"],
        data["keyboard"],
        tuple(NoteContour(*values) for values in data.get("contours", ())),  # takes kept earlier have none
    )
