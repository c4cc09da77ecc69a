"""Explaining: causes in order of precedence, grouped, put in words, each with its remedy, the weightiest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tutor.grading.alignment import Alignment
from tutor.grading.case import Case, Cause, bars_of
from tutor.grading.findings import Finding
from tutor.grading.intonation_causes import intonation_causes
from tutor.grading.marks import ExtraNote
from tutor.grading.naming import bars_in_words, count_in_words, span_in_words
from tutor.grading.pitch_causes import pitch_causes
from tutor.grading.remedies import remedy_for
from tutor.grading.rhythm_causes import rhythm_causes
from tutor.grading.structure_causes import structure_causes
from tutor.grading.tempo_causes import tempo_causes
from tutor.grading.verdicts import NoteVerdict, Setting
from tutor.grading.whole_take_causes import whole_take_causes
from tutor.grading.wording import PITCH_KINDS, ROWS, put_in_words


def explain(
    alignment: Alignment, verdicts: tuple[NoteVerdict, ...], extra: tuple[ExtraNote, ...], setting: Setting
) -> tuple[tuple[Finding, ...], str | None]:
    """The findings of a take, weightiest first, and a sentence of praise where there was nothing to find."""
    case = Case(alignment, verdicts, extra, setting)
    groups = grouped(find_causes(case))
    findings = [_finding(case, group) for group in groups]
    findings.sort(key=lambda finding: _rank(case, finding))
    return tuple(findings), praise(case)


def find_causes(case: Case) -> list[Cause]:
    """Every cause; a global one keeps its local consequences from being told again."""
    whole = list(whole_take_causes(case))
    explained = frozenset(i for cause in whole for i in cause.notes)
    return [
        *whole,
        *structure_causes(case),
        *pitch_causes(case, explained),
        *rhythm_causes(case),
        *tempo_causes(case),
        *intonation_causes(case),
    ]


def grouped(causes: Iterable[Cause]) -> list[list[Cause]]:
    """Causes that are one and the same, told together; a cause without a group stands alone."""
    groups: dict[Any, list[Cause]] = {}
    for number, cause in enumerate(causes):
        groups.setdefault(cause.group or (cause.kind, number), []).append(cause)
    return list(groups.values())


def _finding(case: Case, group: list[Cause]) -> Finding:
    first = group[0]
    row = ROWS[first.kind]
    notes = tuple(sorted({i for cause in group for i in cause.notes}))
    bars = tuple(sorted({bar for cause in group for bar in (cause.bars or bars_of(case, cause.notes))}))
    facts = _told_facts(case, first, notes)
    facts["count"] = max(len(group), len(notes), facts.get("count", 1))
    facts |= {"times": count_in_words(facts["count"], "time"), "notes_counted": count_in_words(facts["count"], "note")}
    text = put_in_words(row.text, facts) + _how_often(case, group, notes, bars)
    return Finding(
        first.kind,
        row.concept,
        row.severity,
        tuple(case.notes[i].id for i in notes),
        facts,
        text,
        put_in_words(row.how, facts),
        remedy_for(first.kind, facts, case),
        bars,
    )


def _told_facts(case: Case, cause: Cause, notes: tuple[int, ...]) -> dict[str, Any]:
    facts = {"verb": case.verb, **cause.facts}
    if notes and "cents" not in facts and case.verdicts[notes[0]].cents is not None:
        facts["cents"] = round(case.verdicts[cause.notes[0]].cents or 0.0)
    if cause.kind == "S02":
        facts["passage"] = _passage(case, facts)
        facts["was"] = "was" if facts["passage"].startswith("bar ") else "were"
    return facts


def _passage(case: Case, facts: dict[str, Any]) -> str:
    span = span_in_words(facts["first_bar"], facts["last_bar"])
    if facts["at_end"]:
        return f"the end, {span}," if facts["first_bar"] != facts["last_bar"] else span
    return span


def _how_often(case: Case, group: list[Cause], notes: tuple[int, ...], bars: tuple[int, ...]) -> str:
    """A second sentence where one cause explains several notes."""
    kind = group[0].kind
    count = max(len(group), len(notes))
    if count < 2 or kind in ("S02", "S04", "P17", "P23", "P24", "I02"):
        return ""
    if kind in PITCH_KINDS and len(case.wrong) >= 2:
        share = f"All {count}" if count == len(case.wrong) else f"{count} of your {len(case.wrong)}"
        same = "of your wrong notes are" if count == len(case.wrong) else "wrong notes are"
        what = "this same one" if kind not in ("P00", "P10", "P11", "P12", "P20") else "of this kind"
        return f" {share} {same} {what}: see {bars_in_words(list(bars))}."
    return f" The same happened in {bars_in_words(list(bars))}: {count_in_words(count, 'time')} in all."


def _rank(case: Case, finding: Finding) -> tuple[float, float, int, str]:
    """Severity, then how many notes it explains, then where it begins."""
    where = case.index_of(finding.notes[0]) if finding.notes else -1
    return (-finding.severity, -float(finding.facts.get("count", 1)), where if where is not None else -1, finding.kind)


def praise(case: Case) -> str | None:
    """One plain sentence about a take in which nothing was wrong."""
    if case.extra or any(_has_fault(verdict) for verdict in case.verdicts):
        return None
    judged = [v for v in case.verdicts if v.judged]
    farthest = max((abs(v.onset_ms or 0.0) for v in judged), default=0.0)
    held = f"your pulse held at {case.alignment.curve.bpm:.0f} quarters a minute"
    return (
        f"Every one of the {len(judged)} notes was right, and {held}: none lay more than "
        f"{max(10.0, farthest):.0f} milliseconds from its place."
    )


def _has_fault(verdict: NoteVerdict) -> bool:
    return (
        verdict.pitch in ("wrong", "missed")
        or verdict.onset in ("early", "late")
        or verdict.intonation in ("sharp", "flat")
        or verdict.duration in ("short", "long")
    )
