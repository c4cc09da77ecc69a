"""Expression that did not come out as the score asks: mentioned, and never marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tutor.grading.case import Case, Cause
from tutor.grading.expression_measures import measures


def expression_causes(case: Case, *, is_steady: bool) -> Iterator[Cause]:
    """E01 to E06, where they fell short; a tempo that changed tells of phrase ends by itself."""
    for measure in measures(case):
        if not measure.met and (is_steady or measure.kind != "E05"):
            yield Cause(measure.kind, measure.notes, measure.facts, (measure.kind, measure.bars), measure.bars)


def cut_slurs(causes: Iterable[Cause]) -> frozenset[int]:
    """Notes told as a slur that was cut into pieces: that they were short is no second finding."""
    cut = [cause for cause in causes if cause.kind == "E03" and cause.facts["articulation"] == "slur"]
    return frozenset(i for cause in cut for i in cause.notes)
