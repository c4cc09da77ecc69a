"""What styles like: their habits, the ear for them, and how both rank candidates."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from statistics import fmean

import pytest

from tests.tutor.composing.test_levels import DO, FOUR, MI, RE, SOL, melody
from tutor.composing.audit.exercises import request_like
from tutor.composing.audit.reference import Excerpt
from tutor.composing.compose import compose
from tutor.composing.critics import Candidate, keeps_its_manners, rank, sounds_like_its_style
from tutor.composing.form import plan
from tutor.composing.habits import TRAITS, Habits, shipped_habits, traits_of, write
from tutor.composing.planning import prepare
from tutor.composing.sampling import Row
from tutor.composing.style_ear import StyleEar, shipped_ear
from tutor.composing.taste import Taste, density_for, taste_of
from tutor.composing.vocabulary import STYLES, Melody
from tutor.music.pitch import Pitch

SMOOTH = [(24, DO), (24, RE), (24, MI), (24, RE)] * 8
STILL = [(48, DO), (48, DO)] * 8


def piece(style: str, events: list) -> Melody:
    made = melody(*events, meter=FOUR)
    return Melody(style, made.mode, made.meter, made.bars)


def asked(style: str, level: int, seed: int = 0, bars: int = 8):
    return request_like(Excerpt(style, "major", "4/4", level, bars), seed)


def test_traits_are_shares_of_moves_notes_and_events() -> None:
    told = traits_of(melody((24, DO), (24, RE), (24, RE), (24, "rest"), (24, SOL), (24, (3, 1)), (48, DO), meter=FOUR))
    assert dict(zip(TRAITS, told.round(3).tolist(), strict=True)) == {
        **{"steps": 0.4, "repeats": 0.2, "leaps": 0.0},
        **{"altered": 0.167, "silences": 0.143},
    }


def test_habits_are_read_back_as_they_were_written(tmp_path) -> None:
    habits = Habits.of([piece("hymn", SMOOTH), piece("hymn", STILL)])
    write({"hymn": habits}, tmp_path / "h.json")
    assert Habits.from_plain(habits.plain()) == habits


def test_bars_that_come_back_are_counted_at_four_and_eight() -> None:
    assert Habits.of([piece("hymn", SMOOTH)]).returns == {4: 1.0, 8: 0.0}  # eight bars, all the same


def test_a_melody_like_the_pieces_keeps_their_manners_and_another_does_not() -> None:
    taste = Taste(level=1, habits=((Habits.of([piece("hymn", SMOOTH)] * 3), 1.0),))
    like, unlike = (Candidate(piece("", e), plan("free", 8), 2.0, 1, 7, taste) for e in (SMOOTH, STILL))
    assert keeps_its_manners(like) == 1.0
    assert keeps_its_manners(unlike) < 0.7


def test_a_blend_keeps_the_manners_of_both_by_their_parts() -> None:
    smooth, still = (Habits.of([piece("hymn", events)] * 3) for events in (SMOOTH, STILL))
    alone = [Taste(level=1, habits=((habits, 1.0),)).manner(piece("", STILL)) for habits in (smooth, still)]
    both = Taste(level=1, habits=((smooth, 0.7), (still, 0.3))).manner(piece("", STILL))
    assert both == pytest.approx(0.7 * alone[0] + 0.3 * alone[1])


def test_a_blend_is_as_busy_as_one_or_the_other_of_its_styles() -> None:
    def mean_density(blend: float) -> float:
        wishes = {"style2": "renaissance", "blend": blend}
        return fmean(density_for(replace(asked("american-fiddle", 6, seed), **wishes)) for seed in range(80))

    fiddle, half, whole = map(mean_density, (0.0, 0.5, 1.0))
    assert fiddle - 0.25 > half > whole + 0.25


def test_the_ear_puts_the_candidate_of_the_style_first() -> None:
    ear = StyleEar.learn([piece("hymn", STILL), piece("ragtime", SMOOTH)])
    for style, first in (("hymn", STILL), ("ragtime", SMOOTH)):
        taste = Taste(ear=ear, shares=((style, 1.0),))
        row = [Candidate(piece("", e), plan("free", 8), 2.0, 1, 7, taste) for e in (STILL, SMOOTH)]
        heard = [sounds_like_its_style(c) for c in row]
        assert heard.index(max(heard)) == [STILL, SMOOTH].index(first)


def test_a_blend_is_to_be_heard_as_both() -> None:
    ear = StyleEar.learn([piece("hymn", STILL), piece("ragtime", SMOOTH)])
    alone = [Taste(ear=ear, shares=((style, 1.0),)).style(piece("", STILL)) for style in ("hymn", "ragtime")]
    both = Taste(ear=ear, shares=(("hymn", 0.7), ("ragtime", 0.3))).style(piece("", STILL))
    assert both == pytest.approx(alone[0] ** 0.7 * alone[1] ** 0.3)


def test_without_an_ear_every_candidate_counts_the_same() -> None:
    row = [Candidate(piece("", e), plan("free", 8), 2.0, 1, 7) for e in (STILL, SMOOTH)]
    assert [sounds_like_its_style(c) for c in row] == [0.5, 0.5]
    assert sorted(rank(row)) == [0, 1]


def test_every_learned_style_has_habits_and_is_known_to_the_ear() -> None:
    assert set(shipped_habits()) == set(STYLES)
    ear = shipped_ear()
    assert ear is not None
    assert set(ear.styles) == set(STYLES)


def test_a_rule_style_has_neither() -> None:
    taste = taste_of(asked("pentatonic-study", 4))
    assert taste.habits == ()
    assert taste.style(piece("", SMOOTH)) is None


def test_density_is_drawn_as_the_style_has_it_and_kept_readable() -> None:
    busy = [density_for(asked("american-fiddle", 6, seed)) for seed in range(40)]
    calm = [density_for(asked("renaissance", 6, seed)) for seed in range(40)]
    assert sum(busy) > sum(calm) + 40
    assert max(density_for(asked("american-fiddle", 1, seed)) for seed in range(40)) <= 2
    assert shipped_habits()["hymn"].density(3, Random(0)) == shipped_habits()["hymn"].density(3, Random(0))


def test_phrases_return_exactly_where_the_style_does_that_and_varied_where_it_does_not() -> None:
    def exact(style: str) -> int:
        plans = [prepare(asked(style, 5, seed))[0].plan for seed in range(12)]
        return sum(any(bar.source is not None for bar in laid.bars) for laid in plans)

    assert exact("irish-reel") > 6 > 3 >= exact("renaissance")


def test_only_where_a_varied_phrase_begins_may_it_sound_like_the_first() -> None:
    (setting,) = prepare(replace(asked("hymn", 5), form="varied period"))[:1]
    row = Row(setting.machine)
    answering = []
    for bar in range(8):
        row.state = replace(row.state, bar=bar)
        answering.append(row.answers)
    assert answering == [False] * 4 + [True] + [False] * 3


def test_a_blend_draws_on_both_styles() -> None:
    def notes(**wishes) -> list[Pitch]:
        return [note.pitch for note in compose(replace(asked("irish-reel", 4, 5), **wishes), 4).score.notes]

    alone = notes()
    assert notes(style2="bach-chorale", blend=0.0) == alone
    assert notes(style2="bach-chorale", blend=0.5) != alone
