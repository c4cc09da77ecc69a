"""Musical facts in words: notes, intervals, degrees and places, as a learner would say them."""

from __future__ import annotations

from fractions import Fraction

from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.score import Score

_SIGNS = {-2: " double flat", -1: " flat", 0: "", 1: " sharp", 2: " double sharp"}
_DEGREES = {1: "tonic", 2: "supertonic", 3: "mediant", 4: "subdominant", 5: "dominant", 6: "submediant"}
_VALUES = {
    Fraction(4): "whole note",
    Fraction(3): "dotted half note",
    Fraction(2): "half note",
    Fraction(3, 2): "dotted quarter",
    Fraction(1): "quarter",
    Fraction(3, 4): "dotted eighth",
    Fraction(1, 2): "eighth",
    Fraction(1, 3): "triplet eighth",
    Fraction(1, 4): "sixteenth",
}
_PARTS = {
    Fraction(1, 4): "the second quarter of beat {beat}",
    Fraction(1, 3): "the second third of beat {beat}",
    Fraction(1, 2): "the “and” of beat {beat}",
    Fraction(2, 3): "the last third of beat {beat}",
    Fraction(3, 4): "the last quarter of beat {beat}",
}


_DISTANCES = (
    "unison",
    "semitone",
    "whole tone",
    "minor third",
    "major third",
    "perfect fourth",
    "tritone",
    "perfect fifth",
    "minor sixth",
    "major sixth",
    "minor seventh",
    "major seventh",
    "octave",
)
_GENERIC = ("unison", "second", "third", "fourth", "fifth", "sixth", "seventh", "octave", "ninth", "tenth")
_PERFECT = {0: 0, 3: 5, 4: 7}  # staff steps -> semitones of the perfect interval
_MAJOR = {1: 2, 2: 4, 5: 9, 6: 11}


def distance_in_words(semitones: int) -> str:
    """The plain name of a distance in semitones, whatever its spelling: "minor third"."""
    octaves, rest = divmod(abs(semitones), 12)
    if not octaves or (not rest and octaves == 1):
        return _DISTANCES[abs(semitones)]
    whole = "an octave" if octaves == 1 else f"{octaves} octaves"
    return f"{_DISTANCES[rest]} and {whole}" if rest else whole


def interval_in_words(first: Pitch, second: Pitch) -> str:
    """The interval between two spelled pitches: "minor third", "augmented fourth", "perfect octave"."""
    low, high = sorted((first, second), key=lambda pitch: (pitch.diatonic, pitch.midi))
    steps, semitones = high.diatonic - low.diatonic, high.midi - low.midi
    octaves, within = divmod(steps, 7)
    rest = semitones - 12 * octaves
    if within in _PERFECT:
        quality = {0: "perfect", 1: "augmented", -1: "diminished"}.get(rest - _PERFECT[within])
    else:
        quality = {0: "major", -1: "minor", 1: "augmented", -2: "diminished"}.get(rest - _MAJOR[within])
    if quality is None or steps >= len(_GENERIC):
        return distance_in_words(semitones)
    return f"{quality} {_GENERIC[steps]}"


def letter_in_words(pitch: Pitch, *, natural: bool = False) -> str:
    """ "F sharp", "B flat", "C"; with `natural`, an unaltered letter says so: "F natural"."""
    return pitch.step + (_SIGNS[pitch.alter] or (" natural" if natural else ""))


def pitch_in_words(pitch: Pitch) -> str:
    """With its octave: "F sharp 4"."""
    return f"{letter_in_words(pitch)} {pitch.octave}"


def key_in_words(key: Key) -> str:
    """ "B flat major"."""
    return f"{key.step}{_SIGNS[key.alter]} {key.mode}"


def degree_in_words(key: Key, pitch: Pitch) -> str:
    """The name of a pitch's place in its key: "leading tone" only where it lies a semitone under the tonic."""
    degree, _ = key.degree_of(pitch)
    if degree == 7:
        return "leading tone" if (key.tonic_class - pitch.midi) % 12 == 1 else "lowered seventh"
    return _DEGREES[degree]


def value_in_words(quarters: Fraction) -> str:
    """ "dotted quarter"; lengths without a name of their own are told in quarters."""
    return _VALUES.get(quarters, f"note of {quarters} quarters")


def article(words: str) -> str:
    """ "an eighth", "a quarter", "an F sharp"."""
    is_letter = len(words.split()[0]) == 1
    vowel = words[0] in "AEF" if is_letter else words[0].lower() in "aeiou"
    return f"{'an' if vowel else 'a'} {words}"


def place_in_words(score: Score, onset: Fraction) -> str:
    """ "bar 3, beat 2"; off the beat "bar 3, the “and” of beat 2"; compound metres count their eighths."""
    bar, beat = score.bar_at(onset), score.beat_of(onset)
    name = f"bar {bar.number}" if bar.number else "the pickup"
    whole, part = beat.numerator // beat.denominator, beat - beat.numerator // beat.denominator
    counted = "eighth" if bar.meter.denominator == 8 else "sixteenth" if bar.meter.denominator == 16 else "beat"
    if not part or counted != "beat":
        return f"{name}, {counted} {whole}"
    return f"{name}, {_PARTS.get(part, 'after beat {beat}').format(beat=whole)}"


def bars_in_words(bars: list[int]) -> str:
    """ "bar 3", "bars 3 and 5", "bars 3, 5 and 7"."""
    names = [str(bar) if bar else "0 (the pickup)" for bar in sorted(set(bars))]
    if len(names) == 1:
        return f"bar {names[0]}"
    return f"bars {', '.join(names[:-1])} and {names[-1]}"


def span_in_words(first: int, last: int) -> str:
    """ "bar 3" or "bars 3 to 5"."""
    return f"bar {first}" if first == last else f"bars {first} to {last}"


def count_in_words(count: int, thing: str) -> str:
    """ "1 note", "3 notes"."""
    return f"{count} {thing}{'' if count == 1 else 's'}"
