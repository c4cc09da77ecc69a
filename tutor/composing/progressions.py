"""Chords written before the melody: roman numerals and the progressions that rule styles are planned over.

A progression is text, bars parted by "|". A numeral's accidental is against the key's own scale; a plain digit is the
triad that the scale itself builds on that degree, whatever the mode. The progressions are common property: twelve-bar
blues, ii-V-I, the open progressions of popular song, mediants a third apart that share a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.composing.vocabulary import Step
from tutor.music.chords import CHORD_SEMITONES, roman_numeral, root_on
from tutor.music.key import MODE_DEGREES, Key
from tutor.music.score import ChordSymbol

_NUMERAL = re.compile(r"^([#b]?)(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)(maj7|ø7|°|7)?$")
_DEGREES = ("i", "ii", "iii", "iv", "v", "vi", "vii")
_UPPER = {"": "major", "7": "dominant-seventh", "maj7": "major-seventh"}
_LOWER = {"": "minor", "7": "minor-seventh", "ø7": "half-diminished", "°": "diminished"}


@dataclass(frozen=True)
class PlannedChord:
    """A chord against a key: `degree` 0 = tonic, `alter` semitones off the scale, `quality` of `CHORD_SEMITONES`."""

    degree: int
    alter: int
    quality: str

    def tones(self, mode: str) -> frozenset[Step]:
        """Its members as (degree, alteration), spelled in thirds, those of at most one sign."""
        scale = MODE_DEGREES[mode]
        root = scale[self.degree] + self.alter
        found = set()
        for place, semitones in enumerate(CHORD_SEMITONES[self.quality]):
            degree = (self.degree + 2 * place) % 7
            alter = (root + semitones - scale[degree] + 6) % 12 - 6
            if abs(alter) <= 1:
                found.add((degree, alter))
        return frozenset(found)

    def symbol(self, key: Key, onset, duration) -> ChordSymbol:
        """The chord as it is written over the staff."""
        root = root_on(key, self.degree + 1, self.alter)
        return ChordSymbol(onset, duration, root.letter, self.quality, roman_numeral(root, self.quality, key))


def chord_named(text: str, mode: str) -> PlannedChord:
    """Read "V7", "bVI", "iiø7" or "4"; ValueError for anything else."""
    if text.isdigit() and 1 <= int(text) <= 7:
        return PlannedChord(int(text) - 1, 0, _scale_quality(int(text) - 1, mode))
    match = _NUMERAL.match(text)
    if not match:
        raise ValueError(f"'{text}' is not a chord; write it as in V7, bVI or 4")
    sign, numeral, suffix = match[1], match[2], match[3] or ""
    quality = (_UPPER if numeral.isupper() else _LOWER).get(suffix)
    if quality is None:
        raise ValueError(f"'{text}' is not a chord; write it as in V7, bVI or 4")
    return PlannedChord(_DEGREES.index(numeral.lower()), {"#": 1, "b": -1, "": 0}[sign], quality)


def _scale_quality(degree: int, mode: str) -> str:
    scale = MODE_DEGREES[mode]
    third, fifth = ((scale[(degree + n) % 7] - scale[degree]) % 12 for n in (2, 4))
    return next(name for name, tones in CHORD_SEMITONES.items() if tones == (0, third, fifth))


def progression(text: str, mode: str) -> tuple[tuple[PlannedChord, ...], ...]:
    """The chords of each bar."""
    return tuple(tuple(chord_named(name, mode) for name in bar.split()) for bar in text.split("|"))


@dataclass(frozen=True)
class Harmony:
    """What a style is planned over, by the mode of its key. `close`: the chord before the last, and the last; `half`:
    where a phrase stays open; `twelve`: the bars of the form 12-bar."""

    major: tuple[str, ...]
    minor: tuple[str, ...]
    modal: tuple[str, ...] = ("1 | 7 | 4 | 1", "1 | 4 | 7 | 1", "1 | 3 | 7 | 1")
    close: tuple[str, str] = ("V", "I")
    close_minor: tuple[str, str] = ("V", "i")
    half: str = "V"
    twelve: str | None = None

    def of(self, mode: str) -> tuple[str, ...]:
        """The progressions for a mode."""
        return {"major": self.major, "minor": self.minor}.get(mode, self.modal)

    def closing(self, mode: str) -> tuple[PlannedChord, PlannedChord]:
        """The chord before the last, and the last."""
        before, last = {"major": self.close, "minor": self.close_minor}.get(mode, ("7", "1"))
        return chord_named(before, mode), chord_named(last, mode)

    def opening(self, mode: str) -> PlannedChord:
        """The chord of a half cadence."""
        return chord_named(self.half if mode in ("major", "minor") else "5", mode)


BLUES = Harmony(
    major=("I7 | V7 | IV7 | IV7 | I7 | V7 | I7 | I7", "I7 | IV7 | I7 | I7"),
    minor=("I7 | V7 | IV7 | IV7 | I7 | V7 | I7 | I7", "I7 | IV7 | I7 | I7"),
    modal=("I7 | IV7 | I7 | I7",),
    close=("V7", "I7"),
    close_minor=("V7", "I7"),
    half="V7",
    twelve="I7 | IV7 | I7 | I7 | IV7 | IV7 | I7 | I7 | V7 | IV7 | I7 | I7",
)
SWING = Harmony(
    major=("ii7 | V7 | Imaj7 | vi7", "Imaj7 vi7 | ii7 V7 | iii7 vi7 | ii7 V7", "Imaj7 | vi7 | ii7 | V7"),
    minor=("iiø7 | V7 | i | i", "i | iv7 | iiø7 | V7", "i VI | iiø7 V7 | i VI | iiø7 V7"),
    close=("V7", "Imaj7"),
    close_minor=("V7", "i"),
    half="V7",
)
POP = Harmony(
    major=("I | V | vi | IV", "vi | IV | I | V", "I | vi | IV | V", "I | iii | IV | V", "IV | V | iii | vi"),
    minor=("i | VI | III | VII", "i | VII | VI | VII", "i | iv | VI | V", "VI | VII | i | i"),
    close=("V", "I"),
)
CINEMATIC = Harmony(
    major=("I | bVI | IV | I", "I | III | vi | IV", "I | bIII | IV | bVI", "I | bVII | IV | I"),
    minor=("i | VI | III | VII", "i | VI | bii | V", "i | vi | i | VI", "i | IV | VI | VII"),
    modal=("1 | 7 | 1 | 4", "1 | 3 | 7 | 4", "1 | 2 | 1 | 7"),
    close=("IV", "I"),
    close_minor=("VII", "i"),
)
LOOP = Harmony(
    major=("I V | vi IV", "I IV | vi V", "vi IV | I V"),
    minor=("i VI | III VII", "i VII | VI VII", "i iv | VI VII"),
    modal=("1 7 | 4 1", "1 4 | 7 1"),
    close=("V", "I"),
    close_minor=("VII", "i"),
)
