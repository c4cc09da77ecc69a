"""S: the line as a whole."""

from __future__ import annotations

from tests.tutor.grading.taxonomy.pitch import LINE, SUNG
from tests.tutor.grading.taxonomy.rows import Row, wrong
from tutor.performing.labels import Slip

ROWS = (
    Row("S01", "n6", LINE.but(Slip("missed", "n6")), LINE.but(*wrong(3, "n6")), "P00"),
    Row(
        "S02",
        "n9 n10 n11 n12",
        LINE.but(Slip("skip", "n9", 0, "n12")),
        LINE.but(Slip("missed", "n9"), Slip("missed", "n10"), Slip("missed", "n11")),
        "S01",
    ),
    Row("S03", "n6", LINE.but(Slip("extra", "n6", 4)), SUNG.but(Slip("scoop", "n6", 130)), "I08"),
    Row("S04", "bar 3", LINE.but(Slip("restart", "n11", 1.5, "n9")), LINE.but(Slip("hesitation", "n12", 1.5)), "R08"),
    Row(
        "S05", "bar 2 bar 3", LINE.but(Slip("repeat", "n12", 0, "n5")), LINE.but(Slip("restart", "n12", 2, "n5")), "S04"
    ),
    Row("S06", "n10", LINE.but(Slip("stammer", "n10", 1)), LINE.but(Slip("extra", "n10", 3)), "S03"),
)
