"""The memory of a worker that has been asked for everything, measured step by step in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

KIB = 1024


@dataclass(frozen=True)
class Row:
    """Resident memory in MB after a step, and the most there was until then."""

    what: str
    resident: float
    peak: float


def run() -> list[Row]:
    """Each step in turn in one fresh process, as a worker would meet them."""
    told = subprocess.run([sys.executable, "-m", "bench.memory"], capture_output=True, text=True, check=True).stdout
    return [Row(**row) for row in json.loads(told.splitlines()[-1])]


def table(rows: list[Row]) -> str:
    """The figures as Markdown."""
    body = "\n".join(f"| {row.what} | {row.resident:.0f} MB | {row.peak:.0f} MB |" for row in rows)
    return f"| a worker after | resident | peak so far |\n|---|---|---|\n{body}\n"


def _measured() -> list[dict[str, object]]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for what, step in _steps(Path(folder)):
            step()
            rows.append({"what": what, "resident": _resident(), "peak": _peak()})
    return rows


def _steps(folder: Path) -> list[tuple[str, Callable[[], object]]]:
    take = folder / "take.wav"
    return [
        ("starting", _school),
        ("composing, engraving and analysing", lambda: _exercise(style="irish-reel")),
        ("a blend, and recognising it", lambda: _exercise(style="irish-reel", style2="hymn", blend=0.5)),
        ("rendering with accompaniment", lambda: _sound(take)),
        ("grading half a minute of it", lambda: _grade(take)),
        ("learning a style from 24 tunes", _style),
        ("composing, rendering and grading five times more", lambda: [_again(take) for _ in range(5)]),
    ]


def _school() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lessons.settings")
    import django

    django.setup()
    import lessons.celery
    import lessons.library.tasks
    import lessons.practice.tasks  # noqa: F401


def _exercise(**wish: object) -> None:
    from tutor.composing.analysis.analyse import analyse
    from tutor.composing.compose import compose, with_defaults
    from tutor.composing.recognising import recognised
    from tutor.music.engraving import engrave

    made = compose(with_defaults({"bars": 16, "level": 4, **wish}))
    engrave(made.score, width=1000)
    analyse(made.score)
    recognised(made.score, made.request)


def _sound(take: Path) -> None:
    from bench.speed import half_a_minute
    from tutor.performing.perform import perform, write_audio

    made = perform(half_a_minute(), accompaniment=True, expressive=True)
    write_audio(made.samples, made.rate, take)


def _grade(take: Path) -> None:
    from bench.speed import half_a_minute
    from tutor.grading.grade import grade

    grade(half_a_minute(), take)


def _style() -> None:
    from tests.tutor.composing.test_own_style import book
    from tutor.composing.checkpoint import shipped
    from tutor.composing.own_learning import learn
    from tutor.composing.own_tunes import read_tunes

    learn(read_tunes([("book.abc", book(24))]).tunes, "own-1", "Village tunes", shipped())


def _again(take: Path) -> None:
    _exercise(style="hymn")
    _sound(take)
    _grade(take)


def _resident() -> float:
    """MB in memory now, by the kernel's own count."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / KIB**2


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB


if __name__ == "__main__":
    print(json.dumps(_measured()))
