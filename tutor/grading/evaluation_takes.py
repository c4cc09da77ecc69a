"""Rendered takes with known errors and their error-free twins, by condition, sound and level."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tutor.errors import UnusableRecording
from tutor.grading.evaluation_conditions import BACKING, BACKING_DB, CONDITIONS, record
from tutor.grading.evaluation_counts import KINDS, Tally, compare, interval_of_f1, summary
from tutor.grading.evaluation_pool import spread
from tutor.grading.evaluation_scores import study
from tutor.grading.grade import grade
from tutor.music.score import Score
from tutor.performing.labels import Labels, Slip

# "voice" is sung by a soprano, "child" by a child.
SOUNDS = (
    *("violin", "flute", "clarinet", "cello", "voice", "oboe", "alto-saxophone", "trumpet", "bassoon", "child"),
    *("alto-recorder", "guitar", "piano", "whistling", "horn", "tenor"),
)
MANNERS: tuple[bool | str, ...] = (False, True, "human")
SLIPS_A_TAKE = 4
LEVELS = 6
CONDITION_SHARE = 8  # clean takes for each take in every other condition


@dataclass(frozen=True)
class Job:
    """One take to render and grade, and with `twin` its error-free sibling."""

    seed: int
    sound: str
    condition: str
    twin: bool

    @property
    def level(self) -> int:
        return 1 + self.seed % LEVELS


def evaluate_takes(takes: int, seed: int, processes: int) -> dict[str, Any]:
    """`takes` clean takes with errors, each with a twin, and an eighth as many in every other condition."""
    jobs = list(_jobs(takes, seed))
    tallies = spread(run_job, jobs, processes)

    def rows(names: Iterable[Any], test: Any) -> dict[str, Any]:
        picked = {name: [t for job, t in zip(jobs, tallies, strict=True) if test(job, name)] for name in names}
        return {str(name): measured(chosen) for name, chosen in picked.items() if chosen}

    return {
        "by_condition": rows(CONDITIONS, lambda job, name: job.condition == name),
        "by_sound": rows(SOUNDS, lambda job, name: job.condition == "clean" and job.sound == name),
        "by_level": rows(range(1, LEVELS + 1), lambda job, name: job.condition == "clean" and job.level == name),
        "confidence": _confidence(tallies),
        "everything_is_right": {kind: 0.0 for kind in KINDS},
    }


def _jobs(takes: int, seed: int) -> Iterable[Job]:
    for number in range(takes):
        yield Job(seed + number, SOUNDS[number % len(SOUNDS)], "clean", twin=True)
    for condition in list(CONDITIONS)[1:]:
        for number in range(max(5, takes // CONDITION_SHARE)):
            yield Job(seed + 100_000 + number, SOUNDS[number % len(SOUNDS)], condition, twin=False)


def run_job(job: Job) -> Tally:
    """Render and grade one take, and its twin."""
    from tutor.performing.slips import random_slips

    score = study(job.seed, "soprano" if job.sound == "voice" else job.sound, job.level)
    slips = random_slips(score, job.seed, SLIPS_A_TAKE)
    tally = _graded(job, score, slips)
    if job.twin:
        tally.add(_graded(job, score, ()))
    return tally


def _graded(job: Job, score: Score, slips: tuple[Slip, ...]) -> Tally:
    try:
        report, labels = report_on(score, slips, job.seed, sound=job.sound, condition=job.condition, level=job.level)
    except UnusableRecording:
        lost = Tally(takes=1, unjudged=1)
        lost.true.update("extra" if slip.kind == "extra" else slip.kind.removesuffix("_pitch") for slip in slips)
        return lost
    return compare(report, labels, twin=not slips)


def report_on(
    score: Score,
    slips: tuple[Slip, ...],
    seed: int,
    *,
    sound: str,
    condition: str = "clean",
    level: int = 3,
    manner: bool | str | None = None,
    tempo_bpm: float | None = None,
) -> tuple[dict[str, Any], Labels]:
    """The report on a rendered take, and the truth about it."""
    from tutor.performing.perform import perform

    how = MANNERS[seed % len(MANNERS)] if manner is None else manner
    played = perform(
        score,
        instrument=sound,
        slips=slips,
        expressive=how,
        seed=seed,
        tempo_bpm=tempo_bpm,
        accompaniment=condition == BACKING,
        leak_db=BACKING_DB,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = record(played.samples, played.rate, condition, seed, Path(folder))
        return grade(score, path, level=level).to_dict(), played.labels


def measured(tallies: list[Tally]) -> dict[str, Any]:
    """The summary of many takes, with intervals."""
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


def _confidence(tallies: list[Tally]) -> dict[str, Any]:
    """Expected calibration error of the notes' confidence over ten bins, all conditions together."""
    pairs = np.array([pair for tally in tallies for pair in tally.confidences]).reshape(-1, 2)
    bins = np.minimum((pairs[:, 0] * 10).astype(int), 9)
    rows = [pairs[bins == k] for k in range(10)]
    error = sum(abs(float(row.sum(axis=0) @ [1, -1])) for row in rows) / max(1, len(pairs))
    return {"notes": len(pairs), "calibration_error": round(error, 4)}
