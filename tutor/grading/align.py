"""Alignment: which played note is which written one, at what tempo, in what tuning, in which octave or key.

Follow the score roughly in the likeliest reading, then settle tempo, tuning and partners in turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tutor.errors import UnusableRecording
from tutor.grading.alignment import Alignment, folded
from tutor.grading.expected import Expected
from tutor.grading.played import Played
from tutor.grading.reading import best_reading, read
from tutor.grading.settle import RIGHT_WITHIN, settle
from tutor.grading.transposition import misread
from tutor.listening.types import PlayedNote

BEGINNING = 5  # notes that tell in which key a take began
MATCHED_SHARE = 0.42  # of the notes in the played stretch; fewer right ones and this is some other piece
# Melodies share many turns once key, tempo and order are free. Whoever takes such a liberty has to be right more often
# before it counts as this piece: in another key, or far from the written tempo; or after going back, since the notes of
# the pass that was given up are not counted against it.
STRANGE_SHARE, USUAL_TEMPO = 0.6, (0.55, 1.8)
RESTARTED_SHARE = 0.5


def align(expected: Expected, notes: Sequence[PlayedNote]) -> Alignment:
    """Align a take with its score; raise UnusableRecording when there is nothing, or some other piece, to align."""
    played = Played.of(notes)
    _require_some(expected, played)
    reading = best_reading(expected, played)
    result = settle(misread(expected, reading.steps) if reading.steps else expected, played, reading)
    _require_same_piece(result)
    _require_some_time(result)
    if reading.shift and _begins_as_written(result):
        result = settle(expected, played, read(expected, played, 0, 0))
    return replace(result, expected=expected)


def _begins_as_written(result: Alignment) -> bool:
    """A take that most of the time lies in another key, but began in the right one: its tonic slipped on the way."""
    answered = np.flatnonzero(result.partner >= 0)[:BEGINNING]
    gaps = np.array([result.deviation(int(i)) + result.shift for i in answered])
    return len(gaps) == BEGINNING and int(np.count_nonzero(np.abs(folded(gaps)) < 0.5)) >= BEGINNING - 1


def _require_some(expected: Expected, played: Played) -> None:
    if not len(expected.notes):
        raise UnusableRecording("empty_score", "The score has no notes to grade.")
    if len(played.notes) < max(1, min(3, len(expected.notes) // 4)):
        raise UnusableRecording(
            "too_little",
            "I heard almost nothing of the music. Check which microphone is chosen, move closer and record again.",
        )


def _require_same_piece(result: Alignment) -> None:
    answered = np.flatnonzero(result.partner >= 0)
    gaps = result.played.midi[result.partner[answered]] - result.expected.midi[answered] - result.shift
    good = answered[np.abs(folded(gaps)) < RIGHT_WITHIN]
    graded = len(answered) + len(result.extra)
    events = result.expected.event_of  # a recorded chord is answered by one note of it
    span = int(events[answered[-1]] - events[answered[0]] + 1) if len(answered) else len(result.expected.event_q)
    if min(len(good) / max(1, graded), 1.25 * len(set(events[good])) / span) < _share_needed(result):
        raise UnusableRecording(
            "wrong_piece",
            "What I heard does not fit this score: too few of its notes are there to grade. "
            "Check that this is the exercise you played, then record it again.",
        )


def _require_some_time(result: Alignment) -> None:
    if result.curve.stands_still:
        raise UnusableRecording(
            "all_at_once",
            "The notes of this take are struck all at once, so there is no rhythm to judge; "
            "play them one after the other.",
        )


def _share_needed(result: Alignment) -> float:
    """The share of right notes that makes a take one of this score."""
    slowest, fastest = USUAL_TEMPO
    usual = slowest <= result.curve.bpm / result.expected.score.tempo_bpm <= fastest
    if result.shift or not usual:
        return STRANGE_SHARE
    return RESTARTED_SHARE if result.restarts else MATCHED_SHARE
