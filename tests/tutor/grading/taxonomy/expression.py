"""E: what the score asks for beside the notes; told, and never marked."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from tests.tutor.grading.taxonomy.intonation import LONG
from tests.tutor.grading.taxonomy.pitch import LINE
from tests.tutor.grading.taxonomy.rows import Row, Take
from tutor.music.score import Direction, Score, Slur
from tutor.performing.labels import Slip


def asking(score: Score, articulations: dict[str, str] | None = None, **part: Any) -> Score:
    """The score with directions, slurs and, by note id, an articulation."""
    marks = articulations or {}
    notes = tuple(replace(n, articulations=(marks[n.id],) if n.id in marks else ()) for n in score.notes)
    return score.with_parts(replace(score.part, notes=notes, **part))


PLAIN = LINE.score
SOFT, LOUD = Direction(Fraction(0), "dynamic", "p"), Direction(Fraction(12), "dynamic", "f")
CRESCENDO = asking(PLAIN, directions=(SOFT, Direction(Fraction(4), "hairpin", "<", Fraction(12)), LOUD))
STEPPED = asking(PLAIN, directions=(SOFT, Direction(Fraction(13), "dynamic", "f")))
CONTRAST = asking(PLAIN, directions=(Direction(Fraction(0), "dynamic", "p"), Direction(Fraction(8), "dynamic", "f")))
DOTS = asking(PLAIN, {f"n{k}": "staccato" for k in range(5, 9)})
SLURRED = asking(PLAIN, slurs=(Slur("n5", "n12"),))
CHOPPED = asking(PLAIN, {f"n{k}": "staccato" for k in range(5, 12)})
ACCENTS = asking(PLAIN, {"n6": "accent", "n10": "accent"})
OTHER_ACCENTS = asking(PLAIN, {k: "accent" for k in ("n5", "n7", "n9", "n11")})

ROWS = (
    Row("E01", "n5 n6 n7 n8 n9 n10 n11 n12 n13", Take(CRESCENDO, played=STEPPED), Take(CRESCENDO)),
    Row("E02", "bar 1 bar 2 bar 3 bar 4 bar 5", Take(CONTRAST, played=PLAIN), Take(CONTRAST)),
    Row("E03", "n5 n6 n7 n8", Take(DOTS, played=PLAIN), Take(DOTS), about="staccato"),
    Row("E03", "n5 n6 n7 n8 n9 n10 n11", Take(SLURRED, played=CHOPPED), Take(SLURRED), about="legato"),
    Row("E04", "", LONG.but(Slip("vibrato", "n1", 4.3)), LONG.but(Slip("vibrato", "n1", 5.5)), about="slow"),
    Row("E04", "", LONG.but(Slip("vibrato_wide", "n1", 110)), LONG.but(Slip("vibrato_wide", "n1", 40)), about="wide"),
    Row("E05", "n16", LINE.but(Slip("stretched", "n16", 0.85, "n16")), LINE.but(Slip("stretched", "n16", 0.96, "n16"))),
    Row("E06", "n6 n10", Take(ACCENTS, played=OTHER_ACCENTS), Take(ACCENTS)),
)
