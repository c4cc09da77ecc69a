"""The written note and the note that was heard in its place: names, degrees, signs and tuning."""

from __future__ import annotations

from tutor.grading.check_table import CheckTable
from tutor.grading.second_opinion import SIGNS, Claims, degree_in, degree_named, key_named, pitch_named

CHECKS = CheckTable()


@CHECKS.of("key")
def _key(claims: Claims, value: str) -> bool:
    return key_named(claims.page[claims.at or 0].key) == value


@CHECKS.of("performed")
def _performed(claims: Claims, value: str) -> bool:
    return claims.note.pitch.ps + claims.off == claims.played.ps


@CHECKS.of("performed", kinds=("P25", "S03"))
def _performed_extra(claims: Claims, value: str) -> bool:
    take, first = claims.report["take"], claims.report["notes"][0]
    away = take["transposition_semitones"] + take["tuning_cents"] / 100.0
    away += first["sounding_midi"] - claims.page[0].pitch.ps  # of the instrument
    return any(abs(extra["midi"] - away - claims.played.ps) < 0.8 for extra in claims.report["extra"])


@CHECKS.of("performed", kinds=("S06",))
def _performed_again(claims: Claims, value: str) -> bool:
    return _performed_extra(claims, value) and claims.played.ps == claims.note.pitch.ps


@CHECKS.of("degree")
def _degree(claims: Claims, value: int) -> bool:
    return degree_in(claims.page[claims.of_degree].key, claims.page[claims.of_degree].pitch)[0] == value


@CHECKS.of("degree_name")
def _degree_name(claims: Claims, value: str) -> bool:
    return degree_named(claims.page[claims.of_degree].key, claims.page[claims.of_degree].pitch) == value


@CHECKS.of("ended_degree")
def _ended_degree(claims: Claims, value: str) -> bool:
    return degree_named(claims.note.key, claims.played) == value


@CHECKS.of("tonic")
def _tonic(claims: Claims, value: str) -> bool:
    pitch = pitch_named(value)
    rises = {"P27": 2, "P17": None}.get(claims.kind, 1)
    is_tonic = pitch.name == claims.page[claims.at or 0].key.tonic.name
    return is_tonic and (rises is None or pitch.ps - claims.note.pitch.ps == rises)


@CHECKS.of("dominant")
def _dominant(claims: Claims, value: str) -> bool:
    return pitch_named(value).name == claims.note.key.pitchFromDegree(5).name


@CHECKS.of("letter")
def _letter(claims: Claims, value: str) -> bool:
    return claims.note.pitch.step == value


@CHECKS.of("sign", kinds=("P01", "P02", "P09"))
def _signature_sign(claims: Claims, value: str) -> bool:
    accidental = claims.note.key.accidentalByStep(claims.note.pitch.step)
    return accidental is not None and SIGNS[int(accidental.alter)] == value


@CHECKS.of("sign", kinds=("P06",))
def _written_sign(claims: Claims, value: str) -> bool:
    return SIGNS[int(claims.note.pitch.alter)] == value


@CHECKS.of("sign", "rule", kinds=("P08",))
def _accidental_rule(claims: Claims, value: str) -> bool:
    line = [n for n in claims.page[: claims.at] if n.pitch.diatonicNoteNum == claims.note.pitch.diatonicNoteNum]
    here = [n for n in line if n.bar == claims.note.bar]
    holds = bool(here) and here[-1].pitch.alter == claims.note.pitch.alter
    source = here[-1] if holds else next(n for n in reversed(line) if n.bar == claims.note.bar - 1)
    return value in ("still applies" if holds else "no longer applies", SIGNS[int(source.pitch.alter)])


@CHECKS.of("parallel")
def _parallel(claims: Claims, value: str) -> bool:
    return value == f"{str(claims.note.key.tonic.name).replace('-', 'b')} minor"


@CHECKS.of("direction", kinds=("I01", "I02", "I03", "I04", "I09"))
def _out_of_tune(claims: Claims, value: str) -> bool:
    return all(note["intonation"] == value for note in claims.told)


@CHECKS.of("cents")
def _cents(claims: Claims, value: float) -> bool:
    cents = sorted(abs(note["cents"]) for note in claims.told if note["cents"] is not None)
    return bool(cents) and cents[0] - 1 <= abs(value) <= cents[-1] + 1
