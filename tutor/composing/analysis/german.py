"""An analysis in German sentences: what `words` says in English, in the voice of a speech."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tutor.composing.analysis.figures import INVERTED, MOVED, RHYTHM
from tutor.composing.analysis.grouping import (
    counted_moves,
    exact_returns,
    form_in_bars,
    form_in_letters,
    other_returns,
    runs_of_bars,
)
from tutor.composing.analysis.words import numeral_signs
from tutor.grading.english import listed
from tutor.grading.speech import Speech
from tutor.music.pitch import Pitch

_CADENCES = {
    "perfect authentic": ("vollkommener Ganzschluss", "die Dominante kehrt heim und die Melodie mit ihr"),
    "imperfect authentic": ("unvollkommener Ganzschluss", "die Dominante kehrt heim, weniger endgültig"),
    "half": ("Halbschluss", "die Phrase bleibt offen auf der Dominante"),
    "plagal": ("plagaler Schluss", "von der Subdominante heim"),
    "deceptive": ("Trugschluss", "die Dominante weicht vor dem Ziel aus"),
}
_AWAY = (
    *("einen Schritt", "eine Terz", "eine Quarte", "eine Quinte", "eine Sexte", "eine Septime", "eine Oktave"),
    *("eine None", "eine Dezime"),
)
_MOVES = (
    ("steps", "Schritt", "Schritte"),
    ("skips", "Terzsprung", "Terzsprünge"),
    ("leaps", "größerer Sprung", "größere Sprünge"),
    ("repeats", "Tonwiederholung", "Tonwiederholungen"),
)
_FORMS = {
    **{"period": "eine Periode", "varied period": "eine Periode mit veränderter Antwort", "sentence": "ein Satz"},
    **{"rondo": "ein Rondo", "strophe": "eine Strophe", "loop": "ein Loop", "binary": "zweiteilig"},
    **{"ternary": "dreiteilig", "12-bar": "zwölftaktig", "blues": "Ruf, noch ein Ruf, Antwort"},
}


def sentences(analysis: dict[str, Any], speech: Speech) -> dict[str, list[str]]:
    """`form`, `cadences`, `motifs`, `compass`: each some sentences."""
    say = _Sayer(speech, analysis["key"])
    return {
        "form": [form_in_bars(analysis["form"], _FORMS, bars_words)],
        "cadences": [say.cadence(end) for end in analysis["cadences"]],
        "motifs": _motifs(analysis["motifs"]),
        "compass": say.compass(analysis["compass"]),
    }


def form_summary(analysis: dict[str, Any]) -> str:
    """ "A A′: eine Periode"."""
    return form_in_letters(analysis["form"], _FORMS)


def times_words(count: int) -> str:
    return {1: "einmal", 2: "zweimal"}.get(count, f"{count}-mal")


def bars_words(bars: Iterable[int], name: str = "Takt", names: str = "Takte") -> str:
    """ "Takt 3", "Takte 1 bis 4", "Takte 2, 4 und 7"; neighbours from three on are one span."""
    numbers = set(bars)
    return f"{name if len(numbers) == 1 else names} {listed(runs_of_bars(numbers, 'bis'), 'und')}"


def _in_bars(bars: Iterable[int]) -> str:
    """After "in": "Takt 3", "den Takten 3 und 4"."""
    return bars_words(bars, names="den Takten")


def _motifs(motifs: Sequence[dict[str, Any]]) -> list[str]:
    said = [_exact(first, last, places) for (first, last), places in exact_returns(motifs)]
    said += [_again(*kinship) for kinship in other_returns(motifs)]
    return said or ["Kein Takt kehrt wieder."]


def _exact(first: int, last: int, places: Sequence[tuple[int, int]]) -> str:
    come = "kehrt" if first == last else "kehren"
    where = " und in ".join(_in_bars(range(a, b + 1)) for a, b in places)
    return f"{bars_words(range(first, last + 1))} {come} Note für Note in {where} wieder."


def _again(how: str, steps: int, of: int, bars: Sequence[int]) -> str:
    where = _in_bars(bars)
    if how == RHYTHM:
        return f"Der Rhythmus von Takt {of} kehrt in {where} wieder."
    if how == INVERTED:
        return f"Takt {of} kehrt in {where} umgekehrt wieder."
    assert how == MOVED
    away = _AWAY[abs(steps) - 1] if abs(steps) <= len(_AWAY) else f"{abs(steps)} Schritte"
    return f"Takt {of} kehrt in {where} {away} {'höher' if steps > 0 else 'tiefer'} wieder."


class _Sayer:
    """Pitches, degrees and intervals as this speech names them."""

    def __init__(self, speech: Speech, key: str) -> None:
        self.speech, self.facts = speech, {"key": key.replace("♯", "#").replace("♭", "b")}

    def pitch(self, name: str) -> str:
        pitch = Pitch.parse(name)
        return f"{self.speech.named(pitch, self.facts)} {pitch.octave}"

    def interval(self, name: str) -> str:
        """ "perfect fourth up" as "eine reine Quarte aufwärts"."""
        bare = name.removesuffix(" up").removesuffix(" down")
        way = " aufwärts" if name.endswith(" up") else " abwärts" if name.endswith(" down") else ""
        return f"{self.speech.article(self.speech.slot('interval', {'interval': bare}))}{way}"

    def cadence(self, end: dict[str, Any]) -> str:
        over = f", über {numeral_signs(end['numeral'])}" if end["numeral"] else ""
        degree = self.speech.word(end["degree"], {}, "degree_name")
        where = f"{self.pitch(end['pitch'])} ({degree}){over}"
        if end["kind"] is None:
            return f"Takt {end['bar']} kommt auf {where} zur Ruhe."
        kind, why = _CADENCES[end["kind"]]
        return f"Takt {end['bar']}: {kind} auf {where}; {why}."

    def compass(self, compass: dict[str, Any]) -> list[str]:
        low, high = (f"{self.pitch(compass[end])} (Takt {compass[f'{end}_bar']})" for end in ("lowest", "highest"))
        if compass["lowest"] == compass["highest"]:
            return [f"Ein einziger Ton: {self.pitch(compass['lowest'])}."]
        lies = " und ".join(self.pitch(compass[end]) for end in ("lies_from", "lies_to"))
        moves = counted_moves(compass, _MOVES)
        told = "; ".join([*([moves] if moves else []), *self._widest(compass)])
        return [
            f"Von {low} bis {high}, {self.interval(compass['span'])}; die Hälfte der Zeit zwischen {lies}.",
            *([f"{told}."] if told else []),
        ]

    def _widest(self, compass: dict[str, Any]) -> list[str]:
        if not compass["widest"]:
            return []
        return [f"am weitesten: {self.interval(compass['widest'])}, in Takt {compass['widest_bar']}"]
