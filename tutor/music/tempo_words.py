"""Words above the staff that speak of tempo: slower, faster, back to the first tempo, and eighths that swing."""

from __future__ import annotations

from tutor.music.score import Direction, Score

SLOWER = ("rit", "rall", "allarg", "calando", "morendo", "meno mosso", "rubato")
FASTER = ("accel", "string", "piu mosso", "più mosso", "rubato")
_BACK = ("tempo", "a tempo")  # the player's own way back; at the very beginning the character of the piece
_SWUNG = ("swing", "shuffle")


def tempo_changes(score: Score) -> list[Direction]:
    """The words about changes of tempo in every part, in order."""
    words = [mark for part in score.parts for mark in part.directions if mark.kind == "words"]
    changes = [mark for mark in words if says(mark, SLOWER + FASTER) or (mark.onset > 0 and says(mark, _BACK))]
    return sorted(changes, key=lambda mark: mark.onset)


def says(mark: Direction, words: tuple[str, ...]) -> bool:
    """Whether a direction begins with one of these words."""
    return mark.text.lower().lstrip("(").startswith(words)


def swings(score: Score) -> bool:
    """Whether the words over the beginning ask for uneven eighths: every second one of a beat a little late."""
    opening = [mark for mark in score.part.directions if mark.kind == "words" and mark.onset == 0]
    return any(word in mark.text.lower() for mark in opening for word in _SWUNG)
