"""What a rendered take truly contains: the slips that were asked for and, note by note, what was sounded when.

Times are seconds from the start of the rendered sound; `midi` is fractional sounding pitch, A4 = 440 Hz = 69.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Slip:
    """One deliberate error of a kind in `tutor.performing.slips.SLIPS`, at a score note.

    `amount` is in the kind's own unit (semitones, seconds, quarters, cents, share); `until` is a second score note
    where the kind needs one: the last note of a span, or the note a restart goes back to.
    """

    kind: str
    note_id: str
    amount: float = 0.0
    until: str | None = None


@dataclass(frozen=True)
class NoteTruth:
    """A score note's fate. A missed note has no times or pitch; `expected_s` says where it would have begun.

    `pitch` correct | wrong | missed; `timing` on_time | early | late and `duration` full | short | long are relative to
    the notes around it; `cents` is the deliberate deviation from `midi` rounded.
    """

    note_id: str
    expected_s: float
    onset_s: float | None
    offset_s: float | None
    midi: float | None
    pitch: str = "correct"
    timing: str = "on_time"
    duration: str = "full"
    cents: float = 0.0


@dataclass(frozen=True)
class ExtraTruth:
    """A sound that is no score note: `reason` added | stammer | restruck | corrected | abandoned | repeat."""

    onset_s: float
    offset_s: float
    midi: float
    after: str | None
    reason: str
    source: str | None = None  # the score note that an abandoned first try, or a repeat, was meant for


@dataclass(frozen=True)
class Labels:
    """The truth of one take: every score note in score order, every extra sound in time order."""

    notes: tuple[NoteTruth, ...]
    extras: tuple[ExtraTruth, ...]
    slips: tuple[Slip, ...]
    tempo_bpm: float

    def by_id(self) -> dict[str, NoteTruth]:
        return {note.note_id: note for note in self.notes}

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        from dataclasses import asdict

        return asdict(self)
