"""Score to MusicXML 4.0, byte for byte the same for the same score.

Every sounding note's first sign carries the note's id; tied continuations add "-2", "-3". Nothing that changes from
run to run (dates, versions, object ids) is written.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from tutor.music.accidentals import AccidentalMemory
from tutor.music.beaming import beams
from tutor.music.instruments import INSTRUMENTS
from tutor.music.key import Key
from tutor.music.musicxml_marks import (
    Mark,
    SlurEnds,
    add_marks,
    add_notations,
    direction_marks,
    harmony_element,
    slur_ends,
    tempo_direction,
)
from tutor.music.notation import CLEFS
from tutor.music.rhythm import TICKS_PER_QUARTER
from tutor.music.score import Bar, ChordSymbol, Part, Score
from tutor.music.staff import Event, Sign, StaffBar, lay_out, position_shift
from tutor.music.xmltext import sub, xml_text

DOCTYPE = (
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
    '"http://www.musicxml.org/dtds/partwise.dtd">'
)
NUMERALS_FIELD = "harmony-numerals"


def score_bytes(score: Score) -> bytes:
    """The whole MusicXML document, UTF-8."""
    root = ET.Element("score-partwise", version="4.0")
    _add_header(root, score)
    for number, part in enumerate(score.parts, 1):
        _PartWriter(score, part, number).write(sub(root, "part", id=f"P{number}"))
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{DOCTYPE}\n{body}\n'.encode()


def _add_header(root: ET.Element, score: Score) -> None:
    if score.title:
        sub(sub(root, "work"), "work-title", score.title)
    identification = sub(root, "identification")
    if "composer" in score.meta:
        sub(identification, "creator", score.meta["composer"], type="composer")
    sub(sub(identification, "encoding"), "software", "Etude")
    fields = list(score.metadata)
    if any(chord.numeral for chord in score.harmony):
        fields.append((NUMERALS_FIELD, " ".join(chord.numeral or "-" for chord in score.harmony)))
    if fields:
        miscellaneous = sub(identification, "miscellaneous")
        for name, value in fields:
            sub(miscellaneous, "miscellaneous-field", value, name=xml_text(name))
    part_list = sub(root, "part-list")
    for number, part in enumerate(score.parts, 1):
        _add_score_part(part_list, part, number, is_alone=len(score.parts) == 1)


def _add_score_part(part_list: ET.Element, part: Part, number: int, *, is_alone: bool) -> None:
    known = INSTRUMENTS.get(part.instrument)
    score_part = sub(part_list, "score-part", id=f"P{number}")
    hidden = {"print-object": "no"} if is_alone else {}
    sub(score_part, "part-name", part.instrument.replace("-", " ").capitalize(), **hidden)
    sub(sub(score_part, "score-instrument", id=f"P{number}-I1"), "instrument-name", part.instrument)
    midi = sub(score_part, "midi-instrument", id=f"P{number}-I1")
    sub(midi, "midi-channel", str(number if number < 10 else number + 1))
    sub(midi, "midi-program", str((known.midi_program if known else 0) + 1))


@dataclass
class _PartWriter:
    """Writes one part; keeps what must be remembered from bar to bar."""

    score: Score
    part: Part
    number: int

    def __post_init__(self) -> None:
        self.layout = lay_out(self.score, self.part)
        self.memory = AccidentalMemory()
        self.slurs: SlurEnds = slur_ends(self.part, self.score, by_bar=any(len(s.voices) > 1 for s in self.layout))
        self.marks: list[Mark] = direction_marks(self.part, self.score)
        self.harmony: tuple[ChordSymbol, ...] = self.score.harmony if self.number == 1 else ()
        self.divisions = _divisions(self.layout, [*self.marks, *self.harmony])

    def ticks(self, quarters: Fraction) -> str:
        return str(int(quarters * self.divisions))

    def write(self, element: ET.Element) -> None:
        previous: Bar | None = None
        for staff_bar in self.layout:
            bar = staff_bar.bar
            implicit = {"implicit": "yes"} if bar.number == 0 else {}
            measure = sub(element, "measure", number=str(bar.number), **implicit)
            self._attributes(measure, bar, previous)
            if previous is None and self.number == 1:
                measure.append(tempo_direction(self.score))
            self._voices(measure, staff_bar)
            previous = bar
        barline = sub(measure, "barline", location="right")
        sub(barline, "bar-style", "light-heavy")

    def _attributes(self, measure: ET.Element, bar: Bar, previous: Bar | None) -> None:
        new_key = previous is None or bar.key != previous.key
        new_meter = previous is None or bar.meter != previous.meter
        if not (new_key or new_meter):
            return
        attributes = sub(measure, "attributes")
        if previous is None:
            sub(attributes, "divisions", str(self.divisions))
        if new_key:
            key = sub(attributes, "key")
            sub(key, "fifths", str(self._written_fifths(bar.key)))
            sub(key, "mode", bar.key.mode)
        if new_meter:
            time = sub(attributes, "time")
            sub(time, "beats", str(bar.meter.numerator))
            sub(time, "beat-type", str(bar.meter.denominator))
        if previous is None:
            self._clef_and_transposition(attributes)

    def _clef_and_transposition(self, attributes: ET.Element) -> None:
        sign, line, octaves = CLEFS[self.part.clef]
        clef = sub(attributes, "clef")
        sub(clef, "sign", sign)
        sub(clef, "line", str(line))
        if octaves:
            sub(clef, "clef-octave-change", str(octaves))
        if self.part.transposition:
            _add_transpose(attributes, self.part.transposition)

    def _written_fifths(self, key: Key) -> int:
        """The bars' key belongs to the first part; other transposing parts read the same sounding key."""
        shift = _fifths(self.score.part.transposition) - _fifths(self.part.transposition)
        fifths = key.fifths + (shift + 6) % 12 - 6
        return fifths if abs(fifths) <= 7 else fifths - 12 * (1 if fifths > 0 else -1)

    def _voices(self, measure: ET.Element, staff_bar: StaffBar) -> None:
        bar, accidentals = staff_bar.bar, self._accidentals(staff_bar)
        shift = position_shift(self.score, bar)
        for number, voice in enumerate(staff_bar.voices, 1):
            if number > 1:
                self._move(measure, staff_bar.voices[number - 2][-1].end, bar.onset)
            clock = bar.onset
            for event, beam in zip(voice, beams(voice, bar.onset, shift, bar.meter), strict=True):
                self._move(measure, clock, event.onset)
                if number == 1:
                    self._marks(measure, event.onset, event.end)
                self._event(measure, event, beam, str(number), accidentals)
                clock = event.end
            if number == 1:
                self._marks_at_end(measure, bar)

    def _move(self, measure: ET.Element, here: Fraction, there: Fraction) -> None:
        if here != there:
            sub(sub(measure, "forward" if there > here else "backup"), "duration", self.ticks(abs(there - here)))

    def _marks(self, measure: ET.Element, start: Fraction, end: Fraction) -> None:
        here = [mark for mark in self.marks if start <= mark.onset < end and not mark.before_bar_line]
        add_marks(measure, here, start, self.ticks)
        for chord in self.harmony:
            if start <= chord.onset < end:
                measure.append(harmony_element(chord, self.ticks(chord.onset - start)))

    def _marks_at_end(self, measure: ET.Element, bar: Bar) -> None:
        """Hairpins that end with the bar belong before its bar line, and so does whatever stands at the very end."""
        is_last = bar is self.score.bars[-1]
        here = [m for m in self.marks if (m.onset == bar.end and m.before_bar_line) or (is_last and m.onset >= bar.end)]
        add_marks(measure, here, bar.end, self.ticks)

    def _accidentals(self, staff_bar: StaffBar) -> dict[str, tuple[str, bool]]:
        """Printed accidentals by sign id, remembered in the order a reader meets them."""
        self.memory.start_bar(Key.from_fifths(self._written_fifths(staff_bar.bar.key)))
        found = {}
        events = sorted((event for voice in staff_bar.voices for event in voice), key=lambda event: event.onset)
        for sign in (sign for event in events for sign in event.signs):
            shown = self.memory.show(sign.note.pitch, tied_from=sign.tied_from)
            if shown:
                found[sign.id] = shown
        return found

    def _event(
        self,
        measure: ET.Element,
        event: Event,
        beam: tuple[str, ...],
        voice: str,
        accidentals: dict[str, tuple[str, bool]],
    ) -> None:
        if event.is_rest:
            note = sub(measure, "note")
            sub(note, "rest", **({"measure": "yes"} if event.fills_bar else {}))
            self._timing(note, event, voice)
            add_notations(note, event, None, {})
        for index, sign in enumerate(event.signs):
            note = sub(measure, "note", id=sign.id)
            if index:
                sub(note, "chord")
            _add_pitch(note, sign)
            self._timing(note, event, voice, sign, accidentals.get(sign.id))
            for level, value in enumerate(beam if index == 0 else (), 1):
                sub(note, "beam", value, number=str(level))
            add_notations(note, event, sign, self.slurs, is_head=index == 0)

    def _timing(
        self,
        note: ET.Element,
        event: Event,
        voice: str,
        sign: Sign | None = None,
        accidental: tuple[str, bool] | None = None,
    ) -> None:
        sub(note, "duration", self.ticks(event.quarters))
        if sign and sign.tied_from:
            sub(note, "tie", type="stop")
        if sign and sign.tied_to:
            sub(note, "tie", type="start")
        sub(note, "voice", voice)
        if event.fills_bar:
            return
        sub(note, "type", event.value.type)
        for _ in range(event.value.dots):
            sub(note, "dot")
        if accidental:
            name, reminder = accidental
            sub(note, "accidental", name, **({"cautionary": "yes", "parentheses": "yes"} if reminder else {}))
        if event.value.tuplet:
            modification = sub(note, "time-modification")
            sub(modification, "actual-notes", str(event.value.tuplet[0]))
            sub(modification, "normal-notes", str(event.value.tuplet[1]))


def _add_pitch(note: ET.Element, sign: Sign) -> None:
    pitch = sub(note, "pitch")
    sub(pitch, "step", sign.note.pitch.step)
    if sign.note.pitch.alter:
        sub(pitch, "alter", str(sign.note.pitch.alter))
    sub(pitch, "octave", str(sign.note.pitch.octave))


def _fifths(semitones: int) -> int:
    """Steps along the circle of fifths of a transposition, in -6..5."""
    return (7 * semitones + 6) % 12 - 6


def _add_transpose(attributes: ET.Element, semitones: int) -> None:
    octaves = int(semitones / 12)
    chromatic = semitones - 12 * octaves
    diatonic = {0: 0, 1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 4, 8: 5, 9: 5, 10: 6, 11: 6}[abs(chromatic)]
    transpose = sub(attributes, "transpose")
    sub(transpose, "diatonic", str(diatonic if chromatic > 0 else -diatonic))
    sub(transpose, "chromatic", str(chromatic))
    if octaves:
        sub(transpose, "octave-change", str(octaves))


def _divisions(layout: Iterable[StaffBar], timed: Iterable[Mark | ChordSymbol]) -> int:
    """The smallest multiple of the tick grid in which everything in the part has a whole duration."""
    times = [t for staff in layout for voice in staff.voices for event in voice for t in (event.onset, event.quarters)]
    times += [item.onset for item in timed] + [staff.bar.end for staff in layout]
    return lcm(TICKS_PER_QUARTER, *(time.denominator for time in times))
