"""How the tempo ran: faster or slower from some bar on, or steady at another tempo than the written one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tutor.grading.case import Case, Cause
from tutor.grading.naming import span_in_words
from tutor.music.rhythm import Meter

Array = NDArray[np.float64]

MOST_DRIFT_PERCENT = 45  # a greater change is told by itself: there is no one tempo to compare with the written one
OTHER_TEMPO = 0.15  # share by which a steady tempo must differ from the written one to be mentioned
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
    """T01, T02 or (for a doubling) R12, and T05."""
    changed = None if _tempo_is_free(case) else _largest_change(case)
    if changed is not None:
        yield changed
    if changed is not None and changed.facts["percent"] > MOST_DRIFT_PERCENT:
        return
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


def _beat_tempos(case: Case) -> list[tuple[int, float]]:
    """(bar number, log quarters a minute) of each beat of the full bars that were played, the last bar left out."""
    curve = case.alignment.curve
    played = [v.note.onset for v in case.verdicts if v.played is not None]
    rows = []
    for bar in case.score.bars[:-1]:
        if bar.number and played and played[0] <= bar.end and played[-1] >= bar.end:
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
        "span": f"from bar {bars[0]} on" if to_end else f"in {span_in_words(*bars)}",
        "percent": round(100.0 * abs(float(np.exp(change)) - 1.0)),
        "from_bpm": round(float(np.exp(rest))),
        "to_bpm": round(float(np.exp(rest + change))),
    }
    if _is_doubling(change):
        took = "half" if change > 0 else "twice"
        return Cause("R12", (), {**facts, **_stretched_facts(took, bars[0])}, (), bars)
    return Cause("T01" if change > 0 else "T02", (), facts, (), bars)


def _is_doubling(change: float) -> bool:
    """Twice as fast or half as fast, give or take a tenth: values were misread, the tempo did not drift."""
    return abs(abs(change) - np.log(2.0)) < 0.12


def _stretched_facts(took: str, bar: int) -> dict[str, object]:
    told = f"from here on every note took {took} its written value"
    return {"what": told, "where": f"bar {bar}", "direction": "early" if took == "half" else "late"}


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
