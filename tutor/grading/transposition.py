"""Which constant shifts a take may be in: the octaves of the player's own voice, a wrong start, a wrong part."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tutor.grading.expected import Expected

CLEF_STEPS = (2, -2, 1, -1, 3, -3)  # reading one clef as another moves every note by these staff steps, octaves apart

Array = NDArray[np.float64]


def octave_of(played: Array, written: Array) -> int:
    """Whole octaves by which a take lies off the score, from the middle of both. Shapes (played,) and (notes,)."""
    return round((float(np.median(played)) - float(np.median(written))) / 12.0)


def candidate_shifts(played: Array, written: Array, limit: int = 3) -> list[int]:
    """Shifts of -6..6 semitones worth trying, likeliest first, 0 always among them.

    Steps between neighbours do not change under transposition: each pair of equal steps votes for its shift.
    """
    votes: Counter[int] = Counter()
    notes = np.round(played).astype(int)
    wanted = written.astype(int)
    for a, b, c in zip(notes[:-2], notes[1:-1], notes[2:], strict=True):
        same = (wanted[1:-1] - wanted[:-2] == b - a) & (wanted[2:] - wanted[1:-1] == c - b)
        votes.update(int((a - w + 6) % 12 - 6) for w in wanted[:-2][same])
    ranked = [shift for shift, _ in sorted(votes.items(), key=lambda item: (-item[1], abs(item[0])))]
    return [0, *[shift for shift in ranked if shift != 0][:limit]]


def misread(expected: Expected, steps: int) -> Expected:
    """The part as someone hears it who reads every note `steps` staff steps too high, signature kept."""
    score = expected.score
    midi = [
        score.bar_at(note.onset).key.pitch_at(note.pitch.diatonic + steps).midi + score.part.transposition
        for note in expected.notes
    ]
    return replace(expected, midi=np.array(midi, dtype=float))
