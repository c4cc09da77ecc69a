"""The chord under a note: its members, figures, dissonances and cadences."""

from __future__ import annotations

from typing import Any

from tutor.grading.check_table import CheckTable
from tutor.grading.second_opinion import KINDS, Claims, degree_in, members_of, pitch_named

CHECKS = CheckTable()


@CHECKS.of("chord")
def _chord(claims: Claims, value: str) -> bool:
    symbol = claims.note.chord
    kind = KINDS.get(symbol.chordKind, symbol.chordKind)
    return value == f"{str(symbol.root().name).replace('-', 'b')} {kind}"


@CHECKS.of("member")
def _member(claims: Claims, value: str) -> bool:
    return members_of(claims.facts["chord"]).get(value) == claims.note.pitch.pitchClass


@CHECKS.of("performed_member")
def _performed_member(claims: Claims, value: str) -> bool:
    return members_of(claims.facts["chord"]).get(value) == claims.played.pitchClass


@CHECKS.of("target")
def _target(claims: Claims, value: str) -> bool:
    target = pitch_named(value)
    third = members_of(claims.facts["chord"])["third"]
    rises = target.ps - claims.note.pitch.ps == 1 and target.diatonicNoteNum - claims.note.pitch.diatonicNoteNum == 1
    return rises and third == claims.note.pitch.pitchClass


@CHECKS.of("figure")
def _figure(claims: Claims, value: str) -> bool:
    assert claims.after is not None
    root = pitch_named(claims.facts["chord"].split()[0] + "4")
    return value == "-".join(_above(root, pitch) for pitch in (claims.note.pitch, claims.after.pitch))


def _above(root: Any, pitch: Any) -> str:
    number = (pitch.diatonicNoteNum - root.diatonicNoteNum) % 7 + 1
    return {1: "8", 2: "9"}.get(number, str(number))


@CHECKS.of("dissonance")
def _dissonance(claims: Claims, value: str) -> bool:
    held = claims.before is not None and claims.before.pitch == claims.note.pitch
    foreign = claims.note.pitch.pitchClass not in members_of(claims.facts["chord"]).values()
    return foreign and value == ("suspension" if held else "appoggiatura")


@CHECKS.of("cadence")
def _cadence(claims: Claims, value: str) -> bool:
    return degree_in(claims.note.key, claims.note.pitch) == (1, 0) and ("authentic" in value or value == "plagal")


@CHECKS.of("approach")
def _approach(claims: Claims, value: str) -> bool:
    return claims.before is not None and value == f"{degree_in(claims.note.key, claims.before.pitch)[0]}-1"
