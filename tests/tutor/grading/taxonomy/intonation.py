"""I: right notes out of tune, and what the pitch does within a note."""

from __future__ import annotations

from tests.tutor.grading.taxonomy.pitch import LINE, SUNG
from tests.tutor.grading.taxonomy.rows import Row, chords, off, take
from tutor.performing.labels import Slip

DEGREE = take("G4 B4 A4 C5 D5 B4 C5 E5 D5 B4 G4 A4 C5 B4 A4 G4:4")
THIRD = take("C5 D5 E5 G5 C5 D5 E5:2 C5 G4 A4 B4 C5:4", key="C major", harmony=chords(*["C major I"] * 4))
LEADS = take("G4 A4 B4 G4 F#4 G4 A4 C5 B4 A4 G4:4")
LEAPS = take("G4 A4 B4 G4 D5 C5 B4 G4 E5 D5 C5 A4 F#5 E5 D5 C5 B4 A4 B4 G4:4")
LONG = take("G4:2 A4:2 B4:2 C5:2 D5:2 B4:2 C5:2 A4:2 B4:2 G4:4", tempo=90)
TRUMPET = take("G4 A4 C5 D5 E5 C5 G4 E4 D4:2 E4 C4:4", key="C major", instrument="trumpet")

ROWS = (
    Row("I01", "n6", LINE.but(*off(42, "n6")), LINE.but(*off(20, "n6"))),
    Row("I02", "n2 n6 n10 n14", DEGREE.but(Slip("degree_off", "n2", -42)), DEGREE.but(*off(-42, "n2", "n6")), "I01"),
    Row("I03", "n7", THIRD.but(*off(42, "n7")), THIRD.but(*off(-14, "n7"))),
    Row("I04", "n5", LEADS.but(*off(-42, "n5")), LEADS.but(*off(-18, "n5"))),
    Row("I05", "n5 n9 n13", LEAPS.but(*off(-42, "n5", "n9", "n13")), LEAPS.but(*off(-20, "n5", "n9", "n13"))),
    Row("I06", "", LONG.but(Slip("drift", "n1", -150)), LONG.but(Slip("drift", "n1", -20))),
    Row("I07", "", LINE.but(Slip("tuned", "n1", -32)), LINE.but(Slip("tuned", "n1", -8))),
    Row("I08", "n6", SUNG.but(Slip("scoop", "n6", 130)), SUNG.but(Slip("scoop", "n6", 40))),
    Row("I09", "n9", TRUMPET.but(*off(42, "n9")), TRUMPET.but(*off(-42, "n9")), "I01"),
    Row("I10", "n5", LONG.but(Slip("wavering", "n5", 80)), LONG.but(Slip("vibrato", "n1", 5.5))),
)
