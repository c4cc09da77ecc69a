"""Fragments and echoes: what the ear cut off from a note, or what rang on after it, is no note of its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutor.listening.types import PlayedNote

FRAGMENT_S = 0.085  # no one strikes a note this short again on purpose
GAP_S = 0.04
RELEASE_S = 0.16  # up to here a part that runs into the next note is the end of the one before …
ECHO_DB = 9.0  # … and whatever its length, a part this much softer is its echo
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


def goes_on(first: PlayedNote, second: PlayedNote) -> bool:
    """Whether `second` has the pitch of `first` and follows it without a gap."""
    return abs(first.midi - second.midi) <= SAME_PITCH and -1e-6 <= second.onset_s - first.offset_s < GAP_S


def is_remnant(notes: Sequence[PlayedNote], j: int) -> bool:
    """Whether played note j, which no written note asked for, is but the end or the echo of the one before it."""
    if j == 0:
        return False
    before, note = notes[j - 1], notes[j]
    if not goes_on(before, note):
        return False
    into_next = j + 1 < len(notes) and notes[j + 1].onset_s - note.offset_s < GAP_S
    return (note.duration_s < RELEASE_S and into_next) or note.loudness_db < before.loudness_db - ECHO_DB
