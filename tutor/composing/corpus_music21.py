"""Reading voices with music21, for what has no faster reader here: ABC."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from tutor.composing.corpus_lines import Read, ReadBar
from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.rhythm import TICKS_PER_QUARTER, Meter


def read_with_music21(path: Path) -> list[list[ReadBar]]:
    """The bars of every part. Raises whatever music21 raises on files it cannot read."""
    from music21 import converter, stream

    parsed: Any = converter.parse(path, forceSource=True, storePickle=False)
    if isinstance(parsed, stream.Opus):
        parsed = parsed.scores[0]
    return [_bars(part) for part in parsed.parts]


def _bars(part) -> list[ReadBar]:
    from music21 import stream

    bars: list[ReadBar] = []
    meter, fifths, key = Meter(4, 4), 0, None
    for measure in part.getElementsByClass(stream.Measure):
        if measure.timeSignature is not None:
            meter = Meter(measure.timeSignature.numerator, measure.timeSignature.denominator)
        for signature in measure.getElementsByClass("KeySignature"):
            fifths, key = signature.sharps, _named_key(signature)
        reads, bad = _reads(measure)
        bars.append(ReadBar(meter, fifths, tuple(reads), key, bad))
    return bars


def _named_key(signature) -> Key | None:
    """The key that a signature names, when it names one of our modes."""
    tonic = getattr(signature, "tonic", None)
    if tonic is None:
        return None
    try:
        return Key(
            tonic.step, int(tonic.alter), {"ionian": "major", "aeolian": "minor"}.get(signature.mode, signature.mode)
        )
    except ValueError:
        return None


def _reads(measure) -> tuple[list[Read], bool]:
    """The written values of a measure's first voice, and whether any lies off the grid."""
    voice = measure.voices[0] if measure.voices else measure
    reads, bad = [], False
    for element in voice.notesAndRests:
        ticks = Fraction(element.duration.quarterLength).limit_denominator(96) * TICKS_PER_QUARTER
        if ticks == 0 or element.duration.isGrace or "ChordSymbol" in element.classes:
            continue
        bad = bad or ticks.denominator != 1
        held = element.tie is not None and element.tie.type in ("stop", "continue")
        reads.append(Read(int(ticks), _top_pitch(element), held))
    return reads, bad


def _top_pitch(element) -> Pitch | None:
    if element.isRest or not element.pitches:
        return None
    top = max(element.pitches, key=lambda p: p.ps)
    return Pitch(top.step, int(top.alter), top.implicitOctave)
