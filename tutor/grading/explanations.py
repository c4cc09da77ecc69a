"""Explaining: causes in order of precedence, grouped, put in words, each with its remedy, the weightiest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tutor.grading.case import Case, Cause, bars_of
from tutor.grading.expression_causes import cut_slurs, expression_causes
from tutor.grading.facts import Facts
from tutor.grading.findings import Finding, Remedy
from tutor.grading.intonation_causes import intonation_causes
from tutor.grading.pitch_causes import pitch_causes
from tutor.grading.remedies import remedy_request
from tutor.grading.rhythm_causes import rhythm_causes
from tutor.grading.speaking import words_of
from tutor.grading.structure_causes import structure_causes
from tutor.grading.tempo_causes import tempo_causes
from tutor.grading.voice import Voice
from tutor.grading.whole_take_causes import whole_take_causes
from tutor.grading.wording import OF_ONE_LETTER, PITCH_KINDS, ROWS, TOLD_WHOLE


def explain(case: Case, voice: Voice) -> tuple[Finding, ...]:
    """The findings of a take, weightiest first."""
    findings = [_finding(case, group, voice) for group in grouped(find_causes(case))]
    findings.sort(key=lambda finding: _rank(case, finding))
    return tuple(findings)


def find_causes(case: Case) -> list[Cause]:
    """Every cause; a global one keeps its local consequences from being told again."""
    whole = list(whole_take_causes(case))
    explained = frozenset(i for cause in whole for i in cause.notes)
    tempo = list(tempo_causes(case))
    expression = list(expression_causes(case, is_steady=all(cause.kind == "T05" for cause in tempo)))
    return [
        *whole,
        *structure_causes(case),
        *pitch_causes(case, explained),
        *rhythm_causes(case, cut_slurs(expression)),
        *tempo,
        *intonation_causes(case),
        *expression,
    ]


def grouped(causes: Iterable[Cause]) -> list[list[Cause]]:
    """Causes that are one and the same, told together; a cause without a group stands alone."""
    groups: dict[Any, list[Cause]] = {}
    for number, cause in enumerate(causes):
        groups.setdefault(cause.group or (cause.kind, number), []).append(cause)
    return list(groups.values())


def _finding(case: Case, group: list[Cause], voice: Voice) -> Finding:
    first = group[0]
    row = ROWS[first.kind]
    notes = tuple(sorted({i for cause in group for i in cause.notes}))
    bars = tuple(sorted({bar for cause in group for bar in (cause.bars or bars_of(case, cause.notes))}))
    facts = _told_facts(case, group, notes, bars)
    words = words_of(first.kind, facts, voice)
    return Finding(
        first.kind,
        row.concept,
        row.severity,
        tuple(case.notes[i].id for i in notes),
        facts,
        words.text,
        words.how,
        Remedy(words.remedy, remedy_request(first.kind, facts, case)),
        bars,
        words.title,
    )


def _told_facts(case: Case, group: list[Cause], notes: tuple[int, ...], bars: tuple[int, ...]) -> Facts:
    cause = group[0]
    facts = {"key": case.score.key.name, "verb": case.verb, **cause.facts}
    if notes and "cents" not in facts and case.verdicts[notes[0]].cents is not None:
        facts["cents"] = round(case.verdicts[cause.notes[0]].cents or 0.0)
    facts["count"] = max(len(group), len(notes), facts.get("count", 1))
    facts["bars"] = list(bars)
    often = _how_often(case, cause.kind, max(len(group), len(notes)))
    return {**facts, "often": often, "wrong_count": len(case.wrong)} if often else facts


def _how_often(case: Case, kind: str, count: int) -> str:
    """Which second sentence tells that one cause explains several notes; "" where none is needed."""
    if count < 2 or kind in TOLD_WHOLE:
        return ""
    if kind not in PITCH_KINDS or len(case.wrong) < 2:
        return "again"
    return f"{'all' if count == len(case.wrong) else 'some'} {'this' if kind in OF_ONE_LETTER else 'alike'}"


def _rank(case: Case, finding: Finding) -> tuple[float, float, int, str]:
    """Severity, then how many notes it explains, then where it begins."""
    where = case.index_of(finding.notes[0]) if finding.notes else -1
    return (-finding.severity, -float(finding.facts.get("count", 1)), where if where is not None else -1, finding.kind)
