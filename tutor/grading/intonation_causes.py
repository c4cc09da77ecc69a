"""Why right notes were out of tune: the instrument's tuning, a drift, a degree of the scale, or one note."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from tutor.grading.case import Case, Cause
from tutor.grading.facts import Facts, chord_name, place_of
from tutor.grading.tone_causes import tendency_causes, tone_causes
from tutor.grading.verdicts import NoteVerdict
from tutor.music.chords import chord_tone
from tutor.music.degrees import degree_name, is_leading_tone
from tutor.music.pitch import midi_to_hz

TUNED_OFF_CENTS, DRIFT_CENTS, DRIFT_PER_MINUTE = 15.0, 15.0, 30.0
LEAST_DRIFT_S = 8.0  # over a shorter time a few notes would make a drift
SAME_DEGREE = 3  # places at which a degree must be off before the degree itself is named
FLAT_LEADING_CENTS = 20.0
WIDE, LEAST_LEAPS, STEP_CENTS = 5, 3, 12.0  # semitones of a wide leap; how many; cents a step may be flat
SUSTAINED_S = 0.5
MAJOR_CHORDS = ("major", "dominant-seventh", "major-seventh")


def intonation_causes(case: Case) -> Iterator[Cause]:
    """All of them; a cause that explains notes keeps narrower ones from naming those again."""
    if case.setting.keyboard:
        return
    drifted = list(_drifted(case))
    yield from _tuned_off(case, drifted=bool(drifted))
    yield from drifted
    explained: set[int] = set()
    for cause in (*_leaps_compressed(case), *_leading_tone_flat(case), *_degree_off(case), *_pure_thirds(case)):
        if not explained & set(cause.notes):
            explained.update(cause.notes)
            yield cause
    for cause in tendency_causes(case, [v for v in _flagged(case) if v.index not in explained]):
        explained.update(cause.notes)
        yield cause
    yield from _single_notes(case, explained)
    yield from tone_causes(case)


def _tuned_off(case: Case, *, drifted: bool) -> Iterator[Cause]:
    """I07: by the middle of the take, or, where the tuning ran away, by how it began."""
    tuning = case.alignment.tuning
    cents = 100.0 * (float(tuning.at(tuning.times_s[0])) if drifted else tuning.centre)
    if TUNED_OFF_CENTS <= abs(cents) < 50.0 and not case.sings:
        hz = midi_to_hz(69.0 + cents / 100.0)
        facts = {"cents": round(abs(cents)), "direction": "sharp" if cents > 0 else "flat", "a4_hz": round(hz, 1)}
        yield Cause("I07", (), facts)


def _drifted(case: Case) -> Iterator[Cause]:
    tuning = case.alignment.tuning
    if len(tuning.drift) < 2 or tuning.times_s[-1] - tuning.times_s[0] < LEAST_DRIFT_S:
        return
    total = 100.0 * float(tuning.drift[-1] - tuning.drift[0])
    if abs(tuning.slope_cents_per_minute) > DRIFT_PER_MINUTE and abs(total) > DRIFT_CENTS:
        facts = {
            "cents": round(abs(total)),
            "direction": "rose" if total > 0 else "sank",
            "cents_per_minute": round(tuning.slope_cents_per_minute),
        }
        yield Cause("I06", (), facts)


def _flagged(case: Case) -> list[NoteVerdict]:
    return [v for v in case.verdicts if v.intonation in ("sharp", "flat")]


def _leading_tone_flat(case: Case) -> Iterator[Cause]:
    """I04: leading tones low by 20 cents or more that rise to the tonic."""
    low = [v for v in _flagged(case) if v.intonation == "flat" and (v.cents or 0) <= -FLAT_LEADING_CENTS]
    leading = [v for v in low if is_leading_tone(v.note.pitch, case.key_at(v.index))]
    if leading:
        key = case.key_at(leading[0].index)
        facts = {
            **_facts(case, leading),
            "tonic": key.pitch_at(leading[0].note.pitch.diatonic + 1).name,
        }
        yield Cause("I04", tuple(v.index for v in leading), facts)


def _degree_off(case: Case) -> Iterator[Cause]:
    """I02: the same degree off the same way in three places or more."""
    by_degree: dict[tuple[tuple[int, int], str], list[NoteVerdict]] = defaultdict(list)
    for verdict in _flagged(case):
        degree = case.key_at(verdict.index).degree_of(verdict.note.pitch)
        by_degree[degree, str(verdict.intonation)].append(verdict)
    for found in by_degree.values():
        if len(found) >= SAME_DEGREE:
            yield Cause("I02", tuple(v.index for v in found), _facts(case, found))


def _leaps_compressed(case: Case) -> Iterator[Cause]:
    """I05: notes after wide leaps up are flat, notes after steps are not."""
    arrivals = [(case.verdicts[i - 1], case.verdicts[i]) for i in range(1, len(case.verdicts))]
    right = [(v.note.pitch.midi - u.note.pitch.midi, v) for u, v in arrivals if u.pitch == v.pitch == "correct"]
    steps = [v.cents or 0.0 for size, v in right if abs(size) <= 2]
    wide = [v for size, v in right if size >= WIDE]
    flat = [v for v in wide if v.intonation == "flat"]
    if len(flat) < LEAST_LEAPS or len(flat) < 0.6 * len(wide) or len(steps) < LEAST_LEAPS:
        return
    if float(np.median(steps)) > -STEP_CENTS:
        facts = {**_facts(case, flat), "step_cents": round(float(np.median(steps)))}
        yield Cause("I05", tuple(v.index for v in flat), facts)


def _pure_thirds(case: Case) -> Iterator[Cause]:
    """I03: sustained thirds of major chords that lie high, where the score names its chords."""
    for verdict in _flagged(case):
        chord = case.chord_at(verdict.note.onset) if case.score.harmony else None
        long = verdict.played is not None and verdict.played.duration_s >= SUSTAINED_S
        if chord is None or not long or verdict.intonation != "sharp" or chord.quality not in MAJOR_CHORDS:
            continue
        if chord_tone(verdict.note.pitch, chord) == "third":
            yield Cause("I03", (verdict.index,), {**_facts(case, [verdict]), "chord": chord_name(chord)}, ("I03",))


def _single_notes(case: Case, explained: set[int]) -> Iterator[Cause]:
    """I01: what is left, sharp and flat apart."""
    for word in ("flat", "sharp"):
        left = [v for v in _flagged(case) if v.intonation == word and v.index not in explained]
        if left:
            worst = max(left, key=lambda v: abs(v.cents or 0.0))
            ordered = [worst, *[v for v in left if v is not worst]]
            facts = {**_facts(case, ordered), "cents": round(abs(worst.cents or 0.0))}
            yield Cause("I01", tuple(v.index for v in left), facts)


def _facts(case: Case, found: list[NoteVerdict]) -> Facts:
    first = found[0]
    key = case.key_at(first.index)
    return {
        "where": place_of(case.score, first.note.onset),
        "bar": first.bar,
        "beat": str(first.beat),
        "key": key.name,
        "written": first.note.pitch.name,
        "degree": key.degree_of(first.note.pitch)[0],
        "degree_name": degree_name(first.note.pitch, key),
        "cents": round(abs(float(np.median([v.cents for v in found])))),
        "direction": first.intonation,
        "count": len(found),
        "verb": case.verb,
    }
