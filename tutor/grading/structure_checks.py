"""Where in the piece a finding speaks of, and how many notes and bars it counts."""

from __future__ import annotations

from typing import Any

from tutor.grading.check_table import CheckTable
from tutor.grading.second_opinion import Claims, name_of

CHECKS = CheckTable()


@CHECKS.of("where", "bar", "beat", "written")
def _place(claims: Claims, value: Any) -> bool:
    if "where" not in claims.facts:
        return any(value in (note["bar"], note["written"]) for note in claims.told)
    where = claims.facts["where"]
    there = claims.at is not None and where["meter"] == claims.note.meter
    return there and value in (where["bar"], where["beat"], name_of(claims.note.pitch), where)


@CHECKS.of("where", "bar", kinds=("R12",))
def _place_of_stretch(claims: Claims, value: Any) -> bool:
    if isinstance(value, dict) and "beat" in value:
        return _place(claims, value)
    return any(note.bar == (value["bar"] if isinstance(value, dict) else value) for note in claims.page)


@CHECKS.of("bar", "where", kinds=("S04",))
def _place_again(claims: Claims, value: Any) -> bool:
    bar = value["bar"] if isinstance(value, dict) else value
    return any(restart["to_bar"] == bar for restart in claims.report["take"]["restarts"])


@CHECKS.of("stopped_bar")
def _place_stopped(claims: Claims, value: int) -> bool:
    return any(restart["from_bar"] == value for restart in claims.report["take"]["restarts"])


@CHECKS.of("bar", kinds=("P17",))
def _slip_place(claims: Claims, value: int) -> bool:
    return value <= min(note["bar"] for note in claims.told)


@CHECKS.of("count")
def _count(claims: Claims, value: int) -> bool:
    return value == len(claims.ids) or not claims.ids


@CHECKS.of("count", kinds=("P25", "S03", "S06", "R06"))
def _count_extra(claims: Claims, value: int) -> bool:
    """Every extra note is told once: as a corrected slip, or as one of the others."""
    kinds = ("P25",) if claims.kind == "P25" else ("S03", "S06", "R06")
    told = sum(finding["facts"]["count"] for finding in claims.report["findings"] if finding["kind"] in kinds)
    return told == sum(extra["corrected"] == (claims.kind == "P25") for extra in claims.report["extra"])


@CHECKS.of("wrong_count")
def _wrong_count(claims: Claims, value: int) -> bool:
    return value == sum(note["pitch"] == "wrong" for note in claims.report["notes"])


@CHECKS.of("bars")
def _bars(claims: Claims, value: list[int]) -> bool:
    return value == sorted({claims.page[claims.index_of[i]].bar for i in claims.ids}) or not claims.ids


@CHECKS.of("first_bar", "last_bar")
def _span(claims: Claims, value: int) -> bool:
    bars = {note.bar for note in claims.page}
    first, last = claims.facts["first_bar"], claims.facts.get("last_bar", max(bars))
    if claims.kind != "S02":
        return min(bars) <= value <= max(bars)
    inside = [note for note in claims.report["notes"] if first <= note["bar"] <= last]
    return bool(inside) and all(note["pitch"] == "missed" for note in inside)


@CHECKS.of("road")
def _road(claims: Claims, value: str) -> bool:
    """A way back that was taken is among the take's restarts, and one that was passed by is not."""
    jump = claims.facts["last_bar"], claims.facts["first_bar"]
    taken = jump in {(restart["from_bar"], restart["to_bar"]) for restart in claims.report["take"]["restarts"]}
    return taken == (value != "ignored")


@CHECKS.of("passage")
def _passage(claims: Claims, value: str) -> bool:
    to_end = claims.index_of[claims.ids[-1]] == len(claims.page) - 1
    one = claims.facts["first_bar"] == claims.facts["last_bar"]
    return value == ("bar" if one else "end" if to_end else "bars")
