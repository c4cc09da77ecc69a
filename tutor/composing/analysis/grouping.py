"""What of an analysis is told together, whatever the language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from tutor.composing.analysis.figures import EXACT

Span = tuple[int, int]  # first and last bar


def exact_returns(motifs: Sequence[dict[str, Any]]) -> Iterator[tuple[Span, list[Span]]]:
    """Bars that come back note for note, and where: neighbours that return together are one span, and all the places
    where the same bars return stand together."""
    exact = [motif for motif in motifs if motif["how"] == EXACT]
    places: dict[Span, list[Span]] = defaultdict(list)
    for _, run in groupby(enumerate(exact), key=lambda pair: (pair[1]["bar"] - pair[0], pair[1]["of"] - pair[0])):
        found = [motif for _, motif in run]
        places[found[0]["of"], found[-1]["of"]].append((found[0]["bar"], found[-1]["bar"]))
    yield from places.items()


def other_returns(motifs: Sequence[dict[str, Any]]) -> Iterator[tuple[str, int, int, list[int]]]:
    """(how, staff steps moved, of which bar, in which bars) of every other kinship."""
    others = [(m["how"], m["steps"], m["of"]) for m in motifs if m["how"] != EXACT]
    for kind in dict.fromkeys(others):
        yield *kind, [m["bar"] for m in motifs if (m["how"], m["steps"], m["of"]) == kind]


def runs_of_bars(bars: Iterable[int], until: str) -> list[str]:
    """ "3", "1 to 4" with `until` "to": neighbours from three on are one span."""
    numbers = sorted(set(bars))
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    return [text for run in runs for text in ([f"{run[0]} {until} {run[-1]}"] if len(run) > 2 else map(str, run))]


def printed_letter(letter: str) -> str:
    """ "A'" as "A′"."""
    return letter.replace("'", "′")


def form_in_letters(form: dict[str, Any], names: dict[str, str]) -> str:
    """ "A A′: a period" by `names` of planned forms."""
    return _named(" ".join(printed_letter(section["letter"]) for section in form["sections"]), form, names)


def form_in_bars(form: dict[str, Any], names: dict[str, str], bars_words: Callable[[Iterable[int]], str]) -> str:
    """ "A (bars 1 to 4), A (bars 5 to 8): a period."."""
    spans = [(printed_letter(s["letter"]), range(s["first"], s["last"] + 1)) for s in form["sections"]]
    return _named(", ".join(f"{letter} ({bars_words(bars)})" for letter, bars in spans), form, names) + "."


def _named(told: str, form: dict[str, Any], names: dict[str, str]) -> str:
    name = names.get(form["planned"] or "")
    return f"{told}: {name}" if name else told


def counted_moves(compass: dict[str, Any], names: Sequence[tuple[str, str, str]]) -> str:
    """ "7 steps, 1 skip of a third" by `names`: key, one, several."""
    return ", ".join(
        f"{compass[kind]} {one if compass[kind] == 1 else more}" for kind, one, more in names if compass[kind]
    )
