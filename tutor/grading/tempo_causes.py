"""How the tempo ran: faster or slower from some bar on, or steady at another tempo than the written one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tutor.grading.case import Case, Cause
from tutor.grading.freedom import free_from, waits
from tutor.music.rhythm import Meter

Array = NDArray[np.float64]

MOST_DRIFT_PERCENT = 45  # a greater change is told by itself: there is no one tempo to compare with the written one
OTHER_TEMPO = 0.15  # share by which a steady tempo must differ from the written one to be mentioned


def tempo_causes(case: Case) -> Iterator[Cause]:
    """T01, T02 or T03, or (for a doubling) R12, and T05."""
    changed = _largest_change(case)
    if changed is not None:
        yield changed
    if changed is not None and changed.facts["percent"] > MOST_DRIFT_PERCENT:
        return
    written, played = case.score.tempo_bpm, case.alignment.curve.bpm
    if abs(np.log(played / written)) > np.log(1.0 + OTHER_TEMPO):
        unit, factor = _counted(case.score.meter)
        yield Cause(
            "T05",
            (),
            {
                "unit": unit,
                "played_bpm": round(played * factor),
                "written_bpm": round(written * factor),
                "direction": "faster" if played > written else "slower",
            },
        )


def _counted(meter: Meter) -> tuple[str, float]:
    """The value a metronome would count, and beats in a quarter."""
    if meter.is_compound:
        return "3/2", 2.0 / 3.0
    return {2: ("2", 0.5), 8: ("1/2", 2.0)}.get(meter.denominator, ("1", 1.0))


def _beat_tempos(case: Case) -> list[tuple[int, float]]:
    """(bar number, log quarters a minute) of each beat of the full bars that were played, the last bar left out."""
    curve = case.alignment.curve
    played = [v.note.onset for v in case.verdicts if v.played is not None]
    free = free_from(case.score)
    rows = []
    for bar in case.score.bars[:-1]:
        if (
            bar.number
            and bar.end <= free
            and not waits(case.score, bar)
            and played
            and played[0] <= bar.end
            and played[-1] >= bar.end
        ):
            beats = [float(bar.onset + onset) for onset in bar.meter.beat_onsets]
            rows += [(bar.number, float(np.log(60.0 / curve.spq(beat)))) for beat in beats]
    return rows


def _largest_change(case: Case) -> Cause | None:
    """The stretch whose tempo differs most from the rest, when that is beyond what the level allows."""
    rows = _beat_tempos(case)
    least = len(case.score.meter.beats)
    stretch = _odd_stretch(np.array([log for _, log in rows]), least)
    if stretch is None:
        return None
    first, last, change = stretch
    if abs(change) <= np.log(1.0 + case.setting.tolerances.tempo_change):
        return None
    half = least // 2  # a bar counts when the stretch holds half of it
    bars = rows[min(first + half, last - 1)][0], rows[max(last - 1 - half, first)][0]
    rest = float(np.median([log for k, (_, log) in enumerate(rows) if not first <= k < last]))
    to_end = last == len(rows)
    facts = {
        "first_bar": bars[0],
        "last_bar": bars[1],
        "stretch": "to the end" if to_end else "within",
        "percent": round(100.0 * abs(float(np.exp(change)) - 1.0)),
        "from_bpm": round(float(np.exp(rest))),
        "to_bpm": round(float(np.exp(rest + change))),
    }
    if _is_doubling(change):
        took = "half" if change > 0 else "twice"
        return Cause("R12", (), {**facts, **_stretched_facts(took, bars[0])}, (), bars)
    hard = "" if change > 0 or to_end else _hard(case, *bars)
    return Cause("T01" if change > 0 else "T03" if hard else "T02", (), {**facts, "hard": hard}, (), bars)


def _hard(case: Case, first: int, last: int) -> str:
    """What makes these bars the hardest of the piece: "leaps" or "quick notes"; "" where they are not."""
    inside = [i for i in range(len(case.notes)) if first <= case.bar_of(i) <= last]
    outside = [i for i in range(len(case.notes)) if not first <= case.bar_of(i) <= last]
    if not inside or not outside:
        return ""
    if _share_of_leaps(case, inside) >= 0.25 > 2.5 * _share_of_leaps(case, outside):
        return "leaps"
    quickest = min(case.notes[i].duration for i in inside)
    return "quick notes" if quickest < min(case.notes[i].duration for i in outside) else ""


def _share_of_leaps(case: Case, indices: list[int]) -> float:
    """How many of the notes are reached by a fifth or more."""
    wide = [i for i in indices if i and abs(case.notes[i].pitch.midi - case.notes[i - 1].pitch.midi) >= 7]
    return len(wide) / len(indices)


def _is_doubling(change: float) -> bool:
    """Twice as fast or half as fast, give or take a tenth: values were misread, the tempo did not drift."""
    return abs(abs(change) - np.log(2.0)) < 0.12


def _stretched_facts(took: str, bar: int) -> dict[str, object]:
    return {"stretched": took, "where": {"bar": bar}, "direction": "early" if took == "half" else "late"}


def _odd_stretch(logs: Array, least: int) -> tuple[int, int, float] | None:
    """(first, last, change) of the stretch of at least `least` beats, with at least two bars left outside it before
    its end, that stands out most from the others; long stretches stand out more."""
    best: tuple[float, int, int, float] | None = None
    for first in range(2 * least, len(logs) - least + 1):
        for last in range(first + least, len(logs) + 1):
            change = float(np.mean(logs[first:last]) - np.median(np.delete(logs, slice(first, last))))
            weight = abs(change) * (last - first) ** 0.25
            if best is None or weight > best[0]:
                best = (weight, first, last, change)
    return None if best is None else best[1:]
