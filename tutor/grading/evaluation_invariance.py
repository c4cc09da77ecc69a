"""Changes that must change no verdict: key, tempo, loudness, silence around the take, a re-encoding."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tutor.errors import UnusableRecording
from tutor.grading.evaluation_conditions import Samples, record
from tutor.grading.evaluation_pool import spread
from tutor.grading.evaluation_scores import study
from tutor.grading.grade import grade
from tutor.music.score import Score
from tutor.performing.labels import Slip
from tutor.performing.perform import perform, write_audio

PLAYERS = ("violin", "flute", "soprano", "clarinet", "cello", "trumpet", "tenor", "guitar", "oboe", "alto-recorder")
LEVEL, BARS = 3, 6  # as long as a take need be for tempo and tuning of its own
WORDS = ("pitch", "onset")
Verdicts = list[tuple[str | None, ...]]


@dataclass(frozen=True)
class Kept:
    """One take: whether the same sound gave the same report, and for each change whether each note's words stayed."""

    identical: bool
    same: dict[str, list[bool]]


def evaluate_invariance(takes: int, seed: int, processes: int) -> dict[str, Any]:
    """Share of notes whose verdicts stay, by change, over `takes` takes with slips; and identical bytes."""
    found = spread(kept_in, range(seed, seed + takes), processes)
    same = {name: [one for kept in found for one in kept.same[name]] for name in CHANGES}
    every = [one for kept in same.values() for one in kept]
    return {
        "takes": takes,
        "notes": len(every),
        "unchanged": {name: _of_100(kept) for name, kept in same.items()} | {"all": _of_100(every)},
        "identical_reports": all(kept.identical for kept in found),
    }


def _of_100(kept: list[bool]) -> float:
    return round(100.0 * float(np.mean(kept)), 2)


def kept_in(number: int) -> Kept:
    """Render one take and every change of it, and compare the reports."""
    player = PLAYERS[number % len(PLAYERS)]
    plain = _Take(study(number, player, LEVEL, bars=BARS), player, number)
    before = plain.report()
    identical = json.dumps(before) == json.dumps(plain.report())
    return Kept(identical, {name: _kept(before, change(plain)) for name, change in CHANGES.items()})


class _Take:
    """One rendered take and the ways to hear it."""

    def __init__(self, score: Score, player: str, seed: int, **how: Any) -> None:
        from tutor.performing.slips import random_slips

        slips: tuple[Slip, ...] = random_slips(score, seed, 3)
        self.score, self.player, self.seed = score, player, seed
        played = perform(score, instrument=player, slips=slips, expressive=True, seed=seed, **how)
        self.samples, self.rate = played.samples, played.rate

    def report(self, samples: Samples | None = None, condition: str = "") -> dict[str, Any] | None:
        heard = self.samples if samples is None else samples
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "take.wav"
            if condition:
                path = record(heard, self.rate, condition, self.seed, Path(folder))
            else:
                write_audio(np.asarray(heard, dtype=np.float32), self.rate, path)
            try:
                return grade(self.score, path, level=LEVEL).to_dict()
            except UnusableRecording:
                return None


def _transposed(take: _Take) -> dict[str, Any] | None:
    part = take.score.part
    moved = take.score.with_parts(replace(part, transposition=part.transposition + 2), *take.score.parts[1:])
    return _Take(moved, take.player, take.seed).report()


def _at_tempo(factor: float) -> Callable[[_Take], dict[str, Any] | None]:
    return lambda take: _Take(take.score, take.player, take.seed, tempo_bpm=factor * take.score.tempo_bpm).report()


CHANGES: dict[str, Callable[[_Take], dict[str, Any] | None]] = {
    "score and take a tone higher": _transposed,
    "3 % faster": _at_tempo(1.03),
    "3 % slower": _at_tempo(0.97),
    "6 dB louder": lambda take: take.report(np.clip(1.9953 * take.samples, -1.0, 1.0)),
    "silence around it": lambda take: take.report(np.pad(take.samples, (take.rate, take.rate // 2))),
    "re-encoded": lambda take: take.report(condition="Opus"),
}


def _kept(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[bool]:
    """Whether each note has the same words before and after."""
    if before is None or after is None:
        return [before is after] * len((before or after or {"notes": ()})["notes"])
    pairs = zip(before["notes"], after["notes"], strict=True)
    return [all(one[word] == other[word] for word in WORDS) for one, other in pairs]
