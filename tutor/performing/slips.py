"""Deliberate errors: one table of kinds, each a pure function on gestures, and their application to a performance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tutor.music.score import Score
from tutor.performing import pitch_slips, structure_slips, time_slips
from tutor.performing.chance import random_slips
from tutor.performing.gestures import Gestures
from tutor.performing.labels import Slip

__all__ = ["SLIPS", "Slip", "SlipKind", "apply_slips", "random_slips"]

SlipFunction = Callable[[Gestures, Slip, Score], Gestures]


@dataclass(frozen=True)
class SlipKind:
    """A kind of error, the unit of its `amount`, and whether it changes how the performance runs as a whole."""

    apply: SlipFunction
    unit: str
    order: int  # slips are applied in this order: notes first, then rhythm, then structure, then the whole take


SLIPS: dict[str, SlipKind] = {
    "wrong_pitch": SlipKind(pitch_slips.wrong_pitch, "semitones", 0),
    "octave": SlipKind(pitch_slips.octave, "octaves", 0),
    "missed": SlipKind(pitch_slips.missed, "", 0),
    "signature_missed": SlipKind(pitch_slips.signature_missed, "", 0),
    "clef_misread": SlipKind(pitch_slips.clef_misread, "staff steps", 0),
    "off_pitch": SlipKind(pitch_slips.off_pitch, "cents", 0),
    "degree_off": SlipKind(pitch_slips.degree_off, "cents", 0),
    "scoop": SlipKind(pitch_slips.scoop, "cents", 0),
    "wavering": SlipKind(pitch_slips.wavering, "cents", 0),
    "vibrato_wide": SlipKind(pitch_slips.vibrato_wide, "cents", 0),
    "vibrato": SlipKind(pitch_slips.vibrato, "waves a second", 1),
    "cut_short": SlipKind(time_slips.cut_short, "share", 0),
    "held_long": SlipKind(time_slips.held_long, "quarters", 0),
    "early": SlipKind(time_slips.early, "seconds", 0),
    "late": SlipKind(time_slips.late, "seconds", 0),
    "dotted_even": SlipKind(time_slips.dotted_even, "", 1),
    "swung": SlipKind(time_slips.swung, "share", 1),
    "triplet_uneven": SlipKind(time_slips.triplet_uneven, "", 1),
    "tie_restruck": SlipKind(time_slips.tie_restruck, "", 2),
    "extra": SlipKind(structure_slips.extra, "semitones", 2),
    "corrected": SlipKind(pitch_slips.corrected, "semitones", 2),
    "rest_skipped": SlipKind(time_slips.rest_skipped, "", 3),
    "hesitation": SlipKind(time_slips.hesitation, "quarters", 3),
    "stammer": SlipKind(structure_slips.stammer, "strikes", 3),
    "rush": SlipKind(time_slips.rush, "share", 3),
    "drag": SlipKind(time_slips.drag, "share", 3),
    "stretched": SlipKind(time_slips.stretched, "times", 3),
    "skip": SlipKind(structure_slips.skip, "", 4),
    "restart": SlipKind(structure_slips.restart, "quarters", 5),
    "repeat": SlipKind(structure_slips.repeat, "", 5),
    "slipped_tonic": SlipKind(pitch_slips.slipped_tonic, "semitones", 6),
    "transposed": SlipKind(pitch_slips.transposed, "semitones", 6),
    "tuned": SlipKind(pitch_slips.tuned, "cents", 6),
    "drift": SlipKind(pitch_slips.drift, "cents a minute", 6),
}


def apply_slips(gestures: Gestures, slips: Sequence[Slip], score: Score) -> Gestures:
    """The performance with every slip in it; ValueError for an unknown kind or note, or a place unfit for it."""
    for slip in slips:
        if slip.kind not in SLIPS:
            raise ValueError(f"'{slip.kind}' is not a kind of slip; use one of {', '.join(SLIPS)}")
    for slip in sorted(slips, key=lambda slip: SLIPS[slip.kind].order):
        gestures = SLIPS[slip.kind].apply(gestures, slip, score)
    return gestures
