"""How long the engine takes, each time held against another way of doing it on the same machine in the same run."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tutor.composing.request import ComposeRequest
from tutor.music.score import Score

SECONDS_OF_SOUND = 30.0
LISTEN_ROUNDS, COMPOSE_ROUNDS = 3, 20
SLOW_S = 20.0


@dataclass(frozen=True)
class Row:
    """One measured way: seconds (the median unless it says otherwise), and the ratio to the first way of its group."""

    what: str
    seconds: float
    ratio: float


def run() -> list[Row]:
    return [*composing(), *listening()]


def composing() -> list[Row]:
    """Eight and sixteen bars, all candidates ranked, warm: the middle and the 95th percentile of many."""
    from tutor.composing.compose import compose

    def times(bars: int) -> list[float]:
        compose(ComposeRequest(bars=bars, seed=999))
        return [_timed(lambda s=seed: compose(ComposeRequest(bars=bars, seed=s))) for seed in range(COMPOSE_ROUNDS)]

    found = {bars: statistics.quantiles(times(bars), n=20) for bars in (8, 16)}
    base = found[8][9]
    return [
        Row(f"compose {bars} bars{name}", cuts[at], cuts[at] / base)
        for bars, cuts in found.items()
        for name, at in (("", 9), (", 95th percentile", 18))
    ]


def listening() -> list[Row]:
    """Thirty seconds of violin: grading as a worker does it and the plain way, then single trackers."""
    from tutor.grading.evaluation_baseline import verdicts
    from tutor.grading.grade import grade
    from tutor.listening.audio import decode
    from tutor.listening.f0 import track_pitch
    from tutor.performing.perform import perform, write_audio

    with tempfile.TemporaryDirectory() as folder:
        score = half_a_minute()
        sound = Path(folder) / "take.wav"
        made = perform(score, expressive=True)
        write_audio(made.samples, made.rate, sound)
        audio = decode(sound)
        ways: dict[str, Callable[[], object]] = {
            f"grade {audio.duration_s:.0f} s of violin": lambda: grade(score, sound),
            "the plain way instead, pYIN and DTW": lambda: verdicts(score, made.samples, made.rate),
        }
        for tracker in ("auto", "crepe", "crepe-full", "swiftf0", "pyin"):
            ways[f"pitch of it, {tracker}"] = lambda t=tracker: track_pitch(audio, t, low_hz=150, high_hz=1600)  # type: ignore[misc]
        medians = {name: _warm(way) for name, way in ways.items()}
    base = next(iter(medians.values()))
    return [Row(name, seconds, seconds / base) for name, seconds in medians.items()]


def half_a_minute() -> Score:
    """A composed exercise played slowly enough to last about thirty seconds."""
    from dataclasses import replace

    from tutor.composing.compose import compose

    score = compose(ComposeRequest(bars=16, level=4, seed=1)).score
    return replace(score, tempo_bpm=float(score.length) * 60 / SECONDS_OF_SOUND)


def _warm(way: Callable[[], object]) -> float:
    """The median of some rounds once models are loaded; of what takes long the first round, loading and all."""
    first = _timed(way)
    return first if first > SLOW_S else statistics.median(_timed(way) for _ in range(LISTEN_ROUNDS))


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def table(rows: list[Row]) -> str:
    """The figures as Markdown."""
    body = "\n".join(f"| {row.what} | {row.seconds:.2f} s | {row.ratio:.2f} |" for row in rows)
    return f"| what | time | against the first of its group |\n|---|---|---|\n{body}\n"


if __name__ == "__main__":
    print(table(run()))
