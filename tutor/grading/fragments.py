"""Fragments: a release or an attack that the ear cut off from its note is joined to it again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutor.listening.types import PlayedNote

FRAGMENT_S = 0.085  # no one strikes a note this short again on purpose
GAP_S = 0.04
SAME_PITCH = 0.7  # semitones, octaves folded: a dying note's overtone is heard an octave up


def mended(notes: Sequence[PlayedNote]) -> tuple[PlayedNote, ...]:
    """Played notes in time order, every fragment joined to the neighbour of its pitch that it touches."""
    whole: list[PlayedNote] = []
    for note in sorted(notes, key=lambda note: (note.onset_s, note.midi)):
        if whole and _belong(whole[-1], note):
            whole[-1] = _joined(whole[-1], note)
        else:
            whole.append(note)
    return tuple(whole)


def _belong(first: PlayedNote, second: PlayedNote) -> bool:
    gap = abs(second.midi - first.midi)
    same = min(gap, abs(gap - 12.0)) < SAME_PITCH if second.duration_s < FRAGMENT_S else gap < SAME_PITCH
    short = min(first.duration_s, second.duration_s) < FRAGMENT_S
    return same and short and 0.0 <= second.onset_s - first.offset_s + 1e-6 < GAP_S


def _joined(first: PlayedNote, second: PlayedNote) -> PlayedNote:
    """One note: pitch and confidence of the longer part."""
    longer = first if first.duration_s >= second.duration_s else second
    loudness = float(np.maximum(first.loudness_db, second.loudness_db))
    return PlayedNote(first.onset_s, second.offset_s, longer.midi, longer.confidence, loudness)
