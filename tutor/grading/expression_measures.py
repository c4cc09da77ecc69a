"""Expression against what the score asks for: hairpins, p and f, articulation, vibrato, phrase ends, accents.

Measured from played notes that answer written ones. Levels are in dB against the take itself; nothing here is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tutor.grading.case import Case, bars_of
from tutor.grading.facts import Facts, place_of
from tutor.grading.verdicts import NoteVerdict
from tutor.music.score import Direction

DYNAMICS = ("ppp", "pp", "p", "mp", "mf", "f", "ff", "fff")
HAIRPIN_DB, CONTRAST_DB, ACCENT_DB = 1.5, 3.0, -1.5  # what shows at all; an accent this far below its neighbours
SHORT, JOINED = 0.75, 0.75  # share of the time to the next note: staccato under it, slurred notes over it
HURRIED = 0.93  # of the written time
PHRASE_BARS = 4
_FLAT_DB = 0.5  # a take whose levels differ by less has no levels: keys without velocity, a bare pitch track
_USUAL_VIBRATO = (4.6, 7.2, 80.0)  # slowest and fastest rate, widest extent that nobody remarks on


@dataclass(frozen=True)
class Measure:
    """One row of the taxonomy's E: `met` says whether it came out as the score asks."""

    kind: str
    notes: tuple[int, ...]
    facts: Facts
    met: bool
    bars: tuple[int, ...]


def measures(case: Case) -> list[Measure]:
    """All that the score and the take allow to be measured, E01 to E06."""
    loud = MEASURED if _has_levels(case) else ()
    return [measure for find in (*loud, *ALWAYS) for measure in find(case)]


def _has_levels(case: Case) -> bool:
    levels = [v.played.loudness_db for v in case.verdicts if v.played is not None]
    return len(levels) > 1 and float(np.ptp(levels)) > _FLAT_DB


def _answered(case: Case, start: float, end: float) -> list[NoteVerdict]:
    """Rightly played notes whose written onset lies in a span of quarters, both ends included."""
    return [v for v in case.verdicts if v.played is not None and v.pitch == "correct" and start <= v.note.onset <= end]


def _directions(case: Case, kind: str) -> list[Direction]:
    return [d for d in case.score.part.directions if d.kind == kind]


def _hairpins(case: Case) -> Iterator[Measure]:
    for mark in _directions(case, "hairpin"):
        inside = _answered(case, float(mark.onset), float(mark.end if mark.end is not None else mark.onset))
        if len(inside) < 3:
            continue
        onsets = np.array([v.note.onset for v in inside], dtype=float)
        slope = np.polyfit(onsets, _levels(inside), 1)[0]
        change = round(float(slope * np.ptp(onsets)), 1)
        grows = mark.text.startswith("<")
        indices = tuple(v.index for v in inside)
        bars = bars_of(case, indices)
        facts = {"hairpin": "crescendo" if grows else "diminuendo", "db": change}
        facts |= {"first_bar": bars[0], "last_bar": bars[-1]}
        yield Measure("E01", indices, facts, change * (1 if grows else -1) >= HAIRPIN_DB, bars)


def _levels(verdicts: list[NoteVerdict]) -> np.ndarray:
    return np.array([v.played.loudness_db for v in verdicts if v.played is not None])


def _contrast(case: Case) -> Iterator[Measure]:
    """E02: the softest and the loudest marked passages that hold two right notes each. A passage lasts up to its first
    hairpin: what has grown out of a dynamic is no longer that dynamic."""
    marks = [d for d in _directions(case, "dynamic") if d.text in DYNAMICS]
    passages: dict[str, list[NoteVerdict]] = {}
    for mark, following in pairwise([*marks, None]):
        assert mark is not None
        hairpins = [d.onset for d in _directions(case, "hairpin") if d.onset >= mark.onset]
        end = float(min([following.onset if following else case.score.length, *hairpins]))
        found = [v for v in _answered(case, float(mark.onset), end) if v.note.onset < end]
        passages.setdefault(mark.text, []).extend(v for v in found if not _under_hairpin(case, v))
    told = sorted((text for text, found in passages.items() if len(found) > 1), key=DYNAMICS.index)
    if len(told) > 1:
        soft, loud = passages[told[0]], passages[told[-1]]
        db = round(float(np.mean(_levels(loud)) - np.mean(_levels(soft))), 1)
        facts = {"soft": told[0], "loud": told[-1], "db": db}
        yield Measure("E02", (), facts, db >= CONTRAST_DB, bars_of(case, [v.index for v in (*soft, *loud)]))


def _under_hairpin(case: Case, verdict: NoteVerdict) -> bool:
    return any(d.end is not None and d.onset <= verdict.note.onset < d.end for d in _directions(case, "hairpin"))


def _accents(case: Case) -> Iterator[Measure]:
    found = []
    for v in _answered(case, 0.0, float(case.score.length)):
        beside = [n for n in case.verdicts[max(0, v.index - 1) : v.index + 2] if n.played is not None and n is not v]
        if "accent" in v.note.articulations and beside:
            found.append((v, float(_levels([v])[0] - np.mean(_levels(beside)))))
    if found:
        faint = [v for v, db in found if db <= ACCENT_DB]
        shown = faint or [v for v, _ in found]
        db = round(float(np.mean([db for v, db in found if v in shown])), 1)
        indices = tuple(v.index for v in shown)
        yield Measure("E06", indices, {**_at(case, shown[0]), "db": db}, not faint, bars_of(case, indices))


def _at(case: Case, verdict: NoteVerdict) -> Facts:
    return {
        "where": place_of(case.score, verdict.note.onset),
        "bar": verdict.bar,
        "beat": str(verdict.beat),
        "written": verdict.note.pitch.name,
        "key": case.key_at(verdict.index).name,
    }


def _articulation(case: Case) -> Iterator[Measure]:
    """E03: staccato and slurred notes, each against the time to the next note."""
    dotted = {v.index for v in case.verdicts if "staccato" in v.note.articulations}
    yield from _held(case, "staccato", dotted, lambda share: share < SHORT, "too long")
    if not case.setting.decaying:
        yield from _held(case, "slur", _slurred(case) - dotted, lambda share: share > JOINED, "cut off from the next")


def _slurred(case: Case) -> set[int]:
    """Notes that a slur ties to the one after."""
    found: set[int] = set()
    for slur in case.score.part.slurs:
        first, last = case.index_of(slur.first), case.index_of(slur.last)
        found |= set(range(first, last)) if first is not None and last is not None else set()
    return found


def _held(case: Case, mark: str, chosen: set[int], good: Callable[[float], bool], fault: str) -> Iterator[Measure]:
    shares = [(i, share) for i in sorted(chosen) if (share := _sounding_share(case, i)) is not None]
    if len(shares) < 2:
        return
    off = [i for i, share in shares if not good(share)]
    met = len(off) < 0.5 * len(shares)
    shown = [i for i, _ in shares] if met else off
    percent = round(100.0 * float(np.median([share for i, share in shares if i in shown])))
    facts = {**_at(case, case.verdicts[shown[0]]), "articulation": mark, "percent": percent}
    facts |= {"fault": "" if met else fault}
    yield Measure("E03", tuple(shown), facts, met, bars_of(case, shown))


def _sounding_share(case: Case, i: int) -> float | None:
    """How much of the time to the next note's onset a note sounded; None across a rest or an unheard note."""
    after = case.after(i)
    now = case.verdicts[i].played
    then = case.verdicts[i + 1].played if after is not None else None
    if now is None or then is None or after is None or after.onset != case.notes[i].end:
        return None
    span = then.onset_s - now.onset_s
    return min(1.0, now.duration_s / span) if span > 0.05 else None


def _vibrato(case: Case) -> Iterator[Measure]:
    found = case.expression.get("vibrato")
    if found:
        slowest, fastest, widest = _USUAL_VIBRATO
        rate, extent = found["rate_hz"], found["extent_cents"]
        fault = "slow" if rate < slowest else "fast" if rate > fastest else "wide" if extent > widest else ""
        facts = {"rate_hz": rate, "extent_cents": extent, "share": round(100 * found["share"]), "fault": fault}
        yield Measure("E04", (), facts, not fault, ())


def _phrase_ends(case: Case) -> Iterator[Measure]:
    """E05: the last note before every fourth barline, to the onset after it, where both came in time."""
    spq = 60.0 / case.alignment.curve.bpm
    shares = []
    for end in [bar.end for bar in case.score.bars[:-1] if bar.number and bar.number % PHRASE_BARS == 0]:
        inside = [v for v in case.verdicts if v.note.onset < end]
        after = case.verdicts[len(inside)] if inside and len(inside) < len(case.verdicts) else None
        if after is None or inside[-1].played is None or after.played is None:
            continue
        if inside[-1].onset == "on_time" and after.onset == "on_time":
            written = float(after.note.onset - inside[-1].note.onset) * spq
            shares.append((inside[-1], (after.played.onset_s - inside[-1].played.onset_s) / written))
    if shares:
        percent = round(100.0 * float(np.median([share for _, share in shares])))
        indices = tuple(v.index for v, _ in shares)
        yield Measure("E05", indices, {"percent": percent}, percent >= 100 * HURRIED, bars_of(case, indices))


Finder = Callable[[Case], Iterator[Measure]]
MEASURED: tuple[Finder, ...] = (_hairpins, _contrast, _accents)  # by levels
ALWAYS: tuple[Finder, ...] = (_articulation, _vibrato, _phrase_ends)
