"""Compose every style at every level and check each file with music21 alone: violations, refusals and time.

Run by hand:  python -m bench.compose_matrix [--seeds 3] [--bars 8] [--styles hymn irish-reel] [--json out.json]
"""

from __future__ import annotations

import argparse
import itertools
import json
import platform
import time
from collections import Counter
from statistics import mean, quantiles

from tests.tutor.checker import violations
from tutor.composing.compose import compose, with_defaults
from tutor.composing.levels import LEVELS
from tutor.composing.styles import STYLES
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS
from tutor.music.musicxml import to_musicxml


def measure(style: str, level: int, seed: int, bars: int, key: str | None, meter: str | None) -> dict:
    """One composition: what it broke, whether it was refused, its seconds and its size."""
    given = {"style": style, "level": level, "seed": seed, "bars": bars}
    given |= {name: value for name, value in (("key", key), ("meter", meter)) if value}
    started, cpu = time.perf_counter(), time.process_time()
    row: dict = {"style": style, "level": level, "seed": seed}
    try:
        made = compose(with_defaults(given))
    except RequestImpossible as refusal:
        return row | {"refused": str(refusal), "broken": []}
    row |= {"seconds": time.perf_counter() - started, "cpu_seconds": time.process_time() - cpu}
    request = made.request
    owed = {name: SKILLS[name].quota(request.bars) for name in request.skills}
    broken = violations(to_musicxml(made.score), request.to_dict(), owed)
    return row | {"broken": broken, "original": made.originality["original"], "difficulty": difficulty(made.score)}


def difficulty(score) -> float:
    """A measure that knows no levels: notes a second, mean leap, signs in the key and kinds of note value."""
    heights = [note.pitch.midi for note in score.notes]
    leaps = [abs(b - a) for a, b in itertools.pairwise(heights)]
    rate = len(score.notes) / score.seconds(score.length)
    values = len({note.duration for note in score.notes})
    altered = sum(score.key.degree_of(note.pitch)[1] != 0 for note in score.notes)
    return rate + mean(leaps or [0]) / 2 + values / 4 + (max(heights) - min(heights)) / 8 + altered / 8


def spearman(pairs: list[tuple[float, float]]) -> float:
    """Rank correlation, ties sharing their mean rank."""
    from scipy.stats import spearmanr

    return float(spearmanr([a for a, _ in pairs], [b for _, b in pairs]).statistic)


def summary(rows: list[dict]) -> dict:
    """The figures that are reported."""
    made = [row for row in rows if "seconds" in row]
    cut = quantiles([row["seconds"] for row in made], n=20) if len(made) > 1 else [0.0] * 19
    cpu = quantiles([row["cpu_seconds"] for row in made], n=20) if len(made) > 1 else [0.0] * 19
    return {
        "composed": len(made),
        "refused": len(rows) - len(made),
        "violations": sum(bool(row["broken"]) for row in made),
        "not_original": sum(not row["original"] for row in made),
        "seconds_p50": round(cut[9], 3),
        "seconds_p95": round(cut[18], 3),
        "cpu_seconds_p50": round(cpu[9], 3),
        "cpu_seconds_p95": round(cpu[18], 3),
        "difficulty_to_level_spearman": round(spearman([(row["level"], row["difficulty"]) for row in made]), 3),
        "machine": platform.processor() or platform.machine(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--bars", type=int, default=8)
    parser.add_argument("--styles", nargs="*", default=list(STYLES))
    parser.add_argument("--key")
    parser.add_argument("--meter")
    parser.add_argument("--json")
    options = parser.parse_args()
    rows = []
    for style in options.styles:
        for level in range(1, len(LEVELS) + 1):
            for seed in range(options.seeds):
                rows.append(measure(style, level, seed, options.bars, options.key, options.meter))
                if rows[-1]["broken"] or "refused" in rows[-1]:
                    print(json.dumps(rows[-1]), flush=True)
    report = summary(rows) | {"kinds": dict(Counter(b for row in rows for b in row["broken"]))}
    print(json.dumps(report, indent=1))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"summary": report, "rows": rows}, file, indent=1)


if __name__ == "__main__":
    main()
