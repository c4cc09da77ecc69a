"""The pieces that can be asked for: what may stand beside a melody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A kind of piece, and the fewest bars it needs; `returns`: whether its form may repeat bars."""

    name: str
    about: str
    least_bars: int = 1
    returns: bool = True


_ROWS = (
    Piece("melody", "One line, no chord symbols."),
    Piece("chords", "One line with chord symbols."),
    Piece("duet", "A second voice by the rules of counterpoint, for the same instrument."),
    Piece("round", "A round: the second voice plays the first one's notes a quarter of the piece later.", 2, False),
    Piece("accompaniment", "A left hand that suits the style, over the chord symbols."),
    Piece("chorale", "Alto, tenor and bass under the melody, by the rules of four-part writing."),
)
PIECES: dict[str, Piece] = {row.name: row for row in _ROWS}
