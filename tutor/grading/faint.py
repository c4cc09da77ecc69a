"""Faint notes: somebody next door, an echo, a string that hums along. They are no notes of the take unless they fit.

A note far below the level of those about it answers a written note only where nothing louder does and where it has
its pitch and its moment; and only if more of the faint notes fit than not, for then the player played softly.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tutor.grading.align import align
from tutor.grading.alignment import Alignment
from tutor.grading.backing import from_backing
from tutor.grading.expected import Expected
from tutor.listening.types import PlayedNote

# In takes of sixteen instruments no note lies more than 6 dB under the upper quartile of the notes within five seconds,
# in a violinist's recording of a whole suite movement one of 546 more than 13; what a neighbour practises 24 dB under
# the take lies 20 to 27 dB under it.
FAINT_DB, ABOUT_S = 14.0, 5.0
SOFT_PASSAGE_DB = 5.0  # what counts as the level about a note is never further than this under the whole take's
_AT_PITCH, _IN_TIME_S = 0.5, 0.15

Mask = NDArray[np.bool_]


def align_firm(
    expected: Expected, notes: Sequence[PlayedNote], doubts: Sequence[int]
) -> tuple[Alignment, tuple[int, ...], bool]:
    """The alignment of the notes that count, their octave `doubts`, and whether an accompaniment was heard beside them;
    `notes` in time order.
    """
    firm = ~is_faint(notes)
    alignment = align(expected, _chosen(notes, firm))
    theirs, accompanied = from_backing(alignment, notes)
    foreign = firm & theirs
    if foreign.any():
        firm = firm & ~foreign
        alignment = align(expected, _chosen(notes, firm))
    fitting = _fitting(alignment, notes, ~firm)
    if 2 * np.sum(fitting) > np.sum(~firm):
        firm = firm | fitting
        alignment = align(expected, _chosen(notes, firm))
    return alignment, tuple(doubt for doubt, kept in zip(doubts, firm, strict=False) if kept), accompanied


def is_faint(notes: Sequence[PlayedNote]) -> Mask:
    """Which notes lie far below the level of those about them, shape (notes,)."""
    loudness, onset = (np.array([getattr(note, name) for note in notes]) for name in ("loudness_db", "onset_s"))
    if not len(notes):
        return np.zeros(0, dtype=bool)
    least = np.percentile(loudness, 75) - SOFT_PASSAGE_DB
    about = [max(least, np.percentile(loudness[np.abs(onset - at) < ABOUT_S], 75)) for at in onset]
    return np.asarray(loudness < np.array(about) - FAINT_DB)


def _fitting(alignment: Alignment, notes: Sequence[PlayedNote], faint: Mask) -> Mask:
    """Which of the faint notes are what a written note without an answer asks for."""
    open_notes = np.flatnonzero(alignment.partner < 0)
    due = alignment.curve.at(alignment.expected.onset_q[open_notes])
    target = alignment.expected.midi[open_notes] + alignment.transposition
    fits = [
        bool(np.any((np.abs(note.onset_s - due) < _IN_TIME_S) & (np.abs(_midi(alignment, note) - target) < _AT_PITCH)))
        for note in notes
    ]
    return faint & np.array(fits, dtype=bool)


def _midi(alignment: Alignment, note: PlayedNote) -> float:
    return note.midi - float(alignment.tuning.at(note.onset_s))


def _chosen(notes: Sequence[PlayedNote], mask: Mask) -> tuple[PlayedNote, ...]:
    return tuple(note for note, kept in zip(notes, mask, strict=True) if kept)
