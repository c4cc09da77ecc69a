"""How a note is reached and left, and how far off a note or a whole take was: intervals, distances, shifts."""

from __future__ import annotations

from typing import Any

from tutor.grading.check_table import CheckTable
from tutor.grading.second_opinion import Claims, degree_in, distance_named, interval_named, name_of, pitch_named

CHECKS = CheckTable()


@CHECKS.of("from", "previous", "before")
def _from(claims: Claims, value: str) -> bool:
    return claims.before is not None and name_of(claims.before.pitch) == value


@CHECKS.of("next", "after")
def _next(claims: Claims, value: str) -> bool:
    return claims.after is not None and name_of(claims.after.pitch) == value


@CHECKS.of("before", kinds=("R12",))
@CHECKS.of("after", kinds=("S03", "S06", "P25"))
def _itself(claims: Claims, value: str) -> bool:
    return name_of(claims.note.pitch) == value


@CHECKS.of("asked", "interval")
def _asked(claims: Claims, value: str) -> bool:
    return claims.before is not None and interval_named(claims.before.pitch, claims.note.pitch) == value


@CHECKS.of("made")
def _made(claims: Claims, value: str) -> bool:
    return claims.before is not None and interval_named(claims.before.pitch, claims.played) == value


@CHECKS.of("distance", "by")
def _distance(claims: Claims, value: str) -> bool:
    return distance_named(claims.off) == value


@CHECKS.of("distance", kinds=("P16", "P17", "P18"))
def _distance_whole(claims: Claims, value: str) -> bool:
    return distance_named(claims.facts["semitones"]) == value


@CHECKS.of("distance", kinds=("P24",))
def _distance_staff(claims: Claims, value: str) -> bool:
    return value == {1: "second", 2: "third", 3: "fourth"}[abs(claims.facts["steps"])]


@CHECKS.of("size_error")
def _size_error(claims: Claims, value: str) -> bool:
    assert claims.before is not None
    size = claims.note.pitch.ps - claims.before.pitch.ps
    return value == ("wide" if abs(size + claims.off) > abs(size) else "small")


@CHECKS.of("direction")
def _direction(claims: Claims, value: str) -> bool:
    return value == ("high" if claims.off > 0 else "low")


@CHECKS.of("direction", "octaves", kinds=("P14",))
def _octave(claims: Claims, value: Any) -> bool:
    return claims.off % 12 == 0 and value in (claims.off // 12, "higher" if claims.off > 0 else "lower")


@CHECKS.of("direction", "octaves", "semitones", "how_far", kinds=("P15", "P16", "P18"))
def _whole_shift(claims: Claims, value: Any) -> bool:
    away = claims.report["take"]["transposition_semitones"]
    octaves = round((away - claims.facts.get("semitones", 0)) / 12)
    shift = away - 12 * octaves
    way = "higher" if (shift or octaves) > 0 else "lower"
    return abs(shift) <= 6 and value in (shift, octaves, way, "octave" if abs(octaves) == 1 else "octaves")


@CHECKS.of("semitones", "direction", kinds=("P17",))
def _slip_shift(claims: Claims, value: Any) -> bool:
    offs = [round(note["cents"] / 100.0) for note in claims.told]
    usual = max(set(offs), key=offs.count)
    return value in (usual, "higher" if usual > 0 else "lower")


@CHECKS.of("steps", "direction", kinds=("P24",))
def _staff_shift(claims: Claims, value: Any) -> bool:
    offs = sorted((round(note["cents"] / 100.0) + 6) % 12 - 6 for note in claims.told)
    rises = offs[len(offs) // 2] > 0
    return (claims.facts["steps"] > 0) == rises and value in (claims.facts["steps"], "higher" if rises else "lower")


@CHECKS.of("slipped_at")
def _slipped_at(claims: Claims, value: str) -> bool:
    return any(n["written"] == value and n["bar"] == claims.facts["bar"] for n in claims.report["notes"])


@CHECKS.of("sounding_key")
def _sounding_key(claims: Claims, value: str) -> bool:
    key = claims.page[0].key
    sounding = key.transpose(claims.facts["semitones"])
    return value.split()[1] == key.mode and pitch_named(f"{value.split()[0]}4").pitchClass == sounding.tonic.pitchClass


@CHECKS.of("mode", "performed_mode")
def _mode(claims: Claims, value: str) -> bool:
    written = claims.page[0].key.mode
    other = {"major": "minor", "minor": "major"}[written]
    return (claims.facts["mode"], claims.facts["performed_mode"]) == (written, other) and value in (written, other)


@CHECKS.of("going")
def _going(claims: Claims, value: str) -> bool:
    return claims.after is not None and value == ("up" if claims.after.pitch.ps > claims.note.pitch.ps else "down")


@CHECKS.of("changes")
def _changes(claims: Claims, value: str) -> bool:
    return value == ("raises" if degree_in(claims.note.key, claims.note.pitch)[1] > 0 else "restores")


@CHECKS.of("role")
def _role(claims: Claims, value: str) -> bool:
    assert claims.before is not None
    assert claims.after is not None
    first, here, last = claims.before.pitch.ps, claims.note.pitch.ps, claims.after.pitch.ps
    passing = first < here < last or first > here > last
    return abs(last - here) == 1 and value == ("neighbour" if first == last else "passing" if passing else "approach")
