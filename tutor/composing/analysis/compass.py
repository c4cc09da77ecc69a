"""How high and low a line goes, where it lies most of the time, and how it moves."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from tutor.music.intervals import interval
from tutor.music.pitch import Pitch
from tutor.music.score import Note, Score


@dataclass(frozen=True)
class Compass:
    """Written pitches with the bars where they are first met. Half of the sounding time lies from `lies_from` to
    `lies_to`. `steps` (the chromatic semitone too), `skips` (thirds), `leaps` and `repeats` count the moves from note
    to note; `widest` is the widest of them, arriving in `widest_bar`."""

    lowest: str
    lowest_bar: int
    highest: str
    highest_bar: int
    span: str
    lies_from: str
    lies_to: str
    steps: int
    skips: int
    leaps: int
    repeats: int
    widest: str | None
    widest_bar: int | None


def compass(score: Score) -> Compass:
    """The compass of the first part, which has at least one note."""
    low = min(score.notes, key=_height)
    high = max(score.notes, key=_height)
    moves = [(interval(a.pitch, b.pitch), b) for a, b in pairwise(score.notes)]
    sizes = [2 if move.number == 1 and move.semitones else move.number for move, _ in moves]
    widest = max(moves, key=lambda move: (move[0].number, abs(move[0].semitones)), default=None)
    moved = widest if widest and widest[0].number > 1 else None
    return Compass(
        lowest=low.pitch.name,
        lowest_bar=_bar(score, low),
        highest=high.pitch.name,
        highest_bar=_bar(score, high),
        span=interval(low.pitch, high.pitch).name,
        lies_from=_below(score, Fraction(1, 4)).name,
        lies_to=_below(score, Fraction(3, 4)).name,
        steps=sizes.count(2),
        skips=sizes.count(3),
        leaps=sum(size > 3 for size in sizes),
        repeats=sizes.count(1),
        widest=moved[0].text if moved else None,
        widest_bar=_bar(score, moved[1]) if moved else None,
    )


def _height(note: Note) -> tuple[int, int]:
    return note.pitch.midi, note.pitch.diatonic


def _bar(score: Score, note: Note) -> int:
    return score.bar_at(note.onset).number


def _below(score: Score, share: Fraction) -> Pitch:
    """The lowest pitch such that at least this share of the sounding time lies on it or below."""
    whole = sum(note.duration for note in score.notes)
    clock = Fraction(0)
    for note in sorted(score.notes, key=_height):
        clock += note.duration
        if clock >= share * whole:
            return note.pitch
    raise AssertionError("a share of at most all of it is always reached")
