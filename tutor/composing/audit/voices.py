"""An independent reader of pieces in several parts: part-writing faults, by music21's own reading of the file.

It shares no code with the composer. Pitches are sounding; a moment is any at which some part begins a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

RANGES = {"Alto": ("G3", "D5"), "Tenor": ("C3", "G4"), "Bass": ("F2", "C4")}
CONSONANT = {"P1", "m3", "M3", "P5", "m6", "M6", "P8"}

Line = list[tuple[Fraction, Fraction, Any]]  # (onset, end, music21 pitch), ties joined


def part_writing_faults(xml: bytes, piece: str) -> list[str]:
    """What a duet, round or chorale breaks of the rules of part-writing; empty for other pieces."""
    lines, names = _lines(xml)
    if piece == "duet":
        return [*_parallels(lines), *_crossings(lines), *_dissonances(lines[0], lines[1])]
    if piece == "round":
        return [*_parallels(lines), *_imitation(lines)]
    if piece == "chorale":
        return [*_parallels(lines), *_crossings(lines), *_spacing(lines), *_ranges(lines, names), *_leading(xml, lines)]
    return []


def _lines(xml: bytes) -> tuple[list[Line], list[str]]:
    import music21

    score: Any = music21.converter.parseData(xml, format="musicxml").toSoundingPitch()
    lines = []
    for part in score.parts:
        notes = part.stripTies().flatten().getElementsByClass("Note")
        lines.append([(Fraction(n.offset), Fraction(n.offset) + Fraction(n.quarterLength), n.pitch) for n in notes])
    return lines, [part.partName for part in score.parts]


def _at(line: Line, moment: Fraction) -> Any | None:
    return next((pitch for onset, end, pitch in line if onset <= moment < end), None)


def _before(line: Line, moment: Fraction) -> Any | None:
    return next((pitch for onset, _, pitch in reversed(line) if onset < moment), None)


def _moments(lines: list[Line]) -> list[Fraction]:
    return sorted({onset for line in lines for onset, _, _ in line})


def _parallels(lines: list[Line]) -> Iterator[str]:
    """Two parts that both begin a new pitch at once, a fifth or octave apart as they were before."""
    for a, b in combinations(lines, 2):
        for moment in sorted({n[0] for n in a} & {n[0] for n in b}):
            before = [pitch.midi for line in (a, b) if (pitch := _before(line, moment))]
            after = [pitch.midi for line in (a, b) if (pitch := _at(line, moment))]
            if len(before) < 2 or before[0] == after[0] or before[1] == after[1]:
                continue
            apart = [abs(pair[0] - pair[1]) % 12 for pair in (before, after)]
            if apart[0] == apart[1] and apart[0] in (0, 7):
                yield f"parallel {'fifths' if apart[0] else 'octaves'} at {moment}"


def _crossings(lines: list[Line]) -> Iterator[str]:
    """Neighbouring parts that change places, compared with how they began."""
    for a, b in pairwise(lines):
        pairs = [(x.midi, y.midi) for m in _moments([a, b]) if (x := _at(a, m)) and (y := _at(b, m))]
        if any(x > y for x, y in pairs) and any(x < y for x, y in pairs):
            yield "two parts cross"


def _dissonances(melody: Line, second: Line) -> Iterator[str]:
    """Notes of the second voice that begin against a dissonance."""
    import music21

    for onset, _, pitch in second:
        other = _at(melody, onset)
        if other is not None:
            low, high = sorted((pitch, other), key=lambda p: p.midi)
            if music21.interval.Interval(low, high).semiSimpleName not in CONSONANT:
                yield f"{pitch.nameWithOctave} against {other.nameWithOctave} at {onset}"


def _imitation(lines: list[Line]) -> Iterator[str]:
    """A follower that does not play what the leader played, note for note."""
    leader, follower = lines
    late = follower[0][0] - leader[0][0]
    for (a, _, p), (b, _, q) in zip(leader, follower, strict=False):
        if b - a != late or p.nameWithOctave != q.nameWithOctave:
            yield f"the follower leaves the leader at {b}"
            return


def _spacing(lines: list[Line]) -> Iterator[str]:
    for place, (a, b) in enumerate(pairwise(lines[:3])):
        for moment in _moments([a, b]):
            x, y = _at(a, moment), _at(b, moment)
            if x and y and x.midi - y.midi > 12:
                yield f"parts {place + 1} and {place + 2} more than an octave apart at {moment}"


def _ranges(lines: list[Line], names: list[str]) -> Iterator[str]:
    import music21

    for line, name in zip(lines, names, strict=True):
        low, high = (music21.pitch.Pitch(p).midi for p in RANGES.get(name, ("C0", "C9")))
        if any(not low <= pitch.midi <= high for _, _, pitch in line):
            yield f"{name} outside its range"


def _leading(xml: bytes, lines: list[Line]) -> Iterator[str]:
    """Leading tones of a dominant that do not rise to the tonic, or that are doubled.

    The harmony is read where the bass moves: a dominant is a major third on the fifth degree, followed by a chord on
    the first or the sixth.
    """
    import music21

    tonic = _tonic(xml)
    dominant, leading = (tonic + 7) % 12, (tonic + 11) % 12
    moments = sorted({onset for onset, _, _ in lines[-1]})
    for now, then in pairwise(moments):
        sounding = [p for line in lines if (p := _at(line, now))]
        after = [p for line in lines if (p := _at(line, then))]
        roots = [music21.chord.Chord(pitches).root().pitchClass for pitches in (sounding, after)]
        if roots[0] != dominant or [p.pitchClass for p in sounding].count(leading) == 0:
            continue
        if [p.pitchClass for p in sounding].count(leading) > 1:
            yield f"a doubled leading tone at {now}"
        if roots[1] in (tonic, (tonic + 9) % 12, (tonic + 8) % 12) and tonic in {p.pitchClass for p in after}:
            for line in lines:
                held, next_ = _before(line, then), _at(line, then)
                if held and next_ and held.pitchClass == leading and next_.midi - held.midi not in (0, 1):
                    yield f"a leading tone that falls at {then}"


def _tonic(xml: bytes) -> int:
    """The pitch class of the sounding tonic: the last bass note."""
    lines, _ = _lines(xml)
    return lines[-1][-1][2].pitchClass
