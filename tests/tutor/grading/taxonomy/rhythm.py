"""R and T: time, with the take's own tempo taken out first."""

from __future__ import annotations

from fractions import Fraction

from tests.tutor.grading.taxonomy.pitch import LINE
from tests.tutor.grading.taxonomy.rows import Row, Take, take
from tutor.music.score import Bar, Score
from tutor.performing.labels import Slip


def with_pickup(plain: Take, beats: int) -> Take:
    """The tune with its first quarters as a pickup."""
    score = plain.score
    bars = [Bar(0, Fraction(0), Fraction(beats), score.meter, score.key)]
    while bars[-1].end < score.notes[-1].end:
        bars.append(Bar(len(bars), bars[-1].end, score.meter.bar_length, score.meter, score.key))
    return Take(Score(score.title, tuple(bars), score.parts, score.tempo_bpm))


TUNE = "G4 A4 B4 C5 {} C5 B4 A4 G4 B4 A4 F#4 G4:2"
DOTTED = take(TUNE.format("D5:3/2 E5:1/2 D5"))
EVEN = take(TUNE.format("D5:1/2 E5:1/2 D5"))
TRIPLET = take(TUNE.format("D5:1/3 E5:1/3 D5:1/3"), tempo=90)
COMPOUND = take("G4:3/2 A4:3/2 B4:3/2 C5:3/2 D5:1/2 E5:1/2 D5:1/2 C5:3/2 B4:3/2 A4:3/2 G4:3/2 B4:3/2 A4:3", meter="6/8")
SYNCOPATED = take(TUNE.format("D5:1/2 E5 D5:1/2"))
TIED = take("G4 A4 B4 C5:1~1 D5 E5 D5 C5 B4 A4 G4:2")
RESTS = take("G4 A4 B4 C5 D5 r D5 C5 B4 A4 G4 B4 A4 F#4 G4:2")
PICKUP = with_pickup(take("D4 G4 A4 B4 C5 D5 C5 B4 A4 G4 B4 A4 F#4 G4 A4 B4 G4"), 1)
HEMIOLA = take("G4 A4 B4 C5 B4 A4 D5:2 C5:1~1 B4:2 A4 B4 C5 B4 A4 F#4 G4:3", meter="3/4")
EIGHTHS = take("G4 A4 B4 C5 D5 C5 B4 A4 G4 A4 B4 C5 D5 E5 D5 C5 B4 C5 D5 C5 B4 A4 G4:2", tempo=150)
HARD = take(
    "G4 A4 B4 A4 G4 A4 B4 C5 D5 C5 B4 A4 G4 G5 G4 G5 G4 G5 G4 G5 F#5 E5 D5 C5 B4 A4 G4 A4 B4 A4 G4 A4 G4:4", tempo=150
)

ROWS = (
    Row("R00", "n9", LINE.but(Slip("late", "n9", 0.15)), LINE.but(Slip("late", "n9", 0.04))),
    Row("R01", "n6", DOTTED.but(Slip("dotted_even", "n5")), DOTTED.but(Slip("early", "n6", 0.1)), "R00"),
    Row("R02", "n6", EVEN.but(Slip("swung", "n5", 0.7)), EVEN.but(Slip("swung", "n5", 0.55))),
    Row("R03", "n7", TRIPLET.but(Slip("triplet_uneven", "n5")), TRIPLET.but(Slip("early", "n7", 0.04))),
    Row("R04", "n7", COMPOUND.but(Slip("triplet_uneven", "n5")), COMPOUND.but(Slip("early", "n7", 0.05))),
    Row("R05", "n6", SYNCOPATED.but(Slip("late", "n6", 0.25)), SYNCOPATED.but(Slip("late", "n6", 0.04))),
    Row("R06", "n4", TIED.but(Slip("tie_restruck", "n4")), TIED.but(Slip("extra", "n5", 4)), "S03"),
    Row("R07", "n6", RESTS.but(Slip("rest_skipped", "n6")), RESTS.but(Slip("early", "n6", 0.12)), "R00"),
    Row("R08", "n9", LINE.but(Slip("hesitation", "n9", 1.5)), LINE.but(Slip("late", "n9", 0.15)), "R00"),
    Row("R09", "n6", LINE.but(Slip("cut_short", "n6", 0.3)), LINE.but(Slip("cut_short", "n6", 0.75))),
    Row("R10", "n5", RESTS.but(Slip("held_long", "n5", 0.9)), RESTS.but(Slip("held_long", "n5", 0.2))),
    Row("R11", "n2", PICKUP.but(Slip("hesitation", "n2", 3)), PICKUP.but(Slip("hesitation", "n2", 1)), "R08"),
    Row("R12", "n10", LINE.but(Slip("stretched", "n9", 2, "n9")), LINE.but(Slip("stretched", "n9", 1.5, "n9")), "R00"),
    Row(
        "R12",
        "bar 4 bar 5",
        EIGHTHS.but(Slip("stretched", "n13", 2)),
        EIGHTHS.but(Slip("stretched", "n13", 1.5)),
        "T02",
        about="from a bar on",
    ),
    Row("R13", "n8", HEMIOLA.but(Slip("late", "n8", 0.2)), HEMIOLA.but(Slip("late", "n8", 0.04))),
    Row("T01", "bar 4 bar 5", EIGHTHS.but(Slip("stretched", "n13", 0.8)), EIGHTHS.but(Slip("stretched", "n13", 0.97))),
    Row("T02", "bar 4 bar 5", EIGHTHS.but(Slip("stretched", "n13", 1.25)), EIGHTHS.but(Slip("stretched", "n13", 1.03))),
    Row(
        "T03",
        "bar 4 bar 5",
        HARD.but(Slip("stretched", "n13", 1.3, "n20")),
        HARD.but(Slip("stretched", "n25", 1.3, "n32")),
        "T02",
    ),
    Row("T05", "", LINE.but(tempo_bpm=160), LINE.but(tempo_bpm=128)),
)
