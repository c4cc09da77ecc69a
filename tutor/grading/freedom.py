"""Where the score itself leaves time to the player: under a ritardando or an accelerando, and after a fermata."""

from __future__ import annotations

from fractions import Fraction

from tutor.music.score import Direction, Score

SLOWER = ("rit", "rall", "allarg", "calando", "morendo", "meno mosso", "rubato")
FASTER = ("accel", "string", "piu mosso", "più mosso", "rubato")
_BACK = ("tempo", "a tempo")  # the player's own way back; at the very beginning the character of the piece


def free_from(score: Score) -> Fraction:
    """Written time from which the score asks for another tempo (T04: no error), or its end. After "a tempo" the two
    tempi are the player's own, so that nothing later is compared either."""
    held = [note.onset for note in score.notes if "fermata" in note.articulations]
    return min([*(mark.onset for mark in _tempo_marks(score)), *held, score.length])


def is_free(score: Score, i: int, late_ms: float) -> bool:
    """Whether written note i may come late (or early, negative): the score asks for it, or a fermata stands before."""
    note = score.notes[i]
    if late_ms > 0 and i > 0 and "fermata" in score.notes[i - 1].articulations:
        return True
    marks = [mark for mark in _tempo_marks(score) if mark.onset < note.onset]
    return bool(marks) and _says(marks[-1], SLOWER if late_ms > 0 else FASTER)


def _tempo_marks(score: Score) -> list[Direction]:
    """The words about changes of tempo in every part, in order."""
    words = [mark for part in score.parts for mark in part.directions if mark.kind == "words"]
    changes = [mark for mark in words if _says(mark, SLOWER + FASTER) or (mark.onset > 0 and _says(mark, _BACK))]
    return sorted(changes, key=lambda mark: mark.onset)


def _says(mark: Direction, words: tuple[str, ...]) -> bool:
    return mark.text.lower().lstrip("(").startswith(words)
