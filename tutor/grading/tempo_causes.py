"""How the tempo ran: faster or slower from some bar on, or steady at another tempo than the written one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tutor.grading.case import Case, Cause
from tutor.music.rhythm import Meter

OTHER_TEMPO = 0.15  # share by which a steady tempo must differ from the written one to be mentioned
_SIDE_BARS = 2  # bars on either side that a change must last
_TEMPO_WORDS = (
    "rit",
    "rall",
    "accel",
    "string",
    "allarg",
    "tempo",
    "rubato",
    "calando",
    "morendo",
    "piu mosso",
    "meno mosso",
)


def tempo_causes(case: Case) -> Iterator[Cause]:
    """T01 or T02, and T05."""
    changed = None if _tempo_is_free(case) else _largest_change(case)
    if changed is not None:
        yield changed
    written, played = case.score.tempo_bpm, case.alignment.curve.bpm
    if abs(np.log(played / written)) > np.log(1.0 + OTHER_TEMPO):
        name, factor = _counted(case.score.meter)
        yield Cause(
            "T05",
            (),
            {
                "unit": name,
                "played_bpm": round(played * factor),
                "written_bpm": round(written * factor),
                "direction": "faster" if played > written else "slower",
            },
        )


def _counted(meter: Meter) -> tuple[str, float]:
    """The value a metronome would count, and beats in a quarter."""
    if meter.is_compound:
        return "dotted quarter", 2.0 / 3.0
    return {2: ("half note", 0.5), 8: ("eighth", 2.0)}.get(meter.denominator, ("quarter", 1.0))


def _tempo_is_free(case: Case) -> bool:
    """The score itself asks for a change of tempo."""
    words = [d.text.lower() for part in case.score.parts for d in part.directions if d.kind == "words"]
    return any(text.startswith(mark) for text in words for mark in _TEMPO_WORDS)


def _bar_tempos(case: Case) -> list[tuple[int, float]]:
    """(bar number, mean quarters a minute by the tempo curve) of the full bars that were played, the last left out."""
    curve = case.alignment.curve
    played = [v.note.onset for v in case.verdicts if v.played is not None]
    rows = []
    for bar in case.score.bars[:-1]:
        if bar.number and played and played[0] <= bar.end and played[-1] >= bar.end:
            grid = np.linspace(float(bar.onset), float(bar.end), 9)[:-1]
            rows.append((bar.number, 60.0 / float(np.mean(curve.spq(grid)))))
    return rows


def _largest_change(case: Case) -> Cause | None:
    """The bar line across which tempo differs most, when that is beyond what the level allows."""
    rows = _bar_tempos(case)
    best: tuple[float, int] | None = None
    logs = np.log([bpm for _, bpm in rows]) if rows else np.zeros(0)
    for k in range(_SIDE_BARS, len(rows) - _SIDE_BARS + 1):
        change = float(np.median(logs[k:]) - np.median(logs[:k]))
        if best is None or abs(change) > abs(best[0]):
            best = (change, k)
    if best is None or abs(best[0]) <= np.log(1.0 + case.setting.tolerances.tempo_change):
        return None
    change, k = best
    facts = {
        "first_bar": rows[k][0],
        "last_bar": rows[-1][0],
        "percent": round(100.0 * abs(float(np.exp(change)) - 1.0)),
        "from_bpm": round(float(np.exp(np.median(logs[:k])))),
        "to_bpm": round(float(np.exp(np.median(logs[k:])))),
    }
    return Cause("T01" if change > 0 else "T02", (), facts, (), (rows[k][0], rows[-1][0]))
