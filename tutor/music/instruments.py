"""Instruments and voices: one table of written ranges, clefs, transpositions and General MIDI programs.

Ranges are comfortable written ranges for a learner, not an instrument's extremes. `transposition` is sounding minus
written, in semitones: a B-flat clarinet is -2, a guitar -12. `home` is the lowest note of the fifth that beginners
play first, and the windows of `range_for` grow outwards from it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.music.key import Key
from tutor.music.pitch import STEPS, Pitch

_WORD = re.compile(r"[a-z]+")
# Width of the written window at each level, in staff steps (4 = a fifth, 7 = an octave, 14 = two octaves).
LEVEL_STEPS = {1: 4, 2: 6, 3: 7, 4: 8, 5: 9, 6: 10, 7: 11, 8: 14}


@dataclass(frozen=True)
class Instrument:
    """One row of the table. `midi_program` is the General MIDI program, 0-127; `midi_bank` its bank."""

    name: str
    about: str
    family: str
    low: Pitch
    high: Pitch
    home: Pitch
    clef: str
    transposition: int
    midi_program: int
    midi_bank: int = 0

    @property
    def sounding_range(self) -> tuple[int, int]:
        """(lowest, highest) sounding MIDI number."""
        return self.low.midi + self.transposition, self.high.midi + self.transposition

    def range_for(self, level: int, key: Key | None = None) -> tuple[Pitch, Pitch]:
        """(lowest, highest) written pitch, natural notes, that suits level 1-8.

        The window widens from a fifth to two octaves (or to the instrument's limit). With a `key`, the window of
        levels 1-3 starts on its tonic, as near to `home` as the instrument allows: a fifth spans tonic to dominant.
        """
        if level not in LEVEL_STEPS:
            raise ValueError(f"level {level} does not exist; use 1 to 8")
        width = min(LEVEL_STEPS[level], self._top - self._bottom)
        bottom = self.home.diatonic - (width - LEVEL_STEPS[1]) // 2
        if key is not None and level <= 3:
            bottom = self._tonic_near(key, self.home.diatonic, self._top - width)
        bottom = max(self._bottom, min(bottom, self._top - width))
        low, high = self._written(bottom, key), self._written(bottom + width, key)
        return max(low, self.low, key=_midi), min(high, self.high, key=_midi)

    @property
    def _bottom(self) -> int:
        return self.low.diatonic

    @property
    def _top(self) -> int:
        return self.high.diatonic

    @staticmethod
    def _written(diatonic: int, key: Key | None) -> Pitch:
        return key.pitch_at(diatonic) if key else Pitch.from_diatonic(diatonic)

    def _tonic_near(self, key: Key, target: int, highest: int) -> int:
        tonics = [d for d in range(self._bottom, highest + 1) if d % 7 == STEPS.index(key.step)]
        tonics = [d for d in tonics if key.pitch_at(d).midi >= self.low.midi]
        return min(tonics, key=lambda d: (abs(d - target), d)) if tonics else target


def _midi(pitch: Pitch) -> int:
    return pitch.midi


# name | family | low high home (written) | clef | transposition | program | about
_TABLE = """
violin             | strings    | G3 B5 D4 | treble     |   0 | 40 | Four strings in fifths; written as it sounds.
viola              | strings    | C3 E5 G3 | alto       |   0 | 41 | A fifth below the violin, read in the alto clef.
cello              | strings    | C2 A4 D3 | bass       |   0 | 42 | An octave below the viola, read in the bass clef.
double-bass        | strings    | E2 D4 A2 | bass       | -12 | 43 | Lowest strings; sounds an octave lower.
flute              | woodwind   | C4 C7 G4 | treble     |   0 | 73 | Concert flute in C; written as it sounds.
piccolo            | woodwind   | D4 A6 G4 | treble     |  12 | 72 | Small flute; sounds an octave higher.
oboe               | woodwind   | C4 D6 G4 | treble     |   0 | 68 | Double reed in C; written as it sounds.
english-horn       | woodwind   | B3 C6 G4 | treble     |  -7 | 69 | Alto oboe in F; sounds a fifth lower.
clarinet           | woodwind   | E3 C6 C4 | treble     |  -2 | 71 | Clarinet in B-flat; sounds a whole step lower.
bass-clarinet      | woodwind   | E3 G5 C4 | treble     | -14 | 71 | Bass clarinet in B-flat; a ninth lower.
bassoon            | woodwind   | B1 G4 C3 | bass       |   0 | 70 | Low double reed; written as it sounds.
soprano-saxophone  | woodwind   | C4 D6 G4 | treble     |  -2 | 64 | Saxophone in B-flat; sounds a whole step lower.
alto-saxophone     | woodwind   | C4 D6 G4 | treble     |  -9 | 65 | Saxophone in E-flat; sounds a major sixth lower.
tenor-saxophone    | woodwind   | C4 D6 G4 | treble     | -14 | 66 | Saxophone in B-flat; a ninth lower.
baritone-saxophone | woodwind   | C4 D6 G4 | treble     | -21 | 67 | Saxophone in E-flat; an octave and a sixth lower.
soprano-recorder   | woodwind   | C4 D6 G4 | treble     |  12 | 74 | Descant recorder; sounds an octave higher.
alto-recorder      | woodwind   | F4 G6 C5 | treble     |   0 | 74 | Treble recorder in F; written as it sounds.
tin-whistle        | woodwind   | D4 B5 D4 | treble     |  12 | 78 | Whistle in D; sounds an octave higher.
trumpet            | brass      | A3 A5 C4 | treble     |  -2 | 56 | Trumpet in B-flat; sounds a whole step lower.
horn               | brass      | G3 F5 C4 | treble     |  -7 | 60 | Horn in F; sounds a fifth lower.
trombone           | brass      | F2 F4 B2 | bass       |   0 | 57 | Tenor trombone; written as it sounds.
euphonium          | brass      | F2 F4 B2 | bass       |   0 | 58 | Tenor tuba, read in the bass clef as it sounds.
tuba               | brass      | F1 D4 B1 | bass       |   0 | 58 | The lowest brass; written as it sounds.
guitar             | plucked    | E3 G5 C4 | treble     | -12 | 24 | Six strings; sounds an octave lower.
bass-guitar        | plucked    | E2 D4 A2 | bass       | -12 | 33 | Four low strings; sounds an octave lower.
ukulele            | plucked    | C4 A5 C4 | treble     |   0 | 24 | Four strings from C4; written as it sounds.
mandolin           | plucked    | G3 B5 D4 | treble     |   0 | 25 | Tuned as a violin, plucked.
harp               | plucked    | C3 C6 C4 | treble     |   0 | 46 | The upper staff of the concert harp.
piano              | keyboard   | A3 C6 C4 | treble     |   0 |  0 | The right hand of the keyboard.
piano-left-hand    | keyboard   | C2 E4 C3 | bass       |   0 |  0 | The left hand of the keyboard.
organ              | keyboard   | A3 C6 C4 | treble     |   0 | 19 | The right hand of the organ.
accordion          | keyboard   | A3 C6 C4 | treble     |   0 | 21 | The right hand of the accordion.
glockenspiel       | percussion | G3 C6 C4 | treble     |  24 |  9 | Tuned bars; sounds two octaves higher.
xylophone          | percussion | F3 C6 C4 | treble     |  12 | 13 | Tuned bars; sounds an octave higher.
soprano            | voice      | C4 A5 F4 | treble     |   0 | 52 | The highest singing voice.
mezzo-soprano      | voice      | A3 F5 D4 | treble     |   0 | 52 | Between soprano and alto.
alto               | voice      | G3 D5 C4 | treble     |   0 | 52 | The second voice of a choir.
tenor              | voice      | C3 G4 E3 | treble-8vb |   0 | 52 | Third voice of a choir, in the octave treble clef.
baritone           | voice      | A2 E4 C3 | bass       |   0 | 52 | Between tenor and bass.
bass               | voice      | F2 C4 A2 | bass       |   0 | 52 | The lowest singing voice.
child-voice        | voice      | B3 D5 D4 | treble     |   0 | 52 | A child's singing range.
whistling          | voice      | G3 E5 C4 | treble     |  12 | 78 | Whistling; sounds an octave higher.
"""

_ALIASES = {
    "alto-sax": "alto-saxophone",
    "tenor-sax": "tenor-saxophone",
    "soprano-sax": "soprano-saxophone",
    "baritone-sax": "baritone-saxophone",
    "saxophone": "alto-saxophone",
    "sax": "alto-saxophone",
    "recorder": "soprano-recorder",
    "descant-recorder": "soprano-recorder",
    "treble-recorder": "alto-recorder",
    "cor-anglais": "english-horn",
    "french-horn": "horn",
    "contrabass": "double-bass",
    "violoncello": "cello",
    "fiddle": "violin",
    "voice": "soprano",
    "soprano-voice": "soprano",
    "alto-voice": "alto",
    "tenor-voice": "tenor",
    "baritone-voice": "baritone",
    "bass-voice": "bass",
    "child": "child-voice",
    "childs-voice": "child-voice",
    "whistle": "whistling",
}


def _row(line: str) -> Instrument:
    name, family, pitches, clef, transposition, program, about = (cell.strip() for cell in line.split("|"))
    low, high, home = map(Pitch.parse, pitches.split())
    return Instrument(name, about, family, low, high, home, clef, int(transposition), int(program))


INSTRUMENTS: dict[str, Instrument] = {row.name: row for row in map(_row, _TABLE.strip().splitlines())}


def instrument(name: str) -> Instrument:
    """The instrument of that name, case and spacing aside ("Alto sax" is "alto-saxophone"); ValueError if unknown."""
    plain = name.strip().lower().replace("'", "").replace("’", "").replace(" ", "-").replace("_", "-")
    found = INSTRUMENTS.get(_ALIASES.get(plain, plain))
    if found is None:
        raise ValueError(f"'{name}' is not an instrument here; use one of {', '.join(INSTRUMENTS)}")
    return found


def instrument_in(text: str) -> Instrument | None:
    """The instrument a part's label names, as in "Clarinet in Bb 1" or "Violin II"; the longest match wins."""
    plain = "-".join(_WORD.findall(text.lower()))
    names = sorted([*INSTRUMENTS, *_ALIASES], key=lambda name: (-len(name), name))
    found = next((name for name in names if f"-{name}-" in f"-{plain}-"), None)
    return instrument(found) if found else None


def instrument_for_program(program: int, transposition: int = 0) -> Instrument | None:
    """The first instrument with that General MIDI program, preferring one with that transposition."""
    same = [row for row in INSTRUMENTS.values() if row.midi_program == program]
    exact = [row for row in same if row.transposition == transposition]
    return next(iter(exact or same), None)
