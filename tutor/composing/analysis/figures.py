"""What is struck in each bar, and how one bar's figure can come back in another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tutor.music.score import Score

FEWEST_NOTES = 3  # of a figure that is known again at another height or by its rhythm alone
EXACT, MOVED, INVERTED, RHYTHM = "exact", "moved", "inverted", "rhythm"


@dataclass(frozen=True)
class Figure:
    """The notes begun in a bar: `rhythm` (onset in the bar, duration) in quarters, `steps` on the staff above C0, and
    `names` as spelled."""

    bar: int
    rhythm: tuple[tuple[Fraction, Fraction], ...]
    steps: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def has_shape(self) -> bool:
        """Whether it has notes enough, on more than one pitch, to be known again at another height."""
        return len(self.steps) >= FEWEST_NOTES and len(set(self.steps)) > 1

    @property
    def has_rhythm(self) -> bool:
        """Whether its rhythm alone is known again: notes enough, and not all of one length."""
        return len(self.rhythm) >= FEWEST_NOTES and len({length for _, length in self.rhythm}) > 1


@dataclass(frozen=True)
class Return:
    """A bar that is an earlier one's figure again: `how` exact, moved (by `steps` on the staff, upwards positive),
    inverted, or rhythm."""

    bar: int
    of: int
    how: str
    steps: int = 0


def figures(score: Score) -> list[Figure]:
    """The figure of every full bar of the first part."""
    return [_figure(score, index) for index, bar in enumerate(score.bars) if bar.number > 0]


def _figure(score: Score, index: int) -> Figure:
    bar = score.bars[index]
    inside = [note for note in score.notes if bar.onset <= note.onset < bar.end]
    return Figure(
        bar.number,
        tuple((note.onset - bar.onset, note.duration) for note in inside),
        tuple(note.pitch.diatonic for note in inside),
        tuple(note.pitch.name for note in inside),
    )


def returns(bars: Sequence[Figure]) -> list[Return]:
    """For each bar the closest way in which it is an earlier one again, of the earliest such bar; others are new."""
    found = []
    for at, figure in enumerate(bars):
        kinships = [kin for before in bars[:at] if (kin := _kinship(before, figure)) is not None]
        if kinships:
            order = (EXACT, MOVED, INVERTED, RHYTHM)
            found.append(min(kinships, key=lambda kin: (order.index(kin.how), kin.of)))
    return found


def _kinship(before: Figure, figure: Figure) -> Return | None:
    """The closest way in which a bar is another one again."""
    if not figure.rhythm or before.rhythm != figure.rhythm:
        return None
    if before.names == figure.names:
        return Return(figure.bar, before.bar, EXACT)
    moves = {b - a for a, b in zip(before.steps, figure.steps, strict=True)}
    sums = {b + a for a, b in zip(before.steps, figure.steps, strict=True)}
    if figure.has_shape and len(moves) == 1 and moves != {0}:
        return Return(figure.bar, before.bar, MOVED, moves.pop())
    if figure.has_shape and len(sums) == 1:
        return Return(figure.bar, before.bar, INVERTED)
    return Return(figure.bar, before.bar, RHYTHM) if figure.has_rhythm else None
