"""The facts of findings worked out a second time, from the MusicXML and the report's notes, with music21 alone.

Nothing of `tutor.music` or of the causes is used here: key, degree, interval, chord, figure, bar and beat come from
music21, played pitches and times from the report's own notes. `tutor.grading.fact_checks` compares.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

Facts = dict[str, Any]
PLAIN = {1: "semitone", 2: "whole tone", 6: "tritone", 12: "octave"}
SIGNS = {0: "natural", 1: "sharp", -1: "flat", 2: "double sharp", -2: "double flat"}
# The chord symbols of a score file, by the kinds that MusicXML gives them.
KINDS = {"dominant": "dominant-seventh", "half-diminished-seventh": "half-diminished"}


@dataclass(frozen=True)
class Written:
    """One sounding note as music21 reads it: a tied group is one note."""

    bar: int
    beat: Fraction
    onset: Fraction
    length: Fraction
    pitch: Any
    key: Any
    meter: str
    chord: Any


def read_page(musicxml: bytes) -> list[Written]:
    """The notes of the first part in score order."""
    from music21 import converter

    parsed = converter.parseData(musicxml.decode("utf-8"), format="musicxml")
    part = next(iter(parsed.getElementsByClass("Part")))
    page: list[Written] = []
    signs: dict[str, Any] = {}
    for measure in part.getElementsByClass("Measure"):
        for element in measure.flatten():
            _read(element, measure, signs, page)
    return page


def _read(element: Any, measure: Any, signs: dict[str, Any], page: list[Written]) -> None:
    """Keep a signature or a chord symbol, or add a note to the page."""
    from music21 import harmony, key, meter, note

    if isinstance(element, key.KeySignature):
        signs["key"] = element if isinstance(element, key.Key) else element.asKey("major")
    elif isinstance(element, meter.TimeSignature):
        signs["meter"] = element
    elif isinstance(element, harmony.Harmony):
        signs["chord"] = element
    elif isinstance(element, note.Note) and element.tie is not None and element.tie.type in ("stop", "continue"):
        page[-1] = replace(page[-1], length=page[-1].length + Fraction(element.quarterLength).limit_denominator(96))
    elif isinstance(element, note.Note):
        page.append(_written(element, measure, signs))


def _written(note: Any, measure: Any, signs: dict[str, Any]) -> Written:
    within, start = (Fraction(offset).limit_denominator(96) for offset in (note.offset, measure.offset))
    place = within + Fraction(measure.paddingLeft).limit_denominator(96)
    return Written(
        int(measure.number),
        place * signs["meter"].denominator / 4 + 1,
        start + within,
        Fraction(note.quarterLength).limit_denominator(96),
        note.pitch,
        signs["key"],
        signs["meter"].ratioString,
        signs.get("chord"),
    )


class Claims:
    """One finding beside the page and the report it was made from."""

    def __init__(self, finding: dict[str, Any], page: list[Written], report: dict[str, Any]) -> None:
        self.kind: str = finding["kind"]
        self.facts: Facts = finding["facts"]
        self.ids: list[str] = finding["notes"]
        self.page, self.report = page, report
        self.index_of = {note["id"]: i for i, note in enumerate(report["notes"])}

    @cached_property
    def at(self) -> int | None:
        """The note of the page that the finding's place and written pitch name."""
        where, written = self.facts.get("where"), self.facts.get("written")
        for i, note in enumerate(self.page):
            here = where and (note.bar, str(note.beat)) == (where["bar"], where.get("beat"))
            if here and written in (None, name_of(note.pitch)):
                return i
        return self.index_of[self.ids[0]] if self.ids and not where else None

    @property
    def of_degree(self) -> int:
        """The note whose degree is spoken of: the first that the finding explains."""
        return self.index_of[self.ids[0]] if self.at is None else self.at

    @property
    def note(self) -> Written:
        assert self.at is not None
        return self.page[self.at]

    @property
    def before(self) -> Written | None:
        return self.page[self.at - 1] if self.at else None

    @property
    def after(self) -> Written | None:
        return self.page[self.at + 1] if self.at is not None and self.at + 1 < len(self.page) else None

    @property
    def verdict(self) -> dict[str, Any]:
        return self.report["notes"][self.at or 0]

    @property
    def told(self) -> list[dict[str, Any]]:
        """The report's notes that the finding explains."""
        return [self.report["notes"][self.index_of[i]] for i in self.ids]

    @property
    def off(self) -> int:
        return round((self.verdict["cents"] or 0.0) / 100.0)

    @property
    def played(self) -> Any:
        """The played pitch by the finding's spelling, once its sound is what the report heard."""
        return pitch_named(self.facts["performed"])


def name_of(pitch: Any) -> str:
    """ "F#4", "Bb3"."""
    return str(pitch.nameWithOctave).replace("-", "b")


def pitch_named(name: str) -> Any:
    from music21 import pitch

    return pitch.Pitch(name[0] + name[1:-1].replace("b", "-") + name[-1])


def interval_named(first: Any, second: Any) -> str:
    from music21 import interval

    between = interval.Interval(noteStart=first, noteEnd=second)
    told = str(between.niceName).lower().replace("-", " ")
    return {"perfect unison": "unison", "perfect octave": "octave", "perfect double octave": "double octave"}.get(
        told, told
    )


def distance_named(semitones: int) -> str:
    from music21 import interval

    size = abs(semitones)
    if size in PLAIN:
        return PLAIN[size]
    octaves, rest = divmod(size, 12)
    simple = PLAIN.get(rest) or str(interval.Interval(rest).niceName).lower()
    whole = "an octave" if octaves == 1 else f"{octaves} octaves"
    return simple if not octaves else whole if not rest else f"{simple} and {whole}"


def key_named(key: Any) -> str:
    return f"{str(key.tonic.name).replace('-', 'b')} {key.mode}"


def degree_in(key: Any, pitch: Any) -> tuple[int, int]:
    """(degree, semitones off the scale of the signature)."""
    steps = (pitch.diatonicNoteNum - key.tonic.diatonicNoteNum) % 7 + 1
    signed = key.accidentalByStep(pitch.step)
    return steps, int(pitch.alter) - int(signed.alter if signed else 0)


def degree_named(key: Any, pitch: Any) -> str:
    degree, alter = degree_in(key, pitch)
    below = (key.tonic.pitchClass - pitch.pitchClass) % 12
    if degree == 7 and below in (1, 2):
        return {1: "leading tone", 2: "subtonic"}[below]
    names = ("tonic", "supertonic", "mediant", "subdominant", "dominant", "submediant", "leading tone")
    way = "raised " if alter > 0 else "lowered " if alter < 0 else ""
    return f"{'doubly ' if abs(alter) > 1 else ''}{way}{names[degree - 1]}"


def members_of(chord_name: str) -> dict[str, int]:
    """Member -> pitch class of "G dominant-seventh"."""
    from music21 import harmony

    root, quality = chord_name.split()
    built = harmony.ChordSymbol(root=root.replace("b", "-"), kind=quality)
    members = {"root": built.root(), "third": built.third, "fifth": built.fifth, "seventh": built.seventh}
    return {name: int(pitch.pitchClass) for name, pitch in members.items() if pitch is not None}
