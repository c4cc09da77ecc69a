"""Every claim of a finding beside a second working-out of it: right, wrong, or supported by nothing."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from tutor.grading.phrases import PHRASES
from tutor.grading.remedy_words import REMEDY_WORDS
from tutor.grading.second_opinion import (
    KINDS,
    SIGNS,
    Claims,
    Facts,
    Written,
    degree_in,
    degree_named,
    distance_named,
    interval_named,
    key_named,
    members_of,
    name_of,
    pitch_named,
)
from tutor.grading.wording import ROWS

# Words that are chosen and values that other means measure (the tempo curve, tuning, contours, levels): no claim about
# the notation, and not counted. A chord that the melody only implies is one of them; its members are not.
MEASURED = {"verb", "often", "instrument", "clef", "subdivision", "stretched", "stretch", "hard", "hairpin"}
MEASURED |= {"ratio", "beats", "seconds", "a4_hz", "cents_per_minute", "step_cents", "from_bpm", "to_bpm", "unit"}
MEASURED |= {"played_bpm", "written_bpm", "fault", "rate_hz", "extent_cents", "share", "db", "soft", "loud"}
MEASURED |= {"articulation", "percent"}
BY_OTHER_MEANS = {
    (kind, name) for kind in ("I06", "I07", "I08", "I10", "T05", "R12") for name in ("direction", "cents")
}
BY_OTHER_MEANS |= {(kind, name) for kind in ("T01", "T02", "T03", "E01") for name in ("first_bar", "last_bar")}
# Always in the facts of a note, said or not.
ALWAYS = ("key", "where", "bar", "beat", "written", "performed", "degree", "degree_name")
# Slots that speak of another fact.
SOURCES = {"times": "count", "notes_counted": "count", "number": "count", "values": "value", "units": "unit"}
SOURCES |= {"octaves_counted": "octaves", "do": "verb", "altered": "written"}

Check = Callable[[Claims, Any], Any]
CHECKS: dict[tuple[str, str], Check] = {}  # (kind, or "" for every kind, and fact) -> whether the claim is right


@dataclass(frozen=True)
class Checked:
    """One claim. `right` is None where no second working-out knows it: an unsupported claim."""

    kind: str
    name: str
    right: bool | None
    value: Any = None


@lru_cache(maxsize=128)
def claimed(kind: str) -> frozenset[str]:
    """The facts that a kind's sentences may speak of, to anyone."""
    row = ROWS[kind]
    return frozenset(_slots(" ".join((row.said, row.why, row.child or "", row.adult, row.how, REMEDY_WORDS[kind]))))


def _slots(template: str) -> Iterator[str]:
    for _, slot, _, _ in string.Formatter().parse(template):
        if slot == "span":
            yield from ("first_bar", "last_bar")
        elif slot and slot != "quarters":
            yield SOURCES.get(slot, slot)
            for words in PHRASES.get(slot, {}).values():
                yield from _slots(words)


def check_findings(page: list[Written], report: dict[str, Any]) -> Iterator[Checked]:
    """One `Checked` for every claim about the notation, of every finding."""
    for finding in report["findings"]:
        claims = Claims(finding, page, report)
        for name, value in finding["facts"].items():
            said = name in claimed(claims.kind) or name in ALWAYS
            if said and not _is_measured(claims, name):
                yield Checked(claims.kind, name, _right(claims, name, value), value)


def _is_measured(claims: Claims, name: str) -> bool:
    if (claims.kind, name) in CHECKS:
        return False
    implied = name == "chord" and (claims.at is None or claims.note.chord is None)
    return implied or name in MEASURED or (claims.kind, name) in BY_OTHER_MEANS


def _right(claims: Claims, name: str, value: Any) -> bool | None:
    check = CHECKS.get((claims.kind, name)) or CHECKS.get(("", name))
    return None if check is None else bool(check(claims, value))


def _checks(*names: str, kinds: tuple[str, ...] = ("",)) -> Callable[[Check], Check]:
    def keep(check: Check) -> Check:
        CHECKS.update({(kind, name): check for kind in kinds for name in names})
        return check

    return keep


# -- places, notes, keys ----------------------------------------------------------------------------------------------
@_checks("where", "bar", "beat", "written")
def _place(claims: Claims, value: Any) -> bool:
    if "where" not in claims.facts:
        return any(value in (note["bar"], note["written"]) for note in claims.told)
    where = claims.facts["where"]
    there = claims.at is not None and where["meter"] == claims.note.meter
    return there and value in (where["bar"], where["beat"], name_of(claims.note.pitch), where)


@_checks("where", "bar", kinds=("R12",))
def _place_of_stretch(claims: Claims, value: Any) -> bool:
    if isinstance(value, dict) and "beat" in value:
        return _place(claims, value)
    return any(note.bar == (value["bar"] if isinstance(value, dict) else value) for note in claims.page)


@_checks("bar", "where", kinds=("S04",))
def _place_again(claims: Claims, value: Any) -> bool:
    bar = value["bar"] if isinstance(value, dict) else value
    return any(restart["to_bar"] == bar for restart in claims.report["take"]["restarts"])


@_checks("stopped_bar")
def _place_stopped(claims: Claims, value: int) -> bool:
    return any(restart["from_bar"] == value for restart in claims.report["take"]["restarts"])


@_checks("bar", kinds=("P17",))
def _slip_place(claims: Claims, value: int) -> bool:
    return value <= min(note["bar"] for note in claims.told)


@_checks("key")
def _key(claims: Claims, value: str) -> bool:
    return key_named(claims.page[claims.at or 0].key) == value


@_checks("performed")
def _performed(claims: Claims, value: str) -> bool:
    return claims.note.pitch.ps + claims.off == claims.played.ps


@_checks("performed", kinds=("P25", "S03"))
def _performed_extra(claims: Claims, value: str) -> bool:
    take, first = claims.report["take"], claims.report["notes"][0]
    away = take["transposition_semitones"] + take["tuning_cents"] / 100.0
    away += first["sounding_midi"] - claims.page[0].pitch.ps  # of the instrument
    return any(abs(extra["midi"] - away - claims.played.ps) < 0.8 for extra in claims.report["extra"])


@_checks("performed", kinds=("S06",))
def _performed_again(claims: Claims, value: str) -> bool:
    return _performed_extra(claims, value) and claims.played.ps == claims.note.pitch.ps


@_checks("degree")
def _degree(claims: Claims, value: int) -> bool:
    return degree_in(claims.page[claims.of_degree].key, claims.page[claims.of_degree].pitch)[0] == value


@_checks("degree_name")
def _degree_name(claims: Claims, value: str) -> bool:
    return degree_named(claims.page[claims.of_degree].key, claims.page[claims.of_degree].pitch) == value


@_checks("ended_degree")
def _ended_degree(claims: Claims, value: str) -> bool:
    return degree_named(claims.note.key, claims.played) == value


@_checks("tonic")
def _tonic(claims: Claims, value: str) -> bool:
    pitch = pitch_named(value)
    rises = {"P27": 2, "P17": None}.get(claims.kind, 1)
    is_tonic = pitch.name == claims.page[claims.at or 0].key.tonic.name
    return is_tonic and (rises is None or pitch.ps - claims.note.pitch.ps == rises)


@_checks("dominant")
def _dominant(claims: Claims, value: str) -> bool:
    return pitch_named(value).name == claims.note.key.pitchFromDegree(5).name


@_checks("letter")
def _letter(claims: Claims, value: str) -> bool:
    return claims.note.pitch.step == value


@_checks("sign", kinds=("P01", "P02", "P09"))
def _signature_sign(claims: Claims, value: str) -> bool:
    accidental = claims.note.key.accidentalByStep(claims.note.pitch.step)
    return accidental is not None and SIGNS[int(accidental.alter)] == value


@_checks("sign", kinds=("P06",))
def _written_sign(claims: Claims, value: str) -> bool:
    return SIGNS[int(claims.note.pitch.alter)] == value


@_checks("sign", "rule", kinds=("P08",))
def _accidental_rule(claims: Claims, value: str) -> bool:
    line = [n for n in claims.page[: claims.at] if n.pitch.diatonicNoteNum == claims.note.pitch.diatonicNoteNum]
    here = [n for n in line if n.bar == claims.note.bar]
    holds = bool(here) and here[-1].pitch.alter == claims.note.pitch.alter
    source = here[-1] if holds else next(n for n in reversed(line) if n.bar == claims.note.bar - 1)
    return value in ("still applies" if holds else "no longer applies", SIGNS[int(source.pitch.alter)])


@_checks("parallel")
def _parallel(claims: Claims, value: str) -> bool:
    return value == f"{str(claims.note.key.tonic.name).replace('-', 'b')} minor"


# -- moves and intervals ----------------------------------------------------------------------------------------------
@_checks("from", "previous", "before")
def _from(claims: Claims, value: str) -> bool:
    return claims.before is not None and name_of(claims.before.pitch) == value


@_checks("next", "after")
def _next(claims: Claims, value: str) -> bool:
    return claims.after is not None and name_of(claims.after.pitch) == value


@_checks("before", kinds=("R12",))
@_checks("after", kinds=("S03", "S06", "P25"))
def _itself(claims: Claims, value: str) -> bool:
    return name_of(claims.note.pitch) == value


@_checks("asked", "interval")
def _asked(claims: Claims, value: str) -> bool:
    return claims.before is not None and interval_named(claims.before.pitch, claims.note.pitch) == value


@_checks("made")
def _made(claims: Claims, value: str) -> bool:
    return claims.before is not None and interval_named(claims.before.pitch, claims.played) == value


@_checks("distance", "by")
def _distance(claims: Claims, value: str) -> bool:
    return distance_named(claims.off) == value


@_checks("distance", kinds=("P16", "P17", "P18"))
def _distance_whole(claims: Claims, value: str) -> bool:
    return distance_named(claims.facts["semitones"]) == value


@_checks("distance", kinds=("P24",))
def _distance_staff(claims: Claims, value: str) -> bool:
    return value == {1: "second", 2: "third", 3: "fourth"}[abs(claims.facts["steps"])]


@_checks("size_error")
def _size_error(claims: Claims, value: str) -> bool:
    assert claims.before is not None
    size = claims.note.pitch.ps - claims.before.pitch.ps
    return value == ("wide" if abs(size + claims.off) > abs(size) else "small")


@_checks("direction")
def _direction(claims: Claims, value: str) -> bool:
    return value == ("high" if claims.off > 0 else "low")


@_checks("direction", "octaves", kinds=("P14",))
def _octave(claims: Claims, value: Any) -> bool:
    return claims.off % 12 == 0 and value in (claims.off // 12, "higher" if claims.off > 0 else "lower")


@_checks("direction", "octaves", "semitones", "how_far", kinds=("P15", "P16", "P18"))
def _whole_shift(claims: Claims, value: Any) -> bool:
    away = claims.report["take"]["transposition_semitones"]
    octaves = round((away - claims.facts.get("semitones", 0)) / 12)
    shift = away - 12 * octaves
    way = "higher" if (shift or octaves) > 0 else "lower"
    return abs(shift) <= 6 and value in (shift, octaves, way, "octave" if abs(octaves) == 1 else "octaves")


@_checks("semitones", "direction", kinds=("P17",))
def _slip_shift(claims: Claims, value: Any) -> bool:
    offs = [round(note["cents"] / 100.0) for note in claims.told]
    usual = max(set(offs), key=offs.count)
    return value in (usual, "higher" if usual > 0 else "lower")


@_checks("steps", "direction", kinds=("P24",))
def _staff_shift(claims: Claims, value: Any) -> bool:
    offs = sorted((round(note["cents"] / 100.0) + 6) % 12 - 6 for note in claims.told)
    rises = offs[len(offs) // 2] > 0
    return (claims.facts["steps"] > 0) == rises and value in (claims.facts["steps"], "higher" if rises else "lower")


@_checks("slipped_at")
def _slipped_at(claims: Claims, value: str) -> bool:
    return any(n["written"] == value and n["bar"] == claims.facts["bar"] for n in claims.report["notes"])


@_checks("sounding_key")
def _sounding_key(claims: Claims, value: str) -> bool:
    key = claims.page[0].key
    sounding = key.transpose(claims.facts["semitones"])
    return value.split()[1] == key.mode and pitch_named(f"{value.split()[0]}4").pitchClass == sounding.tonic.pitchClass


@_checks("mode", "performed_mode")
def _mode(claims: Claims, value: str) -> bool:
    written = claims.page[0].key.mode
    other = {"major": "minor", "minor": "major"}[written]
    return (claims.facts["mode"], claims.facts["performed_mode"]) == (written, other) and value in (written, other)


@_checks("going")
def _going(claims: Claims, value: str) -> bool:
    return claims.after is not None and value == ("up" if claims.after.pitch.ps > claims.note.pitch.ps else "down")


@_checks("changes")
def _changes(claims: Claims, value: str) -> bool:
    return value == ("raises" if degree_in(claims.note.key, claims.note.pitch)[1] > 0 else "restores")


@_checks("role")
def _role(claims: Claims, value: str) -> bool:
    assert claims.before is not None
    assert claims.after is not None
    first, here, last = claims.before.pitch.ps, claims.note.pitch.ps, claims.after.pitch.ps
    passing = first < here < last or first > here > last
    return abs(last - here) == 1 and value == ("neighbour" if first == last else "passing" if passing else "approach")


# -- harmony ----------------------------------------------------------------------------------------------------------
@_checks("chord")
def _chord(claims: Claims, value: str) -> bool:
    symbol = claims.note.chord
    kind = KINDS.get(symbol.chordKind, symbol.chordKind)
    return value == f"{str(symbol.root().name).replace('-', 'b')} {kind}"


@_checks("member")
def _member(claims: Claims, value: str) -> bool:
    return members_of(claims.facts["chord"]).get(value) == claims.note.pitch.pitchClass


@_checks("performed_member")
def _performed_member(claims: Claims, value: str) -> bool:
    return members_of(claims.facts["chord"]).get(value) == claims.played.pitchClass


@_checks("target")
def _target(claims: Claims, value: str) -> bool:
    target = pitch_named(value)
    third = members_of(claims.facts["chord"])["third"]
    rises = target.ps - claims.note.pitch.ps == 1 and target.diatonicNoteNum - claims.note.pitch.diatonicNoteNum == 1
    return rises and third == claims.note.pitch.pitchClass


@_checks("figure")
def _figure(claims: Claims, value: str) -> bool:
    assert claims.after is not None
    root = pitch_named(claims.facts["chord"].split()[0] + "4")
    return value == "-".join(_above(root, pitch) for pitch in (claims.note.pitch, claims.after.pitch))


def _above(root: Any, pitch: Any) -> str:
    number = (pitch.diatonicNoteNum - root.diatonicNoteNum) % 7 + 1
    return {1: "8", 2: "9"}.get(number, str(number))


@_checks("dissonance")
def _dissonance(claims: Claims, value: str) -> bool:
    held = claims.before is not None and claims.before.pitch == claims.note.pitch
    foreign = claims.note.pitch.pitchClass not in members_of(claims.facts["chord"]).values()
    return foreign and value == ("suspension" if held else "appoggiatura")


@_checks("cadence")
def _cadence(claims: Claims, value: str) -> bool:
    return degree_in(claims.note.key, claims.note.pitch) == (1, 0) and ("authentic" in value or value == "plagal")


@_checks("approach")
def _approach(claims: Claims, value: str) -> bool:
    return claims.before is not None and value == f"{degree_in(claims.note.key, claims.before.pitch)[0]}-1"


# -- values and times -------------------------------------------------------------------------------------------------
@_checks("value", "held_value", "long_value")
def _value(claims: Claims, value: str) -> bool:
    notes = [claims.note, *[claims.page[claims.index_of[i]] for i in claims.ids]]
    return any(note.length == Fraction(value) for note in notes)


@_checks("short_value")
def _short_value(claims: Claims, value: str) -> bool:
    return claims.after is not None and claims.after.length == Fraction(value)


@_checks("as_value")
def _as_value(claims: Claims, value: str) -> bool:
    return Fraction(value) == claims.note.length * Fraction(claims.facts["factor"])


@_checks("rest")
def _rest(claims: Claims, value: str) -> bool:
    before = claims.before
    return before is not None and Fraction(value) == claims.note.onset - before.onset - before.length


@_checks("to_where")
def _moved_to(claims: Claims, value: Facts) -> bool:
    """On a felt beat next to the written place."""
    unit = Fraction(4, int(value["meter"].split("/")[1]))
    shift = (Fraction(value["beat"]) - claims.note.beat) * unit
    shift += (value["bar"] - claims.note.bar) * Fraction(value["meter"]) * 4
    return value["meter"] == claims.note.meter and Fraction(value["beat"]).denominator == 1 and 0 < abs(shift) < 2


@_checks("second_where")
def _struck_at(claims: Claims, value: Facts) -> bool:
    shift = (Fraction(value["beat"]) - claims.note.beat) * Fraction(4, int(value["meter"].split("/")[1]))
    shift += (value["bar"] - claims.note.bar) * Fraction(value["meter"]) * 4
    return 0 < shift < claims.note.length


@_checks("direction", kinds=("R00", "R03", "R04", "R05", "R13"))
def _untimely(claims: Claims, value: str) -> bool:
    return claims.told[0]["onset"] == value


@_checks("direction", kinds=("I01", "I02", "I03", "I04", "I09"))
def _out_of_tune(claims: Claims, value: str) -> bool:
    return all(note["intonation"] == value for note in claims.told)


@_checks("ms")
def _ms(claims: Claims, value: int) -> bool:
    return any(abs(abs(note["onset_ms"]) - value) <= 1 for note in claims.told if note["onset_ms"] is not None)


@_checks("percent", kinds=("R09", "R10"))
def _percent(claims: Claims, value: int) -> bool:
    return any(abs(100 * (note["duration_ratio"] or 0) - value) <= 1 for note in claims.told)


@_checks("cents")
def _cents(claims: Claims, value: float) -> bool:
    cents = sorted(abs(note["cents"]) for note in claims.told if note["cents"] is not None)
    return bool(cents) and cents[0] - 1 <= abs(value) <= cents[-1] + 1


# -- counts -----------------------------------------------------------------------------------------------------------
@_checks("count")
def _count(claims: Claims, value: int) -> bool:
    return value == len(claims.ids) or not claims.ids


@_checks("count", kinds=("P25", "S03", "S06", "R06"))
def _count_extra(claims: Claims, value: int) -> bool:
    """Every extra note is told once: as a corrected slip, or as one of the others."""
    kinds = ("P25",) if claims.kind == "P25" else ("S03", "S06", "R06")
    told = sum(finding["facts"]["count"] for finding in claims.report["findings"] if finding["kind"] in kinds)
    return told == sum(extra["corrected"] == (claims.kind == "P25") for extra in claims.report["extra"])


@_checks("wrong_count")
def _wrong_count(claims: Claims, value: int) -> bool:
    return value == sum(note["pitch"] == "wrong" for note in claims.report["notes"])


@_checks("bars")
def _bars(claims: Claims, value: list[int]) -> bool:
    return value == sorted({claims.page[claims.index_of[i]].bar for i in claims.ids}) or not claims.ids


@_checks("first_bar", "last_bar")
def _span(claims: Claims, value: int) -> bool:
    bars = {note.bar for note in claims.page}
    first, last = claims.facts["first_bar"], claims.facts.get("last_bar", max(bars))
    if claims.kind != "S02":
        return min(bars) <= value <= max(bars)
    inside = [note for note in claims.report["notes"] if first <= note["bar"] <= last]
    return bool(inside) and all(note["pitch"] == "missed" for note in inside)


@_checks("road")
def _road(claims: Claims, value: str) -> bool:
    """A way back that was taken is among the take's restarts, and one that was passed by is not."""
    jump = claims.facts["last_bar"], claims.facts["first_bar"]
    taken = jump in {(restart["from_bar"], restart["to_bar"]) for restart in claims.report["take"]["restarts"]}
    return taken == (value != "ignored")


@_checks("passage")
def _passage(claims: Claims, value: str) -> bool:
    to_end = claims.index_of[claims.ids[-1]] == len(claims.page) - 1
    one = claims.facts["first_bar"] == claims.facts["last_bar"]
    return value == ("bar" if one else "end" if to_end else "bars")
