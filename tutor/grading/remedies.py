"""Remedies: from a finding to the next exercise, in the same key and metre, with the skill that isolates the error."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tutor.composing.request import ComposeRequest
from tutor.errors import RequestImpossible
from tutor.grading.case import Case
from tutor.grading.findings import Remedy
from tutor.grading.wording import put_in_words
from tutor.music.score import Score

_PULSE = ("stepwise-motion",)
_TUNE = ("stepwise-motion",)

# kind -> (what to do, skills to try in order: the first that suits key, metre and level is asked for)
REMEDIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "P00": ("{Do} the two notes before and after it slowly, then a new line like this one.", ("stepwise-motion",)),
    "P01": ("Name the key signature, {do} the scale of {key_words}, then a new line with that {sign}.", ("signature",)),
    "P02": (
        "{Do} {written_words} and {tonic} as a pair, then a new line with leading tones.",
        ("leading-tone", "signature"),
    ),
    "P03": (
        "Compare natural and harmonic minor over the last four notes of the scale, then {do} a new line.",
        ("leading-tone-in-minor",),
    ),
    "P04": ("{Do} the melodic minor scale up and down, stopping on the sixth and seventh.", ("leading-tone-in-minor",)),
    "P05": ("{Do} the three notes around it by themselves, then a new line with such notes.", ("chromatic-neighbour",)),
    "P07": ("{Do} {written_words} and {performed_words} over a held tonic, then a new line.", ("chromatic-neighbour",)),
    "P08": (
        "Pencil the accidental in wherever it still holds, then read a new line.",
        ("chromatic-neighbour", "signature"),
    ),
    "P09": (
        "Find every sign that cancels the signature before you start, then read a new line.",
        ("chromatic-neighbour", "signature"),
    ),
    "P10": (
        "Say “step” or “skip” for every move before you {do} it, then read a new line.",
        ("leap-of-a-third", "stepwise-motion"),
    ),
    "P11": ("{Do} the chord as an arpeggio and stop on the {wanted_member}.", ("arpeggio", "skips-in-the-tonic-chord")),
    "P12": (
        "{Do} the scale between the two notes, then the leap; then a new line with such leaps.",
        ("leap", "skips-in-the-tonic-chord"),
    ),
    "P13": (
        "Let each end of the tritone resolve, then {do} the leap itself.",
        ("tritone", "leap-of-a-fifth", "leap-of-a-fourth"),
    ),
    "P14": (
        "Find the octave from a note you know, then {do} a new line with octaves.",
        ("leap-of-an-octave", "leap-of-a-fifth"),
    ),
    "P15": ("Nothing to mend. A new line in the same key, if you like.", ()),
    "P16": (
        "Sound the tonic triad of {key}, {do} 1-3-5-1, and start from there.",
        ("skips-in-the-tonic-chord", "arpeggio"),
    ),
    "P17": (
        "Sound {tonic} again at bar {bar}, then {do} the bar over it.",
        ("skips-in-the-tonic-chord", "recovered-leaps"),
    ),
    "P18": (
        "Take the part that is written for your instrument, or move every note by the same step.",
        ("stepwise-motion",),
    ),
    "P19": ("Trace the contour with your hand first, then {do} it.", ("repeated-notes", "stepwise-motion")),
    "P20": ("Count aloud and give {written_words} its full value.", ("stepwise-motion",)),
    "P22": (
        "{Do} 5-4-3-2-1 and 1-7-1 in {key_words}, then a new line that closes.",
        ("stepwise-motion", "leading-tone"),
    ),
    "P23": (
        "{Do} the tonic triad of the major and of the minor key in turn, then the line.",
        ("skips-in-the-tonic-chord", "arpeggio"),
    ),
    "P24": ("Name the lines of the {clef} clef and one landmark note, then read a new line.", ("stepwise-motion",)),
    "P25": ("Pause before this move, hear the next note inside, then go on.", ("stepwise-motion",)),
    "I01": ("{Do} it against a held tonic until the two are at rest.", _TUNE),
    "I02": ("{Do} the {degree_name} against a held tonic, then a slow new line.", _TUNE),
    "I04": ("{Do} {written_words} and {tonic} in turn, as close as you can.", ("leading-tone", "stepwise-motion")),
    "I06": ("Sound the tonic again at every phrase and compare.", _TUNE),
    "I07": ("Tune to a given A before you start.", _TUNE),
    "R00": ("Clap the bar while counting {subdivision}, then {do} a new line.", ("subdivision", "eighth-pairs")),
    "R01": (
        "Count the parts of the beat aloud, tie the first three, then {do} a new line with dots.",
        ("dotted", "dotted-quarter"),
    ),
    "R02": ("{Do} even notes with the click on the off-beats.", ("eighth-pairs", "sixteenths")),
    "R03": ("Say three even syllables to a beat, then {do} a new line with triplets.", ("triplets", "eighth-pairs")),
    "R04": ("Beat in big beats and say three even syllables to each.", ("compound-rhythm",)),
    "R05": ("Tap the beats with a foot and clap the off-beats.", ("syncopation", "eighth-pairs")),
    "R06": (
        "Say the second note silently while the first sounds on.",
        ("ties-over-the-barline", "dotted-half", "half-notes"),
    ),
    "R07": ("Breathe in the rest and count it.", ("rests-on-the-beat", "eighth-rests")),
    "R08": ("Loop the two beats around the stop until they run on.", _PULSE),
    "R09": ("Hold every note until the next beat begins.", ("half-notes", "dotted-half")),
    "R10": ("Release on the beat where the rest begins.", ("rests-on-the-beat", "eighth-rests")),
    "R12": ("Chant the rhythm on one note before you {do} it.", ("half-notes", "eighth-pairs")),
    "T01": ("{Do} it with a click on every other beat.", _PULSE),
    "T02": ("{Do} it with a click on every other beat.", _PULSE),
    "T05": ("Nothing to mend; set the click to the written tempo if you want to try it there.", ()),
    "S01": ("Say the note names in time first, then {do} it slowly.", ("stepwise-motion",)),
    "S02": ("Follow with a finger, bar by bar, and keep going.", ("stepwise-motion",)),
    "S03": ("{Do} the bar slowly and let each note wait for its beat.", ("stepwise-motion",)),
    "S04": ("Start from several places in the piece, so that going on is easy.", _PULSE),
    "S06": ("Look ahead to the next group while this one sounds.", ("repeated-notes", "stepwise-motion")),
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


def remedy_for(kind: str, facts: dict[str, Any], case: Case) -> Remedy:
    """Words and a request that the composer can meet."""
    template, wished = REMEDIES[kind]
    do = "sing" if case.sings else "play"
    text = put_in_words(template, {**facts, "do": do, "Do": do.capitalize()})
    skills = [skill for wish in wished if (skill := _skill(wish, facts, case.score))]
    return Remedy(text, possible_request(case.score, case.setting.tolerances.level, skills))


def _skill(wish: str, facts: dict[str, Any], score: Score) -> str | None:
    """A skill by name, or the one that a wish stands for in this place."""
    if wish == "signature":
        fifths = score.key.fifths
        return "key-signature-sharps" if fifths > 0 else "key-signature-flats" if fifths < 0 else None
    if wish == "leap":
        return _LEAPS.get(str(facts.get("asked", "")).split()[-1])
    if wish == "dotted":
        return "dotted-eighth-sixteenth" if facts.get("long_value") == "dotted eighth" else "dotted-quarter"
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
