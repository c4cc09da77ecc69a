"""Chords: their spelled members, and what a melody note is to the chord below it."""

from __future__ import annotations

from tutor.music.key import Key
from tutor.music.pitch import STEP_SEMITONES, STEPS, Pitch
from tutor.music.score import ChordSymbol

MEMBERS = ("root", "third", "fifth", "seventh")
# Semitones above the root of each member, in thirds.
CHORD_SEMITONES: dict[str, tuple[int, ...]] = {
    "major": (0, 4, 7),
    "minor": (0, 3, 7),
    "diminished": (0, 3, 6),
    "augmented": (0, 4, 8),
    "dominant-seventh": (0, 4, 7, 10),
    "major-seventh": (0, 4, 7, 11),
    "minor-seventh": (0, 3, 7, 10),
    "half-diminished": (0, 3, 6, 10),
    "diminished-seventh": (0, 3, 6, 9),
}


def chord_members(chord: ChordSymbol) -> tuple[str, ...]:
    """Letters of the chord's members, spelled in thirds: ("D", "F#", "A", "C") for D dominant-seventh."""
    root = Pitch.parse(f"{chord.root}4")
    return tuple(_spelled(root, 2 * place, semitones) for place, semitones in enumerate(CHORD_SEMITONES[chord.quality]))


def _spelled(root: Pitch, steps: int, semitones: int) -> str:
    natural = Pitch.from_diatonic(root.diatonic + steps)
    alter = root.midi + semitones - natural.midi
    return natural.step + ("#" * alter if alter > 0 else "b" * -alter)


def chord_classes(chord: ChordSymbol) -> tuple[int, ...]:
    """Pitch classes of the chord's members, root first."""
    root = STEP_SEMITONES[chord.root[0]] + chord.root.count("#") - chord.root[1:].count("b")
    return tuple((root + semitones) % 12 for semitones in CHORD_SEMITONES[chord.quality])


def chord_tone(pitch: Pitch, chord: ChordSymbol) -> str | None:
    """Which member of the chord a pitch is ("root", "third", "fifth", "seventh"), however spelled; None if none."""
    classes = chord_classes(chord)
    return MEMBERS[classes.index(pitch.midi % 12)] if pitch.midi % 12 in classes else None


def roman_numeral(root: Pitch, quality: str, key: Key) -> str:
    """The chord in the key: "I", "ii", "V7", "vii°", "bVI". The accidental is against the key's own scale."""
    degree, alter = key.degree_of(root)
    numeral = ("I", "II", "III", "IV", "V", "VI", "VII")[degree - 1]
    if CHORD_SEMITONES[quality][1] == 3:
        numeral = numeral.lower()
    sign = "#" * alter if alter > 0 else "b" * -alter
    suffix = {
        "diminished": "°",
        "augmented": "+",
        "dominant-seventh": "7",
        "minor-seventh": "7",
        "major-seventh": "maj7",
        "half-diminished": "ø7",
        "diminished-seventh": "°7",
    }
    return sign + numeral + suffix.get(quality, "")


def root_on(key: Key, degree: int, alter: int = 0) -> Pitch:
    """The key's `degree` (1-7) as a pitch near middle C."""
    return key.pitch_at(28 + STEPS.index(key.step) + degree - 1, alter)
