"""What stands above, below and on the notes of a MusicXML part: directions, slurs, articulations, chords, tempo."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from tutor.music.pitch import ALTER_SIGNS
from tutor.music.score import ChordSymbol, Direction, Part, Score
from tutor.music.staff import Event, Sign
from tutor.music.xmltext import sub

DYNAMICS = {"p", "pp", "ppp", "pppp", "f", "ff", "fff", "ffff", "mp", "mf", "pf", "n"}
DYNAMICS |= {"sf", "sfp", "fp", "rf", "rfz", "sfz", "sffz", "fz"}
# Our word for a chord's quality, MusicXML's kind, and the text printed after the root.
CHORD_KINDS: dict[str, tuple[str, str]] = {
    "major": ("major", ""),
    "minor": ("minor", "m"),
    "dominant-seventh": ("dominant", "7"),
    "diminished": ("diminished", "dim"),
    "half-diminished": ("half-diminished", "m7b5"),
    "diminished-seventh": ("diminished-seventh", "dim7"),
    "minor-seventh": ("minor-seventh", "m7"),
    "major-seventh": ("major-seventh", "maj7"),
    "augmented": ("augmented", "aug"),
}
SIGN_ALTERS = {sign: alter for alter, sign in ALTER_SIGNS.items()}
SlurEnds = dict[str, list[tuple[int, str]]]  # note id -> (slur number, "start" or "stop"), stops first
_WEDGES = {"<": "crescendo", ">": "diminuendo"}


@dataclass(frozen=True)
class Mark:
    """A direction element at a moment; `before_bar_line` when it closes at the end of a bar."""

    onset: Fraction
    element: ET.Element
    before_bar_line: bool = False


def direction_marks(part: Part, score: Score) -> list[Mark]:
    """The part's directions in writing order, without the words beside the tempo; a hairpin gives two marks."""
    starts, stops = [], []
    busy: dict[int, Fraction] = {}
    bar_ends = {bar.end for bar in score.bars}
    beside_tempo = opening_words(score)
    for direction in part.directions:
        if direction is beside_tempo:
            continue
        if direction.kind != "hairpin":
            starts.append(Mark(direction.onset, _text_direction(direction)))
            continue
        end = direction.end if direction.end and direction.end > direction.onset else score.bar_at(direction.onset).end
        number = _free_number(busy, direction.onset, end)
        starts.append(Mark(direction.onset, _wedge(_WEDGES.get(direction.text, "crescendo"), number)))
        stops.append(Mark(end, _wedge("stop", number), end in bar_ends))
    return sorted(stops, key=_onset) + sorted(starts, key=_onset)


def _onset(mark: Mark) -> Fraction:
    return mark.onset


def _free_number(busy: dict[int, Fraction], start: Fraction, end: Fraction) -> int:
    """The lowest number whose span ended before `start`, now taken until `end`."""
    number = next(n for n in range(1, len(busy) + 2) if n not in busy or busy[n] < start)
    busy[number] = end
    return number


def _text_direction(direction: Direction) -> ET.Element:
    is_dynamic = direction.kind == "dynamic"
    element = ET.Element("direction", placement="below" if is_dynamic else "above")
    kind = sub(element, "direction-type")
    if not is_dynamic:
        sub(kind, "words", direction.text)
    elif direction.text in DYNAMICS:
        sub(sub(kind, "dynamics"), direction.text)
    else:
        sub(sub(kind, "dynamics"), "other-dynamics", direction.text)
    return element


def _wedge(kind: str, number: int) -> ET.Element:
    element = ET.Element("direction", placement="below")
    sub(sub(element, "direction-type"), "wedge", type=kind, number=str(number))
    return element


def add_marks(measure: ET.Element, marks: Iterable[Mark], here: Fraction, ticks: Callable[[Fraction], str]) -> None:
    """Append marks to a measure whose writing position is `here`."""
    for mark in sorted(marks, key=_onset):
        measure.append(mark.element)
        if mark.onset > here:
            sub(mark.element, "offset", ticks(mark.onset - here))


def opening_words(score: Score) -> Direction | None:
    """Words with which the first part begins: they stand in one line with the metronome mark."""
    first = score.part.directions[0] if score.part.directions else None
    return first if first is not None and first.kind == "words" and first.onset == 0 else None


def tempo_direction(score: Score) -> ET.Element:
    """Opening words and the metronome mark, in the metre's beat where that gives a whole number, else in quarters."""
    unit, dotted, rate = "quarter", False, score.tempo_bpm
    if score.meter.is_compound and score.meter.denominator == 8 and (rate / 1.5).is_integer():
        dotted, rate = True, rate / 1.5
    elif score.meter.denominator == 2 and (rate / 2).is_integer():
        unit, rate = "half", rate / 2
    element = ET.Element("direction", placement="above")
    words = opening_words(score)
    if words is not None:
        sub(sub(element, "direction-type"), "words", words.text)
    metronome = sub(sub(element, "direction-type"), "metronome")
    sub(metronome, "beat-unit", unit)
    if dotted:
        sub(metronome, "beat-unit-dot")
    sub(metronome, "per-minute", f"{rate:g}")
    sub(element, "sound", tempo=repr(float(score.tempo_bpm)))
    return element


def harmony_element(chord: ChordSymbol, offset: str) -> ET.Element:
    """A chord symbol; `offset` in divisions after the writing position."""
    kind, text = CHORD_KINDS.get(chord.quality, ("other", chord.quality))
    element = ET.Element("harmony")
    root = sub(element, "root")
    sub(root, "root-step", chord.root[:1])
    if chord.root[1:]:
        sub(root, "root-alter", str(SIGN_ALTERS[chord.root[1:]]))
    sub(element, "kind", kind, text=text)
    if offset != "0":
        sub(element, "offset", offset)
    return element


def slur_ends(part: Part, score: Score, *, by_bar: bool) -> SlurEnds:
    """For each note id, the slurs that stop and start there; two that meet have different numbers.

    `by_bar`: the bars of several voices are written voice by voice, so slurs must not even share a bar.
    """
    notes = {note.id: note for note in part.notes}
    busy: dict[int, Fraction] = {}
    stops: SlurEnds = {}
    starts: SlurEnds = {}
    for slur in part.slurs:
        if slur.first in notes and slur.last in notes:
            start, end = notes[slur.first].onset, notes[slur.last].onset
            if by_bar:
                start, end = score.bar_at(start).onset, score.bar_at(end).onset
            number = _free_number(busy, start, end)
            starts.setdefault(slur.first, []).append((number, "start"))
            stops.setdefault(slur.last, []).append((number, "stop"))
    return {note: stops.get(note, []) + starts.get(note, []) for note in [*stops, *starts]}


def add_notations(note: ET.Element, event: Event, sign: Sign | None, slurs: SlurEnds, *, is_head: bool = True) -> None:
    """Ties, slurs, tuplet brackets and articulations of one written note (`sign` None: a rest)."""
    notations = ET.Element("notations")
    if sign:
        _add_ties_and_slurs(notations, sign, slurs)
    if is_head and event.tuplet_start:
        sub(notations, "tuplet", type="start", number="1", bracket="yes" if event.bracketed else "no")
    if is_head and event.tuplet_stop:
        sub(notations, "tuplet", type="stop", number="1")
    for name in sign.note.articulations if sign and sign.is_first else ():
        _add_articulation(notations, name)
    if len(notations):
        note.append(notations)


def _add_articulation(notations: ET.Element, name: str) -> None:
    if name == "fermata":
        sub(notations, "fermata")
    elif name == "ornament":  # which one is the player's affair; its notes are not read
        sub(sub(notations, "ornaments"), "other-ornament").text = "ad libitum"
    else:
        sub(sub(notations, "articulations"), name)


def _add_ties_and_slurs(notations: ET.Element, sign: Sign, slurs: SlurEnds) -> None:
    if sign.tied_from:
        sub(notations, "tied", type="stop")
    if sign.tied_to:
        sub(notations, "tied", type="start")
    for number, kind in slurs.get(sign.note.id, []):
        if (kind == "start" and sign.is_first) or (kind == "stop" and sign.is_last):
            sub(notations, "slur", type=kind, number=str(number))
