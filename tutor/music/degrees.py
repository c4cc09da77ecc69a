"""Scale degrees by name and by movable-do syllable (do is always the tonic, in minor and the modes too)."""

from __future__ import annotations

from tutor.music.key import MODE_DEGREES, Key
from tutor.music.pitch import Pitch

_NAMES = ("tonic", "supertonic", "mediant", "subdominant", "dominant", "submediant", "leading tone")
# Syllable of each degree, by its alteration against the major scale on the same tonic.
_SYLLABLES: dict[int, dict[int, str]] = {
    1: {-1: "de", 0: "do", 1: "di"},
    2: {-1: "ra", 0: "re", 1: "ri"},
    3: {-1: "me", 0: "mi", 1: "mis"},
    4: {-1: "fe", 0: "fa", 1: "fi"},
    5: {-1: "se", 0: "sol", 1: "si"},
    6: {-1: "le", 0: "la", 1: "li"},
    7: {-1: "te", 0: "ti", 1: "tis"},
}


def degree_name(pitch: Pitch, key: Key) -> str:
    """ "tonic" to "leading tone" ("subtonic" a whole step below the tonic), "raised" or "lowered" against the mode."""
    degree, alter = key.degree_of(pitch)
    if degree == 7:
        gap = (key.tonic_class - pitch.midi) % 12
        named = {1: "leading tone", 2: "subtonic"}.get(gap)
        if named:
            return named
    return _altered(alter) + _NAMES[degree - 1]


def _altered(alter: int) -> str:
    times = "doubly " if abs(alter) == 2 else ""
    return f"{times}raised " if alter > 0 else f"{times}lowered " if alter < 0 else ""


def solfege(pitch: Pitch, key: Key) -> str:
    """The movable-do syllable: "do re mi", raised "di ri fi si li", lowered "te le se me ra"; minor is do-based."""
    degree, alter = key.degree_of(pitch)
    against_major = alter + MODE_DEGREES[key.mode][degree - 1] - MODE_DEGREES["major"][degree - 1]
    syllables = _SYLLABLES[degree]
    if against_major in syllables:
        return syllables[against_major]
    nearest = 1 if against_major > 0 else -1
    return f"{syllables[nearest]} {'raised' if nearest > 0 else 'lowered'}"


def is_leading_tone(pitch: Pitch, key: Key) -> bool:
    """Whether a pitch is the seventh degree a semitone below the tonic: by signature, or raised in minor and modes."""
    return key.degree_of(pitch)[0] == 7 and (key.tonic_class - pitch.midi) % 12 == 1


def is_diatonic(pitch: Pitch, key: Key) -> bool:
    """Whether the key's own scale holds the pitch as spelled."""
    return key.degree_of(pitch)[1] == 0
