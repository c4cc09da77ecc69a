"""`evaluate ears`: rendered takes with known errors and their error-free twins, and how well they are graded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from tutor.errors import UnusableRecording
from tutor.grading.accuracy_card import accuracy_card
from tutor.grading.evaluation_conditions import CONDITIONS, record
from tutor.grading.evaluation_counts import KINDS, Tally, compare, interval_of_f1, summary
from tutor.grading.evaluation_facts import evaluate_facts
from tutor.grading.evaluation_scores import study
from tutor.grading.grade import grade

__all__ = ["accuracy_card", "evaluate_ears"]

SOUNDS = ("violin", "flute", "clarinet", "cello", "voice")  # "voice" is sung by a soprano
MANNERS: tuple[bool | str, ...] = (False, True, "human")
SLIPS_A_TAKE = 4
PROCESSES = 2


@dataclass(frozen=True)
class Job:
    """One take to render and grade, and with `twin` its error-free sibling."""

    seed: int
    sound: str
    condition: str
    twin: bool


def evaluate_ears(
    takes: int = 200, seed: int = 0, *, real: Path | None = None, processes: int = PROCESSES
) -> dict[str, Any]:
    """Grade `takes` clean takes with errors, each with a twin, and a fifth as many in every other condition.

    `real` is a folder of real recordings (see `evaluation_real`). Returns plain values for JSON and the card.
    """
    jobs = list(_jobs(takes, seed))
    tallies = _run(jobs, processes)
    result: dict[str, Any] = {
        "takes": takes,
        "seed": seed,
        "by_condition": {c: _measured(_pick(jobs, tallies, condition=c)) for c in CONDITIONS},
        "by_sound": {s: _measured(_pick(jobs, tallies, condition="clean", sound=s)) for s in SOUNDS},
        "baseline": {"everything is right": {kind: 0.0 for kind in KINDS}},
        "facts": evaluate_facts(takes, seed),
    }
    if real is not None:
        from tutor.grading.evaluation_real import evaluate_real

        result["real"] = evaluate_real(real, seed)
    return result


def _jobs(takes: int, seed: int) -> Iterable[Job]:
    for number in range(takes):
        yield Job(seed + number, SOUNDS[number % len(SOUNDS)], "clean", twin=True)
    for condition in list(CONDITIONS)[1:]:
        for number in range(max(len(SOUNDS), takes // 5)):
            yield Job(seed + 100_000 + number, SOUNDS[number % len(SOUNDS)], condition, twin=False)


def _run(jobs: list[Job], processes: int) -> list[Tally]:
    if processes <= 1:
        return [run_job(job) for job in jobs]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_one_thread) as pool:
        return list(pool.map(run_job, jobs, chunksize=4))


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)


def run_job(job: Job) -> Tally:
    """Render and grade one take, and its twin."""
    from tutor.performing.slips import random_slips

    level = 1 + job.seed % 6
    score = study(job.seed, "soprano" if job.sound == "voice" else job.sound, level)
    slips = random_slips(score, job.seed, SLIPS_A_TAKE)
    tally = _graded(job, score, slips, level)
    if job.twin:
        tally.add(_graded(job, score, (), level))
    return tally


def _graded(job: Job, score: Any, slips: Any, level: int) -> Tally:
    from tutor.performing.perform import perform

    manner = MANNERS[job.seed % len(MANNERS)]
    played = perform(score, instrument=job.sound, slips=slips, expressive=manner, seed=job.seed)
    with tempfile.TemporaryDirectory() as folder:
        path = record(played.samples, played.rate, job.condition, job.seed, Path(folder))
        try:
            report = grade(score, path, level=level).to_dict()
        except UnusableRecording:
            return Tally(takes=1, unjudged=1, true=_errors(played.labels))
    return compare(report, played.labels, twin=not slips)


def _errors(labels: Any) -> Any:
    """All errors of a take that could not be judged count as not found."""
    from collections import Counter

    kinds = Counter(note.pitch for note in labels.notes if note.pitch in KINDS)
    kinds["extra"] = len(labels.extras)
    return kinds


def _pick(jobs: list[Job], tallies: list[Tally], *, condition: str, sound: str | None = None) -> list[Tally]:
    chosen = zip(jobs, tallies, strict=True)
    return [tally for job, tally in chosen if job.condition == condition and sound in (None, job.sound)]


def _measured(tallies: list[Tally]) -> dict[str, Any]:
    total = Tally()
    for tally in tallies:
        total.add(tally)
    below = [mark for mark in total.twin_marks if mark < 95.0]
    return {
        **summary(total),
        "f1_interval": {kind: interval_of_f1(tallies, kind) for kind in KINDS},
        "twins_below_95": len(below),
        "twin_mark_mean": round(float(np.mean(total.twin_marks)), 2) if total.twin_marks else None,
    }
