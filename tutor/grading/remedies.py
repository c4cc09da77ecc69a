"""Remedies: from a finding to the next exercise, in the same key and metre, with the skill that isolates the error."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tutor.composing.request import ComposeRequest
from tutor.errors import RequestImpossible
from tutor.grading.case import Case
from tutor.music.score import Score

# kind -> skills to try in order: the first that suits key, metre and level is asked for
REMEDY_SKILLS: dict[str, tuple[str, ...]] = {
    "P00": ("stepwise-motion",),
    "P01": ("signature",),
    "P02": ("leading-tone", "signature"),
    "P03": ("leading-tone-in-minor",),
    "P04": ("melodic-minor", "leading-tone-in-minor"),
    "P05": ("chromatic-neighbour", "neighbour-notes"),
    "P06": ("raised-fourth", "chromatic-neighbour", "leading-tone"),
    "P07": ("chromatic-neighbour",),
    "P08": ("chromatic-neighbour", "signature"),
    "P09": ("chromatic-neighbour", "signature"),
    "P10": ("leap-of-a-third", "stepwise-motion"),
    "P11": ("arpeggio", "skips-in-the-tonic-chord"),
    "P12": ("leap", "skips-in-the-tonic-chord"),
    "P13": ("tritone", "leap-of-a-fifth", "leap-of-a-fourth"),
    "P14": ("leap-of-an-octave", "leap-of-a-fifth"),
    "P15": (),
    "P16": ("skips-in-the-tonic-chord", "arpeggio"),
    "P17": ("skips-in-the-tonic-chord", "recovered-leaps"),
    "P18": ("stepwise-motion",),
    "P19": ("repeated-notes", "stepwise-motion"),
    "P20": ("stepwise-motion",),
    "P21": ("stepwise-motion", "skips-in-the-tonic-chord"),
    "P22": ("dominant-to-tonic", "leading-tone", "stepwise-motion"),
    "P23": ("skips-in-the-tonic-chord", "arpeggio"),
    "P24": ("stepwise-motion",),
    "P25": ("stepwise-motion",),
    "P26": ("ties-over-the-barline", "stepwise-motion"),
    "P27": ("lowered-seventh", "stepwise-motion"),
    "I01": ("stepwise-motion",),
    "I02": ("stepwise-motion",),
    "I03": ("skips-in-the-tonic-chord", "stepwise-motion"),
    "I04": ("leading-tone", "stepwise-motion"),
    "I05": ("leap-of-a-fifth", "leap-of-a-fourth", "leap-of-a-third"),
    "I06": ("stepwise-motion",),
    "I07": ("stepwise-motion",),
    "I08": ("repeated-notes", "stepwise-motion"),
    "I09": ("stepwise-motion",),
    "I10": ("half-notes", "stepwise-motion"),
    "R00": ("subdivision", "eighth-pairs"),
    "R01": ("dotted", "dotted-quarter"),
    "R02": ("eighth-pairs", "sixteenths"),
    "R03": ("triplets", "eighth-pairs"),
    "R04": ("compound-eighths", "compound-rhythm"),
    "R05": ("syncopation", "eighth-pairs"),
    "R06": ("ties-over-the-barline", "dotted-half", "half-notes"),
    "R07": ("quarter-rests", "rests-on-the-beat", "eighth-rests"),
    "R08": ("stepwise-motion",),
    "R09": ("half-notes", "dotted-half"),
    "R10": ("quarter-rests", "rests-on-the-beat", "eighth-rests"),
    "R11": ("pickup", "stepwise-motion"),
    "R12": ("half-notes", "eighth-pairs"),
    "R13": ("ties-over-the-barline", "syncopation", "half-notes"),
    "T01": ("stepwise-motion",),
    "T02": ("stepwise-motion",),
    "T03": ("hard", "stepwise-motion"),
    "T05": (),
    "S01": ("stepwise-motion",),
    "S02": ("stepwise-motion",),
    "S03": ("half-notes", "stepwise-motion"),
    "S04": ("stepwise-motion",),
    "S05": ("stepwise-motion",),
    "S06": ("repeated-notes", "stepwise-motion"),
    "E01": ("stepwise-motion",),
    "E02": ("stepwise-motion",),
    "E03": ("repeated-notes", "stepwise-motion"),
    "E04": ("half-notes",),
    "E05": ("half-notes", "stepwise-motion"),
    "E06": ("syncopation", "eighth-pairs"),
}
_LEAPS = {
    "third": "leap-of-a-third",
    "fourth": "leap-of-a-fourth",
    "fifth": "leap-of-a-fifth",
    "sixth": "leap-of-a-sixth",
    "seventh": "leap-of-a-seventh",
    "octave": "leap-of-an-octave",
    "tenth": "leap-of-a-tenth",
}


def remedy_request(kind: str, facts: dict[str, Any], case: Case) -> dict[str, Any]:
    """The JSON form of a request that the composer can meet."""
    skills = [skill for wish in REMEDY_SKILLS[kind] if (skill := _skill(wish, facts, case.score))]
    return possible_request(case.score, case.setting.tolerances.level, skills)


def _skill(wish: str, facts: dict[str, Any], score: Score) -> str | None:
    """A skill by name, or the one that a wish stands for in this place."""
    if wish == "signature":
        fifths = score.key.fifths
        return "key-signature-sharps" if fifths > 0 else "key-signature-flats" if fifths < 0 else None
    if wish == "leap":
        return _LEAPS.get(str(facts.get("asked")).split()[-1])
    if wish == "hard":
        return "leap-of-a-fifth" if facts.get("hard") == "leaps" else "eighth-pairs"
    if wish == "dotted":
        return "dotted-eighth-sixteenth" if facts.get("long_value") == "3/4" else "dotted-quarter"
    if wish == "subdivision":
        by_words = {"three to a beat": "compound-rhythm" if score.meter.is_compound else "triplets"}
        by_words |= {"two to a beat": "eighth-pairs", "four to a beat": "sixteenths"}
        return by_words.get(str(facts.get("subdivision")), "stepwise-motion")
    return wish


def possible_request(score: Score, level: int, skills: list[str]) -> dict[str, Any]:
    """The request nearest to the wish that the composer accepts: a simpler skill before a higher level."""
    asked = [(skill,) for skill in skills] + [()]
    for harder in range(level, 9):
        for wanted in asked:
            request = _request(score, harder, wanted)
            if _is_possible(request):
                return request.to_dict()
    return ComposeRequest(level=level).to_dict()  # a score no style could follow: the composer's own choice


@lru_cache(maxsize=512)
def _is_possible(request: ComposeRequest) -> bool:
    from tutor.composing.feasibility import check

    try:
        check(request)
    except RequestImpossible:
        return False
    return True


def _request(score: Score, level: int, skills: tuple[str, ...]) -> ComposeRequest:
    from tutor.composing.styles import STYLES

    style = score.meta.get("style", "")
    values: dict[str, Any] = {"style": style} if style in STYLES else {}
    instrument = score.part.instrument
    return ComposeRequest(
        **values, key=score.key.name, meter=score.meter.name, level=level, skills=skills, instrument=instrument
    )
