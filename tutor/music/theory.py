"""Music theory for explanations and pages, in one place to import from: each idea lives in its own module."""

from tutor.music.chords import CHORD_SEMITONES, chord_classes, chord_members, chord_tone, roman_numeral
from tutor.music.degrees import degree_name, is_diatonic, is_leading_tone, solfege
from tutor.music.embellishing import Cadence, cadence_kind, cadences, chord_at, embellishment, non_chord_tone
from tutor.music.harmonising import harmonise
from tutor.music.intervals import Interval, interval
from tutor.music.keyfinding import estimate_key
from tutor.music.metrics import is_strong, metric_weight, subdivision_name

__all__ = [
    "CHORD_SEMITONES",
    "Cadence",
    "Interval",
    "cadence_kind",
    "cadences",
    "chord_at",
    "chord_classes",
    "chord_members",
    "chord_tone",
    "degree_name",
    "embellishment",
    "estimate_key",
    "harmonise",
    "interval",
    "is_diatonic",
    "is_leading_tone",
    "is_strong",
    "metric_weight",
    "non_chord_tone",
    "roman_numeral",
    "solfege",
    "subdivision_name",
]
