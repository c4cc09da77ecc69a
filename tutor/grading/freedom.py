"""Where the score itself leaves time to the player: under a ritardando or an accelerando, after a fermata, in swing."""

from __future__ import annotations

from fractions import Fraction

from tutor.music.score import Bar, Note, Score
from tutor.music.tempo_words import FASTER, SLOWER, says, swings, tempo_changes


def free_from(score: Score) -> Fraction:
    """Written time from which the score asks for another tempo (T04: no error), or its end. After "a tempo" the two
    tempi are the player's own, so that nothing later is compared either."""
    return min([*(mark.onset for mark in tempo_changes(score)), score.length])


def waits(score: Score, bar: Bar) -> bool:
    """Whether a fermata gives a bar a time of its own (T04): the bars round it are compared all the same."""
    held = [note for note in score.notes if "fermata" in note.articulations]
    return any(note.onset < bar.end and note.end > bar.onset for note in held)


def is_free(score: Score, i: int, late_ms: float) -> bool:
    """Whether written note i may come late (or early, negative): the score asks for it, a fermata stands before, or it
    is the second eighth of a beat that swings."""
    note = score.notes[i]
    if late_ms > 0 and ((i > 0 and "fermata" in score.notes[i - 1].articulations) or _swung(score, note)):
        return True
    marks = [mark for mark in tempo_changes(score) if mark.onset < note.onset]
    return bool(marks) and says(marks[-1], SLOWER if late_ms > 0 else FASTER)


def _swung(score: Score, note: Note) -> bool:
    """Whether a note begins off the beat where eighths swing; played even it is as right."""
    bar = score.bar_at(note.onset)
    return not bar.meter.is_compound and (note.onset - bar.end) % 1 != 0 and swings(score)
