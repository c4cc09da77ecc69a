"""A take before it has a sound: gestures, one per thing played, on a time line of quarters that slips may bend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tutor.music.score import Note, Score

PLAYED, MISSED, EXTRA = "played", "missed", "extra"


@dataclass(frozen=True)
class Gesture:
    """One note as it will be played. `start` and `length` count quarters along the performance, not the page.

    `note` is the score note it plays, or for an extra the score note it follows. `shift_s` moves its onset in seconds
    after the tempo has been applied; `hold` is the share of `length` that sounds, None where articulation decides;
    `vibrato_cents` (either way) and `vibrato_hz` are 0 where the manner of playing decides.
    """

    note: Note
    start: float
    length: float
    midi: float
    role: str = PLAYED
    reason: str = ""
    cents: float = 0.0
    scoop_cents: float = 0.0
    waver_cents: float = 0.0
    vibrato_cents: float = 0.0
    vibrato_hz: float = 0.0
    drift_cents_per_minute: float = 0.0
    shift_s: float = 0.0
    hold: float | None = None
    pitch: str = "correct"
    timing: str = "on_time"
    duration: str = "full"

    @property
    def id(self) -> str:
        return self.note.id

    @property
    def end(self) -> float:
        return self.start + self.length

    @property
    def is_heard(self) -> bool:
        return self.role != MISSED


Gestures = tuple[Gesture, ...]


def written_gestures(score: Score) -> Gestures:
    """The practised part played exactly as written."""
    part = score.part
    return tuple(
        Gesture(note, float(note.onset), float(note.duration), float(part.sounding_midi(note))) for note in part.notes
    )


def place(gestures: Gestures, note_id: str) -> int:
    """Index of the gesture that plays a score note; ValueError when it is not in the performance."""
    for index, gesture in enumerate(gestures):
        if gesture.id == note_id and gesture.role != EXTRA:
            return index
    raise ValueError(f"there is no note '{note_id}' to slip on; use a note id of the practised part")


def changed(gestures: Gestures, index: int, **values: object) -> Gestures:
    """The same performance with one gesture altered."""
    return (*gestures[:index], replace(gestures[index], **values), *gestures[index + 1 :])  # type: ignore[arg-type]


def moved(gestures: Iterable[Gesture], quarters: float) -> Gestures:
    """Gestures shifted along the performance."""
    return tuple(replace(gesture, start=gesture.start + quarters) for gesture in gestures)
