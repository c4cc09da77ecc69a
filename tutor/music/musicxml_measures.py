"""One part of a MusicXML file, measure by measure, in the file's own words but in exact time.

Offsets are quarters from the start of the measure. Grace notes, cue notes and unpitched notes are left out: they are
not graded.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from fractions import Fraction

from tutor.errors import NotMusic
from tutor.music.musicxml_jumps import jumps_by_sign, jumps_by_sound
from tutor.music.musicxml_marks import DYNAMICS
from tutor.music.notation import CLEFS, TYPE_QUARTERS
from tutor.music.pitch import ALTER_SIGNS, STEP_SEMITONES, Pitch
from tutor.music.rhythm import Meter

_NUMBER = re.compile(r"^\s*[+-]?\d{1,9}(\.\d{1,9})?\s*$")
_MOST_SIGNS = 7  # in a key signature
_ARTICULATIONS = ("staccato", "tenuto", "accent", "strong-accent", "staccatissimo", "detached-legato", "breath-mark")
_WEDGE_TEXT = {"crescendo": "<", "diminuendo": ">"}


@dataclass
class RawNote:
    """One written note."""

    offset: Fraction
    quarters: Fraction
    pitch: Pitch
    id: str | None
    staff: int
    tied_from: bool
    tied_to: bool
    articulations: tuple[str, ...]
    slurs: tuple[tuple[str, str], ...]  # (number, "start" or "stop")


@dataclass
class RawMark:
    """A direction at its offset: kind "dynamic", "words" or "wedge" (text "<", ">" or "stop")."""

    offset: Fraction
    kind: str
    text: str
    staff: int
    number: str = "1"


@dataclass
class RawHarmony:
    """A chord symbol with MusicXML's kind."""

    offset: Fraction
    root: str
    alter: int
    kind: str


@dataclass
class RawMeasure:
    """What one measure of one part holds; `length` is how far its contents reach."""

    number: str
    implicit: bool
    length: Fraction = Fraction(0)
    key: tuple[int, str] | None = None  # (fifths, mode or "")
    meter: Meter | None = None
    tempo_bpm: float | None = None
    opens_repeat: bool = False
    closes_repeat: bool = False
    times: int = 2  # how often what a closing sign repeats is played
    endings: tuple[int, ...] = ()  # passes in which the measure is played; every one where there are none
    jumps: set[str] = field(default_factory=set)  # names of `road.Turn`'s signs: segno, coda, to_coda, fine, capo …
    notes: list[RawNote] = field(default_factory=list)
    marks: list[RawMark] = field(default_factory=list)
    harmonies: list[RawHarmony] = field(default_factory=list)


@dataclass
class RawPart:
    """A part's measures and what its first attributes say of its staves."""

    measures: list[RawMeasure] = field(default_factory=list)
    clefs: dict[int, str] = field(default_factory=dict)
    transposition: int = 0


def number(text: str | None) -> Fraction:
    """A plain decimal number of a file, exactly; NotMusic on anything else."""
    if text is None or not _NUMBER.match(text):
        raise NotMusic(f"'{(text or '')[:20]}' stands where a number belongs")
    return Fraction(text.strip())


def read_part(element: ET.Element) -> RawPart:
    """All measures of a <part>; NotMusic where it says what no music can be."""
    return _PartReader().read(element)


class _PartReader:
    """Walks a part with a clock; `_divisions` of the quarter hold until the file changes them."""

    def __init__(self) -> None:
        self._part = RawPart()
        self._divisions = Fraction(1)
        self._clock = self._chord_onset = Fraction(0)
        self._graced = False  # whether grace notes stand before the next note
        self._measure = RawMeasure("1", False)
        self._endings: tuple[int, ...] = ()  # of the bracket that is open

    def read(self, element: ET.Element) -> RawPart:
        handlers = {
            "attributes": self._attributes,
            "note": self._note,
            "backup": self._backup,
            "forward": self._forward,
            "direction": self._direction,
            "harmony": self._harmony,
            "sound": self._sound,
            "barline": self._barline,
        }
        for measure in element.iter("measure"):
            self._clock = self._chord_onset = Fraction(0)
            self._measure = RawMeasure(measure.get("number", ""), measure.get("implicit") == "yes")
            self._measure.endings = self._endings
            self._part.measures.append(self._measure)
            for child in measure:
                if child.tag in handlers:
                    handlers[child.tag](child)
        return self._part

    def _duration(self, element: ET.Element) -> Fraction:
        quarters = number(element.findtext("duration")) / self._divisions
        if quarters < 0:
            raise NotMusic("a duration is negative")
        return quarters

    def _advance(self, quarters: Fraction) -> None:
        self._clock = max(Fraction(0), self._clock + quarters)
        self._measure.length = max(self._measure.length, self._clock)

    def _backup(self, element: ET.Element) -> None:
        self._advance(-self._duration(element))

    def _forward(self, element: ET.Element) -> None:
        self._advance(self._duration(element))

    def _attributes(self, element: ET.Element) -> None:
        if element.find("divisions") is not None:
            self._divisions = number(element.findtext("divisions"))
            if self._divisions <= 0:
                raise NotMusic("the divisions of a quarter must be above 0")
        if element.find("key/fifths") is not None and self._measure.key is None:
            mode = (element.findtext("key/mode") or "").strip()
            self._measure.key = (_fifths(element), mode)
        if element.find("time/beats") is not None and self._measure.meter is None:
            self._measure.meter = _meter(element)
        for clef in element.iter("clef"):
            self._part.clefs.setdefault(int(number(clef.get("number", "1"))), _clef(clef))
        transpose = element.find("transpose")
        if transpose is not None and not self._part.transposition:
            octaves = int(number(transpose.findtext("octave-change", "0")))
            self._part.transposition = int(number(transpose.findtext("chromatic", "0"))) + 12 * octaves
            if abs(self._part.transposition) > 48:
                raise NotMusic(f"a part is transposed by {self._part.transposition} semitones")

    def _note(self, element: ET.Element) -> None:
        if element.find("grace") is not None:
            self._graced = True
            return
        quarters = self._duration(element)
        if element.find("chord") is None:
            self._chord_onset = self._clock
            self._advance(quarters)
        pitch = element.find("pitch")
        if pitch is None or element.find("cue") is not None or quarters == 0:
            return
        notations = element.findall("notations")
        ties = {tie.get("type") for tie in [*element.iter("tie"), *element.iter("tied")]}
        self._measure.notes.append(
            RawNote(
                self._chord_onset,
                quarters,
                _pitch(pitch),
                element.get("id"),
                _staff(element),
                "stop" in ties,
                "start" in ties,
                self._signs(element, notations),
                tuple((s.get("number", "1"), s.get("type", "")) for n in notations for s in n.iter("slur")),
            )
        )

    def _signs(self, element: ET.Element, notations: list[ET.Element]) -> tuple[str, ...]:
        """Articulations of a note; grace notes before it are told as an ornament on it."""
        names = [name for notation in notations for name in _articulations(notation)]
        graced, self._graced = self._graced, self._graced and element.find("chord") is not None
        return tuple(dict.fromkeys([*names, "ornament"] if graced else names))

    def _position(self, element: ET.Element) -> Fraction:
        return max(Fraction(0), self._clock + number(element.findtext("offset", "0")) / self._divisions)

    def _direction(self, element: ET.Element) -> None:
        offset, staff = self._position(element), _staff(element)
        for child in element.iterfind("direction-type/*"):
            self._measure.marks += _marks(child, offset, staff)
            self._measure.jumps |= jumps_by_sign(child)
        sound = element.find("sound")
        if sound is not None:
            self._sound(sound)
        elif self._measure.tempo_bpm is None:
            self._measure.tempo_bpm = _metronome(element)

    def _sound(self, element: ET.Element) -> None:
        self._measure.jumps |= jumps_by_sound(element)
        if element.get("tempo") and self._measure.tempo_bpm is None:
            self._measure.tempo_bpm = _stated_tempo(element.get("tempo", ""))

    def _harmony(self, element: ET.Element) -> None:
        step = (element.findtext("root/root-step") or "").strip()
        kind = (element.findtext("kind") or "major").strip()
        if step and step not in STEP_SEMITONES:
            raise NotMusic(f"'{step[:20]}' is not the letter of a chord's root")
        if step or kind == "none":
            alter = int(number(element.findtext("root/root-alter", "0")))
            if alter not in ALTER_SIGNS:
                raise NotMusic(f"the root of a chord is altered by {alter} semitones")
            if kind == "other" and element.find("kind") is not None:
                kind = element.find("kind").get("text", "other")  # type: ignore[union-attr]
            self._measure.harmonies.append(RawHarmony(self._position(element), step, alter, kind))

    def _barline(self, element: ET.Element) -> None:
        repeat, ending = element.find("repeat"), element.find("ending")
        if repeat is not None and repeat.get("direction") == "forward":
            self._measure.opens_repeat = True
        elif repeat is not None:
            self._measure.closes_repeat = True
            self._measure.times = _small(repeat.get("times", "")) or 2
        if ending is not None and ending.get("type", "start") == "start":
            numbers = ending.get("number", "").replace(",", " ").split()
            self._endings = self._measure.endings = tuple(filter(None, map(_small, numbers)))
        elif ending is not None:
            self._endings = ()


def _small(text: str) -> int:
    """A count of passes, 1 to 9; 0 for anything else."""
    digit = text.lstrip("0")
    return int(digit) if len(digit) == 1 and digit.isascii() and digit.isdigit() else 0


def _staff(element: ET.Element) -> int:
    return int(number(element.findtext("staff", "1")))


def _fifths(attributes: ET.Element) -> int:
    fifths = int(number(attributes.findtext("key/fifths")))
    if abs(fifths) > _MOST_SIGNS:
        raise NotMusic(f"a key signature has {abs(fifths)} sharps or flats")
    return fifths


def _meter(attributes: ET.Element) -> Meter:
    beats = sum(int(number(part)) for part in attributes.findtext("time/beats", "").split("+"))
    return Meter.parse(f"{beats}/{int(number(attributes.findtext('time/beat-type')))}")


def _clef(element: ET.Element) -> str:
    sign = element.findtext("sign", "G").strip()
    line = int(number(element.findtext("line", {"F": "4", "C": "3"}.get(sign, "2"))))
    octaves = int(number(element.findtext("clef-octave-change", "0")))
    names = {place: name for name, place in CLEFS.items()}
    return names.get((sign, line, octaves)) or names.get((sign, line, 0), "treble")


def _pitch(element: ET.Element) -> Pitch:
    """The written pitch; quarter tones round to the semitone below in size, triple alterations are respelled."""
    step, alter = element.findtext("step", "").strip(), int(number(element.findtext("alter", "0")))
    octave = int(number(element.findtext("octave")))
    if step not in STEP_SEMITONES:
        raise NotMusic(f"'{step[:20]}' is not the letter of a note")
    if not -1 <= octave <= 10:
        raise NotMusic(f"octave {octave} lies outside hearing")
    if abs(alter) > 4:
        raise NotMusic(f"a note is altered by {alter} semitones")
    while abs(alter) > 2:
        up = 1 if alter > 0 else -1
        neighbour = Pitch.from_diatonic(Pitch(step, 0, octave).diatonic + up)
        alter -= neighbour.midi - Pitch(step, 0, octave).midi
        step, octave = neighbour.step, neighbour.octave
    return Pitch(step, alter, octave)


def _articulations(notations: ET.Element) -> list[str]:
    found = []
    for child in notations:
        if child.tag == "fermata":
            found.append("fermata")
        elif child.tag == "articulations":
            found += [mark.tag for mark in child if mark.tag in _ARTICULATIONS]
        elif child.tag == "ornaments":
            found += ["ornament"]
    return found


def _marks(child: ET.Element, offset: Fraction, staff: int) -> list[RawMark]:
    if child.tag == "dynamics":
        names = [mark.tag if mark.tag in DYNAMICS else (mark.text or "").strip() for mark in child]
        return [RawMark(offset, "dynamic", name, staff) for name in names if name]
    if child.tag in ("words", "rehearsal"):
        return [RawMark(offset, "words", child.text, staff)] if child.text and child.text.strip() else []
    if child.tag == "wedge":
        kind = child.get("type", "")
        text = "stop" if kind == "stop" else _WEDGE_TEXT.get(kind)
        return [RawMark(offset, "wedge", text, staff, child.get("number", "1"))] if text else []
    return []


def _playable_tempo(bpm: float | Fraction) -> float | None:
    """The tempo as a float, or None where it is no tempo (zero, infinite, absurd)."""
    return float(bpm) if 5 <= bpm <= 1000 else None


def _stated_tempo(text: str) -> float | None:
    """The tempo of a <sound>; None where some program wrote words there."""
    try:
        return _playable_tempo(float(text))
    except ValueError:
        return None


def _metronome(direction: ET.Element) -> float | None:
    """Quarter notes per minute of a printed metronome mark with no <sound>, if it gives one."""
    mark = direction.find("direction-type/metronome")
    rate = re.search(r"\d{1,4}(\.\d{1,4})?", mark.findtext("per-minute", "")) if mark is not None else None
    if mark is None or rate is None:
        return None
    unit = TYPE_QUARTERS.get(mark.findtext("beat-unit", "").strip(), Fraction(1))
    return _playable_tempo(Fraction(rate[0]) * unit * (Fraction(3, 2) if mark.find("beat-unit-dot") is not None else 1))
