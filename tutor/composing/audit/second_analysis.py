"""A second opinion on every analysis: its facts found again with music21 alone, and how often both agree.

It shares no code with `tutor.composing.analysis`: it reads the MusicXML file, takes chords from music21's own chord
symbols, numerals from music21's Roman numerals, distances from its intervals and the compass from its Ambitus.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from tutor.composing.audit.checker import count_skill

Agreement = dict[str, tuple[int, int]]  # kind of fact -> (facts compared, facts on which both agree)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_COUNTED_OTHERWISE = ("neighbour-notes", "pickup")  # the checker counts overlapping turns, and an upbeat as one


def agreement(xml: bytes, analysis: dict[str, Any]) -> Agreement:
    """How many facts of each kind were compared and found the same."""
    import music21

    whole: Any = music21.converter.parseData(xml, format="musicxml")
    part = whole.parts[0]
    reader = _Reader(part, _key(analysis["key"]))
    pairs: Iterator[tuple[str, bool]] = itertools.chain(
        _chords(reader, analysis),
        _cadences(reader, analysis),
        _motifs(reader, analysis),
        _sections(reader, analysis),
        _compass(reader, analysis),
        _skills(part, analysis),
    )
    found: dict[str, list[bool]] = defaultdict(list)
    for kind, agrees in pairs:
        found[kind].append(agrees)
    return {kind: (len(values), sum(values)) for kind, values in found.items()}


def total(agreements: Iterable[Agreement]) -> Agreement:
    """The sums over many scores."""
    compared, same = Counter[str](), Counter[str]()
    for one in agreements:
        for kind, (count, agreeing) in one.items():
            compared[kind] += count
            same[kind] += agreeing
    return {kind: (compared[kind], same[kind]) for kind in compared}


def _key(name: str) -> Any:
    import music21

    tonic, mode = name.split()
    return music21.key.Key(tonic.replace("b", "-"), mode)


class _Reader:
    """A part as music21 reads it: bars, struck notes with their whole lengths, chord symbols."""

    def __init__(self, part: Any, key: Any) -> None:
        self.key = key
        measures = list(part.getElementsByClass("Measure"))
        self.starts = {m.number: Fraction(m.offset) for m in measures}
        self.lengths = {m.number: Fraction(m.duration.quarterLength) for m in measures}
        self.full = [m.number for m in measures if m.number >= 1]
        self.symbols = [
            (Fraction(h.getOffsetInHierarchy(part)), h) for h in part.recurse().getElementsByClass("ChordSymbol")
        ]
        self.notes = [
            (Fraction(n.getOffsetInHierarchy(tied)), n)
            for tied in [part.stripTies()]
            for n in tied.recurse().getElementsByClass("Note")
        ]

    def bar_of(self, onset: Fraction) -> int:
        return max((start, number) for number, start in self.starts.items() if start <= onset)[1]

    def struck(self, bar: int) -> list[tuple[Fraction, Any]]:
        return [(onset - self.starts[bar], n) for onset, n in self.notes if self.bar_of(onset) == bar]

    def symbol_at(self, onset: Fraction) -> int | None:
        """The place of the chord symbol that holds at a moment."""
        return max((i for i, (start, _) in enumerate(self.symbols) if start <= onset), default=None)


def _chords(reader: _Reader, analysis: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Each bar's chords against the symbols in the file; each numeral built anew by music21 in the key."""
    for bar in analysis["harmony"]["bars"]:
        if analysis["harmony"]["written"]:
            yield "chords of a bar", [c["name"] for c in bar["chords"]] == _names_in(reader, bar["bar"])
        for chord in bar["chords"]:
            yield "Roman numeral", _numeral_fits(chord, reader.key)


def _names_in(reader: _Reader, bar: int) -> list[str]:
    start = reader.starts[bar]
    end = start + reader.lengths[bar]
    ends = [*(onset for onset, _ in reader.symbols[1:]), Fraction(10**6)]
    return [_figure(h) for (onset, h), stop in zip(reader.symbols, ends, strict=False) if onset < end and stop > start]


def _figure(symbol: Any) -> str:
    """music21's figure in the shorthand of our lead sheets."""
    root = symbol.root().name.replace("-", "b")
    kinds = {"major": "", "minor": "m", "dominant-seventh": "7", "diminished": "dim", "half-diminished-seventh": "m7b5"}
    kinds |= {"diminished-seventh": "dim7", "minor-seventh": "m7", "major-seventh": "maj7", "augmented": "aug"}
    return root + kinds[symbol.chordKind]


def _numeral_fits(chord: dict[str, str], key: Any) -> bool:
    """Whether music21's reading of the numeral in the key sounds the chord that is named."""
    import music21

    flat = music21.roman.Minor67Default.FLAT
    figure = chord["numeral"].replace("maj7", "7").replace("°", "o").replace("ø7", "ø7")
    numeral = music21.roman.RomanNumeral(figure, key, sixthMinor=flat, seventhMinor=flat)
    named = music21.harmony.ChordSymbol(_spelled(chord["name"]))
    return numeral.root().name == named.root().name and set(numeral.pitchNames) == set(named.pitchNames)


def _spelled(name: str) -> str:
    """A chord name as music21 spells it: a flat root with a minus sign."""
    root, rest = (name[:2], name[2:]) if name[1:2] in ("b", "#") else (name[:1], name[1:])
    return root.replace("b", "-") + rest


def _cadences(reader: _Reader, analysis: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    applied = {
        (bar["bar"], c["name"]) for bar in analysis["harmony"]["bars"] for c in bar["chords"] if "/" in c["numeral"]
    }
    for told in analysis["cadences"]:
        inside = reader.struck(told["bar"])
        longest = max(Fraction(n.quarterLength) for _, n in inside)
        offset, note = [pair for pair in inside if Fraction(pair[1].quarterLength) == longest][-1]
        yield "note a phrase rests on", _name(note) == told["pitch"]
        if analysis["harmony"]["written"]:
            kind = _cadence(reader, reader.starts[told["bar"]] + offset, note, applied)
            yield "kind of cadence", kind == told["kind"]


def _name(note: Any) -> str:
    return str(note.pitch.nameWithOctave.replace("-", "b"))


def _cadence(reader: _Reader, onset: Fraction, note: Any, applied: set[tuple[int, str]]) -> str | None:
    """A cadence by the roots of the last two chords, as degrees of the key; what is `applied` leads elsewhere."""
    at = reader.symbol_at(onset)
    if at is None:
        return None
    degrees = [
        None if (reader.bar_of(start), _figure(symbol)) in applied else _degree(reader.key, symbol)
        for start, symbol in reader.symbols[max(0, at - 1) : at + 1]
    ]
    goal, origin = degrees[-1], degrees[0] if at else None
    if (origin, goal) == (5, 1):
        return "perfect authentic" if note.pitch.pitchClass == reader.key.tonic.pitchClass else "imperfect authentic"
    table = {(7, 1): "imperfect authentic", (4, 1): "plagal", (5, 6): "deceptive"}
    half = "half" if goal == 5 and reader.symbols[at][1].chordKind == "major" else None
    return table.get((origin or 0, goal or 0), half)


def _degree(key: Any, symbol: Any) -> int | None:
    """The degree of a chord's root; None for one outside the key, and for a chord on the fifth degree of major or on
    the seventh that has no leading tone."""
    degree, accidental = key.getScaleDegreeAndAccidentalFromPitch(symbol.root())
    leading = key.tonic.transpose("-m2").pitchClass in {p.pitchClass for p in symbol.pitches}
    if accidental is not None and degree != 7:
        return None
    needs_leading = degree == 7 or (degree == 5 and key.mode == "major")
    return None if needs_leading and not leading else int(degree)


def _motifs(reader: _Reader, analysis: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Every bar: as which earlier one it returns, and how."""
    told = {m["bar"]: (m["how"], m["of"], m["steps"]) for m in analysis["motifs"]}
    bars = {number: reader.struck(number) for number in reader.full}
    for number in reader.full:
        kinships = [(*kin, of) for of in reader.full if of < number and (kin := _kinship(bars[of], bars[number]))]
        best = min(kinships, key=lambda kin: (kin[0], kin[2]), default=None)
        found = None if best is None else (("exact", "moved", "inverted", "rhythm")[best[0]], best[2], best[1])
        yield "return of a bar", found == told.get(number)


def _kinship(before: Sequence[tuple[Fraction, Any]], after: Sequence[tuple[Fraction, Any]]) -> tuple[int, int] | None:
    """(0 exact, 1 moved, 2 inverted, 3 rhythm; staff steps moved) by music21's intervals; None for other music."""
    import music21

    rhythms = [[(onset, n.quarterLength) for onset, n in bar] for bar in (before, after)]
    if not after or rhythms[0] != rhythms[1]:
        return None
    if [_name(n) for _, n in before] == [_name(n) for _, n in after]:
        return 0, 0
    lines = [[n for _, n in bar] for bar in (before, after)]
    across = [music21.interval.Interval(a, b).generic.staffDistance for a, b in zip(*lines, strict=True)]
    moves = [
        [music21.interval.Interval(a, b).generic.staffDistance for a, b in itertools.pairwise(line)] for line in lines
    ]
    shaped = len(after) >= 3 and any(moves[1])
    if shaped and moves[0] == moves[1] and across[0]:
        return 1, across[0]
    if shaped and moves[0] == [-step for step in moves[1]]:
        return 2, 0
    return (3, 0) if len(after) >= 3 and len({length for _, length in rhythms[1]}) > 1 else None


def _sections(reader: _Reader, analysis: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Letters given anew to the same sections: one letter to the same notes, a prime to what is the same by half."""
    contents = {n: [(onset, x.quarterLength, _name(x)) for onset, x in reader.struck(n)] for n in reader.full}
    given: list[tuple[str, list[Any]]] = []
    for told in analysis["form"]["sections"]:
        bars = [contents[n] for n in range(told["first"], told["last"] + 1)]
        letter = _letter(bars, given)
        given.append((letter, bars))
        yield "letter of a section", letter == told["letter"]
    lasts, firsts = ([s[end] for s in analysis["form"]["sections"]] for end in ("last", "first"))
    yield "sections fill the piece", [1, *(n + 1 for n in lasts)] == [*firsts, reader.full[-1] + 1]


def _letter(bars: list[Any], given: Sequence[tuple[str, list[Any]]]) -> str:
    shares = [(_share(bars, others), letter) for letter, others in given]
    same = next((letter for share, letter in shares if share == 1), None)
    near = next((letter for share, letter in shares if share >= 0.5 and "'" not in letter), None)
    if same or near is None:
        return same or _LETTERS[len({letter[0] for letter, _ in given})]
    return near + "'" * (1 + len({letter for letter, _ in given if letter[0] == near and letter != near}))


def _share(bars: list[Any], others: list[Any]) -> float:
    if len(bars) != len(others):
        return 0.0
    return sum(a == b for a, b in zip(bars, others, strict=True)) / len(bars)


def _compass(reader: _Reader, analysis: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Lowest and highest by music21's Ambitus; where it lies from a list of semiquavers' worth of sound."""
    import music21

    told, notes = analysis["compass"], [n for _, n in reader.notes]
    stream: Any = music21.stream.Stream()
    stream.append([music21.note.Note(n.pitch) for n in notes])
    span: Any = music21.analysis.discrete.Ambitus().getPitchSpan(stream)
    ends = [p.nameWithOctave.replace("-", "b") for p in span]
    yield "lowest and highest note", _heights(ends) == _heights([told["lowest"], told["highest"]])
    grains = sorted(n.pitch.midi for n in notes for _ in range(int(Fraction(n.quarterLength) * 5040)))
    quarters = [grains[-(-len(grains) * share // 4) - 1] for share in (1, 3)]
    yield "where it lies", quarters == _heights([told["lies_from"], told["lies_to"]])
    moves = [music21.interval.Interval(a, b) for a, b in itertools.pairwise(notes)]
    sizes = [2 if move.name in ("A1", "d1") else move.generic.undirected for move in moves]
    counts = [sizes.count(2), sizes.count(3), sum(s > 3 for s in sizes), sizes.count(1)]
    yield "steps, skips, leaps and repeats", counts == [told[n] for n in ("steps", "skips", "leaps", "repeats")]


def _heights(names: Sequence[str]) -> list[int]:
    import music21

    return [music21.pitch.Pitch(name.replace("b", "-")).midi for name in names]


def _skills(part: Any, analysis: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Counts of the skills that music21 can count as well."""
    for skill in analysis["skills"]:
        if skill["name"] in _COUNTED_OTHERWISE:
            continue
        counted = count_skill(part, skill["name"], {"key": analysis["key"], "meter": analysis["meter"]})
        if counted is not None:
            yield "count of a skill", counted == skill["count"]


def main() -> None:
    """Compose a grid over styles and levels, compare, and print the table of docs/composing.md."""
    from tutor.composing.analysis.analyse import analyse
    from tutor.composing.audit.exercises import composed, over_styles_and_levels
    from tutor.music.musicxml import to_musicxml

    scores = [exercise.made.score for exercise in composed(over_styles_and_levels(1))]
    found = total(agreement(to_musicxml(score), analyse(score)) for score in scores)
    print(f"{len(scores)} exercises\n\n| fact | compared | the same |\n|---|---|---|")
    for kind, (count, same) in found.items():
        print(f"| {kind} | {count} | {100 * same / count:.1f} % |")


if __name__ == "__main__":
    main()
