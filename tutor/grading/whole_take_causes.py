"""Causes that colour a whole take: another octave, another key, another clef, a tonic that slipped, another mode."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.grading.case import Case, Cause
from tutor.grading.facts import distance_name
from tutor.music.degrees import degree_name
from tutor.music.key import Key

LEAST_SLIPPED = 5  # notes that must share a shift before the tonic is said to have slipped


def whole_take_causes(case: Case) -> Iterator[Cause]:
    """All of them, in order of precedence."""
    yield from _transposed(case)
    yield from _clef(case)
    slipped = list(_slipped_tonic(case))
    yield from slipped or _other_mode(case)


def _transposed(case: Case) -> Iterator[Cause]:
    shift, octave = case.alignment.shift, case.alignment.octave
    if shift == 0:
        if octave and not case.alignment.misread_steps:
            facts = {"octaves": octave, "direction": "higher" if octave > 0 else "lower"}
            yield Cause("P15", (), {**facts, "how_far": "octave" if abs(octave) == 1 else "octaves"})
        return
    part = case.score.part
    facts = {
        "semitones": shift,
        "octaves": octave,
        "key": case.score.key.name,
        "sounding_key": _shifted_key(case.score.key, shift).name,
        "distance": distance_name(shift),
        "direction": "higher" if shift > 0 else "lower",
        "instrument": part.instrument,
    }
    reads_concert = part.transposition % 12 != 0 and (shift + part.transposition) % 12 == 0
    yield Cause("P18" if reads_concert else "P16", (), facts)


def _shifted_key(key: Key, semitones: int) -> Key:
    """The key whose tonic lies `semitones` off, with the fewest signs."""
    tonic = (key.tonic_class + semitones) % 12
    keys = [Key.from_fifths(fifths, key.mode) for fifths in range(-6, 7)]
    return min((k for k in keys if k.tonic_class == tonic), key=lambda k: (abs(k.fifths), k.fifths))


def _clef(case: Case) -> Iterator[Cause]:
    steps = case.alignment.misread_steps
    if steps:
        facts = {
            "steps": steps,
            "distance": {1: "second", 2: "third", 3: "fourth"}[abs(steps)],
            "direction": "higher" if steps > 0 else "lower",
            "clef": case.score.part.clef,
        }
        yield Cause("P24", case.wrong, facts)


def _slipped_tonic(case: Case) -> Iterator[Cause]:
    """From some note to the end nearly everything is off by the same whole number of semitones."""
    if case.alignment.misread_steps:
        return
    answered = [v for v in case.verdicts if v.pitch in ("correct", "wrong")]
    for start in range(1, len(answered) - LEAST_SLIPPED + 1):
        tail = [v.off_by for v in answered[start:]]
        shift = tail[0]
        same = sum(off == shift for off in tail)
        if shift and abs(shift) < 7 and same >= 0.85 * len(tail) and answered[start - 1].off_by == 0:
            slipped = tuple(v.index for v in answered[start:] if v.pitch == "wrong")
            facts = {
                "bar": answered[start].bar,
                "semitones": shift,
                "distance": distance_name(shift),
                "direction": "higher" if shift > 0 else "lower",
                "slipped_at": answered[start].note.pitch.name,
                "tonic": case.score.key.pitch_at(28 + "CDEFGAB".index(case.score.key.step)).name,
                "key": case.score.key.name,
            }
            yield Cause("P17", slipped, facts)
            return


def _other_mode(case: Case) -> Iterator[Cause]:
    """The third degree (and mostly the sixth) taken from the parallel mode, again and again."""
    key = case.score.key
    if key.mode not in ("major", "minor"):
        return
    turn = -1 if key.mode == "major" else 1
    coloured = [v for v in case.verdicts if case.key_at(v.index).degree_of(v.note.pitch) in ((3, 0), (6, 0))]
    thirds = [v for v in coloured if case.key_at(v.index).degree_of(v.note.pitch)[0] == 3 and v.off_by is not None]
    turned = [v for v in coloured if v.pitch == "wrong" and v.off_by == turn]
    turned_thirds = [v for v in turned if v in thirds]
    if len(turned_thirds) < 2 or len(turned_thirds) < 0.7 * len(thirds):
        return
    sixths = [v for v in coloured if v not in thirds and v.off_by is not None]
    signed = key.signature[turned_thirds[0].note.pitch.step] != 0
    if signed and sum(v in turned for v in sixths) < max(1, 0.5 * len(sixths)):
        return  # a sign of the signature was overlooked; the mode was not
    facts = {
        "key": key.name,
        "degree": 3,
        "performed_mode": "minor" if key.mode == "major" else "major",
        "mode": key.mode,
        "count": len(turned),
        "written": turned_thirds[0].note.pitch.name,
        "degree_name": degree_name(turned_thirds[0].note.pitch, key),
    }
    yield Cause("P23", tuple(v.index for v in turned), facts)
