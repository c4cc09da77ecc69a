"""Moods: how a word turns into mode, tempo, density, loudness and touch.

A mood is a place on two axes. Valence (-1 dark to 1 bright) leans a key chosen for it towards minor or major; arousal
(-1 still to 1 excited) sets tempo, how many notes there are, and how loud they are. Touch and the exceptions to
loudness (a solemn piece is slow and not soft) are told word by word. The circumplex of Russell (1980); the numbers
are judgement.
"""

from __future__ import annotations

from dataclasses import dataclass

_MINOR_BELOW, _MAJOR_ABOVE = -0.45, 0.35
_PACE = 0.2  # share of the tempo that full arousal adds or takes
_STIRRED = 0.7  # arousal from which there are more notes, or fewer


@dataclass(frozen=True)
class Mood:
    """A word, what it sounds like, where it lies, its `touch` (an articulation) and a loudness of its own, if any."""

    name: str
    about: str
    valence: float
    arousal: float
    articulation: str = ""
    loudness: str = ""

    @property
    def minor(self) -> bool | None:
        """Whether a key chosen for it is minor; None: either."""
        if self.valence <= _MINOR_BELOW:
            return True
        return False if self.valence >= _MAJOR_ABOVE else None

    @property
    def tempo(self) -> float:
        """What the tempo is multiplied by."""
        return 1.0 + _PACE * self.arousal

    @property
    def density(self) -> int:
        """Bins of density more or fewer."""
        return int(self.arousal >= _STIRRED) - int(self.arousal <= -_STIRRED)

    @property
    def dynamic(self) -> str:
        if self.loudness:
            return self.loudness
        return "p" if self.arousal <= -0.4 else "f" if self.arousal >= _STIRRED else "mf"


# fmt: off
_ROWS = (
    Mood("bright", "Major and lively.", 0.6, 0.4),
    Mood("cheerful", "Major, a little faster.", 0.8, 0.3),
    Mood("joyful", "Major, fast, with many notes.", 0.9, 0.8),
    Mood("playful", "Major, quick and detached.", 0.6, 0.5, "staccato"),
    Mood("triumphant", "Major, loud and firm.", 0.8, 0.6, "accent", "f"),
    Mood("heroic", "Major, loud, in firm long notes.", 0.5, 0.3, "accent", "f"),
    Mood("majestic", "Major, slow, loud and sustained.", 0.5, -0.5, "tenuto", "f"),
    Mood("warm", "Major and unhurried.", 0.5, -0.3),
    Mood("tender", "Major, soft and slow.", 0.4, -0.5, "tenuto"),
    Mood("peaceful", "Major, soft and slow, with long notes.", 0.6, -0.8),
    Mood("calm", "Slow, with long notes.", 0.2, -0.75),
    Mood("dreamy", "Soft, slow, with long notes, major or minor.", 0.1, -0.7),
    Mood("solemn", "Slow and sustained.", -0.2, -1.0, "tenuto", "mf"),
    Mood("driving", "Fast, with many notes.", 0.0, 0.75),
    Mood("fiery", "Minor, fast, loud, with many notes.", -0.5, 1.0, "accent"),
    Mood("dramatic", "Minor and loud, with accents.", -0.6, 0.5, "accent", "f"),
    Mood("tense", "Minor, a little faster, with accents.", -0.7, 0.4, "accent"),
    Mood("mysterious", "Minor, soft and not fast.", -0.5, -0.4),
    Mood("wistful", "Minor, soft, a little slower.", -0.5, -0.45, "tenuto"),
    Mood("melancholy", "Minor and slow.", -0.6, -0.6),
    Mood("mournful", "Minor, very slow, with long notes.", -0.9, -0.9, "tenuto"),
)
# fmt: on
MOODS: dict[str, Mood] = {row.name: row for row in _ROWS}
