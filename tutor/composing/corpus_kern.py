"""Reading voices from Humdrum **kern files: every staff's first layer, chords by their highest note."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from tutor.composing.corpus_lines import Read, ReadBar
from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.rhythm import TICKS_PER_QUARTER, Meter

_VALUE = re.compile(r"(\d+)(?:%(\d+))?(\.*)")
_PITCH = re.compile(r"([a-gA-G]+)(#+|-+|n)?")
_METER = re.compile(r"\*M(\d+)/(\d+)$")
_TONIC = re.compile(r"\*([a-gA-G])([#-]?):$")


class _Voice:
    """One spine being read: the bars so far, the bar being filled and what is in force."""

    def __init__(self) -> None:
        self.bars: list[ReadBar] = []
        self.reads: list[Read] = []
        self.meter: Meter | None = None
        self.fifths = 0
        self.key: Key | None = None
        self.bad = False
        self.tie = False

    def close(self, final: bool) -> None:
        """A bar line."""
        if self.reads and self.meter is not None:
            # Breves and semibreves read as half notes and quarters, as modern editions print them.
            halve = self.meter.denominator == 1
            meter = Meter(self.meter.numerator, 2) if halve else self.meter
            reads = [Read(r.ticks // 2, r.pitch, r.held) for r in self.reads] if halve else self.reads
            odd = halve and any(r.ticks % 2 for r in self.reads)
            self.bars.append(ReadBar(meter, self.fifths, tuple(reads), self.key, self.bad or odd, final))
        self.reads, self.bad = [], False

    def interpret(self, token: str) -> None:
        """A metre, signature or key record."""
        meter, tonic = _METER.match(token), _TONIC.match(token)
        if meter and int(meter[2]) in (1, 2, 4, 8, 16):
            self.meter = Meter(int(meter[1]), int(meter[2]))
        elif token.startswith("*k["):
            self.fifths = token.count("#") - token.count("-")
            self.key = None
        elif tonic:
            alter = {"#": 1, "-": -1, "": 0}[tonic[2]]
            self.key = _key(tonic[1].upper(), alter, "major" if tonic[1].isupper() else "minor")

    def note(self, token: str) -> None:
        """A data token: note, chord or rest; grace notes are passed over."""
        if token == "." or "q" in token:
            return
        ticks = kern_ticks(token)
        pitches = [p for p in map(kern_pitch, token.split(" ")) if p is not None]
        if ticks is None or ticks == 0:
            self.bad = self.bad or ticks is None
            return
        pitch = max(pitches, key=lambda p: p.midi) if pitches and "r" not in token else None
        self.reads.append(Read(ticks, pitch, held=pitch is not None and ("]" in token or "_" in token)))


def _key(step: str, alter: int, mode: str) -> Key | None:
    try:
        return Key(step, alter, mode)
    except ValueError:
        return None


def kern_ticks(token: str) -> int | None:
    """Ticks of a token's value; None when it has none or lies off the grid."""
    match = _VALUE.search(token)
    if match is None:
        return None
    recip, over, dots = match.groups()
    whole = Fraction(2 ** len(recip)) if set(recip) == {"0"} else Fraction(int(over or 1), int(recip))
    ticks = whole * 4 * TICKS_PER_QUARTER * (2 - Fraction(1, 2 ** len(dots)))
    return int(ticks) if ticks.denominator == 1 else None


def kern_pitch(token: str) -> Pitch | None:
    """The pitch of one note token; None for rests and for what cannot be spelled."""
    match = _PITCH.search(token)
    if match is None or "r" in token:
        return None
    letters, sign = match.groups()
    alter = {"#": 1, "-": -1}.get((sign or " ")[0], 0) * len(sign or "")
    octave = 3 + len(letters) if letters[0].islower() else 4 - len(letters)
    return Pitch(letters[0].upper(), alter, octave) if abs(alter) <= 2 else None


def read_kern(path: Path) -> list[list[ReadBar]]:
    """The bars of every kern staff, lowest staff first. Raises ValueError on spine operations it does not know."""
    spines: list[int] = []
    voices: dict[int, _Voice] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        if not line or line.startswith("!"):
            continue
        fields = line.split("\t")
        if line.startswith("**"):
            spines = list(range(len(fields)))
            voices = {i: _Voice() for i, f in enumerate(fields) if f == "**kern"}
            continue
        _take_line(fields, spines, voices)
        if line.startswith("*"):
            spines = _moved(spines, fields)
    for voice in voices.values():
        voice.close(True)
    return [voice.bars for voice in voices.values()]


def _take_line(fields: list[str], spines: list[int], voices: dict[int, _Voice]) -> None:
    """Give each voice the first field of its spine."""
    for spine, voice in voices.items():
        if spine not in spines:
            continue
        field = fields[spines.index(spine)]
        if field.startswith("="):
            voice.close(field.startswith("=="))
        elif field.startswith("*"):
            voice.interpret(field)
        else:
            voice.note(field)


def _moved(spines: list[int], fields: list[str]) -> list[int]:
    """The spines after splits (*^), joins (*v), exchanges (*x) and ends (*-)."""
    after: list[int] = []
    for i, (spine, field) in enumerate(zip(spines, fields, strict=True)):
        if field == "*+":
            raise ValueError("a spine is added in the middle")
        if field == "*^":
            after += [spine, spine]
        elif field == "*v" and i and fields[i - 1] == "*v" and after and after[-1] == spine:
            continue
        elif field != "*-":
            after.append(spine)
    crossed = [i for i, f in enumerate(fields) if f == "*x"]
    if len(crossed) == 2 and len(after) == len(spines):
        a, b = crossed
        after[a], after[b] = after[b], after[a]
    return after
