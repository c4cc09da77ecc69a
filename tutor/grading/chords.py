"""Which member of a chord a note is: root, third, fifth or seventh."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.music.pitch import Pitch
from tutor.music.score import ChordSymbol

_MEMBERS = {0: "root", 2: "third", 4: "fifth", 6: "seventh"}
_SEMITONES = {
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
_QUALITY_WORDS = {"dominant-seventh": "dominant seventh", "half-diminished": "half-diminished seventh"}


@dataclass(frozen=True)
class Chord:
    """A chord by its spelled root and the semitones of its members."""

    root: Pitch
    quality: str
    numeral: str = ""

    @classmethod
    def of(cls, symbol: ChordSymbol) -> Chord | None:
        """The chord a symbol names, None for a quality that is not listed."""
        if symbol.quality not in _SEMITONES:
            return None
        return cls(Pitch.parse(f"{symbol.root}4"), symbol.quality, symbol.numeral)

    @property
    def name(self) -> str:
        """ "G major", "D dominant seventh"."""
        sign = {1: " sharp", -1: " flat"}.get(self.root.alter, "")
        return f"{self.root.step}{sign} {_QUALITY_WORDS.get(self.quality, self.quality.replace('-', ' '))}"

    def member(self, pitch: Pitch) -> str | None:
        """ "root", "third", "fifth", "seventh", or None when the pitch is foreign to the chord."""
        steps = (pitch.diatonic - self.root.diatonic) % 7
        semitones = (pitch.midi - self.root.midi) % 12
        place = steps // 2
        if steps not in _MEMBERS or place >= len(_SEMITONES[self.quality]):
            return None
        return _MEMBERS[steps] if _SEMITONES[self.quality][place] == semitones else None
