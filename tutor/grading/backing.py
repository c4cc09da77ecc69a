"""A backing track that plays along beside the microphone: its notes are nobody's mistakes.

What accompanies the practised part is known: the score's other parts, or else the chords that the product itself plays
to it. A note too many that is softer than the player and lies where and when the accompaniment sounds is the
accompaniment's; where there are several, so is what answers a written note with a wrong pitch. What is far softer and
begins with an accompanying note of its very pitch is the accompaniment's even alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tutor.grading.alignment import Alignment, folded
from tutor.listening.types import PlayedNote
from tutor.music.accompanying import strikes
from tutor.music.score import Part, Score

SOFT_DB, ABOUT_S = 6.0, 5.0  # under the right notes about it, of which in takes of sixteen instruments none lies lower
BESIDE = 2.5  # semitones
_HEARD = ("loudness_db", "onset_s", "midi")
FAR_DB = 9.0  # under the right notes: no wrong note of a player's lies there
PLAYS_ALONG = 2  # notes too many that show that something does
_IN_TIME_S, _STRUCK_S, _AT_PITCH = 0.15, 0.06, 0.6
_RIGHT_WITHIN = 0.5
_TWELFTH = 7.02  # a chord's note may be heard by its third partial

Mask = NDArray[np.bool_]
Array = NDArray[np.float64]


def from_backing(alignment: Alignment, notes: Sequence[PlayedNote]) -> tuple[Mask, bool]:
    """Which of all played notes, in time order, belong to an accompaniment, shape (notes,); and whether it was heard:
    something far softer than the player was struck with it, at its pitch.
    """
    right, wrong = _answers(alignment)
    extra = {alignment.played.notes[j] for j in alignment.extra}
    is_right, is_wrong, is_extra = (
        np.array([note in group for note in notes], dtype=bool) for group in (right, wrong, extra)
    )
    below = _below_right(notes, is_right)
    soft = below > SOFT_DB
    if not soft.any():
        return soft, False
    in_pitch, struck = _in_backing(alignment, notes)
    far = (below > FAR_DB) & struck & ~is_right
    theirs = soft & in_pitch & (is_wrong | is_extra)
    plays_along = int(np.sum(theirs & is_extra)) >= PLAYS_ALONG
    return theirs if plays_along else theirs & (is_extra | far), bool(far.any())


def _answers(alignment: Alignment) -> tuple[set[PlayedNote], set[PlayedNote]]:
    """The played notes that answer a written one with its pitch, and with another."""
    right, wrong = set[PlayedNote](), set[PlayedNote]()
    for i, j in enumerate(alignment.partner):
        if j >= 0:
            (right if abs(alignment.deviation(i)) < _RIGHT_WITHIN else wrong).add(alignment.played.notes[int(j)])
    return right, wrong


def _below_right(notes: Sequence[PlayedNote], right: Mask) -> Array:
    """By how many dB each note lies under the right notes about it, in time and, where there are any, in pitch; 0 where
    nothing is right.
    """
    loudness, onset, midi = (np.array([getattr(note, name) for note in notes]) for name in _HEARD)
    if not right.any():
        return np.zeros(len(notes))
    whole = float(np.percentile(loudness[right], 75))
    near = [loudness[right & (np.abs(onset - at) < ABOUT_S)] for at in onset]
    about = np.array([float(np.percentile(levels, 75)) if len(levels) else whole for levels in near])
    # Some instruments sound low notes far more softly than high ones.
    beside = [loudness[right & (np.abs(midi - at) < BESIDE)] for at in midi]
    own = np.array([float(np.median(levels)) if len(levels) else np.inf for levels in beside])
    return np.asarray(np.minimum(about, own) - loudness)


def _in_backing(alignment: Alignment, notes: Sequence[PlayedNote]) -> tuple[Mask, Mask]:
    """Which notes begin while the accompaniment sounds their pitch in whatever octave, and which when it strikes the
    pitch itself.
    """
    played = np.array(list(_backing(alignment.expected.score))).reshape(-1, 3)
    begins, ends = (alignment.curve.at(played[:, k])[None, :] for k in (0, 1))
    onset, midi = (np.array([getattr(note, name) for note in notes])[:, None] for name in ("onset_s", "midi"))
    off = midi - played[:, 2]
    sounding = (onset > begins - _IN_TIME_S) & (onset < ends + _IN_TIME_S)
    same = (np.abs(folded(off)) < _AT_PITCH) | (np.abs(folded(off - _TWELFTH)) < _AT_PITCH)
    struck = (np.abs(onset - begins) < _STRUCK_S) & (np.abs(off) < _AT_PITCH)
    return np.asarray((sounding & same).any(axis=1)), np.asarray(struck.any(axis=1))


def _backing(score: Score) -> Iterator[tuple[float, float, float]]:
    """(onset, end) in quarters and MIDI number of every accompanying note."""
    for part in score.parts[1:]:
        yield from _notes_of(part)
    if len(score.parts) == 1:
        yield from ((onset, onset + length, float(midi)) for onset, length, midi, _ in strikes(score))


def _notes_of(part: Part) -> Iterator[tuple[float, float, float]]:
    return ((float(note.onset), float(note.end), float(part.sounding_midi(note))) for note in part.notes)
