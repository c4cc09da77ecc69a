"""`evaluate ears`: the parts of the measurement, chosen by name and run one after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tutor.grading.accuracy_card import accuracy_card

__all__ = ["PARTS", "accuracy_card", "evaluate_ears"]

PROCESSES = 2
Part = Callable[[int, int, int], dict[str, Any]]  # takes, seed, processes


def _rendered(takes: int, seed: int, processes: int) -> dict[str, Any]:
    from tutor.grading.evaluation_takes import evaluate_takes

    return evaluate_takes(takes, seed, processes)


def _baseline(takes: int, seed: int, processes: int) -> dict[str, Any]:
    from tutor.grading.evaluation_baseline import evaluate_baseline

    return evaluate_baseline(max(5, takes // 10), seed)


def _tones(takes: int, seed: int, processes: int) -> dict[str, Any]:
    from tutor.grading.evaluation_tones import evaluate_tones

    return evaluate_tones(seed)


def _whole(takes: int, seed: int, processes: int) -> dict[str, Any]:
    from tutor.grading.evaluation_scenes import evaluate_whole_takes

    return evaluate_whole_takes(max(7, takes // 4), seed)


def _structure(takes: int, seed: int, processes: int) -> dict[str, Any]:
    from tutor.grading.evaluation_scenes import evaluate_structure

    return evaluate_structure(max(6, takes // 4), seed)


def _grouping(takes: int, seed: int, processes: int) -> dict[str, Any]:
    from tutor.grading.evaluation_scenes import evaluate_grouping

    return evaluate_grouping(max(4, takes // 5), seed)


def _facts(takes: int, seed: int, processes: int) -> dict[str, Any]:
    from tutor.grading.evaluation_facts import evaluate_facts

    return evaluate_facts(takes, seed)


def _invariance(takes: int, seed: int, processes: int) -> dict[str, Any]:
    from tutor.grading.evaluation_invariance import evaluate_invariance

    return evaluate_invariance(takes, seed, processes)


def _speed(takes: int, seed: int, processes: int) -> dict[str, Any]:
    from tutor.grading.evaluation_speed import evaluate_speed

    return evaluate_speed()


PARTS: dict[str, Part] = {
    "rendered": _rendered,
    "baseline": _baseline,
    "tones": _tones,
    "whole": _whole,
    "structure": _structure,
    "grouping": _grouping,
    "facts": _facts,
    "invariance": _invariance,
    "speed": _speed,
}


def evaluate_ears(
    takes: int = 200,
    seed: int = 0,
    *,
    real: Path | None = None,
    appeals: Path | None = None,
    parts: Sequence[str] = tuple(PARTS),
    processes: int = PROCESSES,
    say: Callable[[str], None] = lambda text: None,
) -> dict[str, Any]:
    """The measures of the named parts, each scaled to `takes` rendered takes with errors; plain values for JSON.

    `real` is a folder of real recordings (see `evaluation_real`), `appeals` a file of a class's overrides (see
    `evaluation_appeals`). ValueError names the parts when one is unknown.
    """
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise ValueError(f"'{unknown[0]}' is not a part of the ears' evaluation; use {', '.join(PARTS)}")
    result: dict[str, Any] = {"takes": takes, "seed": seed, "parts": list(parts)}
    for part in parts:
        say(f"measuring {part}")
        result[part] = PARTS[part](takes, seed, processes)
    if real is not None:
        from tutor.grading.evaluation_real import evaluate_real

        say("measuring real recordings")
        result["real"] = evaluate_real(real, seed)
    if appeals is not None:
        from tutor.grading.evaluation_appeals import evaluate_appeals

        result["appeals"] = evaluate_appeals(_cases(appeals))
    return result


def _cases(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"cannot read the appeals {path}: {error.strerror or error}") from error
    except ValueError as error:
        raise ValueError(f"{path} is not a file of overrides; export it from the class's page") from error
