"""How long half a minute of sound takes to grade, warm and cold, and how much memory."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

SECONDS_OF_SOUND = 30.0
ROUNDS = 5
_COLD = """
import json, resource, sys
from tutor.grading.grade import grade
from tutor.music.musicxml import read_score
grade(read_score(sys.argv[1]), sys.argv[2])
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"busy": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}))
"""


def evaluate_speed() -> dict[str, Any]:
    """Seconds by the clock and of the processor, and peak MB. Warm: median of five, after one; cold: a new process,
    imports and models included. On a machine that others use only the processor's seconds compare."""
    from tutor.grading.evaluation_scores import study
    from tutor.grading.grade import grade
    from tutor.music.musicxml import write_score
    from tutor.performing.perform import perform, write_audio

    score = study(1, "violin", 4)
    score = replace(score, tempo_bpm=float(score.length) * 60.0 / SECONDS_OF_SOUND)
    with tempfile.TemporaryDirectory() as folder:
        tune, take = Path(folder) / "tune.musicxml", Path(folder) / "take.wav"
        write_score(score, tune)
        played = perform(score, instrument="violin", expressive=True)
        write_audio(played.samples, played.rate, take)
        grade(score, take)
        warm = [_timed(lambda: grade(score, take)) for _ in range(ROUNDS)]
        cold = _cold(tune, take)
    return {
        "seconds_of_sound": round(played.duration_s, 1),
        "warm_s": round(statistics.median(clock for clock, _ in warm), 2),
        "warm_busy_s": round(statistics.median(busy for _, busy in warm), 2),
        "cold_s": round(cold["seconds"], 2),
        "cold_busy_s": round(cold["busy"], 2),
        "megabytes": round(cold["megabytes"]),
    }


def _timed(work: Any) -> tuple[float, float]:
    """Seconds by the clock, and of the processor over all threads."""
    started, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - busy


def _cold(tune: Path, take: Path) -> dict[str, float]:
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _COLD, tune, take], capture_output=True, text=True, check=True)
    return {"seconds": time.perf_counter() - started, **json.loads(done.stdout)}
