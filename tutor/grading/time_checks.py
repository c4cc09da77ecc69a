"""Written values, places in the bar that a note moved to, and how early, late or short it was."""

from __future__ import annotations

from fractions import Fraction

from tutor.grading.check_table import CheckTable
from tutor.grading.second_opinion import Claims, Facts

CHECKS = CheckTable()


@CHECKS.of("value", "held_value", "long_value")
def _value(claims: Claims, value: str) -> bool:
    notes = [claims.note, *[claims.page[claims.index_of[i]] for i in claims.ids]]
    return any(note.length == Fraction(value) for note in notes)


@CHECKS.of("short_value")
def _short_value(claims: Claims, value: str) -> bool:
    return claims.after is not None and claims.after.length == Fraction(value)


@CHECKS.of("as_value")
def _as_value(claims: Claims, value: str) -> bool:
    return Fraction(value) == claims.note.length * Fraction(claims.facts["factor"])


@CHECKS.of("rest")
def _rest(claims: Claims, value: str) -> bool:
    before = claims.before
    return before is not None and Fraction(value) == claims.note.onset - before.onset - before.length


@CHECKS.of("to_where")
def _moved_to(claims: Claims, value: Facts) -> bool:
    """On a felt beat next to the written place."""
    unit = Fraction(4, int(value["meter"].split("/")[1]))
    shift = (Fraction(value["beat"]) - claims.note.beat) * unit
    shift += (value["bar"] - claims.note.bar) * Fraction(value["meter"]) * 4
    return value["meter"] == claims.note.meter and Fraction(value["beat"]).denominator == 1 and 0 < abs(shift) < 2


@CHECKS.of("second_where")
def _struck_at(claims: Claims, value: Facts) -> bool:
    shift = (Fraction(value["beat"]) - claims.note.beat) * Fraction(4, int(value["meter"].split("/")[1]))
    shift += (value["bar"] - claims.note.bar) * Fraction(value["meter"]) * 4
    return 0 < shift < claims.note.length


@CHECKS.of("direction", kinds=("R00", "R03", "R04", "R05", "R13"))
def _untimely(claims: Claims, value: str) -> bool:
    return claims.told[0]["onset"] == value


@CHECKS.of("ms")
def _ms(claims: Claims, value: int) -> bool:
    return any(abs(abs(note["onset_ms"]) - value) <= 1 for note in claims.told if note["onset_ms"] is not None)


@CHECKS.of("percent", kinds=("R09", "R10"))
def _percent(claims: Claims, value: int) -> bool:
    return any(abs(100 * (note["duration_ratio"] or 0) - value) <= 1 for note in claims.told)
