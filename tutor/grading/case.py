"""The case before the explainer: one take's alignment and verdicts, with the questions that causes ask of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from tutor.grading.alignment import Alignment
from tutor.grading.contours import NoteContour
from tutor.grading.marks import ExtraNote
from tutor.grading.verdicts import NoteVerdict, Setting
from tutor.listening.types import PlayedNote
from tutor.music.embellishing import chord_at
from tutor.music.harmonising import harmonise
from tutor.music.instruments import INSTRUMENTS
from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.score import ChordSymbol, Note, Score


@dataclass(frozen=True)
class Cause:
    """One cause found in a take: its taxonomy id, the notes (score indices) it explains and the facts behind it.

    `group` ties together causes that are told as one; `bars` overrides the bars of the notes.
    """

    kind: str
    notes: tuple[int, ...]
    facts: dict[str, Any]
    group: tuple[Any, ...] = ()
    bars: tuple[int, ...] = field(default=())


@dataclass(frozen=True)
class Case:
    """Everything that causes are found from."""

    alignment: Alignment
    verdicts: tuple[NoteVerdict, ...]
    extra: tuple[ExtraNote, ...]
    setting: Setting
    contours: tuple[NoteContour, ...] = ()
    expression: dict[str, Any] = field(default_factory=dict)

    @property
    def score(self) -> Score:
        return self.alignment.expected.score

    @property
    def notes(self) -> tuple[Note, ...]:
        return self.alignment.expected.notes

    @cached_property
    def sings(self) -> bool:
        row = INSTRUMENTS.get(self.score.part.instrument)
        return bool(row and row.family == "voice" and row.name != "whistling")

    @property
    def verb(self) -> str:
        return "sang" if self.sings else "played"

    def key_at(self, i: int) -> Key:
        return self.score.bar_at(self.notes[i].onset).key

    def bar_of(self, i: int) -> int:
        return self.verdicts[i].bar

    @cached_property
    def wrong(self) -> tuple[int, ...]:
        """Indices of the wrong notes."""
        return tuple(v.index for v in self.verdicts if v.pitch == "wrong")

    @cached_property
    def missed(self) -> tuple[int, ...]:
        return tuple(v.index for v in self.verdicts if v.pitch == "missed")

    def performed(self, i: int) -> Pitch:
        """The played pitch as it would be written: on the written letter where that is possible, else as the key
        spells it. Transposition and tuning are taken out."""
        written, off = self.notes[i].pitch, self.verdicts[i].off_by or 0
        alter = written.alter + off
        if abs(off) <= 1 and abs(alter) <= 1:
            key = self.key_at(i)
            spelled = key.spell(written.midi + off)
            diatonic = key.degree_of(spelled)[1] == 0
            return spelled if diatonic and alter != 0 else Pitch(written.step, alter, written.octave)
        return self.key_at(i).spell(written.midi + off)

    def sounding_as_written(self, played: PlayedNote) -> float:
        """Fractional written MIDI number of any played note: transposition, tuning and drift taken out."""
        reference = float(self.alignment.tuning.at(played.onset_s)) + self.alignment.transposition
        return played.midi - reference - self.score.part.transposition

    @cached_property
    def _index(self) -> dict[str, int]:
        return {note.id: i for i, note in enumerate(self.notes)}

    def index_of(self, note_id: str | None) -> int | None:
        """Score index of a note id."""
        return None if note_id is None else self._index[note_id]

    @cached_property
    def harmony(self) -> tuple[ChordSymbol, ...]:
        """The score's own chords, or those its melody implies."""
        return self.score.harmony or harmonise(self.score)

    def chord_at(self, onset: Fraction) -> ChordSymbol | None:
        """The harmony at a moment of written time."""
        return chord_at(self.harmony, onset)

    def alignment_break(self, i: int) -> float | None:
        """Seconds by which the pulse stopped (or was cut, negative) just before note i, None where it did not."""
        q = float(self.notes[i].onset)
        for step in self.alignment.curve.breaks:
            if not step.excused and abs(step.q - q) < 1e-6:
                return step.shift_s
        return None

    def contour_at(self, onset_s: float) -> NoteContour | None:
        """The contour of the played note that begins then."""
        return self._contours.get(onset_s)

    @cached_property
    def _contours(self) -> dict[float, NoteContour]:
        return {contour.onset_s: contour for contour in self.contours}

    def before(self, i: int) -> Note | None:
        """The written note before."""
        return self.notes[i - 1] if i > 0 else None

    def line_before(self, i: int) -> Note | None:
        """The note that a line moves from to note i; None where a chord is struck or left, which no one line is."""
        before = self.before(i)
        return before if before and not self._chords & {before.onset, self.notes[i].onset} else None

    @cached_property
    def _chords(self) -> set[Fraction]:
        """Where notes begin together."""
        return {first.onset for first, second in pairwise(self.notes) if first.onset == second.onset}

    def after(self, i: int) -> Note | None:
        return self.notes[i + 1] if i + 1 < len(self.notes) else None


def bars_of(case: Case, notes: Sequence[int]) -> tuple[int, ...]:
    """The bars that hold notes, each once, in order."""
    return tuple(sorted({case.bar_of(i) for i in notes}))
