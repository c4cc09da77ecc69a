"""What is no error: takes of which nothing is told, or only what stands beside them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tests.tutor.grading.playing import tune
from tests.tutor.grading.taxonomy.expression import asking
from tests.tutor.grading.taxonomy.intonation import LEADS, LONG
from tests.tutor.grading.taxonomy.pitch import LINE, SUNG
from tests.tutor.grading.taxonomy.rows import TEMPO, Take, off, take
from tutor.music.score import Direction
from tutor.performing.labels import Slip

IN_SHARPS = "F#4 G#4 A#4 B4 C#5 D#5 E#5 F#5 C#5 A#4 F#4:2"
IN_FLATS = "Gb4 Ab4 Bb4 Cb5 Db5 Eb5 F5 Gb5 Db5 Bb4 Gb4:2"
CHROMATIC = "C5 D5 D#5 E5 G5 F#5 G5 E5 C5 B4 C5:2"
RESPELLED = "C5 D5 Eb5 Fb5 G5 Gb5 G5 E5 C5 Cb5 C5:2"
GRACED = tune("G4 B4 A4 C5 B4:3/4 E5:1/4 D5 C5 E5 D5 F#5 E5 G5 F#5 D5 B4 A4 G4:4", tempo=TEMPO)
RIT = Direction(Fraction(12), "words", "rit.")

# id of the taxonomy or what else must hold -> the take, and the kinds that may be told of it
NEVER: dict[str, tuple[Take, str]] = {
    "P28: flats written, sharps thought": (
        take(IN_FLATS, key="Gb major", played=tune(IN_SHARPS, key="F# major", tempo=TEMPO)),
        "",
    ),
    "P28: chromatic notes spelled the other way": (
        take(CHROMATIC, key="C major", played=tune(RESPELLED, key="C major", tempo=TEMPO)),
        "",
    ),
    "R14: a written grace note, played before the beat": (
        Take(asking(LINE.score, {"n6": "ornament"}), played=GRACED),
        "",
    ),
    "T04: a written ritardando": (
        Take(asking(LINE.score, directions=(RIT,)), (Slip("drag", "n12", 0.5, "n17"),)),
        "",
    ),
    "T04: a fermata held": (
        Take(asking(LINE.score, {"n8": "fermata"}), (Slip("stretched", "n8", 2.5, "n8"),)),
        "",
    ),
    "a mixolydian seventh": (take("G4 A4 B4 C5 D5 E5 F5 G5 F5 D5 B4 G4:2", key="G mixolydian"), ""),
    "a dorian seventh": (take("D4 E4 F4 G4 A4 B4 C5 D5 C5 A4 F4 D4:2", key="D dorian"), ""),
    "a natural minor seventh": (take("A4 B4 C5 D5 E5 F5 G5 A5 G5 E5 C5 A4:2", key="A minor"), ""),
    "a violin's vibrato": (LONG.but(Slip("vibrato_wide", "n1", 60)), ""),
    "a singer's vibrato": (Take(SUNG.score, (Slip("vibrato_wide", "n1", 70),)), ""),
    "a singer's octave, below": (SUNG.but(Slip("transposed", "n1", -12)), "P15"),
    "a singer's octave, above": (SUNG.but(Slip("transposed", "n1", 12)), "P15"),
    "a leading tone placed high": (LEADS.but(*off(38, "n5")), ""),
    "every note 20 cents here or there": (LINE.but(*off(18, "n2", "n9", "n12"), *off(-18, "n4", "n6", "n11")), ""),
    "a human's tempo and scatter": (LINE.but(expressive="human", seed=3), ""),
    "silence before the music": (LINE.but(lead_in_s=3.0), ""),
}
UNWRITTEN = replace(NEVER["T04: a written ritardando"][0], score=LINE.score)
