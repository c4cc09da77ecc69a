"""What people really do: repeats and endings taken or not, a part of the piece, another register, freedom, swing."""

from __future__ import annotations

from dataclasses import replace

from tests.tutor.grading.playing import tune
from tests.tutor.grading.taxonomy.pitch import CLARINET
from tests.tutor.grading.taxonomy.rows import TEMPO, Take, take, wrong
from tutor.music.score import Score
from tutor.performing.labels import Slip

BARS = (
    "G4 B4 A4 C5",
    "B4 D5 C5 E5",
    "D5 B4 C5 A4",
    "G4 A4 F#4 D4",
    "A4 C5 B4 D5",
    "E5 C5 D5 F#5",
    "G5 D5 B4 A4",
    "G4:4",
)


def through(*bars: int) -> Score:
    """The bars in the order they are played, as one plain score."""
    return tune(" ".join(BARS[bar - 1] for bar in bars), tempo=TEMPO)


def on_the_road(road: str) -> Take:
    """The eight bars with their repeats written."""
    return Take(replace(through(*range(1, 9)), metadata=(("repeats", "played once, as written"), ("road", road))))


REPEATED = on_the_road("1-4 1-8")
ENDINGS = on_the_road("1-4 1-3 5-8")
DA_CAPO = on_the_road("1-8 1-4")
TO_CODA = on_the_road("1-6 1-2 7-8")
PLAIN = Take(through(*range(1, 9)))


def bars_of_plain(first: int, last: int) -> Score:
    """The score with only the notes of some bars in it: what is played by whoever practises those."""
    score = PLAIN.score
    kept = tuple(note for note in score.notes if first <= score.bar_at(note.onset).number <= last)
    return score.with_parts(replace(score.part, notes=kept))


SWUNG = take(
    "G4:1/2 A4:1/2 B4:1/2 A4:1/2 G4 B4 D5:1/2 C5:1/2 B4:1/2 A4:1/2 G4 D5 B4:1/2 A4:1/2 G4:1/2 A4:1/2 B4 A4 G4:4"
)
SWING = tuple(Slip("swung", i, 0.66) for i in ("n1", "n3", "n7", "n9", "n13", "n15"))

# what people do -> the take, the kinds that may be told of it, the notes that are not right, the least mark
FOLLOWED: dict[str, tuple[Take, str, str, float]] = {
    "a repeat taken": (REPEATED.but(played=through(1, 2, 3, 4, *range(1, 9))), "", "", 100.0),
    "a repeat passed by": (REPEATED.but(), "S05", "", 100.0),
    "a repeat taken twice": (REPEATED.but(played=through(*range(1, 5), *range(1, 5), *range(1, 9))), "S05", "", 100.0),
    "both endings": (ENDINGS.but(played=through(1, 2, 3, 4, 1, 2, 3, 5, 6, 7, 8)), "", "", 100.0),
    "both endings, a slip in the first": (
        ENDINGS.but(*wrong(3, "n14"), played=through(1, 2, 3, 4, 1, 2, 3, 5, 6, 7, 8)),
        "P00",
        "n14",
        95.0,
    ),
    "a da capo taken to the fine": (DA_CAPO.but(played=through(*range(1, 9), *range(1, 5))), "", "", 100.0),
    "a da capo left out": (DA_CAPO.but(), "S05", "", 100.0),
    "a da capo and the leap to the coda": (
        TO_CODA.but(played=through(*range(1, 7), 1, 2, 7, 8)),
        "",
        "",
        100.0,
    ),
    "a line skipped": (PLAIN.but(Slip("skip", "n9", 0, "n16")), "S02", " ".join(f"n{k}" for k in range(9, 17)), 60.0),
    "concert pitch read on a transposing part": (CLARINET.but(Slip("transposed", "n1", 2)), "P18", "", 90.0),
    "an octave below on an instrument": (PLAIN.but(Slip("transposed", "n1", -12)), "P15", "", 100.0),
    "a human's freedom": (PLAIN.but(expressive="human", seed=11), "", "", 100.0),
    "swung all through": (replace(SWUNG, slips=SWING), "", "", 100.0),
    "a slower tempo": (PLAIN.but(tempo_bpm=84), "T05", "", 100.0),
}
