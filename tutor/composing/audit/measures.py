"""The rows of the model card: each function measures one thing over exercises and returns plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from statistics import mean
from typing import Any

import numpy as np

from tutor.composing.audit.cadences import planned_cadences
from tutor.composing.audit.checker import faults, violations
from tutor.composing.audit.difficulty import difficulty, rank_correlation
from tutor.composing.audit.exercises import Exercise
from tutor.composing.audit.features import LAGS, counts, divergence, overlap, similarities
from tutor.composing.audit.recogniser import Recogniser
from tutor.composing.audit.reference import Reference
from tutor.composing.audit.wishes import unhelpful
from tutor.composing.compose import Composition
from tutor.composing.planning import plan_of
from tutor.composing.purposes import quotas_owed
from tutor.composing.request import ComposeRequest
from tutor.errors import RequestImpossible
from tutor.music.musicxml import to_musicxml

_SHOWN = 5  # examples of what went wrong


def promises(
    requests: Iterable[ComposeRequest],
    compose: Callable[[ComposeRequest], Composition],
    check: Callable[[ComposeRequest], None],
) -> dict[str, Any]:
    """How many requests are met to the letter, or refused with a conflict and a change that helps."""
    tally: Counter[str] = Counter()
    examples: list[str] = []
    for request in requests:
        outcome, problems = _met_or_refused(request, compose, check)
        tally[outcome] += 1
        tally["wrong"] += bool(problems)
        examples += [f"{request.to_dict()}: {problem}" for problem in problems]
    asked = tally["composed"] + tally["refused"] + tally["crashed"]
    return {"requests": asked, **{k: tally[k] for k in ("composed", "refused", "crashed", "wrong")}} | {
        "examples": examples[:_SHOWN]
    }


def _met_or_refused(
    request: ComposeRequest, compose: Callable[[ComposeRequest], Composition], check: Callable[[ComposeRequest], None]
) -> tuple[str, list[str]]:
    """What became of a request, and what is wrong with that."""
    try:
        made = compose(request)
    except RequestImpossible as refusal:
        return "refused", [problem for problem in [unhelpful(request, refusal, check)] if problem]
    except Exception as error:  # whatever it is, it is a fault to be counted, not the end of the audit
        return "crashed", [f"{type(error).__name__}: {error}"]
    return "composed", violations(to_musicxml(made.score), request.to_dict(), quotas_owed(request))


def levels(exercises: Sequence[Exercise]) -> dict[str, Any]:
    """What stands above the level asked for, what else is broken, and how an independent difficulty follows it."""
    above, broken = [], []
    for exercise in exercises:
        xml, request = to_musicxml(exercise.made.score), exercise.made.request
        otherwise, over = faults(xml, request.to_dict(), quotas_owed(request))
        above += over
        broken += otherwise
    pairs = [(e.made.request.level, difficulty(e.made.score)) for e in exercises]
    styles = [e.made.request.style for e in exercises]
    own = [[pair for pair, s in zip(pairs, styles, strict=True) if s == style] for style in dict.fromkeys(styles)]
    return {
        "exercises": len(exercises),
        "above_level": len(above),
        "otherwise_broken": len(broken),
        "examples": [*above, *broken][:_SHOWN],
        "rank_correlation": round(rank_correlation(pairs), 3),
        "rank_correlation_in_a_style": round(mean(map(rank_correlation, own)), 3),
    }


def styles(exercises: Sequence[Exercise], reference: Reference, recogniser: Recogniser) -> dict[str, Any]:
    """How often exercises, and real held-out excerpts, are told to be of their style: each style weighs the same."""
    by_style = {}
    for style, real in reference.styles.items():
        mine = [recogniser.named(e.melody) == style for e in exercises if e.made.request.style == style]
        if mine:
            by_style[style] = {
                **{"made": len(mine), "made_recognised": round(mean(mine), 3), "real": len(real["excerpts"])},
                "real_recognised": round(real["recognised"] / len(real["excerpts"]), 3),
            }
    made, human = (mean(row[k] for row in by_style.values()) for k in ("made_recognised", "real_recognised"))
    return {"made": round(made, 3), "real": round(human, 3), "ratio": round(made / human, 3), "by_style": by_style}


def blends(exercises: Sequence[Exercise], recogniser: Recogniser) -> list[dict[str, Any]]:
    """For each part that the second style was asked to have: how likely each of the two is heard, on average, and what
    part of the two together the second has."""
    rows = []
    for blend in sorted({e.made.request.blend for e in exercises}):
        heard = [_both_heard(e, recogniser) for e in exercises if e.made.request.blend == blend]
        first, second = (mean(side) for side in zip(*heard, strict=True))
        part = mean(b / (a + b) for a, b in heard)
        rows.append({"asked": blend, "exercises": len(heard), "first": first, "second": second, "part": part})
    return [{name: round(value, 3) for name, value in row.items()} for row in rows]


def _both_heard(exercise: Exercise, recogniser: Recogniser) -> tuple[float, float]:
    """How likely the recogniser takes a blend for its first and for its second style."""
    shares, request = recogniser.shares(exercise.melody), exercise.made.request
    return shares[request.style], shares[request.style2 or request.style]


def distributions(exercises: Sequence[Exercise], reference: Reference) -> dict[str, Any]:
    """Overlap of what the exercises are made of with held-out excerpts, and of the excerpts' two halves."""
    mine = _by_style(exercises)
    made: dict[str, list[np.ndarray]] = {}
    real: dict[str, tuple[list[np.ndarray], list[np.ndarray]]] = {}
    for style, melodies in mine.items():
        for name, histogram in counts(melodies).items():
            made.setdefault(name, []).append(_shares(histogram))
            halves = real.setdefault(name, ([], []))
            for number in (0, 1):
                halves[number].append(_shares(reference.half(style, number)[name]))
    return {
        name: {
            "made": round(overlap(_mean(parts), _mean([*real[name][0], *real[name][1]])), 3),
            "real_halves": round(overlap(_mean(real[name][0]), _mean(real[name][1])), 3),
        }
        for name, parts in made.items()
    }


def structure(exercises: Sequence[Exercise], reference: Reference) -> dict[str, Any]:
    """How far the likeness of bars at each lag diverges from held-out excerpts, in nats; styles weigh the same."""
    mine = _by_style(exercises)
    made = sum((_weighed(similarities(melodies)) for melodies in mine.values()), np.zeros(1))
    real = sum((_weighed(reference.likeness(style)) for style in mine), np.zeros(1))
    scale = 100.0  # counts that the halves added to every cell weigh little against
    rows = zip(LAGS, made / len(mine), real / len(mine), strict=True)
    return {f"lag {lag}": round(divergence(scale * b, scale * a), 3) for lag, a, b in rows}


def originality(exercises: Sequence[Exercise], reference: Reference) -> dict[str, Any]:
    """Longest runs shared with a training piece, beside those of human pieces with pieces that are no kin of theirs."""
    runs = [e.made.originality["longest_shared_notes"] for e in exercises]
    human = reference.shared_notes()
    limit = float(np.percentile(human, 95))
    return {
        "made_median": float(np.median(runs)),
        "made_95": float(np.percentile(runs, 95)),
        "made_longest": max(runs),
        "human_median": float(np.median(human)),
        "human_95": limit,
        "beyond_human_95": round(mean(run > limit for run in runs), 3),
        "copies": sum(not e.made.originality["original"] for e in exercises),
    }


def cadences(exercises: Sequence[Exercise]) -> dict[str, Any]:
    """Planned cadences, and how many are met."""
    found = [planned_cadences(e.made.score, plan_of(e.made.request, e.made.provenance["form"])) for e in exercises]
    inner = sum(planned for planned, _, _ in found)
    return {
        "inner": inner,
        "inner_met": round(sum(met for _, met, _ in found) / max(1, inner), 4),
        "final": len(found),
        "final_met": round(mean(final for _, _, final in found), 4),
    }


def times(exercises: Sequence[Exercise]) -> dict[str, Any]:
    """Seconds of one exercise, all its candidates ranked, by length: the middle and the 95th percentile."""
    found: dict[str, Any] = {}
    for bars in sorted({e.made.request.bars for e in exercises}):
        chosen = [e for e in exercises if e.made.request.bars == bars]
        clock, cpu = ([e.seconds for e in chosen], [e.cpu_seconds for e in chosen])
        found[f"{bars} bars"] = {
            **{"exercises": len(chosen), "p50": _cut(clock, 50), "p95": _cut(clock, 95)},
            **{"cpu_p50": _cut(cpu, 50), "cpu_p95": _cut(cpu, 95)},
        }
    return found


def _cut(values: Sequence[float], percent: float) -> float:
    return round(float(np.percentile(values, percent)), 2)


def _by_style(exercises: Sequence[Exercise]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for exercise in exercises:
        found.setdefault(exercise.made.request.style, []).append(exercise.melody)
    return found


def _shares(histogram: np.ndarray) -> np.ndarray:
    return histogram / max(1.0, histogram.sum())


def _weighed(rows: np.ndarray) -> np.ndarray:
    """Every row of counts as shares."""
    return rows / np.maximum(1.0, rows.sum(1, keepdims=True))


def _mean(parts: Sequence[np.ndarray]) -> np.ndarray:
    return np.mean(parts, axis=0)
