"""What the score asks for, as plain arrays: one entry a note, and one event a distinct onset (a chord is one event)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tutor.music.rhythm import seconds_per_quarter
from tutor.music.score import Note, Score


@dataclass(frozen=True)
class Expected:
    """The graded part of a score. Arrays of shape (notes,): quarters from the first bar's start, sounding MIDI."""

    score: Score
    notes: tuple[Note, ...]
    onset_q: NDArray[np.float64]
    end_q: NDArray[np.float64]
    midi: NDArray[np.float64]

    @classmethod
    def of(cls, score: Score) -> Expected:
        notes = score.notes
        return cls(
            score,
            notes,
            np.array([float(note.onset) for note in notes]),
            np.array([float(note.end) for note in notes]),
            np.array([float(score.part.sounding_midi(note)) for note in notes]),
        )

    @property
    def spq(self) -> float:
        """Seconds in a quarter at the written tempo."""
        return seconds_per_quarter(self.score.tempo_bpm)

    @cached_property
    def event_of(self) -> NDArray[np.intp]:
        """For each note the number of its event, shape (notes,)."""
        return np.searchsorted(self.event_q, self.onset_q)

    @cached_property
    def event_q(self) -> NDArray[np.float64]:
        """Onset of each event in quarters, shape (events,), strictly rising."""
        return np.unique(self.onset_q)

    @cached_property
    def is_polyphonic(self) -> bool:
        """True when notes sound together: a chord, or a voice held over another."""
        return len(self.event_q) < len(self.notes) or bool(np.any(self.end_q[:-1] > self.onset_q[1:] + 1e-9))

    @cached_property
    def bar_start_events(self) -> NDArray[np.bool_]:
        """Whether an event is the first one of its bar, shape (events,)."""
        bars = [self.score.bar_at(self.notes[i].onset).number for i in self.first_notes]
        return np.array([k == 0 or bars[k] != bars[k - 1] for k in range(len(bars))])

    @cached_property
    def first_notes(self) -> NDArray[np.intp]:
        """Index of the first note of each event."""
        return np.searchsorted(self.event_of, np.arange(len(self.event_q)))

    def beat_quarters(self, index: int) -> float:
        """Length in quarters of the felt beat at a note."""
        return float(self.score.bar_at(self.notes[index].onset).meter.beats[0])

    def next_onset_q(self, index: int) -> float:
        """Onset of the event after a note's own, or the note's end for the last one."""
        event = int(self.event_of[index]) + 1
        return float(self.event_q[event]) if event < len(self.event_q) else float(self.end_q[index])
