"""The form of the taxonomy's tables: a short score, what is done to it, and what the report on its sound must say."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from tests.tutor.grading.playing import tune
from tutor.grading.grade import grade
from tutor.grading.report import Report
from tutor.music.score import ChordSymbol, Score
from tutor.performing.labels import Slip
from tutor.performing.perform import perform, write_audio

TEMPO = 120.0


@dataclass(frozen=True)
class Take:
    """`score` as written; `played`, where it differs, as the player took it; `slips` beside; `how` of `perform`."""

    score: Score
    slips: tuple[Slip, ...] = ()
    played: Score | None = None
    how: tuple[tuple[str, Any], ...] = ()

    def but(self, *slips: Slip, played: Score | None = None, **how: Any) -> Take:
        """The same music, otherwise played."""
        return replace(self, slips=slips, played=played, how=tuple(how.items()))


@dataclass(frozen=True)
class Row:
    """`shown` must be told as `kind` at the notes `at` (ids, space between) or bars ("bar 3"), `also` beside and
    nothing else; `near` must be told as `instead` and nothing else, which is never `kind`."""

    kind: str
    at: str
    shown: Take
    near: Take
    instead: str = ""
    also: str = ""
    about: str = ""


def take(
    line: str, *slips: Slip, played: Score | None = None, how: dict[str, Any] | None = None, **options: Any
) -> Take:
    """A take of a tune in one line (see `tune`), at TEMPO unless another is given."""
    return Take(tune(line, **{"tempo": TEMPO, **options}), slips, played, tuple((how or {}).items()))


def wrong(semitones: float, *ids: str) -> tuple[Slip, ...]:
    return tuple(Slip("wrong_pitch", i, semitones) for i in ids)


def off(cents: float, *ids: str) -> tuple[Slip, ...]:
    return tuple(Slip("off_pitch", i, cents) for i in ids)


def chords(*names: str) -> tuple[ChordSymbol, ...]:
    """One chord a bar of four quarters: "G major V"."""
    found = []
    for bar, name in enumerate(names):
        root, quality, *numeral = name.split()
        found.append(ChordSymbol(Fraction(4 * bar), Fraction(4), root, quality, numeral[0] if numeral else ""))
    return tuple(found)


@cache
def heard(take: Take) -> Report:
    """Render the take, write it as a file, listen and grade: once for all rows that share it."""
    made = perform(take.played or take.score, slips=take.slips, **dict(take.how))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "take.wav"
        write_audio(made.samples, made.rate, path)
        return grade(take.score, path)
