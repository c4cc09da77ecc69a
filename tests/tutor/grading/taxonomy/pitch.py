"""P: wrong notes. Every line is short enough to be worked out on paper."""

from __future__ import annotations

from tests.tutor.grading.taxonomy.rows import Row, chords, take, wrong
from tutor.performing.labels import Slip

LINE = take("G4 B4 A4 C5 B4 D5 C5 E5 D5 F#5 E5 G5 F#5 D5 B4 A4 G4:4")
RAISED_SEVENTH = take("A4 B4 C5 D5 E5 G#5 A5 E5 C5 B4 A4:2", key="A minor")
MELODIC_MINOR = take("A4 B4 C5 D5 E5 F#5 G#5 A5 E5 C5 B4 A4:2", key="A minor")
SIGNATURE = take("D4 E4 F#4 G4 A4 C#5 D5 F#5 E5 D5 A4 D4:4", key="D major")
LEADING = take("G4 A4 B4 C5 F#5 G5 E5 D5 C5 B4 A4 G4:4")
NEIGHBOUR = take("C5 D5 E5 G5 F#5 G5 E5 D5 C5:2", key="C major")
LEAVING_BY_LEAP = take("C5 D5 E5 G5 F#5 D5 E5 D5 C5:2", key="C major")
APPLIED_LINE = "C5 D5 E5 C5 A4 F#5 D5 A4 G4 A4 B4 D5 C5:4"
APPLIED = take(APPLIED_LINE, key="C major", harmony=chords("C major I", "D major V/V", "G major V", "C major I"))
NOT_APPLIED = take(APPLIED_LINE, key="C major", harmony=chords("C major I", "C major I", "G major V", "C major I"))
BORROWED = take("C5 D5 E5 F5 G5 Eb5 C5 G5 F5 D5 C5:2", key="C major")
HOLDS = take("C5 F#5 G5 F#5 G5 E5 D5 C5 D5 E5 D5 C5:2", key="C major")
CANCELLED = take("C5 F#5 G5 E5 D5 F5 E5 D5 C5 D5 E5 C5:2", key="C major")
NATURAL = take("G4 A4 B4 D5 F5 G5 D5 B4 A4 G4:2")
SKIPS = take("G4 A4 B4 A4 B4 E5 D5 B4 A4 G4:2")
ARPEGGIO = take("C5 D5 E5 C5 G5 E5 D5 B4 C5:4", key="C major", harmony=chords("C major I", "C major I", "C major I"))
SIXTH = take("C5 D5 E5 C5 A5 G5 E5 D5 C5:2", key="C major")
STEPS = take("C5 D5 E5 F5 G5 A5 G5 D5 C5:2", key="C major")
TRITONE = take("C5 D5 E5 F5 B4 C5 E5 D5 C5:2", key="C major")
MOVING_ON = take("G4 A4 B4 D5 E5 D5 B4 A4 G4:2")
AHEAD = take("G4 A4 B4 D5 G5 D5 B4 A4 G4:2")
SHAPE = take("C5 E5 D5 G5 E5 A5 F5 D5 G5 C5 E5 A5 G5 D5 F5 E5 D5 B4 C5:2", key="C major")
CADENCE = take("G4 B4 D5 B4 C5 A4 F#4 D4 G4:4")
THIRDS = take("C5 D5 E5 C5 E5 G5 E5 D5 C5 A4 G4 E5 D5 E5 D5 C5:2", key="C major")
SUSPENDED_LINE = "G4 B4 G4 D5 D5:2 C5:2 E5 D5 B4 G4 C5:4"
SUSPENDED = take(SUSPENDED_LINE, key="C major", harmony=chords("G major V", "C major I", "G major V", "C major I"))
UNACCOMPANIED = take(SUSPENDED_LINE, key="C major")
MIXOLYDIAN = take("G4 A4 B4 C5 D5 E5 F5 G5 F5 D5 B4 G4:2", key="G mixolydian")
SUNG = take("G4 B4 A4 C5 B4 D5 C5 E5 D5 F#5 E5 G5 F#5 D5 B4 A4 G4:4", instrument="soprano")
CLARINET = take("G4 B4 A4 C5 B4 D5 C5 E5 D5 F#5 E5 G5 F#5 D5 B4 A4 G4:4", instrument="clarinet", transposition=-2)

ROWS = (
    Row("P00", "n5", MOVING_ON.but(*wrong(6, "n5")), MOVING_ON.but(Slip("off_pitch", "n5", 42)), "I01"),
    Row("P01", "n8", SIGNATURE.but(*wrong(-1, "n8")), SIGNATURE.but(*wrong(-3, "n8")), "P00"),
    Row(
        "P01",
        "n3 n8",
        SIGNATURE.but(Slip("signature_missed", "n3")),
        SIGNATURE.but(*wrong(1, "n3", "n8")),
        "P20 P10",
        about="twice",
    ),
    Row("P02", "n5", LEADING.but(*wrong(-1, "n5")), LEADING.but(*wrong(2, "n5")), "P13"),
    Row("P03", "n6", RAISED_SEVENTH.but(*wrong(-1, "n6")), RAISED_SEVENTH.but(*wrong(-2, "n6")), "P12"),
    Row("P04", "n6", MELODIC_MINOR.but(*wrong(-1, "n6")), MELODIC_MINOR.but(*wrong(2, "n6")), "P20"),
    Row("P05", "n5", NEIGHBOUR.but(*wrong(-1, "n5")), LEAVING_BY_LEAP.but(*wrong(-1, "n5")), "P06"),
    Row("P06", "n6", APPLIED.but(*wrong(-1, "n6")), NOT_APPLIED.but(*wrong(-1, "n6")), "P12"),
    Row("P07", "n6", BORROWED.but(*wrong(1, "n6")), BORROWED.but(*wrong(-1, "n6")), "P10"),
    Row("P08", "n4", HOLDS.but(*wrong(-1, "n4")), HOLDS.but(*wrong(-2, "n4")), "P10", about="dropped within its bar"),
    Row("P08", "n6", CANCELLED.but(*wrong(1, "n6")), CANCELLED.but(*wrong(-1, "n6")), "P20", about="carried over"),
    Row("P09", "n5", NATURAL.but(*wrong(1, "n5")), NATURAL.but(*wrong(-1, "n5")), "P10"),
    Row("P10", "n5", SKIPS.but(*wrong(1, "n5")), SKIPS.but(*wrong(2, "n5")), "P00"),
    Row("P11", "n5", ARPEGGIO.but(*wrong(5, "n5")), ARPEGGIO.but(*wrong(2, "n5")), "P10"),
    Row("P12", "n5", SIXTH.but(*wrong(-1, "n5")), STEPS.but(*wrong(2, "n6")), "P10"),
    Row("P13", "n5", TRITONE.but(*wrong(-1, "n5")), TRITONE.but(*wrong(2, "n6")), "P10"),
    Row("P14", "n6", LINE.but(*wrong(12, "n6")), LINE.but(*wrong(11, "n6")), "P00"),
    Row("P15", "", SUNG.but(Slip("transposed", "n1", -12)), SUNG.but(*wrong(-12, "n5", "n10", "n15")), "P14"),
    Row("P16", "", LINE.but(Slip("transposed", "n1", 2)), LINE.but(*wrong(2, "n5", "n10", "n15")), "P12 P00"),
    Row(
        "P17",
        "n9 n10 n11 n12 n13 n14 n15 n16 n17",
        LINE.but(Slip("slipped_tonic", "n9", -1)),
        LINE.but(*wrong(-1, "n9", "n10", "n11")),
        "P02 P00",
    ),
    Row("P18", "", CLARINET.but(Slip("transposed", "n1", 2)), CLARINET.but(Slip("transposed", "n1", 3)), "P16"),
    Row("P19", "n4", MOVING_ON.but(*wrong(-3, "n4")), MOVING_ON.but(*wrong(-2, "n4")), "P10"),
    Row("P20", "n4", AHEAD.but(*wrong(5, "n4")), AHEAD.but(*wrong(5, "n4"), *wrong(2, "n5")), "P11 P00"),
    Row(
        "P21",
        "n4 n6 n9 n12 n15",
        SHAPE.but(*wrong(-1, "n4", "n9"), *wrong(2, "n6"), *wrong(1, "n12", "n15")),
        SHAPE.but(*wrong(-1, "n4"), *wrong(1, "n12")),
        "P12",
    ),
    Row("P22", "n9", CADENCE.but(*wrong(2, "n9")), CADENCE.but(*wrong(2, "n8")), "P10"),
    Row(
        "P23",
        "n3 n5 n7 n10 n12 n14",
        THIRDS.but(*wrong(-1, "n3", "n5", "n7", "n10", "n12", "n14")),
        THIRDS.but(*wrong(-1, "n3")),
        "P00",
    ),
    Row(
        "P24",
        " ".join(f"n{k}" for k in range(1, 18)),
        LINE.but(Slip("clef_misread", "n1", 2)),
        LINE.but(*wrong(4, "n1", "n5", "n9")),
        "P20 P00",
    ),
    Row("P25", "n6", LINE.but(Slip("corrected", "n6", 1)), LINE.but(*wrong(1, "n6")), "P12"),
    Row("P26", "n5", SUSPENDED.but(*wrong(-2, "n5")), UNACCOMPANIED.but(*wrong(-2, "n5")), "P20"),
    Row("P27", "n7", MIXOLYDIAN.but(*wrong(1, "n7")), MIXOLYDIAN.but(*wrong(1, "n4")), "P00"),
)
