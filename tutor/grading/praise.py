"""The words of praise: one template a kind, one name a skill; what is praised was counted before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tutor.grading.speech import Speech

PRAISES: dict[str, str] = {
    "faultless": "Every one of the {count} notes was right, and your pulse held at {bpm} {quarters} a minute.",
    "all right": "Every one of the {count} notes was right.",
    "all heard right": "Every one of the {count} notes I could hear was right.",
    "skill": "All {number} {things} were right.",
}
# Skill -> what its places are called, several of them. Skills that are no feat by themselves are not named.
THINGS: dict[str, str] = {
    "half-notes": "{values}",
    "eighth-pairs": "pairs of {values}",
    "dotted-half": "{values}",
    "dotted-quarter": "dotted rhythms",
    "eighth-rests": "short rests",
    "rests-on-the-beat": "rests on the beat",
    "pickup": "notes of the pickup",
    "compound-rhythm": "long and short pairs in the dotted beat",
    "sixteenths": "{values}",
    "syncopation": "syncopations",
    "dotted-eighth-sixteenth": "dotted rhythms within the beat",
    "triplets": "triplet notes",
    "ties-over-the-barline": "ties over the barline",
    "scotch-snap": "Scotch snaps",
    "skips-in-the-tonic-chord": "skips in the tonic chord",
    "skips-in-the-dominant-chord": "skips in the dominant chord",
    "leap-of-a-third": "leaps of a third",
    "leap-of-a-fourth": "leaps of a fourth",
    "leap-of-a-fifth": "leaps of a fifth",
    "leap-of-a-sixth": "leaps of a sixth",
    "leap-of-a-seventh": "leaps of a seventh",
    "leap-of-an-octave": "leaps of an octave",
    "leap-of-a-tenth": "leaps of a tenth",
    "tritone": "tritones",
    "recovered-leaps": "leaps that turn back by step",
    "arpeggio": "broken chords",
    "scale-runs": "scale runs",
    "leading-tone": "leading tones",
    "leading-tone-in-minor": "raised leading tones",
    "chromatic-neighbour": "notes with an accidental that resolve by step",
    "key-signature-sharps": "sharps of the key signature",
    "key-signature-flats": "flats of the key signature",
    "lowered-seventh": "lowered sevenths",
    "whole-notes": "{values}",
    "quarter-rests": "rests on the beat",
    "entries-after-the-beat": "entries after the beat",
    "compound-eighths": "groups of three in the dotted beat",
    "siciliano-rhythm": "siciliano rhythms",
    "duplets": "duplets",
    "uneven-groups": "beats of the uneven bars",
    "sixteenth-eighth-sixteenth": "short-long-short figures",
    "skips-in-the-subdominant-chord": "skips in the subdominant chord",
    "leap-of-a-ninth": "leaps of a ninth",
    "falling-leaps": "falling leaps",
    "dominant-to-tonic": "leaps from the dominant to the tonic",
    "broken-thirds": "broken thirds",
    "melodic-minor": "climbs of melodic minor",
    "augmented-second": "augmented seconds",
    "raised-fourth": "raised fourths",
}
VALUES = {"whole-notes": "4", "half-notes": "2", "eighth-pairs": "1/2", "dotted-half": "3", "sixteenths": "1/4"}


def praise_in_words(praised: Sequence[Mapping[str, Any]], speech: Speech) -> str | None:
    """All that is praised, in one voice; None where there is nothing."""
    return " ".join(_sentence(one, speech) for one in praised) or None


def _sentence(one: Mapping[str, Any], speech: Speech) -> str:
    facts = dict(one["facts"])
    if one["what"] == "skill":
        facts["things"] = speech.say(THINGS[one["skill"]], facts)
    return speech.say(PRAISES[one["what"]], facts)
