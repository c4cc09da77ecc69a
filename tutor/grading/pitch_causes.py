"""Why a single note was wrong: each wrong note gets the first cause, in order of precedence, whose facts all hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tutor.grading.case import Case, Cause
from tutor.grading.facts import Facts, chord_name, distance_name, place_of, sign_name
from tutor.grading.harmony_causes import (
    applied_leading_tone_ignored,
    clash_resolved_early,
    modal_seventh_raised,
)
from tutor.grading.wording import OF_ONE_LETTER
from tutor.music.chords import chord_tone
from tutor.music.degrees import degree_name, is_leading_tone
from tutor.music.embellishing import cadence_kind
from tutor.music.intervals import interval
from tutor.music.pitch import ALTER_SIGNS
from tutor.music.score import Note

_EVERY_TIME = 3  # a letter that comes but twice may be played wrong for two reasons
SIZES, LEAST_SIZES = ("P00", "P10", "P12"), 4
Detector = Callable[[Case, int], "Facts | None"]


def pitch_causes(case: Case, explained: frozenset[int]) -> Iterator[Cause]:
    """One cause for each wrong note that no global cause has explained; shapes with wrong sizes are told as one."""
    causes = [_cause_of(case, i) for i in case.wrong if i not in explained]
    shape = _shape_kept(case, causes)
    yield from shape
    yield from [cause for cause in causes if not shape or cause.kind not in SIZES]


def _shape_kept(case: Case, causes: list[Cause]) -> list[Cause]:
    """P21: moves of wrong sizes, in the right directions, on several notes that nothing more special explains."""
    notes = tuple(cause.notes[0] for cause in causes if cause.kind in SIZES)
    sizes = {case.verdicts[i].off_by for i in notes}
    if len(notes) < LEAST_SIZES or len(sizes) < 2 or not all(_goes_its_way(case, i) for i in notes):
        return []
    return [Cause("P21", notes, note_facts(case, notes[0]), ("P21",))]


def _goes_its_way(case: Case, i: int) -> bool:
    """The moves to and from a note rise and fall as written."""
    around = [k for k in (i - 1, i) if k >= 0 and k + 1 < len(case.notes)]
    return all(_direction(case, k, played=True) == _direction(case, k, played=False) for k in around)


def _direction(case: Case, k: int, *, played: bool) -> int | None:
    """-1, 0 or 1 from note k to the next, as written or as played; None where one of the two was not played."""
    first, second = (case.performed(n) if played else case.notes[n].pitch for n in (k, k + 1))
    if played and (case.verdicts[k].off_by is None or case.verdicts[k + 1].off_by is None):
        return None
    return (second.midi > first.midi) - (second.midi < first.midi)


def _cause_of(case: Case, i: int) -> Cause:
    for kind, detect in DETECTORS:
        facts = detect(case, i)
        if facts is not None:
            return Cause(kind, (i,), {**note_facts(case, i), **facts}, _group(kind, case, i))
    return Cause("P00", (i,), note_facts(case, i), ("P00",))


def _group(kind: str, case: Case, i: int) -> tuple[Any, ...]:
    """Misread signs are told letter by letter, everything else kind by kind."""
    return (kind, case.notes[i].pitch.step) if kind in OF_ONE_LETTER else (kind,)


def note_facts(case: Case, i: int) -> Facts:
    """What every explanation of a wrong note may say."""
    written, performed, key = case.notes[i].pitch, case.performed(i), case.key_at(i)
    return {
        "where": place_of(case.score, case.notes[i].onset),
        "bar": case.bar_of(i),
        "beat": str(case.verdicts[i].beat),
        "key": key.name,
        "written": written.name,
        "performed": performed.name,
        "degree": key.degree_of(written)[0],
        "degree_name": degree_name(written, key),
        "distance": distance_name(performed.midi - written.midi),
        "direction": "high" if performed.midi > written.midi else "low",
        "verb": case.verb,
    }


def _signature_ignored(case: Case, i: int) -> Facts | None:
    """P01: the signature alters the letter, the natural was played."""
    written, key = case.notes[i].pitch, case.key_at(i)
    sign = key.signature[written.step]
    if sign == 0 or written.alter != sign or case.verdicts[i].off_by != -sign:
        return None
    return {"sign": sign_name(sign), "letter": written.step, "count_in_signature": abs(key.fifths)}


def _signature_never_kept(case: Case, i: int) -> Facts | None:
    """P01 of a letter that was played natural every time, three times at least: nothing but the signature explains it,
    whatever the single notes might be taken for."""
    facts, written = _signature_ignored(case, i), case.notes[i].pitch
    alike = [k for k, n in enumerate(case.notes) if (n.pitch.step, n.pitch.alter) == (written.step, written.alter)]
    if facts is None or len(alike) < _EVERY_TIME:
        return None
    return facts if all(_signature_ignored(case, k) for k in alike) else None


def _leading_tone_lowered(case: Case, i: int) -> Facts | None:
    """P02: the same, and the letter is the leading tone of a major key."""
    facts, key, written = _signature_ignored(case, i), case.key_at(i), case.notes[i].pitch
    if facts is None or key.degree_of(written) != (7, 0) or not is_leading_tone(written, key):
        return None
    return {**facts, "tonic": key.pitch_at(written.diatonic + 1).name}


def _raised_seventh_ignored(case: Case, i: int) -> Facts | None:
    """P03: minor, the raised seventh played natural."""
    written, key = case.notes[i].pitch, case.key_at(i)
    if key.mode != "minor" or key.degree_of(written) != (7, 1) or case.verdicts[i].off_by != -1:
        return None
    return {
        "tonic": key.pitch_at(written.diatonic + 1).name,
        "dominant": key.pitch_at(written.diatonic - 2).name,
    }


def _melodic_minor_missed(case: Case, i: int) -> Facts | None:
    """P04: minor, a raised sixth played plain going up, or a plain sixth or seventh raised going down."""
    written, key, after = case.notes[i].pitch, case.key_at(i), case.after(i)
    if key.mode != "minor" or after is None:
        return None
    rises = after.pitch.midi > written.midi
    degree = key.degree_of(written)
    if degree == (6, 1) and case.verdicts[i].off_by == -1 and rises:
        return {"going": "up", "changes": "raises"}
    if degree in ((6, 0), (7, 0)) and case.verdicts[i].off_by == 1 and after.pitch.midi < written.midi:
        return {"going": "down", "changes": "restores"}
    return None


def _accidental_scope(case: Case, i: int) -> Facts | None:
    """P08: an accidental earlier in the bar still applies, or one of the bar before was carried over the barline."""
    written, key, off = case.notes[i].pitch, case.key_at(i), case.verdicts[i].off_by
    sign = key.signature[written.step]
    earlier = [n for n in _same_line(case, i) if case.score.bar_at(n.onset).number == case.bar_of(i)]
    before = [n for n in _same_line(case, i) if case.score.bar_at(n.onset).number == case.bar_of(i) - 1]
    if written.alter != sign and earlier and earlier[-1].pitch.alter == written.alter and off == sign - written.alter:
        return {"rule": "still applies", "sign": sign_name(written.alter)}
    carried = before and before[-1].pitch.alter != sign and off == before[-1].pitch.alter - sign
    if written.alter == sign and not earlier and carried:
        return {"rule": "no longer applies", "sign": sign_name(before[-1].pitch.alter)}
    return None


def _same_line(case: Case, i: int) -> list[Note]:
    """Earlier notes on the same staff place."""
    return [n for n in case.notes[:i] if n.pitch.diatonic == case.notes[i].pitch.diatonic]


def _natural_ignored(case: Case, i: int) -> Facts | None:
    """P09: a natural cancels the signature's sign, which was played all the same."""
    written, key = case.notes[i].pitch, case.key_at(i)
    sign = key.signature[written.step]
    if sign == 0 or written.alter != 0 or case.verdicts[i].off_by != sign:
        return None
    return {"sign": sign_name(sign), "letter": written.step}


def _borrowed_ignored(case: Case, i: int) -> Facts | None:
    """P07: in major a lowered third, sixth or seventh was played as the key has it."""
    written, key = case.notes[i].pitch, case.key_at(i)
    if key.mode != "major" or key.degree_of(written) not in ((3, -1), (6, -1), (7, -1)):
        return None
    if case.verdicts[i].off_by != 1:
        return None
    return {"parallel": f"{key.step}{ALTER_SIGNS[key.alter]} minor"}


def _chromatic_ignored(case: Case, i: int) -> Facts | None:
    """P05: an accidental foreign to the key, resolving by a semitone, was left out."""
    written, key, after, before = case.notes[i].pitch, case.key_at(i), case.after(i), case.line_before(i)
    alter = key.degree_of(written)[1]
    if alter == 0 or case.verdicts[i].off_by != -alter or after is None or before is None:
        return None
    if abs(after.pitch.midi - written.midi) != 1:
        return None
    neighbour = before.pitch.midi == after.pitch.midi
    passing = (written.midi - before.pitch.midi) * (after.pitch.midi - written.midi) > 0
    role = "neighbour" if neighbour else "passing" if passing else "approach"
    return {"role": role, "before": before.pitch.name, "after": after.pitch.name}


def _cadence_missed(case: Case, i: int) -> Facts | None:
    """P22: the last note is the tonic of a cadence, and another was played."""
    written, key, before = case.notes[i].pitch, case.key_at(i), case.line_before(i)
    if i != len(case.notes) - 1 or key.degree_of(written) != (1, 0) or before is None:
        return None
    if (case.verdicts[i].off_by or 0) % 12 == 0:
        return None
    cadence = cadence_kind(case.harmony, case.notes[i].onset, written, key)
    if cadence is None:
        return None
    approach = f"{key.degree_of(before.pitch)[0]}-1"
    return {"cadence": cadence, "approach": approach, "ended_degree": degree_name(case.performed(i), key)}


def _octave_missed(case: Case, i: int) -> Facts | None:
    """P14: the right letter in another octave."""
    off = case.verdicts[i].off_by or 0
    if off == 0 or off % 12:
        return None
    return {"octaves": off // 12, "direction": "higher" if off > 0 else "lower"}


def _held_previous(case: Case, i: int) -> Facts | None:
    """P19: the pitch before was played again while the line moves on."""
    before = case.line_before(i)
    if before is None or before.pitch.midi == case.notes[i].pitch.midi or before.end < case.notes[i].onset:
        return None
    if case.verdicts[i - 1].pitch != "correct" or case.performed(i).midi != before.pitch.midi:
        return None
    return {"previous": before.pitch.name}


def _anticipated(case: Case, i: int) -> Facts | None:
    """P20: the next written pitch came one note early (and itself again in its place)."""
    after = case.after(i)
    if after is None or after.pitch.midi == case.notes[i].pitch.midi or case.performed(i).midi != after.pitch.midi:
        return None
    return {"next": after.pitch.name} if case.verdicts[i + 1].pitch == "correct" else None


def _tritone_missed(case: Case, i: int) -> Facts | None:
    """P13: the leap to the note is a tritone."""
    before = case.line_before(i)
    if before is None or abs(case.notes[i].pitch.midi - before.pitch.midi) != 6:
        return None
    if case.verdicts[i - 1].pitch != "correct":
        return None
    return {
        "from": before.pitch.name,
        "interval": interval(before.pitch, case.notes[i].pitch).name,
    }


def _another_chord_tone(case: Case, i: int) -> Facts | None:
    """P11: a leap landed on another note of the chord that sounds here."""
    before, written = case.line_before(i), case.notes[i].pitch
    if before is None or abs(written.diatonic - before.pitch.diatonic) < 2 or case.verdicts[i - 1].pitch != "correct":
        return None
    chord = case.chord_at(case.notes[i].onset)
    if chord is None:
        return None
    wanted, found = chord_tone(written, chord), chord_tone(case.performed(i), chord)
    if wanted is None or found is None or wanted == found:
        return None
    return {"chord": chord_name(chord), "member": wanted, "performed_member": found}


def _neighbour_read(case: Case, i: int) -> Facts | None:
    """P10: the note next to the written one on the staff, as the key has it."""
    written, performed, before = case.notes[i].pitch, case.performed(i), case.line_before(i)
    if abs(performed.diatonic - written.diatonic) != 1 or case.key_at(i).degree_of(performed)[1] != 0:
        return None
    if before is None or case.verdicts[i - 1].pitch != "correct":
        return None
    asked, made = abs(written.diatonic - before.pitch.diatonic), abs(performed.diatonic - before.pitch.diatonic)
    if asked == made or min(asked, made) == 0 or max(asked, made) > 9:
        return None
    return {
        "from": before.pitch.name,
        "asked": interval(before.pitch, written).name,
        "made": interval(before.pitch, performed).name,
    }


def _leap_misjudged(case: Case, i: int) -> Facts | None:
    """P12: a leap a semitone or a tone too small or too large."""
    written, before, off = case.notes[i].pitch, case.line_before(i), case.verdicts[i].off_by or 0
    if before is None or case.verdicts[i - 1].pitch != "correct" or abs(off) not in (1, 2):
        return None
    size = written.midi - before.pitch.midi
    made = case.performed(i)
    if abs(written.diatonic - before.pitch.diatonic) < 2 or made.diatonic == before.pitch.diatonic:
        return None
    return {
        "from": before.pitch.name,
        "asked": interval(before.pitch, written).name,
        "made": interval(before.pitch, made).name,
        "size_error": "wide" if abs(size + off) > abs(size) else "small",
        "by": distance_name(off),
    }


DETECTORS: tuple[tuple[str, Detector], ...] = (
    ("P02", _leading_tone_lowered),
    ("P03", _raised_seventh_ignored),
    ("P27", modal_seventh_raised),
    ("P01", _signature_never_kept),
    ("P04", _melodic_minor_missed),
    ("P08", _accidental_scope),
    ("P06", applied_leading_tone_ignored),
    ("P01", _signature_ignored),
    ("P09", _natural_ignored),
    ("P07", _borrowed_ignored),
    ("P05", _chromatic_ignored),
    ("P22", _cadence_missed),
    ("P14", _octave_missed),
    ("P26", clash_resolved_early),
    ("P19", _held_previous),
    ("P20", _anticipated),
    ("P13", _tritone_missed),
    ("P11", _another_chord_tone),
    ("P10", _neighbour_read),
    ("P12", _leap_misjudged),
)
