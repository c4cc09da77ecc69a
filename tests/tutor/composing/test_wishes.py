"""Half levels, moods, purposes, activities and endings: what each changes, and what it cannot go with."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tutor.cli.compose import tempo_wish
from tutor.composing.activities import ACTIVITIES
from tutor.composing.compose import compose, with_defaults
from tutor.composing.feasibility import check
from tutor.composing.levels import HALF_LEVELS, LEVELS, allowed, is_level, level_of
from tutor.composing.melody import melody_of
from tutor.composing.moods import MOODS
from tutor.composing.purposes import PURPOSES, owed
from tutor.composing.request import ComposeRequest
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS, skills_in
from tutor.music.rhythm import Meter
from tutor.music.score import Score

pytestmark = pytest.mark.usefixtures("untrained")


def made(**wishes: object) -> Score:
    return compose(with_defaults({"style": "classical", **wishes})).score


def span(score: Score) -> int:
    heights = [note.pitch.diatonic for note in score.notes]
    return max(heights) - min(heights)


def test_half_levels_have_the_notes_below_and_the_rhythms_above() -> None:
    assert list(HALF_LEVELS) == ["1.5", "2.5", "3.5", "4.5", "5.5", "6.5", "7.5"]
    half = allowed(3.5)
    assert (half.span, half.fifths, half.meters) == (LEVELS["3"].span, LEVELS["3"].fifths, LEVELS["4"].meters)
    assert LEVELS["3"].tempo < half.tempo < LEVELS["4"].tempo


@pytest.mark.parametrize("level", [0.5, 8.5, 3.25, float("nan"), "3"])
def test_other_fractions_are_no_levels(level: object) -> None:
    assert not is_level(level)


def test_a_whole_number_is_the_level_itself() -> None:
    assert ComposeRequest(level=3.0) == ComposeRequest(level=3)
    assert ComposeRequest(level=3.0).to_dict()["level"] == 3
    assert isinstance(ComposeRequest(level=3.0).level, int)


def test_a_half_level_takes_the_skills_of_rhythm_and_not_those_of_pitch() -> None:
    score = made(level=3.5, key="C major", meter="4/4", skills=("sixteenths",))
    assert span(score) <= LEVELS["3"].span
    assert len(skills_in(score)["sixteenths"]) >= SKILLS["sixteenths"].quota(8)
    with pytest.raises(RequestImpossible, match="leap-of-a-sixth conflicts with level 3"):
        check(with_defaults({"style": "classical", "level": 3.5, "skills": ("leap-of-a-sixth",)}))


@pytest.mark.parametrize("level", [float(name) for name in HALF_LEVELS])
def test_a_half_level_asks_no_more_than_the_level_above(level: float) -> None:
    assert level_of(melody_of(made(level=level, seed=2))) <= level + 0.5


def test_moods_follow_from_valence_and_arousal() -> None:
    assert len(MOODS) >= 16
    for mood in MOODS.values():
        assert -1 <= mood.valence <= 1
        assert -1 <= mood.arousal <= 1
        assert mood.about.endswith(".")
        assert ("Minor" in mood.about, "Major" in mood.about) == (mood.minor is True, mood.minor is False)
    assert MOODS["fiery"].tempo > MOODS["driving"].tempo > MOODS["calm"].tempo
    assert MOODS["fiery"].dynamic == "f"
    assert MOODS["tender"].dynamic == "p"


def test_a_dark_mood_chooses_minor_and_a_still_one_a_slower_tempo() -> None:
    plain = made(level=4)
    assert made(level=4, mood="mournful").key.mode == "minor"
    assert made(level=4, mood="mournful").tempo_bpm < plain.tempo_bpm < made(level=4, mood="joyful").tempo_bpm


def test_practice_is_slower_and_movement_has_beats_of_its_own() -> None:
    usual = made(level=3).tempo_bpm
    assert made(level=3, activity="slow practice").tempo_bpm == pytest.approx(0.6 * usual, abs=1.5)
    assert made(level=3, activity="running").tempo_bpm == 160
    assert made(level=3, meter="6/8", activity="marching").tempo_bpm == 180, "120 dotted quarters are 180 quarters"
    assert ACTIVITIES["walking"].tempo(80, Meter(2, 2)) == 210


def test_the_command_line_reads_tempo_as_number_or_activity() -> None:
    assert tempo_wish("96") == {"tempo_bpm": 96.0}
    assert tempo_wish("Slow practice") == {"activity": "slow practice"}
    with pytest.raises(ValueError, match="not a tempo"):
        tempo_wish("nan")


@pytest.mark.parametrize(("ending", "degrees"), [("half", {2, 5, 7}), ("modal", {3, 5})])
def test_a_piece_can_end_elsewhere_than_on_the_tonic(ending: str, degrees: set[int]) -> None:
    for form in ("free", "AABA"):
        score = made(ending=ending, form=form, seed=3)
        assert score.key.degree_of(score.notes[-1].pitch)[0] in degrees


def test_a_planned_half_cadence_ends_on_the_dominant_chord() -> None:
    score = compose(with_defaults({"style": "pop", "key": "C major", "ending": "half"})).score
    assert score.harmony[-1].root == "G"


def test_an_etude_owes_twice_as_much_and_needs_a_skill() -> None:
    request = with_defaults({"style": "classical", "purpose": "etude", "skills": ("leap-of-a-third",)})
    assert owed(request, SKILLS["leap-of-a-third"]) == 6
    assert len(skills_in(compose(request).score)["leap-of-a-third"]) >= 6
    with pytest.raises(RequestImpossible, match="no skill to practise"):
        check(replace(request, skills=()))


def test_a_rhythm_stays_on_one_note() -> None:
    score = made(purpose="rhythm", level=5, meter="4/4", skills=("syncopation",))
    assert len({note.pitch for note in score.notes}) == 1
    assert score.key.degree_of(score.notes[0].pitch) == (1, 0)
    assert score.harmony == ()
    assert "syncopation" in skills_in(score)
    assert len({note.duration for note in score.notes}) > 1


def test_a_rhythm_has_no_room_for_skills_of_pitch() -> None:
    with pytest.raises(RequestImpossible, match="the skill leap-of-a-third conflicts with the purpose rhythm"):
        check(ComposeRequest(purpose="rhythm", skills=("leap-of-a-third",)))


def test_a_dictation_is_short_begins_on_the_tonic_and_stays_within_an_octave() -> None:
    for seed in range(3):
        score = made(purpose="dictation", level=6, seed=seed)
        assert len(score.bars) == 4
        assert score.key.degree_of(score.notes[0].pitch) == (1, 0)
        assert span(score) <= 7
        assert score.part.directions == ()
        assert all(a.end == b.onset for a, b in zip(score.notes, score.notes[1:], strict=False)), "no rests"


def test_a_warm_up_lies_within_an_octave_without_altered_notes() -> None:
    score = made(purpose="warm-up", level=7, key="D major")
    assert span(score) <= 7
    assert all(score.key.degree_of(note.pitch)[1] == 0 for note in score.notes)


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("level", [1, 4, 8])
def test_every_purpose_can_be_asked_for_at_every_level(purpose: str, level: int) -> None:
    check(with_defaults({"style": "hymn", "level": level, "purpose": purpose, "skills": ("repeated-notes",)}))


def test_a_tempo_and_an_activity_are_one_wish_too_many() -> None:
    with pytest.raises(RequestImpossible, match="the tempo 90 conflicts with the activity running"):
        check(ComposeRequest(tempo_bpm=90.0, activity="running"))


def test_the_last_note_of_a_rhythm_lasts_to_the_end() -> None:
    score = made(purpose="rhythm")
    assert score.notes[-1].end == score.length
    assert score.notes[-1].duration >= Fraction(1)
