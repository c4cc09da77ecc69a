"""Bars in words, as one musician reads them to another: "Bar 1: G4 quarter, F sharp 4 dotted eighth, eighth rest".

Marks are said where they stand: dynamics and words before the note they begin with, signs after the note that has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.music.notation import WrittenValue
from tutor.music.pitch import Pitch
from tutor.music.score import Bar, Part, Score
from tutor.music.staff import Event, Sign, StaffBar, lay_out

_ALTERS = {-2: " double flat ", -1: " flat ", 0: "", 1: " sharp ", 2: " double sharp "}
_TYPES = {"16th": "sixteenth", "32nd": "thirty-second", "64th": "sixty-fourth", "128th": "128th"}
_DOTS = ("", "dotted ", "double-dotted ")
_DYNAMICS = {
    "pp": "pianissimo", "p": "piano", "mp": "mezzo piano", "mf": "mezzo forte", "f": "forte", "ff": "fortissimo",
}  # fmt: skip
_HAIRPINS = {"<": "crescendo", ">": "diminuendo"}
_SIGNS = {"fermata": "with a fermata", "breath-mark": "then a breath", "ornament": "with an ornament"}
_TUPLETS = {3: "triplet ", 5: "quintuplet ", 6: "sextuplet ", 7: "septuplet "}


@dataclass(frozen=True)
class BarLabel:
    """A bar's number and what it holds, in words."""

    number: int
    label: str


def bar_labels(score: Score) -> tuple[BarLabel, ...]:
    """One label per bar: its notes in every part, and key and metre where they are new."""
    layouts = [lay_out(score, part) for part in score.parts]
    labels, before = [], None
    for staves in zip(*layouts, strict=True):
        bar = staves[0].bar
        said = _news(bar, before) + [
            _staff(part, staff, len(layouts)) for part, staff in zip(score.parts, staves, strict=True)
        ]
        name = "Pickup" if bar.number == 0 else f"Bar {bar.number}"
        labels.append(BarLabel(bar.number, f"{name}: {'; '.join(said)}"))
        before = bar
    return tuple(labels)


def pitch_words(pitch: Pitch) -> str:
    """ "F sharp 4"; "G4" where there is no sign."""
    return f"{pitch.step}{_ALTERS[pitch.alter]}{pitch.octave}"


def value_words(value: WrittenValue) -> str:
    """ "dotted quarter", "triplet eighth"."""
    tuplet = _TUPLETS.get(value.tuplet[0], f"{value.tuplet[0]}-tuplet ") if value.tuplet else ""
    return f"{tuplet}{_DOTS[value.dots]}{_TYPES.get(value.type, value.type)}"


def _news(bar: Bar, before: Bar | None) -> list[str]:
    if before is None:
        return []
    key = [f"key of {key_words(bar.key.name)}"] if bar.key != before.key else []
    return key + ([f"metre {bar.meter.name}"] if bar.meter != before.meter else [])


def key_words(name: str) -> str:
    """ "B flat major" for "Bb major"."""
    tonic, mode = name.split()
    return f"{tonic[0]}{_ALTERS[tonic.count('#') - tonic.count('b')].rstrip()} {mode}"


def _staff(part: Part, staff: StaffBar, parts: int) -> str:
    voices = "; second voice ".join(
        ", ".join(words for event in voice for words in (*_above(part, event, place), _event(part, event)))
        for place, voice in enumerate(_speakable(staff))
    )
    return f"{part.instrument.replace('-', ' ')} {voices}" if parts > 1 else voices


def _above(part: Part, event: Event, voice: int) -> list[str]:
    """The words, dynamics and hairpins that begin with an event of the first voice."""
    here = [mark for mark in part.directions if event.onset <= mark.onset < event.end] if voice == 0 else []
    return [{**_DYNAMICS, **_HAIRPINS}.get(mark.text, mark.text) for mark in here]


def _speakable(staff: StaffBar) -> Sequence[Sequence[Event]]:
    return [voice for voice in staff.voices if voice]


def _event(part: Part, event: Event) -> str:
    if event.fills_bar:
        return "whole-bar rest"
    value = value_words(event.value)
    if event.is_rest:
        return f"{value} rest"
    pitches = " ".join(pitch_words(sign.note.pitch) for sign in event.signs)
    held = "tied " if event.signs[0].tied_from else ""
    chord = "chord " if len(event.signs) > 1 else ""
    tie = " tied on" if event.signs[0].tied_to else ""
    return " ".join([f"{held}{chord}{pitches} {value}{tie}", *_on(part, event.signs[0])])


def _on(part: Part, sign: Sign) -> list[str]:
    """The slurs that begin or end with a written note, and its signs."""
    begins = sign.is_first and any(slur.first == sign.note.id for slur in part.slurs)
    ends = sign.is_last and any(slur.last == sign.note.id for slur in part.slurs)
    slurs = [*(["end of slur"] if ends else []), *(["slur begins"] if begins else [])]
    return [*slurs, *(_SIGNS.get(name, name) for name in sign.note.articulations if sign.is_first)]
