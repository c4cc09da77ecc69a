"""An independent reader of composed files: every promise checked with music21 and the XML alone.

It shares no code with the composer. Durations are quarter lengths, intervals are music21's own.
"""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import Any

SPANS = {1: 5, 2: 7, 3: 8, 4: 9, 5: 10, 6: 11, 7: 12, 8: 15}  # widest range as a generic interval
WIDEST_LEAP = {1: 3, 2: 5, 3: 5, 4: 8, 5: 8, 6: 8, 7: 8, 8: 15}
SHORTEST = {1: Fraction(1, 2), 2: Fraction(1, 2), 3: Fraction(1, 2), 4: Fraction(1, 4), 5: Fraction(1, 4)}
# From which level each mark is printed: elements of the file, and a ritardando by its word.
MARKS_FROM = {"dynamics": 3, "words": 3, "slur": 3, "articulations": 3, "fermata": 3, "wedge": 5, "rit.": 5}
UNMARKED = ("dictation",)
TIES_FROM, TRIPLETS_FROM, DOTTED_EIGHTH_FROM, DOTTED_QUARTER_FROM = 5, 5, 5, 3
ENDINGS: dict[str | None, tuple[int, ...]] = {None: (1,), "half": (2, 5, 7), "modal": (3, 5)}  # degrees
MODES = {"major": 0, "lydian": 1, "mixolydian": -1, "dorian": -2, "minor": -3, "phrygian": -4, "locrian": -5}
PITCH = re.compile(r"^([A-Ga-g])(##|#|bb|b|-)?(\d)$")


def violations(xml: bytes, request: dict[str, Any], quotas: dict[str, int] | None = None) -> list[str]:
    """Everything in which a MusicXML file breaks its request (`key`, `meter`, `bars`, `level`, `range`, `skills`)."""
    broken, above = faults(xml, request, quotas)
    return [*broken, *above]


def faults(xml: bytes, request: dict[str, Any], quotas: dict[str, int] | None = None) -> tuple[list[str], list[str]]:
    """(what a file breaks of its note ids, bars, metre, signature, ending, range and `quotas` of skills; what it asks
    of its reader beyond the request's level)."""
    part = _part(xml)
    broken = [
        *_ids(xml),
        *_frame(part, request),
        *_ending(part, request),
        *_compass(part, request),
        *_purpose(part, request),
        *_quotas(part, request, quotas or {}),
    ]
    return broken, [*_level(part, request), *_marks(xml, request)]


def _part(xml: bytes) -> Any:
    import music21

    score: Any = music21.converter.parseData(xml, format="musicxml")
    return score.parts[0]


def _ids(xml: bytes) -> Iterator[str]:
    ids = [note.get("id") for note in ET.fromstring(xml).iter("note") if note.find("pitch") is not None]
    named = [i for i in ids if i]
    if len(named) < len(ids):
        yield f"{len(ids) - len(named)} notes without an id"
    if len(set(named)) < len(named):
        yield "an id stands twice"


def _frame(part: Any, request: dict[str, Any]) -> Iterator[str]:
    measures = list(part.getElementsByClass("Measure"))
    full = [m for m in measures if m.number >= 1]
    if [m.number for m in full] != list(range(1, request["bars"] + 1)):
        yield f"bars {[m.number for m in measures]}"
    pattern = metre_pattern(request["meter"])
    pickup = next((_filled(m) for m in measures if m.number == 0), Fraction(0))
    for m in full:
        numerator, denominator = map(int, pattern[(m.number - 1) % len(pattern)].split("/"))
        wanted = Fraction(4 * numerator, denominator) - (pickup if m is full[-1] else 0)
        if _filled(m) != wanted:
            yield f"bar {m.number} holds {_filled(m)} quarters instead of {wanted}"
    signature = part.recurse().getElementsByClass("KeySignature").first()
    if signature is None or signature.sharps != sharps(request["key"]):
        yield f"signature {signature} instead of {request['key']}"
    times = {t.ratioString for t in part.recurse().getElementsByClass("TimeSignature")}
    if times != {pattern[i % len(pattern)] for i in range(request["bars"])}:
        yield f"metres {times}"


def metre_pattern(text: str) -> list[str]:
    """The metre of each bar of "4/4", "4/4 3/4" or "4/4x3 6/8"."""
    parts = [part.partition("x") for part in text.split()]
    return [metre for metre, _, times in parts for _ in range(int(times or 1))]


def _filled(measure: Any) -> Fraction:
    return sum((Fraction(e.quarterLength) for e in measure.getElementsByClass(("Note", "Rest"))), Fraction(0))


def sharps(key: str) -> int:
    """Sharps in the signature of a key such as "F# minor" or "D dorian"; negative for flats."""
    tonic, mode = key.split()
    letter = {"F": -1, "C": 0, "G": 1, "D": 2, "A": 3, "E": 4, "B": 5}[tonic[0].upper()]
    return letter + 7 * (tonic.count("#") - tonic[1:].count("b") - tonic.count("-")) + MODES[mode]


def _ending(part: Any, request: dict[str, Any]) -> Iterator[str]:
    last = _written(part)[-1]
    tonic = request["key"].split()[0]
    allowed = [_degree_name(request["key"], degree) for degree in ENDINGS[request.get("ending")]]
    if last.pitch.name.replace("-", "b") not in allowed:
        yield f"last note {last.pitch.name} is not {' or '.join(allowed)} above {tonic}"
    held = sum(n.quarterLength for n in _chain_back(part, last))
    if held < 1:
        yield f"last note lasts only {held}"


def _degree_name(key: str, degree: int) -> str:
    """The letter and sign of a degree, 1 = the tonic, by the signature."""
    import music21

    letters = "CDEFGAB"
    letter = letters[(letters.index(key[0].upper()) + degree - 1) % 7]
    signature: Any = music21.key.KeySignature(sharps(key))
    sign = signature.accidentalByStep(letter)
    return letter + ("#" * int(sign.alter) if sign and sign.alter > 0 else "b" * -int(sign.alter) if sign else "")


def _purpose(part: Any, request: dict[str, Any]) -> Iterator[str]:
    """What an exercise for a purpose promises: a rhythm one pitch, a dictation its tonic first and no rest."""
    notes, purpose = _sounding(part), request.get("purpose")
    heights = [n.pitch.diatonicNoteNum for n in notes]
    if purpose == "rhythm" and len(set(heights)) > 1:
        yield "a rhythm on more than one pitch"
    if purpose in ("dictation", "warm-up") and max(heights) - min(heights) > 7:
        yield f"a {purpose} wider than an octave"
    if purpose == "dictation" and notes[0].pitch.name.replace("-", "b") != _degree_name(request["key"], 1):
        yield f"a dictation that begins on {notes[0].pitch.name}"


def _chain_back(part: Any, last: Any) -> list[Any]:
    notes = _written(part)
    chain = [last]
    while chain[-1].tie is not None and chain[-1].tie.type in ("stop", "continue"):
        chain.append(notes[notes.index(chain[-1]) - 1])
    return chain


def _compass(part: Any, request: dict[str, Any]) -> Iterator[str]:
    import music21

    if not request.get("range"):
        return
    low, high = (music21.pitch.Pitch(_spelled(text)) for text in re.split(r"(?<=\d)\s*-\s*", request["range"]))
    for note in _written(part):
        if not low.midi <= note.pitch.midi <= high.midi:
            yield f"{note.pitch.nameWithOctave} outside {request['range']}"


def _spelled(text: str) -> str:
    match = PITCH.match(text.strip())
    assert match, text
    return match[1].upper() + (match[2] or "").replace("b", "-") + match[3]


def _level(part: Any, request: dict[str, Any]) -> Iterator[str]:
    import music21

    level, notes = int(request["level"]), _sounding(part)
    heights = [n.pitch.diatonicNoteNum for n in notes]
    if max(heights) - min(heights) + 1 > SPANS[level]:
        yield f"a range of {max(heights) - min(heights) + 1} steps at level {level}"
    for a, b in itertools.pairwise(notes):
        interval = music21.interval.Interval(a.pitch, b.pitch)
        yield from _interval_problem(interval, level)
    yield from _alterations(notes, request)
    for event in part.recurse().getElementsByClass(("Note", "Rest")):
        yield from _value_problem(event, request)


def _written(part: Any) -> list[Any]:
    """Note signs in order; chord names are not notes."""
    return list(part.recurse().getElementsByClass("Note"))


def _sounding(part: Any) -> list[Any]:
    """Notes as they are struck: the first of each tied group."""
    return [n for n in _written(part) if n.tie is None or n.tie.type == "start"]


def _marks(xml: bytes, request: dict[str, Any]) -> Iterator[str]:
    """Marks of expression that stand above their level, or where none may be."""
    found = {"rit." if e.text == "rit." else e.tag for e in ET.fromstring(xml).iter() if e.tag in MARKS_FROM}
    for mark in sorted(found):
        if request["level"] < MARKS_FROM[mark] or request.get("purpose") in UNMARKED:
            yield f"{mark} at level {request['level']}" + (" in a dictation" if request.get("purpose") else "")


def _interval_problem(interval: Any, level: int) -> Iterator[str]:
    size = interval.generic.undirected
    if size > WIDEST_LEAP[level]:
        yield f"a leap of {interval.niceName} at level {level}"
    if level < 7 and interval.specifier.name in ("AUGMENTED", "DIMINISHED") and level < 5:
        yield f"{interval.niceName} at level {level}"
    if level < 6 and interval.semitones in (6, -6):
        yield f"a tritone at level {level}"


def _alterations(notes: list[Any], request: dict[str, Any]) -> Iterator[str]:
    import music21

    signature = music21.key.KeySignature(sharps(request["key"]))
    level, (tonic, mode) = int(request["level"]), request["key"].split()
    seventh = music21.pitch.Pitch(_spelled(tonic.replace("-", "b") + "4")).transpose("M7").name
    for note, after in zip(notes, [*notes[1:], None], strict=True):
        plain = signature.accidentalByStep(note.pitch.step)
        altered = (note.pitch.accidental.alter if note.pitch.accidental else 0) != (plain.alter if plain else 0)
        if not altered:
            continue
        is_leading = mode == "minor" and note.pitch.name == seventh
        if level < (2 if is_leading else 4):
            yield f"{note.pitch.name} altered at level {level}"
        elif level < 5 and (after is None or abs(after.pitch.midi - note.pitch.midi) > 1):
            yield f"{note.pitch.name} does not resolve by semitone"


def _value_problem(event: Any, request: dict[str, Any]) -> Iterator[str]:
    level, value = ceil(request["level"]), Fraction(event.quarterLength)
    pattern, bar = metre_pattern(request["meter"]), max(event.measureNumber, 1)
    compound = pattern[(bar - 1) % len(pattern)] in ("6/8", "9/8", "12/8", "3/8")
    if value < SHORTEST.get(level, Fraction(0)) and not event.duration.tuplets:
        yield f"a value of {value} at level {level}"
    if event.duration.tuplets and level < TRIPLETS_FROM:
        yield f"a tuplet at level {level}"
    if value == Fraction(3, 2) and level < DOTTED_QUARTER_FROM and not compound:
        yield f"a dotted quarter at level {level}"
    if value == Fraction(3, 4) and level < DOTTED_EIGHTH_FROM:
        yield f"a dotted eighth at level {level}"
    tied = event.isNote and event.tie is not None and event.tie.type == "start"
    if tied and level < TIES_FROM and event.getContextByClass("Measure").number < request["bars"]:
        later = event.next("Note")
        if later.measureNumber != event.measureNumber:
            yield f"a tie over the barline at level {level}"


def _quotas(part: Any, request: dict[str, Any], quotas: dict[str, int]) -> Iterator[str]:
    for name, owed in quotas.items():
        shown = count_skill(part, name, request)
        if shown is not None and shown < owed:
            yield f"{name} {shown} times instead of {owed}"


def count_skill(part: Any, name: str, request: dict[str, Any]) -> int | None:
    """How often a part shows a skill, by music21's own reading; None for a skill that is not counted here."""
    import music21

    notes = _sounding(part)
    pairs = [music21.interval.Interval(a.pitch, b.pitch) for a, b in itertools.pairwise(notes)]
    names = {"third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "octave": 8, "ninth": 9, "tenth": 10}
    leap = re.fullmatch(r"leap-of-an?-(\w+)", name)
    if leap:
        return sum(i.generic.undirected == names[leap[1]] for i in pairs)
    counters = {
        "stepwise-motion": lambda: sum(i.generic.undirected == 2 for i in pairs),
        "repeated-notes": lambda: sum(i.name == "P1" for i in pairs),
        "tritone": lambda: sum(abs(i.semitones) == 6 for i in pairs),
        "falling-leaps": lambda: sum(i.generic.directed <= -4 for i in pairs),
        "augmented-second": lambda: sum(i.name == "A2" for i in pairs),
        "dominant-to-tonic": lambda: _from_to(notes, request, 5, 1),
        "neighbour-notes": lambda: _turns(pairs),
        "whole-notes": lambda: _of_value(part, 4),
        "quarter-rests": lambda: _rests(part, 1),
        "half-notes": lambda: _of_value(part, 2),
        "dotted-half": lambda: _of_value(part, 3),
        "dotted-quarter": lambda: _of_value(part, Fraction(3, 2)),
        "sixteenths": lambda: _of_value(part, Fraction(1, 4)),
        "triplets": lambda: sum(bool(n.duration.tuplets) for n in notes) // 3,
        "eighth-rests": lambda: _rests(part, 0.5),
        "ties-over-the-barline": lambda: _ties_over(part),
        "key-signature-sharps": lambda: _signed(notes, request, 1),
        "key-signature-flats": lambda: _signed(notes, request, -1),
        "leading-tone-in-minor": lambda: _leading(notes, request),
        "leading-tone": lambda: _leading(notes, request),
        "pickup": lambda: int(part.getElementsByClass("Measure")[0].number == 0),
    }
    return counters[name]() if name in counters else None


def _from_to(notes: list[Any], request: dict[str, Any], first: int, second: int) -> int:
    """Moves of a fourth up or a fifth down from one plain degree to another."""
    before, after = (_degree_name(request["key"], degree) for degree in (first, second))
    spelled = [(n.pitch.name.replace("-", "b"), n.pitch.diatonicNoteNum) for n in notes]
    pairs = itertools.pairwise(spelled)
    return sum(a[0] == before and b[0] == after and b[1] - a[1] in (3, -4) for a, b in pairs)


def _turns(pairs: list[Any]) -> int:
    """Steps that go back the way the step before them came."""
    moves = [i.generic.directed for i in pairs]
    return sum({a, b} == {2, -2} for a, b in itertools.pairwise(moves))


def _rests(part: Any, quarters: float) -> int:
    """Rests of a value that a note comes after; the silence behind the last note is only the end."""
    lasting = reversed(list(part.recurse().notesAndRests))
    before_a_note = itertools.dropwhile(lambda event: event.isRest, lasting)
    return sum(event.isRest and event.quarterLength == quarters for event in before_a_note)


def _of_value(part: Any, quarters: Fraction | int) -> int:
    return sum(Fraction(n.quarterLength) == quarters for n in _sounding(part))


def _ties_over(part: Any) -> int:
    starts = [n for n in _written(part) if n.tie is not None and n.tie.type in ("start", "continue")]
    return sum(n.next("Note").measureNumber != n.measureNumber for n in starts)


def _signed(notes: list[Any], request: dict[str, Any], sign: int) -> int:
    import music21

    altered = {p.name for p in music21.key.KeySignature(sharps(request["key"])).alteredPitches}
    return sum(n.pitch.name in altered and n.pitch.accidental.alter == sign for n in notes if n.pitch.accidental)


def _leading(notes: list[Any], request: dict[str, Any]) -> int:
    import music21

    tonic = music21.pitch.Pitch(_spelled(request["key"].split()[0].replace("-", "b") + "4"))
    seventh = tonic.transpose("M7").name
    return sum(
        a.pitch.name == seventh and b.pitch.name == tonic.name and b.pitch.midi - a.pitch.midi == 1
        for a, b in itertools.pairwise(notes)
    )
