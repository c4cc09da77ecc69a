"""Skills: what counts as one, in hand-solvable lines, and how many an exercise owes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tutor.learning.skills import SKILLS, skills_in
from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, Note, Part, Score


def line(text: str, key: str = "C major", meter: str = "4/4", pickup: Fraction | None = None) -> Score:
    """ "C4:1 r:1/2 D4:1+1" as a score: pitch or r, then quarters (tied values joined by +); ids n1, n2, …"""
    notes, clock = [], Fraction(0)
    for word in text.split():
        name, values = word.split(":")
        segments = tuple(Fraction(v) for v in values.split("+"))
        if name != "r":
            notes.append(Note(f"n{len(notes) + 1}", clock, Pitch.parse(name), segments))
        clock += sum(segments)
    full, bars, onset, number = Meter.parse(meter).bar_length, [], Fraction(0), 0 if pickup else 1
    while onset < clock:
        length = pickup if pickup and not bars else full
        bars.append(Bar(number, onset, length, Meter.parse(meter), Key.parse(key)))
        onset, number = onset + length, number + 1
    return Score("", tuple(bars), (Part(tuple(notes)),))


@pytest.mark.parametrize(
    ("skill", "text", "ids"),
    [
        ("leap-of-a-third", "C4:1 E4:1 G4:1 G4:1", ["n2", "n3"]),
        ("leap-of-a-sixth", "C4:2 A4:2", ["n2"]),
        ("leap-of-an-octave", "C4:2 C5:2", ["n2"]),
        ("leap-of-a-tenth", "C4:2 E5:2", ["n2"]),
        ("repeated-notes", "C4:1 C4:1 D4:1 C4:1", ["n2"]),
        ("stepwise-motion", "C4:1 D4:1 C4:1 E4:1", ["n2", "n3"]),
        ("scale-runs", "C4:1 D4:1 E4:1 F4:1 G4:2 E4:2", ["n5"]),
        ("arpeggio", "C4:1 E4:1 G4:1 C5:1", ["n3"]),
        ("skips-in-the-dominant-chord", "G4:1 B4:1 C5:2", ["n2"]),
        ("recovered-leaps", "C4:1 A4:1 G4:2", ["n3"]),
        ("leading-tone", "B4:2 C5:2", ["n2"]),
        ("chromatic-neighbour", "G4:1 F#4:1 G4:2", ["n3"]),
        ("tritone", "F4:2 B4:2", ["n2"]),
        ("half-notes", "C4:2 D4:1 E4:1", ["n1"]),
        ("dotted-half", "C4:3 D4:1", ["n1"]),
        ("eighth-pairs", "C4:1/2 D4:1/2 E4:3", ["n1"]),
        ("dotted-quarter", "C4:3/2 D4:1/2 E4:2", ["n1"]),
        ("dotted-eighth-sixteenth", "C4:3/4 D4:1/4 E4:3", ["n1"]),
        ("sixteenths", "C4:1/4 D4:1/4 E4:1/2 F4:3", ["n1", "n2"]),
        ("triplets", "C4:1/3 D4:1/3 E4:1/3 F4:3", ["n1"]),
        ("syncopation", "C4:1/2 D4:1 E4:1/2 F4:2", ["n2"]),
        ("scotch-snap", "C4:1/4 D4:3/4 E4:3", ["n2"]),
        ("eighth-rests", "C4:1/2 r:1/2 D4:3", ["n2"]),
        ("rests-on-the-beat", "C4:1 r:1 D4:2", ["n2"]),
        ("ties-over-the-barline", "C4:2 D4:2+2 E4:2", ["n2"]),
        ("whole-notes", "C4:4 D4:2 E4:2", ["n1"]),
        ("quarter-rests", "C4:1 r:1 D4:2", ["n2"]),
        ("entries-after-the-beat", "C4:1 r:1/2 D4:1/2 E4:1/2 r:1/2 F4:1", ["n2"]),
        ("sixteenth-eighth-sixteenth", "C4:1/4 D4:1/2 E4:1/4 F4:3", ["n2"]),
        ("skips-in-the-subdominant-chord", "F4:1 A4:1 C5:2", ["n2", "n3"]),
        ("falling-leaps", "C5:1 G4:1 C4:1 E4:1", ["n2", "n3"]),
        ("dominant-to-tonic", "G4:1 C5:1 G4:1 C4:1", ["n2", "n4"]),
        ("neighbour-notes", "C4:1 D4:1 C4:1 B3:1", ["n3"]),
        ("broken-thirds", "C4:1 E4:1 D4:1 F4:1 E4:4", ["n3", "n5"]),
        ("leap-of-a-ninth", "C4:2 D5:2", ["n2"]),
        ("raised-fourth", "G4:1 F#4:1 G4:2", ["n3"]),
    ],
)
def test_a_skill_is_found_at_its_notes(skill: str, text: str, ids: list[str]) -> None:
    assert skills_in(line(text))[skill] == ids


def test_the_leading_tone_of_a_minor_key_is_raised_and_rises() -> None:
    found = skills_in(line("G#4:1 A4:1 G4:1 A4:1", key="A minor"))
    assert found["leading-tone-in-minor"] == ["n2"]
    assert "leading-tone" not in found


def test_signatures_are_practised_where_their_letters_sound() -> None:
    assert skills_in(line("F#4:2 G4:2", key="G major"))["key-signature-sharps"] == ["n1"]
    assert skills_in(line("B-3:2 A3:2", key="F major"))["key-signature-flats"] == ["n1"]
    assert "key-signature-sharps" not in skills_in(line("F#4:2 G4:2", key="C major"))


def test_a_minor_line_climbs_by_its_raised_sixth_and_seventh() -> None:
    assert skills_in(line("E4:1 F#4:1 G#4:1 A4:1", key="A minor"))["melodic-minor"] == ["n3"]
    assert "melodic-minor" not in skills_in(line("E4:1 F4:1 G4:1 A4:1", key="A minor"))


def test_the_harmonic_minor_holds_an_augmented_second_either_way() -> None:
    assert skills_in(line("F4:1 G#4:1 F4:1 E4:1", key="A minor"))["augmented-second"] == ["n2", "n3"]


def test_the_dotted_beat_of_compound_metres_has_figures_of_its_own() -> None:
    assert skills_in(line("C4:1/2 D4:1/2 E4:1/2 F4:3/2", meter="6/8"))["compound-eighths"] == ["n2"]
    assert skills_in(line("C4:3/4 D4:1/4 E4:1/2 F4:3/2", meter="6/8"))["siciliano-rhythm"] == ["n1"]
    assert skills_in(line("C4:3/4 D4:3/4 E4:3/2", meter="6/8"))["duplets"] == ["n2"]


def test_uneven_groups_are_felt_where_they_begin() -> None:
    found = skills_in(line("C4:3/2 D4:1 E4:1 F4:1/2 G4:1", meter="5/8"))
    assert found["uneven-groups"] == ["n2", "n5"]
    assert "uneven-groups" not in skills_in(line("C4:2 D4:2"))


def test_compound_rhythm_needs_a_compound_metre() -> None:
    assert skills_in(line("C4:1 D4:1/2 E4:3/2", meter="6/8"))["compound-rhythm"] == ["n1"]
    assert "compound-rhythm" not in skills_in(line("C4:1 D4:1 E4:2"))


def test_the_notes_of_a_pickup_are_its_skill() -> None:
    assert skills_in(line("G4:1 C5:4", pickup=Fraction(1)))["pickup"] == ["n1"]


def test_eight_steps_the_same_way_are_two_runs() -> None:
    run = " ".join(f"{name}:1/2" for name in ["C4", "D4", "E4", "F4", "G4", "A4", "B4", "C5", "D5"])
    assert skills_in(line(f"{run} D5:7/2"))["scale-runs"] == ["n5", "n9"]


def test_prerequisites_exist_and_never_ask_a_higher_level() -> None:
    for skill in SKILLS.values():
        assert all(SKILLS[name].level <= skill.level for name in skill.requires), skill.name


def test_a_skill_shown_by_silence_or_altered_notes_says_so() -> None:
    silence = {name for name, skill in SKILLS.items() if skill.rests}
    assert silence == {"quarter-rests", "rests-on-the-beat", "eighth-rests", "entries-after-the-beat"}
    assert {"melodic-minor", "raised-fourth", "tritone"} <= {name for name, skill in SKILLS.items() if skill.alters}


def test_there_are_at_least_forty_and_each_says_what_it_is() -> None:
    assert len(SKILLS) >= 40
    assert all(skill.about.endswith(".") for skill in SKILLS.values())


def test_an_exercise_of_eight_bars_shows_a_sixth_three_times_and_a_shorter_one_less() -> None:
    sixth = SKILLS["leap-of-a-sixth"]
    assert [sixth.quota(bars) for bars in (1, 4, 8, 32)] == [1, 2, 3, 4]
    assert SKILLS["pickup"].quota(32) == 1
