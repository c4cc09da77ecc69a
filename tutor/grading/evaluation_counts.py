"""Comparing a report with the truth about a take: what was found, what was missed, who was wrongly accused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tutor.performing.labels import Labels

NEAR_S = 0.05
KINDS = ("wrong", "missed", "extra")


@dataclass
class Tally:
    """Counts over takes. `hits`, `found`, `true` by kind of error; `accused` by kind over `notes` faultless notes."""

    takes: int = 0
    unjudged: int = 0
    notes: int = 0
    unsure: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    true: Counter[str] = field(default_factory=Counter)
    accused: Counter[str] = field(default_factory=Counter)
    onset_errors_ms: list[float] = field(default_factory=list)
    twin_marks: list[float] = field(default_factory=list)
    confidences: list[tuple[float, bool]] = field(default_factory=list)  # of a judged pitch, and whether it was right

    def add(self, other: Tally) -> None:
        self.takes += other.takes
        self.unjudged += other.unjudged
        self.notes += other.notes
        self.unsure += other.unsure
        for mine, theirs in (
            (self.hits, other.hits),
            (self.found, other.found),
            (self.true, other.true),
            (self.accused, other.accused),
        ):
            mine.update(theirs)
        self.onset_errors_ms += other.onset_errors_ms
        self.twin_marks += other.twin_marks
        self.confidences += other.confidences


def compare(report: dict[str, Any], labels: Labels, *, twin: bool) -> Tally:
    """The tally of one judged take; a `twin` is a take without slips, whose mark counts."""
    tally = Tally(takes=1)
    truths = labels.by_id()
    for note in report["notes"]:
        _count_note(tally, note, truths[note["id"]])
    _count_extras(tally, report["extra"], labels)
    if twin:
        tally.twin_marks.append(report["marks"]["overall"])
    return tally


def _count_note(tally: Tally, note: dict[str, Any], truth: Any) -> None:
    for kind in ("wrong", "missed"):
        tally.true[kind] += truth.pitch == kind
        tally.found[kind] += note["pitch"] == kind
        tally.hits[kind] += truth.pitch == kind and note["pitch"] == kind
    tally.unsure += note["pitch"] == "unsure"
    if truth.pitch == "correct" and truth.timing == "on_time":
        tally.notes += 1
        tally.accused["pitch"] += note["pitch"] in ("wrong", "missed")
        tally.accused["timing"] += note["onset"] in ("early", "late")
        tally.accused["tuning"] += note["intonation"] in ("sharp", "flat") and abs(truth.cents) < 20.0
        tally.accused["length"] += note["duration"] in ("short", "long") and truth.duration == "full"
    if note["performed"] and note["pitch"] != "unsure":
        tally.confidences.append((note["performed"].get("confidence", 1.0), note["pitch"] == truth.pitch))
    if note["performed"] and truth.onset_s is not None:
        tally.onset_errors_ms.append(1000.0 * abs(note["performed"]["onset_s"] - truth.onset_s))


def _count_extras(tally: Tally, found: list[dict[str, Any]], labels: Labels) -> None:
    """Extras match by onset, one to one; what an abandoned pass left behind is neither right nor wrong to name."""
    true = [extra.onset_s for extra in labels.extras if extra.reason not in ("abandoned", "repeat")]
    excused = [extra.onset_s for extra in labels.extras if extra.reason in ("abandoned", "repeat")]
    named = [extra["onset_s"] for extra in found if not _near(extra["onset_s"], excused)]
    left = list(named)
    for onset in true:
        matches = sorted((abs(other - onset), other) for other in left if abs(other - onset) <= NEAR_S)
        if matches:
            left.remove(matches[0][1])
            tally.hits["extra"] += 1
    tally.true["extra"] += len(true)
    tally.found["extra"] += len(named)


def _near(onset: float, others: Iterable[float]) -> bool:
    return any(abs(onset - other) <= NEAR_S for other in others)


def f1(tally: Tally, kind: str) -> float | None:
    """Harmonic mean of precision and recall of one kind of error; None where there was nothing to find or name."""
    either = tally.true[kind] + tally.found[kind]
    return 2.0 * tally.hits[kind] / either if either else None


def summary(tally: Tally) -> dict[str, Any]:
    """The measures of a tally, rounded for a card."""
    marks, errors = tally.twin_marks, tally.onset_errors_ms
    per_100 = 100.0 / max(1, tally.notes)
    return {
        "takes": tally.takes,
        "unjudged": tally.unjudged,
        "notes": tally.notes,
        "f1": {kind: _rounded(f1(tally, kind), 3) for kind in KINDS},
        "errors": {kind: tally.true[kind] for kind in KINDS},
        "overlooked_per_100": {kind: _overlooked(tally, kind) for kind in KINDS},
        "accused_per_100": {
            kind: round(per_100 * tally.accused[kind], 2) for kind in ("pitch", "timing", "tuning", "length")
        },
        "unsure_per_100": round(100.0 * tally.unsure / max(1, tally.notes), 2),
        "twin_marks": {"least": min(marks), "median": float(np.median(marks)), "count": len(marks)} if marks else None,
        "onset_error_ms": {"median": _percentile(errors, 50), "p95": _percentile(errors, 95)},
    }


def _overlooked(tally: Tally, kind: str) -> float | None:
    """Errors of a kind that were not found, of 100; None where there were none."""
    return round(100.0 * (1.0 - tally.hits[kind] / tally.true[kind]), 1) if tally.true[kind] else None


def _percentile(values: list[float], share: float) -> float | None:
    return round(float(np.percentile(values, share)), 1) if values else None


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def interval_of_f1(tallies: list[Tally], kind: str, seed: int = 0, draws: int = 400) -> tuple[float, float] | None:
    """95 % bootstrap interval of an F1 over takes."""
    rng = np.random.default_rng(seed)
    table = np.array([[t.hits[kind], t.true[kind] + t.found[kind]] for t in tallies], dtype=float)
    if not len(table) or table[:, 1].sum() == 0:
        return None
    sums = table[rng.integers(0, len(table), size=(draws, len(table)))].sum(axis=1)
    scores = 2.0 * sums[:, 0] / np.maximum(sums[:, 1], 1.0)
    low, high = np.percentile(scores, [2.5, 97.5])
    return round(float(low), 3), round(float(high), 3)
