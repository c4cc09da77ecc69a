"""Scenes: whole takes in another octave, key or clef; players who go back, skip and stop; many notes with one cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.errors import UnusableRecording
from tutor.grading.evaluation_scores import study
from tutor.grading.evaluation_takes import report_on
from tutor.music.score import Score
from tutor.performing.labels import Labels, Slip

PLAYERS = ("violin", "soprano", "clarinet", "cello", "trumpet", "tenor", "alto-saxophone")
SHIFTS = (-12, 12, -2, 2, 3, -5, 5)
CLEF_STEPS = (2, -2)
LEVEL, LONGER_LEVEL = 3, 5
STRUCTURES = ("restart", "repeat", "skip", "hesitation", "stammer", "corrected")


def evaluate_whole_takes(takes: int, seed: int) -> dict[str, Any]:
    """How often an octave, a transposition or another clef is named as what it is."""
    named: dict[str, list[bool]] = {"octave": [], "transposition": [], "clef": []}
    for number in range(takes):
        score, player = _scene(seed + number)
        shift = SHIFTS[number % len(SHIFTS)]
        named["octave" if shift % 12 == 0 else "transposition"].append(
            _shift_named(score, player, shift, seed + number)
        )
        if number % 3 == 0:
            steps = CLEF_STEPS[number // 3 % len(CLEF_STEPS)]
            named["clef"].append(_clef_named(score, player, steps, seed + number))
    return {kind: {"takes": len(found), "named": _of_100(found)} for kind, found in named.items()}


def _of_100(found: list[bool]) -> float:
    return round(100.0 * float(np.mean(found)), 1)


def _scene(seed: int, level: int = LEVEL) -> tuple[Score, str]:
    player = PLAYERS[seed % len(PLAYERS)]
    return study(seed, player, level), player


def _shift_named(score: Score, player: str, shift: int, seed: int) -> bool:
    slip = Slip("transposed", score.notes[0].id, shift)
    report = _report(score, (slip,), seed, player)
    return report is not None and report["take"]["transposition_semitones"] == shift


def _clef_named(score: Score, player: str, steps: int, seed: int) -> bool:
    report = _report(score, (Slip("clef_misread", score.notes[0].id, steps),), seed, player)
    return report is not None and "P24" in {finding["kind"] for finding in report["findings"]}


def _report(score: Score, slips: tuple[Slip, ...], seed: int, player: str) -> dict[str, Any] | None:
    try:
        return report_on(score, slips, seed, sound=player, level=LEVEL)[0]
    except UnusableRecording:
        return None


def evaluate_structure(takes: int, seed: int) -> dict[str, Any]:
    """F1 of wrong and missed notes in takes that go back, skip, stop or stammer, two slips of pitch beside."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in STRUCTURES}
    for number in range(takes):
        kind = STRUCTURES[number % len(STRUCTURES)]
        score, player = _scene(seed + number, LONGER_LEVEL)
        counts[kind].update(_structure_counts(score, _strayed(score, kind, seed + number), seed + number, player))
    total: Counter[str] = sum(counts.values(), Counter())
    return {"takes": takes, "f1": _f1(total), "by_kind": {kind: _f1(found) for kind, found in counts.items()}}


def _strayed(score: Score, kind: str, seed: int) -> tuple[Slip, ...]:
    """A place in the middle where the player strays, and a wrong and a missed note well away from it."""
    from tutor.performing.slips import random_slips

    middle = len(score.notes) // 2
    astray = _skip(score, middle) if kind == "skip" else next(iter(_near(score, kind, seed, middle)), None)
    slips = random_slips(score, seed, 2, ("wrong_pitch", "missed"))
    span = _span(score, astray)
    return (*[slip for slip in slips if _index(score, slip.note_id) not in span], *([astray] if astray else []))


def _skip(score: Score, middle: int) -> Slip:
    """The bar in the middle is left out."""
    bar = score.bar_at(score.notes[middle].onset)
    inside = [note for note in score.notes if bar.onset <= note.onset < bar.end]
    return Slip("skip", inside[0].id, 0.0, inside[-1].id)


def _near(score: Score, kind: str, seed: int, middle: int) -> list[Slip]:
    """Slips of a kind, the nearest to the middle first."""
    from tutor.performing.chance import CHANCES

    rng = np.random.default_rng([seed, 41])
    order = sorted(range(2, len(score.notes) - 2), key=lambda k: abs(k - middle))
    return [slip for k in order if (slip := CHANCES[kind](score, k, rng))][:1]


def _index(score: Score, note_id: str) -> int:
    return [note.id for note in score.notes].index(note_id)


def _span(score: Score, slip: Slip | None) -> range:
    if slip is None:
        return range(0)
    ends = sorted([_index(score, slip.note_id), _index(score, slip.until or slip.note_id)])
    return range(ends[0] - 4, ends[1] + 5)


def _structure_counts(score: Score, slips: tuple[Slip, ...], seed: int, player: str) -> Counter[str]:
    try:
        report, labels = report_on(score, slips, seed, sound=player, level=LONGER_LEVEL)
    except UnusableRecording:
        return Counter(true=len(slips))
    return _verdict_counts(report, labels)


def _verdict_counts(report: dict[str, Any], labels: Labels) -> Counter[str]:
    truths, counts = labels.by_id(), Counter[str]()
    for note in report["notes"]:
        true, said = truths[note["id"]].pitch, note["pitch"]
        counts["true"] += true in ("wrong", "missed")
        counts["found"] += said in ("wrong", "missed")
        counts["hits"] += true == said and true != "correct"
    return counts


def _f1(counts: Counter[str]) -> float | None:
    either = counts["true"] + counts["found"]
    return round(2.0 * counts["hits"] / either, 3) if either else None


def evaluate_grouping(takes: int, seed: int) -> dict[str, Any]:
    """How often notes misplayed for one reason are told as one: a missed signature, a slipped tonic, another key."""
    makers: dict[str, Callable[[Score], Slip | None]] = {
        "missed signature": _missed_signature,
        "slipped tonic": lambda score: Slip("slipped_tonic", score.notes[len(score.notes) // 2].id, 1),
        "another key": lambda score: Slip("transposed", score.notes[0].id, 2),
        "another clef": lambda score: Slip("clef_misread", score.notes[0].id, 2),
    }
    found: dict[str, list[bool]] = {name: [] for name in makers}
    number = 0
    while min(map(len, found.values())) < max(1, takes // len(makers)) and number < 10 * takes:
        score, player = _scene(seed + number)
        for name, maker in makers.items():
            slip = maker(score) if len(found[name]) < max(1, takes // len(makers)) else None
            if slip:
                found[name].append(_told_as_one(score, slip, seed + number, player))
        number += 1
    every = [one for row in found.values() for one in row]
    return {
        "takes": len(every),
        "as_one": _of_100(every),
        "by_cause": {name: _of_100(row) for name, row in found.items() if row},
    }


def _missed_signature(score: Score) -> Slip | None:
    """The altered letter that sounds most often, three times at least."""
    altered = Counter(note.pitch.step for note in score.notes if note.pitch.alter)
    often = altered.most_common(1)
    if not often or often[0][1] < 3:
        return None
    return Slip("signature_missed", next(n.id for n in score.notes if n.pitch.alter and n.pitch.step == often[0][0]))


def _told_as_one(score: Score, slip: Slip, seed: int, player: str) -> bool:
    """One finding of pitch holds nine tenths of the wrong notes; where none is wrong, there is just one finding."""
    report = _report(score, (slip,), seed, player)
    if report is None:
        return False
    wrong = {note["id"] for note in report["notes"] if note["pitch"] in ("wrong", "missed")}
    about_pitch = [set(f["notes"]) for f in report["findings"] if f["kind"].startswith("P")]
    if not wrong:
        return len(about_pitch) == 1
    return max((len(notes & wrong) for notes in about_pitch), default=0) >= 0.9 * len(wrong)
