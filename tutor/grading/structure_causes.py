"""What happened to the line as a whole: bars left out, notes left out or added, a restart, a stammer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tutor.grading.case import Case, Cause
from tutor.grading.facts import Facts, place_of
from tutor.grading.marks import ExtraNote
from tutor.grading.passes import Restart
from tutor.music.pitch import Pitch
from tutor.music.road import jumps_of, road_of

LEAST_SKIPPED = 3  # notes in a row that make a passage


def structure_causes(case: Case) -> Iterator[Cause]:
    """All of them, in order of precedence."""
    yield from _restarts(case)
    skipped = list(_skipped_passages(case))
    yield from skipped
    explained = {i for cause in skipped for i in cause.notes}
    left_out = tuple(i for i in case.missed if i not in explained)
    if left_out:
        yield Cause("S01", left_out, _missed_facts(case, left_out))
    yield from _extra_causes(case)


def _restarts(case: Case) -> Iterator[Cause]:
    expected = case.alignment.expected
    written = Counter(jump for jump in jumps_of(road_of(case.score)) if jump[1] <= jump[0])
    left = Counter(written)
    for restart in case.alignment.restarts:
        if not restart.is_back:
            continue
        stopped, again = int(expected.first_notes[restart.from_event]), int(expected.first_notes[restart.to_event])
        jump = case.bar_of(stopped), case.bar_of(again)
        left[jump] -= 1
        if written[jump]:
            if left[jump] < 0:
                yield _off_the_road(jump, "too often")
            continue
        if _without_a_stop(case, restart, stopped, again):
            yield from _repeated(case, stopped, again)
            continue
        facts = {
            "stopped_bar": case.bar_of(stopped),
            "bar": case.bar_of(again),
            "where": place_of(case.score, case.notes[again].onset),
        }
        yield Cause("S04", (), facts, ("S04",), (case.bar_of(again),))
    for jump, count in left.items():
        if count == written[jump] > 0 and _passed_by(case, jump):
            yield _off_the_road(jump, "ignored")


def _without_a_stop(case: Case, restart: Restart, stopped: int, again: int) -> bool:
    """Whether the player went from a barline back to a barline, in time: as a repeat does."""
    score, notes = case.score, case.alignment.played.onset
    ends_bar = stopped + 1 == len(case.notes) or case.bar_of(stopped + 1) > case.bar_of(stopped)
    starts_bar = again == 0 or case.bar_of(again - 1) < case.bar_of(again)
    if not ends_bar or not starts_bar or restart.played == 0 or case.bar_of(again) == case.bar_of(stopped):
        return False
    written = score.bar_at(case.notes[stopped].onset).end - case.notes[stopped].onset
    spq = 60.0 / case.alignment.curve.bpm
    lost = float(notes[restart.played] - notes[restart.played - 1]) - float(written) * spq
    return abs(lost) < 0.5 * spq


def _repeated(case: Case, stopped: int, again: int) -> Iterator[Cause]:
    """S05: a passage taken twice; where the score has repeat signs nobody knows of, it may be one of them."""
    if "repeats" not in case.score.meta or road_of(case.score):
        yield _off_the_road((case.bar_of(stopped), case.bar_of(again)), "unwritten")


def _off_the_road(jump: tuple[int, int], road: str) -> Cause:
    """S05: how the way that was taken differs from the written one, at a jump from one bar back to another."""
    last, first = jump
    return Cause("S05", (), {"first_bar": first, "last_bar": last, "road": road}, (), (first, last))


def _passed_by(case: Case, jump: tuple[int, int]) -> bool:
    """Whether the player came to the place of a jump and did not take it; a second time through that was given up
    for the first still took it."""
    partner = case.alignment.partner
    before = [int(partner[v.index]) for v in case.verdicts if v.bar <= jump[0] and partner[v.index] >= 0]
    after = [int(partner[v.index]) for v in case.verdicts if v.bar > jump[0] and partner[v.index] >= 0]
    at_end = jump[0] == case.verdicts[-1].bar and case.verdicts[-1].played is not None
    if not before or not (after or at_end):
        return False
    until = min(after, default=len(case.alignment.played.notes))
    return not any(max(before) < j < until for j in case.alignment.discarded)


def _skipped_passages(case: Case) -> Iterator[Cause]:
    """S02: runs of missed notes that take in a whole bar's notes."""
    for run in _runs(case.missed):
        bars = [bar for bar in sorted({case.bar_of(i) for i in run}) if _is_whole(case, bar, run)]
        if not bars or len(run) < LEAST_SKIPPED:
            continue
        facts = {
            "first_bar": bars[0],
            "last_bar": bars[-1],
            "count": len(run),
            "passage": _passage(bars, run[-1] == len(case.notes) - 1),
        }
        yield Cause("S02", tuple(run), facts, ("S02", run[0]))


def _passage(bars: list[int], at_end: bool) -> str:
    return "bar" if len(bars) == 1 else "end" if at_end else "bars"


def _is_whole(case: Case, bar: int, run: list[int]) -> bool:
    inside = [v.index for v in case.verdicts if v.bar == bar]
    return set(inside) <= set(run)


def _runs(indices: tuple[int, ...]) -> list[list[int]]:
    runs: list[list[int]] = []
    for i in indices:
        if runs and runs[-1][-1] == i - 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _missed_facts(case: Case, missed: tuple[int, ...]) -> Facts:
    first = case.notes[missed[0]]
    return {
        "where": place_of(case.score, first.onset),
        "bar": case.bar_of(missed[0]),
        "beat": str(case.verdicts[missed[0]].beat),
        "key": case.key_at(missed[0]).name,
        "written": first.pitch.name,
        "count": len(missed),
        "verb": case.verb,
    }


def _extra_causes(case: Case) -> Iterator[Cause]:
    """P25 for a slip put right at once, S06 for the same note struck again, S03 for the rest (ties have their own)."""
    restruck = {id(extra) for extra in restruck_ties(case)}
    kinds: dict[str, list[ExtraNote]] = {"P25": [], "S06": [], "S03": []}
    for extra in case.extra:
        if id(extra) in restruck:
            continue
        kind = "P25" if extra.corrected else "S03" if _struck_again(case, extra) is None else "S06"
        kinds[kind].append(extra)
    for kind, found in kinds.items():
        if found:
            notes = tuple(sorted({i for extra in found if (i := _near(case, extra, kind)) is not None}))
            yield Cause(kind, notes, _extra_facts(case, found, kind))


def restruck_ties(case: Case) -> list[ExtraNote]:
    """Extra notes that strike a tied note again: the tied note's own pitch, near one of its inner joints."""
    found = []
    for extra in case.extra:
        i = case.index_of(extra.after)
        if i is None or len(case.notes[i].segments) < 2 or case.verdicts[i].cents is None:
            continue
        same = abs(_pitch_gap(case, extra, i)) < 0.7
        joints = case.notes[i].segments
        inner = [float(case.notes[i].onset + sum(joints[:k])) for k in range(1, len(joints))]
        beat = case.alignment.expected.beat_quarters(i) * float(case.alignment.curve.spq(inner[0]))
        near = any(abs(extra.played.onset_s - float(case.alignment.curve.at(q))) < 0.4 * beat for q in inner)
        if same and near:
            found.append(extra)
    return found


def _pitch_gap(case: Case, extra: ExtraNote, i: int) -> float:
    """Semitones from written note i to an extra note, tuning and transposition out."""
    return case.sounding_as_written(extra.played) - case.notes[i].pitch.midi


def _struck_again(case: Case, extra: ExtraNote) -> int | None:
    """The note just played, or the one that follows, of the same pitch: a repetition of it that nobody wrote."""
    before = case.index_of(extra.after)
    around = [i for i in (before, 0 if before is None else before + 1) if i is not None and i < len(case.notes)]
    return next((i for i in around if abs(_pitch_gap(case, extra, i)) < 0.6), None)


def corrected_notes(case: Case) -> set[int]:
    """Written notes that came after a slip put right at once: what time they lost, they lost to it."""
    return {i for extra in case.extra if extra.corrected and (i := _near(case, extra, "P25")) is not None}


def _near(case: Case, extra: ExtraNote, kind: str) -> int | None:
    """The written note an extra one belongs to: its own for a repetition, the next one for a corrected slip, else the
    one before."""
    if kind == "S06":
        return _struck_again(case, extra)
    before = case.index_of(extra.after)
    if kind == "P25":
        following = 0 if before is None else before + 1
        return following if following < len(case.notes) else before
    return before


def _extra_facts(case: Case, found: list[ExtraNote], kind: str) -> Facts:
    first = found[0]
    near = _near(case, first, kind)
    anchor = 0 if near is None else near
    pitch = _spelled(case, first, anchor)
    return {
        "where": place_of(case.score, case.notes[anchor].onset),
        "bar": case.bar_of(anchor),
        "beat": str(case.verdicts[anchor].beat),
        "key": case.key_at(anchor).name,
        "performed": pitch.name,
        "after": case.notes[anchor].pitch.name,
        "written": case.notes[anchor].pitch.name,
        "at_start": near is None,
        "count": len(found),
        "verb": case.verb,
    }


def _spelled(case: Case, extra: ExtraNote, near: int) -> Pitch:
    """The extra note as this key would write it."""
    return case.key_at(near).spell(round(case.sounding_as_written(extra.played)))
