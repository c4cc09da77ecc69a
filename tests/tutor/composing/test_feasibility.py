"""Refusals: every impossible request names the two things in conflict and a change that works."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.composing.defaults import with_defaults
from tutor.composing.feasibility import NotKnown, check
from tutor.composing.register import parse_range
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.composing.vocabulary import STYLES as LEARNED
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS
from tutor.music.key import Key

PLAIN = ComposeRequest()
ANYWHERE = sorted(name for name, skill in SKILLS.items() if not skill.needs)
CHANGES = (
    r"Ask for the form (?P<form>free)",
    r"Ask for (?P<bars>\d+) bars",
    r"Raise the level to (?P<level>\d)",
    r"Leave (?:the skill|out) (?P<without>.+)\.",
)


def refusal(**wishes: object) -> RequestImpossible:
    with pytest.raises(RequestImpossible) as caught:
        check(replace(PLAIN, **wishes))
    return caught.value


@pytest.mark.parametrize(
    ("wishes", "near"),
    [
        ({"style": "irish-real"}, "irish-reel"),
        ({"style2": "himn", "blend": 0.5}, "hymn"),
        ({"skills": ("leap-of-a-sixt",)}, "leap-of-a-sixth"),
        ({"instrument": "violine"}, "violin"),
        ({"mood": "brigt"}, "bright"),
        ({"clef": "trebel"}, "treble"),
        ({"key": "G majr"}, "G major"),
    ],
)
def test_a_misspelt_name_is_met_with_the_nearest(wishes: dict, near: str) -> None:
    error = refusal(**wishes)
    assert f"'{near}'" in str(error)
    assert isinstance(error, ValueError)


@pytest.mark.parametrize(
    "wishes",
    [
        {"key": "H major"}, {"meter": "4"}, {"meter": "4/5"}, {"form": "A?B"}, {"level": 9}, {"bars": 0},
        {"blend": 2.0}, {"tempo_bpm": 1000.0}, {"range": "high"}, {"range": "B5-G3"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_sentence(wishes: dict) -> None:
    assert "\n" not in str(refusal(**wishes))


@pytest.mark.parametrize(
    ("wishes", "first", "second", "fix"),
    [
        ({"level": 1, "skills": ("leap-of-a-tenth",)}, "leap-of-a-tenth", "level 1", {"level": 8}),
        ({"level": 2, "skills": ("triplets",)}, "triplets", "level 2", {"level": 5}),
        ({"level": 1, "key": "F# major"}, "F# major", "level 1", {"level": 4}),
        ({"level": 3, "meter": "7/8"}, "7/8", "level 3", {"level": 6}),
        ({"range": "G4-B4"}, "G4-B4", "triad of G major", {"range": "G4-D5"}),
        ({"bars": 3, "form": "AABA"}, "AABA", "3 bars", {"bars": 4}),
        ({"skills": ("leading-tone-in-minor",)}, "leading-tone-in-minor", "G major", {"key": "G minor"}),
        ({"skills": ("compound-rhythm",)}, "compound-rhythm", "4/4", {"meter": "6/8"}),
        ({"key": "C major", "skills": ("key-signature-sharps",)}, "sharps", "C major", {"key": "G major"}),
        ({"key": "D mixolydian", "skills": ("leading-tone",)}, "leading-tone", "D mixolydian", {"key": "D major"}),
        ({"meter": "6/8", "level": 5, "skills": ("syncopation",)}, "syncopation", "level 5 in 6/8", {"level": 6}),
    ],
)
def test_a_conflict_names_both_sides_and_its_fix_works(wishes: dict, first: str, second: str, fix: dict) -> None:
    error = refusal(**wishes)
    assert first in error.first
    assert second in error.second
    assert next(str(value) for value in fix.values()) in error.fix
    check(replace(PLAIN, **(wishes | fix)))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(40, 88),
    st.integers(0, 6),
    st.sampled_from(["C major", "F# minor", "Ab major", "D dorian", "C# major", "Bb minor"]),
)
def test_a_range_too_narrow_is_widened_as_little_as_will_do(low: int, width: int, key: str) -> None:
    spelled = [Key.parse(key).spell(midi) for midi in (low, low + width)]
    error = refusal(key=key, level=8, range=f"{spelled[0]}-{spelled[1]}")
    wider = re.search(r"to (\S+-\S+)\.", error.fix)
    assert wider, error
    new = parse_range(wider[1])
    assert new[0].midi <= low
    assert low + width <= new[1].midi <= low + 12
    check(replace(PLAIN, key=key, level=8, range=wider[1]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("key-signature-sharps", "key-signature-flats"),
        ("leading-tone", "leading-tone-in-minor"),
        ("half-notes", "compound-rhythm"),
    ],
)
def test_skills_that_no_key_or_metre_serves_together_conflict_with_each_other(one: str, other: str) -> None:
    error = refusal(level=8, skills=(one, other))
    assert (one in error.first, other in error.second, other in error.fix) == (True, True, True)


def test_too_many_skills_for_one_bar_conflict_with_each_other() -> None:
    error = refusal(bars=1, skills=("dotted-quarter", "eighth-rests", "arpeggio", "scale-runs"))
    assert error.first.startswith("the skill ")
    assert error.second.startswith("the skill ")
    assert "2 bars" in error.fix


def test_an_etude_without_room_for_its_skill_is_told_of_the_room() -> None:
    """Without the skill it is no étude, which must not hide what is in the way."""
    error = refusal(
        style="romantic-piano", key="Gb major", meter="7/8", bars=2, level=8, form="period", purpose="etude",
        skills=("compound-eighths",), instrument="tenor-saxophone", mood="joyful", seed=3352,
    )  # fmt: skip
    assert (error.first, error.fix) == ("the skill compound-eighths", "Ask for 8 bars.")


@settings(deadline=None, max_examples=25)
@given(
    bars=st.integers(1, 4),
    level=st.integers(1, 8),
    skills=st.lists(st.sampled_from(ANYWHERE), min_size=3, max_size=7, unique=True),
)
def test_every_refusal_names_a_change_that_works(bars: int, level: int, skills: list[str]) -> None:
    """The first change named is made, again and again: it ends in a request that can be met."""
    request = replace(PLAIN, bars=bars, level=level, skills=tuple(skills))
    for _ in range(2 * len(skills)):
        try:
            check(request)
            return
        except RequestImpossible as error:
            request = changed(request, error)
    raise AssertionError(f"no end of refusals: {request}")


def changed(request: ComposeRequest, error: RequestImpossible) -> ComposeRequest:
    """The request after the first change that the refusal names."""
    named = next((m for pattern in CHANGES if (m := re.search(pattern, error.fix))), None)
    assert named, f"no change can be read in: {error}"
    ((field, value),) = named.groupdict().items()
    if field == "without":
        return replace(request, skills=tuple(s for s in request.skills if s not in re.split(r", | and | out", value)))
    return replace(request, **{field: int(value) if value.isdigit() else value})


def test_ties_find_no_room_where_every_bar_opens_or_closes_a_phrase() -> None:
    error = refusal(level=5, meter="3/8", form="AABA", skills=("ties-over-the-barline",))
    assert "ties-over-the-barline" in error.first
    assert "free" in error.fix


def test_a_form_nobody_asked_for_gives_way() -> None:
    check(replace(PLAIN, level=5, meter="3/8", skills=("ties-over-the-barline",)))


@pytest.mark.parametrize("style", STYLES)
def test_every_style_can_be_asked_for_at_every_level(style: str) -> None:
    for level in range(1, 9):
        request = with_defaults({"style": style, "level": level})
        assert request.bars == STYLES[style].bars
        check(request)


@pytest.mark.parametrize("skill", SKILLS)
def test_every_skill_can_be_asked_for_at_its_own_level(skill: str) -> None:
    request = with_defaults({"style": "classical", "skills": (skill,), "level": SKILLS[skill].level})
    check(request)


@pytest.mark.parametrize("style", STYLES)
def test_no_style_is_tied_to_its_usual_metre(style: str) -> None:
    for meter in ("2/4", "3/4", "4/4"):
        check(replace(PLAIN, style=style, meter=meter, level=1, key="D major"))


def test_styles_that_are_learned_say_from_what() -> None:
    assert {name for name, style in STYLES.items() if style.kind == "learned"} == set(LEARNED)
    assert all(style.corpora and style.licences for style in STYLES.values())


def test_rule_styles_credit_the_music_whose_sense_of_phrase_they_borrow() -> None:
    borrowed = [style for style in STYLES.values() if style.kind == "rules"]
    assert borrowed
    assert all(style.voice and style.corpora == STYLES[style.voice].corpora for style in borrowed)


def test_defaults_follow_the_level_the_skills_and_the_mood() -> None:
    assert with_defaults({"style": "irish-jig"}).meter == "6/8"
    assert with_defaults({"style": "hymn", "skills": ("triplets",)}).level == 5
    assert with_defaults({"style": "hymn", "skills": ("compound-rhythm",)}).meter == "6/8"
    assert with_defaults({"style": "hymn", "skills": ("leading-tone-in-minor",)}).key.endswith("minor")
    assert with_defaults({"style": "classical", "mood": "melancholy"}).key.endswith("minor")
    assert with_defaults({"style": "hymn", "level": 1}).key in ("C major", "G major", "F major")


def test_a_second_style_without_a_share_has_half() -> None:
    assert with_defaults({"style": "irish-reel", "style2": "hymn"}).blend == 0.5
    assert with_defaults({"style": "irish-reel", "style2": "hymn", "blend": 0.2}).blend == 0.2
    assert with_defaults({"style": "irish-reel"}).blend == 0.0
    with pytest.raises(RequestImpossible, match="a blend needs a second style; name it with --style2"):
        with_defaults({"style": "irish-reel", "blend": 0.4})
    with pytest.raises(RequestImpossible, match="'hymn' cannot be blended with itself"):
        with_defaults({"style": "hymn", "style2": "hymn", "blend": 0.4})


def test_defaults_never_overrule_what_was_said() -> None:
    said = {"style": "irish-jig", "key": "A major", "meter": "2/4", "level": 4, "bars": 12}
    assert {name: getattr(with_defaults(said), name) for name in said} == said
    with pytest.raises(NotKnown):
        with_defaults({"style": "polka-dot"})
