"""Musical facts in words: notes, distances, values and places, as a learner would say them."""

from __future__ import annotations

from fractions import Fraction

from tutor.music.key import Key
from tutor.music.metrics import subdivision_name
from tutor.music.pitch import Pitch
from tutor.music.score import ChordSymbol, Score

_SIGNS = {-2: " double flat", -1: " flat", 0: "", 1: " sharp", 2: " double sharp"}
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


def distance_in_words(semitones: int) -> str:
    """The plain name of a distance in semitones, whatever its spelling: "minor third"."""
    octaves, rest = divmod(abs(semitones), 12)
    if not octaves or (not rest and octaves == 1):
        return _DISTANCES[abs(semitones)]
    whole = "an octave" if octaves == 1 else f"{octaves} octaves"
    return f"{_DISTANCES[rest]} and {whole}" if rest else whole


def letter_in_words(pitch: Pitch, *, natural: bool = False) -> str:
    """ "F sharp", "B flat", "C"; with `natural`, an unaltered letter says so: "F natural"."""
    return pitch.step + (_SIGNS[pitch.alter] or (" natural" if natural else ""))


def pitch_in_words(pitch: Pitch) -> str:
    """With its octave: "F sharp 4"."""
    return f"{letter_in_words(pitch)} {pitch.octave}"


def key_in_words(key: Key) -> str:
    """ "B flat major"."""
    return f"{key.step}{_SIGNS[key.alter]} {key.mode}"


def chord_in_words(chord: ChordSymbol) -> str:
    """ "G major", "F sharp dominant seventh"."""
    root = letter_in_words(Pitch.parse(f"{chord.root}4"))
    quality = chord.quality.replace("half-diminished", "half diminished seventh").replace("-", " ")
    return f"{root} {quality}"


def value_in_words(quarters: Fraction) -> str:
    """ "dotted quarter"; lengths without a name of their own are told in quarters."""
    return _VALUES.get(quarters, f"note of {quarters} quarters")


def article(words: str) -> str:
    """ "an eighth", "a quarter", "an F sharp"."""
    is_letter = len(words.split()[0]) == 1
    vowel = words[0] in "AEF" if is_letter else words[0].lower() in "aeiou"
    return f"{'an' if vowel else 'a'} {words}"


def place_in_words(score: Score, onset: Fraction) -> str:
    """ "bar 3, beat 2", "bar 3, the and of 2", "the pickup, beat 4"."""
    bar = score.bar_at(onset)
    name = f"bar {bar.number}" if bar.number else "the pickup"
    return f"{name}, {subdivision_name(score.beat_of(onset), bar.meter)}"


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
