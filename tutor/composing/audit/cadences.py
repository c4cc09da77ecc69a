"""Whether phrases come to rest where the plan says they do, told from the written notes."""

from __future__ import annotations

from fractions import Fraction

from tutor.composing.form import Plan
from tutor.music.score import Bar, Note, Score


def planned_cadences(score: Score, plan: Plan) -> tuple[int, int, bool]:
    """(inner cadences planned, of these met, whether the final one is met).

    An inner cadence is met when in its bar a note of a quarter or longer on one of its degrees, unaltered, is followed
    by nothing but rests and notes of the last beat that lead on; the final one when the last note of all is the tonic
    and lasts a quarter at least.
    """
    inner = [i for i, bar in enumerate(plan.bars) if bar.cadence is not None and not bar.cadence.final]
    met = sum(_rests_on(score, score.bars[i], plan.bars[i].cadence.degrees) for i in inner)  # type: ignore[union-attr]
    last = score.notes[-1]
    return len(inner), met, score.key.degree_of(last.pitch) == (1, 0) and last.duration >= 1


def _rests_on(score: Score, bar: Bar, degrees: tuple[int, ...]) -> bool:
    inside = [note for note in score.notes if bar.onset <= note.onset < bar.end]
    lead_on = bar.end - bar.meter.beats[-1]
    for at, note in enumerate(inside):
        if _fits(score, note, degrees) and all(later.onset >= lead_on for later in inside[at + 1 :]):
            return True
    return False


def _fits(score: Score, note: Note, degrees: tuple[int, ...]) -> bool:
    degree, alter = score.key.degree_of(note.pitch)
    return alter == 0 and degree - 1 in degrees and note.duration >= Fraction(1)
