"""An analysis in sentences, for people who read music."""

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
from tutor.grading.english import listed
from tutor.music.signs import with_signs

_CADENCES = {
    "perfect authentic": "the dominant comes home, and the melody with it",
    "imperfect authentic": "the dominant comes home, less finally",
    "half": "the phrase stays open on the dominant",
    "plagal": "home from the subdominant",
    "deceptive": "the dominant turns aside from home",
}
_AWAY = ("a step", "a third", "a fourth", "a fifth", "a sixth", "a seventh", "an octave", "a ninth", "a tenth")
_MOVES = (
    ("steps", "step", "steps"),
    ("skips", "skip of a third", "skips of a third"),
    ("leaps", "wider leap", "wider leaps"),
    ("repeats", "repeated note", "repeated notes"),
)
_FORMS = {
    **{
        "period": "a period",
        "varied period": "a period with a varied answer",
        "sentence": "a sentence",
        "rondo": "a rondo",
        "strophe": "a strophe",
        "loop": "a loop",
    },
    **{"binary": "in binary form", "ternary": "in ternary form", "12-bar": "in twelve-bar form"},
    "blues": "call, call again, answer",
}


def numeral_signs(numeral: str) -> str:
    """ "bVI" as "♭VI", and so for the goal of a dominant: "V7/bII"."""
    return "/".join(_leading_signs(part) for part in numeral.split("/"))


def _leading_signs(numeral: str) -> str:
    bare = numeral.lstrip("#b")
    return numeral[: len(numeral) - len(bare)].replace("#", "♯").replace("b", "♭") + bare


def sentences(analysis: dict[str, Any]) -> dict[str, list[str]]:
    """`form`, `cadences`, `motifs`, `compass`: each some sentences."""
    return {
        "form": [form_in_bars(analysis["form"], _FORMS, bars_words)],
        "cadences": [_cadence(end) for end in analysis["cadences"]],
        "motifs": _motifs(analysis["motifs"]),
        "compass": _compass(analysis["compass"]),
    }


def form_summary(analysis: dict[str, Any]) -> str:
    """ "A A′: a period"."""
    return form_in_letters(analysis["form"], _FORMS)


def _cadence(end: dict[str, Any]) -> str:
    over = f" over {numeral_signs(end['numeral'])}" if end["numeral"] else ""
    where = f"{with_signs(end['pitch'])}, the {end['degree']},{over}"
    kind = end["kind"]
    if kind is None:
        return f"Bar {end['bar']} comes to rest on {where.rstrip(',')}."
    return f"Bar {end['bar']}: {kind} cadence on {where.rstrip(',')}; {_CADENCES[kind]}."


def _motifs(motifs: Sequence[dict[str, Any]]) -> list[str]:
    said = [_exact(first, last, places) for (first, last), places in exact_returns(motifs)]
    said += [_again(*kinship) for kinship in other_returns(motifs)]
    return said or ["No bar comes back."]


def _exact(first: int, last: int, places: Sequence[tuple[int, int]]) -> str:
    come = "comes" if first == last else "come"
    where = " and ".join(bars_words(range(a, b + 1)) for a, b in places)
    return f"{bars_words(range(first, last + 1)).capitalize()} {come} back note for note in {where}."


def _again(how: str, steps: int, of: int, bars: Sequence[int]) -> str:
    where = bars_words(bars)
    if how == RHYTHM:
        return f"The rhythm of bar {of} comes back in {where}."
    if how == INVERTED:
        return f"Bar {of} comes back upside down in {where}."
    assert how == MOVED
    away = _AWAY[abs(steps) - 1] if abs(steps) <= len(_AWAY) else f"{abs(steps)} steps"
    return f"Bar {of} comes back {away} {'higher' if steps > 0 else 'lower'} in {where}."


def _compass(compass: dict[str, Any]) -> list[str]:
    low, high = (f"{with_signs(compass[end])} (bar {compass[f'{end}_bar']})" for end in ("lowest", "highest"))
    if compass["lowest"] == compass["highest"]:
        return [f"One pitch throughout: {with_signs(compass['lowest'])}."]
    lies = " and ".join(with_signs(compass[end]) for end in ("lies_from", "lies_to"))
    widest = ""  # a line that only changes its accidentals moves by no interval
    if compass["widest"]:
        widest = f"; the widest move is {_article(compass['widest'])}, into bar {compass['widest_bar']}"
    return [
        f"From {low} to {high}, {_article(compass['span'])}; half of the time between {lies}.",
        f"{counted_moves(compass, _MOVES).capitalize()}{widest}.",
    ]


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def times_words(count: int) -> str:
    """ "once", "twice", "7 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def bars_words(bars: Iterable[int]) -> str:
    """ "bar 3", "bars 1 to 4", "bars 2, 4 and 7"; neighbours from three on are one span."""
    numbers = set(bars)
    return f"{'bar' if len(numbers) == 1 else 'bars'} {listed(runs_of_bars(numbers, 'to'), 'and')}"
