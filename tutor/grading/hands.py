"""Two hands at a keyboard: which staves of a score a take answers.

Both hands are followed and judged as one texture, since their pulse is one; `by_hand` parts what was found again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tutor.errors import UnusableRecording
from tutor.grading.align import align
from tutor.grading.alignment import Alignment, folded
from tutor.grading.expected import Expected
from tutor.grading.memory import Remembered
from tutor.grading.settle import RIGHT_WITHIN
from tutor.listening.types import PlayedNote
from tutor.music.score import Direction, Part, Score

STAVES = 2
_FITS_WELL = 0.75  # agreement from which a way that leaves no bar out is one that the take may be of
_ABOUT_Q = 0.5  # quarters within which a key of the hand that is not graded was struck for its written note


@dataclass(frozen=True)
class Hands:
    """`score` has what is graded as its first part; `alone` holds a score of each hand where both were played, and
    `other` is the part of the hand that is not graded where one was."""

    score: Score
    alone: tuple[Score, ...] = ()
    other: Part | None = None


def hands_played(score: Score, take: Remembered) -> Hands:
    """What a take answers of a score in two staves: the first by itself, as from every other instrument, the second by
    itself, or both; whichever leaves the fewest notes over on either side."""
    if not take.keyboard or len(score.parts) != STAVES or not all(part.notes for part in score.parts):
        return Hands(score)
    upper, lower = score.parts
    lower = replace(lower, directions=_in_order((*_words(upper), *lower.directions)))
    ways = [Hands(score, other=lower), Hands(score.with_parts(lower, upper), other=upper)]
    if upper.transposition == lower.transposition:
        upper, lower = _without_unisons(upper, lower), _without_unisons(lower, upper, also_equal=True)
        alone = (score.with_parts(upper), score.with_parts(lower))
        ways.append(Hands(score.with_parts(_together(upper, lower)), alone))
    return _likeliest(ways, take.notes)


def _words(upper: Part) -> tuple[Direction, ...]:
    """What is written once between the staves for both, such as "rit."."""
    return tuple(direction for direction in upper.directions if direction.kind == "words")


def _in_order(directions: Iterable[Direction]) -> tuple[Direction, ...]:
    return tuple(sorted(dict.fromkeys(directions), key=lambda direction: direction.onset))


def _without_unisons(part: Part, other: Part, *, also_equal: bool = False) -> Part:
    """A key is struck once though both hands have it: the part without what the other begins with it and holds longer
    (or, with `also_equal`, as long)."""
    held = {(note.onset, note.pitch.midi): note.duration for note in other.notes}
    kept = []
    for note in part.notes:
        longer = held.get((note.onset, note.pitch.midi))
        if longer is None or longer < note.duration or (longer == note.duration and not also_equal):
            kept.append(note)
    ids = {note.id for note in kept}
    slurs = tuple(slur for slur in part.slurs if {slur.first, slur.last} <= ids)
    return replace(part, notes=tuple(kept), slurs=slurs)


def _together(upper: Part, lower: Part) -> Part:
    """Both staves as one part."""
    notes = sorted((*upper.notes, *lower.notes), key=lambda note: (note.onset, note.pitch.midi))
    directions = _in_order((*upper.directions, *lower.directions))
    return replace(upper, notes=tuple(notes), directions=directions, slurs=(*upper.slurs, *lower.slurs))


def _likeliest(ways: Sequence[Hands], notes: Sequence[PlayedNote]) -> Hands:
    """The way whose score agrees most with the take. Of two that agree alike it is the one in whose own octave and key
    the take lies, then one of which no bar was left out, then the one with more notes: a hand that slips has still
    played."""
    best, most = ways[0], (0.0, 0, False, 0)
    for way in sorted(ways, key=lambda way: -_closeness(way.score, notes)):
        is_found = most[0] >= _FITS_WELL and most[2]
        if is_found and _closeness(way.score, notes) < most[0]:
            continue  # what is no take of a score is aligned with it slowly
        if (found := (*_agreement(way.score, notes), len(way.score.notes))) > most:
            best, most = way, found
    return best


def _closeness(score: Score, notes: Sequence[PlayedNote]) -> float:
    """What `_agreement` can be at most for a take of the whole score, by the numbers of notes alone."""
    return min(len(score.notes), len(notes)) / max(len(score.notes), len(notes), 1)


def _agreement(score: Score, notes: Sequence[PlayedNote]) -> tuple[float, int, bool]:
    """(notes that are right over all that were asked for or played, 0..1, a wrong note and the one it stands for being
    one; minus the semitones that the take lies away; whether every bar was played).

    Only bars that hold an answered note ask for theirs: who stops early has stopped with both hands. (0, 0, False)
    where the take is no take of this score.
    """
    try:
        found = align(Expected.of(score), notes)
    except UnusableRecording:
        return 0.0, 0, False
    answered = np.flatnonzero(found.partner >= 0)
    gaps = found.played.midi[found.partner[answered]] - found.expected.midi[answered] - found.transposition
    right = int(np.count_nonzero(np.abs(folded(gaps)) < RIGHT_WITHIN))
    bars = np.array([score.bar_at(note.onset).number for note in found.expected.notes])
    was_played = np.isin(bars, bars[answered])
    asked = int(np.count_nonzero(was_played))
    return right / (asked + len(found.extra)), -abs(found.transposition), bool(was_played.all())


def without_other_hand(alignment: Alignment, hands: Hands) -> Alignment:
    """The alignment without the extra notes that the other hand has there: who plays on with one hand has played no
    note too many with the other before."""
    if hands.other is None:
        return alignment
    onset_q = np.array([float(note.onset) for note in hands.other.notes])
    midi = np.array([float(hands.other.sounding_midi(note)) for note in hands.other.notes]) + alignment.transposition
    from_s, to_s = (alignment.curve.at(onset_q + away) for away in (-_ABOUT_Q, _ABOUT_Q))

    def is_written(j: int) -> bool:
        onset = alignment.played.onset[j]
        same_key = np.abs(midi - alignment.played.midi[j]) < RIGHT_WITHIN
        return bool(np.any(same_key & (from_s <= onset) & (onset <= to_s)))

    return replace(alignment, extra=tuple(j for j in alignment.extra if not is_written(j)))
