"""Why a note came early or late, was cut or held on: the misread figure behind it where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

from tutor.grading.case import Case, Cause
from tutor.grading.facts import Facts, place_of
from tutor.grading.structure_causes import corrected_notes, restruck_ties
from tutor.music.score import Note

Detector = Callable[[Case, int], "tuple[tuple[int, ...], Facts] | None"]
_EVEN = (0.40, 0.635)  # share of a dotted pair's time at which an even pair would put its second note
_LONG_SHORT = (0.56, 0.80)


def rhythm_causes(case: Case, told: frozenset[int] = frozenset()) -> Iterator[Cause]:
    """Each untimely note gets the first cause whose facts all hold; then restruck ties, and lengths but for those that
    are `told` as something else."""
    explained = {i for i in corrected_notes(case) if case.verdicts[i].onset == "late"}
    yield from _restruck(case)
    for i in [v.index for v in case.verdicts if v.onset in ("early", "late")]:
        if i in explained:
            continue
        for kind, detect in DETECTORS:
            found = detect(case, i)
            if found is not None:
                explained.update(found[0])
                named = found[1].pop("kind", kind)
                yield Cause(named, found[0], {**rhythm_facts(case, i), **found[1]}, (named,))
                break
    yield from _lengths(case, explained | told)


def rhythm_facts(case: Case, i: int) -> Facts:
    """What every explanation of an untimely note may say."""
    note, verdict = case.notes[i], case.verdicts[i]
    return {
        "where": place_of(case.score, note.onset),
        "bar": verdict.bar,
        "beat": str(verdict.beat),
        "key": case.key_at(i).name,
        "written": note.pitch.name,
        "value": str(note.duration),
        "ms": round(abs(verdict.onset_ms or 0.0)),
        "direction": verdict.onset,
        "verb": case.verb,
    }


def _at(case: Case, i: int) -> Facts:
    """The place of another note than the untimely one, where a figure begins."""
    note = case.notes[i]
    return {
        "where": place_of(case.score, note.onset),
        "bar": case.bar_of(i),
        "beat": str(case.verdicts[i].beat),
        "written": note.pitch.name,
    }


def _share(case: Case, first: int, second: int, third: int) -> float | None:
    """Where the second of three onsets falls between the others as played, 0..1; None unless all three were heard."""
    onsets = [case.verdicts[k].played for k in (first, second, third)]
    if any(played is None for played in onsets):
        return None
    a, b, c = (played.onset_s for played in onsets if played is not None)
    return (b - a) / (c - a) if c > a + 0.05 else None


def _contiguous(case: Case, *indices: int) -> bool:
    """The notes exist and follow each other without rests."""
    if indices[0] < 0 or indices[-1] >= len(case.notes):
        return False
    return all(case.notes[a].end == case.notes[b].onset for a, b in pairwise(indices))


def _dotted_even(case: Case, i: int) -> tuple[tuple[int, ...], Facts] | None:
    """R01: the short note of a 3:1 pair came early, as in an even pair."""
    if not _contiguous(case, i - 1, i, i + 1) or case.notes[i - 1].duration != 3 * case.notes[i].duration:
        return None
    share = _share(case, i - 1, i, i + 1)
    if case.verdicts[i].onset != "early" or share is None or not _EVEN[0] <= share <= _EVEN[1]:
        return None
    long_note, short = case.notes[i - 1], case.notes[i]
    facts = {
        "long_value": str(long_note.duration),
        "short_value": str(short.duration),
        **_at(case, i - 1),
        "ratio": round(share / (1 - share), 1),
    }
    return (i,), facts


def _even_dotted(case: Case, i: int) -> tuple[tuple[int, ...], Facts] | None:
    """R02: the second of two equal notes on a beat came late, as in a long-short pair."""
    if not _contiguous(case, i - 1, i, i + 1) or case.notes[i - 1].duration != case.notes[i].duration:
        return None
    share = _share(case, i - 1, i, i + 1)
    starts_beat = _offset_in_beat(case, i - 1) == 0 and case.notes[i].duration <= _beat(case, i) / 2
    if (
        case.verdicts[i].onset != "late"
        or not starts_beat
        or share is None
        or not _LONG_SHORT[0] <= share <= _LONG_SHORT[1]
    ):
        return None
    return (i,), {"ratio": round(share / (1 - share), 1), "value": str(case.notes[i].duration)}


def _beat(case: Case, i: int) -> Fraction:
    return case.score.bar_at(case.notes[i].onset).meter.beats[0]


def _offset_in_beat(case: Case, i: int) -> Fraction:
    """Quarters since the latest felt beat."""
    meter = case.score.bar_at(case.notes[i].onset).meter
    position = (case.score.beat_of(case.notes[i].onset) - 1) * meter.unit
    return position - max((onset for onset in meter.beat_onsets if onset <= position), default=Fraction(0))


def _triplet_uneven(case: Case, i: int) -> tuple[tuple[int, ...], Facts] | None:
    """R03 (simple metre) or R04 (compound): one of three equal notes of a beat is out of place."""
    third = case.notes[i].duration
    first = i - int(_offset_in_beat(case, i) / third) if _offset_in_beat(case, i) % third == 0 else -1
    group = (first, first + 1, first + 2)
    if i == first or not _contiguous(case, *group) or any(case.notes[k].duration != third for k in group):
        return None
    if 3 * third != _beat(case, i) or _offset_in_beat(case, first) != 0 or case.alignment_break(i) is not None:
        return None
    compound = case.score.bar_at(case.notes[i].onset).meter.is_compound
    noted = tuple(k for k in group if case.verdicts[k].onset in ("early", "late"))
    return noted, {"kind": "R04" if compound else "R03", **_at(case, first)}


def _syncopation_moved(case: Case, i: int) -> tuple[tuple[int, ...], Facts] | None:
    """R05: a note that begins off the beat and sounds across the next was put on a beat."""
    offset, beat = _offset_in_beat(case, i), _beat(case, i)
    note, verdict = case.notes[i], case.verdicts[i]
    if offset == 0 or note.end <= note.onset - offset + beat or verdict.played is None:
        return None
    target = note.onset - offset + (beat if verdict.onset == "late" else 0)
    curve = case.alignment.curve
    due, where = float(curve.at(float(target))), float(curve.spq(float(note.onset))) * float(beat)
    if abs(verdict.played.onset_s - due) > 0.2 * where:
        return None
    return (i,), {"to_where": place_of(case.score, target)}


def _rest_skipped(case: Case, i: int) -> tuple[tuple[int, ...], Facts] | None:
    """R07: early after a rest by half of it or more."""
    before = case.before(i)
    if before is None or case.verdicts[i].onset != "early":
        return None
    rest = case.notes[i].onset - before.end
    rest_s = float(rest) * float(case.alignment.curve.spq(float(before.end)))
    if rest <= 0 or abs(case.verdicts[i].onset_ms or 0.0) < 500.0 * rest_s:
        return None
    return (i,), {"rest": str(rest)}


def _value_stretched(case: Case, i: int) -> tuple[tuple[int, ...], Facts] | None:
    """R12: late by the note before, which was held for twice its value (or early by half of it), and all after it."""
    before = case.before(i)
    if before is None or case.alignment_break(i) is None or case.verdicts[i - 1].played is None:
        return None
    share = _value_share(case, i)
    if share is None or not (1.75 <= share <= 2.3 or 0.4 <= share <= 0.6):
        return None
    factor = 2 if share > 1 else Fraction(1, 2)
    facts = {
        "stretched": "value",
        "factor": float(factor),
        "before": before.pitch.name,
        "held_value": str(before.duration),
        "as_value": str(before.duration * factor),
        **_at(case, i - 1),
    }
    return (i,), facts


def _value_share(case: Case, i: int) -> float | None:
    """How long the note before sounded, in its written values, if it sounded right up to note i."""
    before, held, now = case.notes[i - 1], case.verdicts[i - 1].played, case.verdicts[i].played
    if held is None or now is None or before.end != case.notes[i].onset:
        return None
    span = now.onset_s - held.onset_s
    written = float(before.duration) * float(case.alignment.curve.spq(float(before.onset)))
    return span / written if held.duration_s > 0.75 * span else None


def _pulse_stopped(case: Case, i: int) -> tuple[tuple[int, ...], Facts] | None:
    """R08: late because everything stopped, and went on from there."""
    step = case.alignment_break(i)
    before = case.before(i)
    if step is None or step <= 0 or case.verdicts[i].onset != "late":
        return None
    if before is not None and "fermata" in before.articulations:
        return None
    beat_s = float(_beat(case, i)) * float(case.alignment.curve.spq(float(case.notes[i].onset)))
    return (i,), {"beats": round(step / beat_s, 1), "seconds": round(step, 1)}


def _plain(case: Case, i: int) -> tuple[tuple[int, ...], Facts] | None:
    """R00: early or late, against the subdivision."""
    beat, offset = _beat(case, i), _offset_in_beat(case, i)
    parts = (offset / beat).denominator if offset else max(1, (case.notes[i].duration / beat).denominator)
    names = {1: "the beat", 2: "two to a beat", 3: "three to a beat", 4: "four to a beat", 6: "six to a beat"}
    return (i,), {"subdivision": names.get(parts, "small parts of the beat"), "on_beat": offset == 0}


def _pickup_filled(case: Case, i: int) -> tuple[tuple[int, ...], Facts] | None:
    """R11: a stop before bar 1 as long as the part of the bar that the pickup leaves out."""
    first = case.score.bars[0]
    step = case.alignment_break(i)
    opens = case.bar_of(i) == 1 and i > 0 and case.bar_of(i - 1) == 0
    if first.number != 0 or not opens or step is None or case.verdicts[i].onset != "late":
        return None
    spq = float(case.alignment.curve.spq(float(case.notes[i].onset)))
    missing = float(first.meter.bar_length - first.length) * spq
    if not 0.7 * missing <= step <= 1.3 * missing:
        return None
    return (i,), {"beats": round(step / (spq * float(_beat(case, i))), 1)}


def _hemiola_lost(case: Case, i: int) -> tuple[tuple[int, ...], Facts] | None:
    """R13: out of place in two bars of three whose notes begin in twos, held over the barline."""
    bar = case.score.bar_at(case.notes[i].onset)
    for start in (bar.onset, bar.onset - bar.length):
        third = bar.length / 3
        onsets = {n.onset - start for n in case.notes if start <= n.onset < start + 2 * bar.length}
        if bar.meter.numerator == 3 and onsets == {0 * third, 2 * third, 4 * third}:
            late_onset = case.notes[i].onset - start
            return (
                ((i,), {"first_bar": case.score.bar_at(start).number}) if late_onset in (2 * third, 4 * third) else None
            )
    return None


DETECTORS: tuple[tuple[str, Detector], ...] = (
    ("R11", _pickup_filled),
    ("R07", _rest_skipped),
    ("R13", _hemiola_lost),
    ("R01", _dotted_even),
    ("R03", _triplet_uneven),
    ("R05", _syncopation_moved),
    ("R02", _even_dotted),
    ("R12", _value_stretched),
    ("R08", _pulse_stopped),
    ("R00", _plain),
)


def _restruck(case: Case) -> Iterator[Cause]:
    """R06: tied notes struck again."""
    for extra in restruck_ties(case):
        i = case.index_of(extra.after)
        assert i is not None
        note: Note = case.notes[i]
        joint = note.onset + note.segments[0]
        facts = {**rhythm_facts(case, i), "second_where": place_of(case.score, joint)}
        yield Cause("R06", (i,), facts, ("R06",))


def _lengths(case: Case, explained: set[int]) -> Iterator[Cause]:
    """R09 and R10: notes cut short, notes held on, unless their time was already explained."""
    for kind, word in (("R09", "short"), ("R10", "long")):
        found = tuple(v.index for v in case.verdicts if v.duration == word and v.index not in explained)
        if found:
            ratio = case.verdicts[found[0]].duration_ratio or 0.0
            facts = {**rhythm_facts(case, found[0]), "percent": round(100 * ratio), "count": len(found)}
            yield Cause(kind, found, facts)
