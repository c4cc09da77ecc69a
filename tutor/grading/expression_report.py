"""Expression as the report tells it: every measure in a sentence, met or not."""

from __future__ import annotations

from typing import Any

from tutor.grading.case import Case
from tutor.grading.expression_measures import measures
from tutor.grading.speaking import remark_in_words
from tutor.grading.voice import Voice


def remarks_on(case: Case, voice: Voice) -> list[dict[str, Any]]:
    """One entry a measure: {kind, met, notes, bars, facts, text}."""
    return [
        {
            "kind": measure.kind,
            "met": measure.met,
            "notes": [case.notes[i].id for i in measure.notes],
            "bars": list(measure.bars),
            "facts": measure.facts,
            "text": remark_in_words(measure.kind, measure.facts, voice),
        }
        for measure in measures(case)
    ]
