"""What the composer says, told in German: refusals, changes, titles."""

from random import Random

import pytest

from tutor.composing.feasibility import check_conflicts, check_names
from tutor.composing.moods import MOODS
from tutor.composing.phrasebook import told
from tutor.composing.pieces import PIECES
from tutor.composing.purposes import PURPOSES
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.errors import RequestImpossible
from tutor.grading.speaking import speech_for
from tutor.grading.voice import Voice
from tutor.learning.skills import SKILLS
from tutor.music.instruments import INSTRUMENTS

GERMAN, ENGLISH = speech_for(Voice(language="de")), speech_for(Voice())
KEYS = ("C major", "G major", "F# major", "Db major", "A minor", "Eb minor", "D dorian", "E phrygian", "Bb mixolydian")
METERS = ("2/4", "3/4", "4/4", "6/8", "5/8", "7/8", "3/8", "4/4 3/4", "12/8")
FORMS = (None, "AABA", "rondo", "12-bar", "free", "period")
RANGES = (None, "G3-A3", "C4-C6", "B5-G3", "high")


def request(rng):
    return ComposeRequest(
        style=rng.choice([*STYLES]), key=rng.choice(KEYS), meter=rng.choice(METERS), bars=rng.choice((1, 2, 3, 8, 16)),
        level=rng.choice((1, 2, 3.5, 5, 8)), instrument=rng.choice([*INSTRUMENTS]), form=rng.choice(FORMS),
        skills=tuple(rng.sample([*SKILLS], rng.choice((0, 1, 2)))), range=rng.choice(RANGES),
        purpose=rng.choice((None, *PURPOSES)), piece=rng.choice((None, *PIECES)), mood=rng.choice((None, *MOODS)),
        ending=rng.choice((None, "half", "modal")), activity=rng.choice((None, None, "walking")),
        tempo_bpm=rng.choice((None, 90.0)),
    )  # fmt: skip


def refusals(count):
    """What the tables refuse of many random requests."""
    rng = Random(3)
    for _ in range(count):
        try:
            wanted = request(rng)
            check_names(wanted)
            check_conflicts(wanted)
        except RequestImpossible as error:
            yield str(error)


def test_every_refusal_that_tables_tell_is_told_in_german():
    said = list(dict.fromkeys(refusals(6000)))
    assert len(said) > 150
    assert [text for text in said if told(text, GERMAN) == text] == []


def test_in_english_it_stays_as_it_is_said():
    assert told("the skill triplets conflicts with level 1. Raise the level to 5.", ENGLISH).startswith("the skill")


@pytest.mark.parametrize(
    ("english", "german"),
    [
        (
            "the skill leap-of-a-tenth conflicts with level 1. Raise the level to 8, or leave the skill out.",
            "Das verträgt sich nicht: die Fertigkeit „Dezimensprünge“ und Stufe 1. "
            "Nimm Stufe 8, oder lass die Fertigkeit weg.",
        ),
        (
            "The skill triplets conflicts with level 3.5 in 6/8 with 8 bars. Ask for 9 bars, or leave the skill "
            "triplets out.",
            "Das verträgt sich nicht: die Fertigkeit „Triolen“ und Stufe 3,5 in 6/8 mit der Länge 8 Takte. "
            "Nimm 9 Takte, oder lass die Fertigkeit „Triolen“ weg.",
        ),
        ("Reel in B♭ minor, level 3 no. 2", "Reel in b-Moll, Stufe 3, Nr. 2"),
        ("Fiddle tune with jig in D, level 2", "Fiddlestück mit Jig in D-Dur, Stufe 2"),
        ("Rhythm in 6/8, level 2", "Rhythmus in 6/8, Stufe 2"),
        ("bars 5 to 8 composed anew", "Takte 5 bis 8 neu komponiert"),
        (
            "easier: level 2; the key A major became D major, triplets was left out",
            "leichter: Stufe 2; aus A-Dur wurde D-Dur, ohne Triolen",
        ),
        ("moved from B major to Bb major", "von H-Dur nach B-Dur versetzt"),
    ],
)
def test_slots_are_told_anew(english, german):
    assert told(english, GERMAN) == german


@pytest.mark.parametrize("own", ["My own title, level of care", "Bad Title in D, level 3", "A walk"])
def test_what_the_composer_did_not_say_stays(own):
    assert told(own, GERMAN) == own
