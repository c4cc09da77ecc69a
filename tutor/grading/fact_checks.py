"""Every claim of a finding beside a second working-out of it: right, wrong, or supported by nothing."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tutor.grading import harmony_checks, interval_checks, pitch_checks, structure_checks, time_checks
from tutor.grading.check_table import CheckTable
from tutor.grading.phrases import PHRASES
from tutor.grading.remedy_words import REMEDY_WORDS
from tutor.grading.second_opinion import Claims, Written
from tutor.grading.wording import ROWS

# Words that are chosen and values that other means measure (the tempo curve, tuning, contours, levels): no claim about
# the notation, and not counted. A chord that the melody only implies is one of them; its members are not.
MEASURED = {"verb", "often", "instrument", "clef", "subdivision", "stretched", "stretch", "hard", "hairpin"}
MEASURED |= {"ratio", "beats", "seconds", "a4_hz", "cents_per_minute", "step_cents", "from_bpm", "to_bpm", "unit"}
MEASURED |= {"played_bpm", "written_bpm", "fault", "rate_hz", "extent_cents", "share", "db", "soft", "loud"}
MEASURED |= {"articulation", "percent"}
BY_OTHER_MEANS = {
    (kind, name) for kind in ("I06", "I07", "I08", "I10", "T05", "R12") for name in ("direction", "cents")
}
BY_OTHER_MEANS |= {(kind, name) for kind in ("T01", "T02", "T03", "E01") for name in ("first_bar", "last_bar")}
# Always in the facts of a note, said or not.
ALWAYS = ("key", "where", "bar", "beat", "written", "performed", "degree", "degree_name")
# Slots that speak of another fact.
SOURCES = {"times": "count", "notes_counted": "count", "number": "count", "values": "value", "units": "unit"}
SOURCES |= {"octaves_counted": "octaves", "do": "verb", "altered": "written"}

CHECKS = CheckTable()
for _about in (pitch_checks, interval_checks, harmony_checks, time_checks, structure_checks):
    CHECKS.update(_about.CHECKS)


@dataclass(frozen=True)
class Checked:
    """One claim. `right` is None where no second working-out knows it: an unsupported claim."""

    kind: str
    name: str
    right: bool | None
    value: Any = None


@lru_cache(maxsize=128)
def claimed(kind: str) -> frozenset[str]:
    """The facts that a kind's sentences may speak of, to anyone."""
    row = ROWS[kind]
    return frozenset(_slots(" ".join((row.said, row.why, row.child or "", row.adult, row.how, REMEDY_WORDS[kind]))))


def _slots(template: str) -> Iterator[str]:
    for _, slot, _, _ in string.Formatter().parse(template):
        if slot == "span":
            yield from ("first_bar", "last_bar")
        elif slot and slot != "quarters":
            yield SOURCES.get(slot, slot)
            for words in PHRASES.get(slot, {}).values():
                yield from _slots(words)


def check_findings(page: list[Written], report: dict[str, Any]) -> Iterator[Checked]:
    """One `Checked` for every claim about the notation, of every finding."""
    for finding in report["findings"]:
        claims = Claims(finding, page, report)
        for name, value in finding["facts"].items():
            said = name in claimed(claims.kind) or name in ALWAYS
            if said and not _is_measured(claims, name):
                yield Checked(claims.kind, name, _right(claims, name, value), value)


def _is_measured(claims: Claims, name: str) -> bool:
    if (claims.kind, name) in CHECKS:
        return False
    implied = name == "chord" and (claims.at is None or claims.note.chord is None)
    return implied or name in MEASURED or (claims.kind, name) in BY_OTHER_MEANS


def _right(claims: Claims, name: str, value: Any) -> bool | None:
    check = CHECKS.get((claims.kind, name)) or CHECKS.get(("", name))
    return None if check is None else bool(check(claims, value))
