"""Which candidate is taken: in the critics' order, but what leaps home comes last; and what is sung stays small."""

from __future__ import annotations

import pytest

from tutor.composing.compose import compose, with_defaults
from tutor.composing.feasibility import key_of, player_of
from tutor.composing.form import plan
from tutor.composing.judging import candidate_of, in_order, leaps_home
from tutor.composing.register import windows
from tutor.composing.request import ComposeRequest
from tutor.composing.vocabulary import Event, Melody
from tutor.music.rhythm import Meter


def melody(*steps: int) -> Melody:
    """Four quarters a bar on these steps of C major."""
    events = [Event(24, (step, 0)) for step in steps]
    return Melody("", "major", Meter(4, 4), tuple(tuple(events[i : i + 4]) for i in range(0, len(events), 4)))


@pytest.mark.parametrize(
    ("line", "played", "sung"),
    [
        ((1, 0), False, False),
        ((3, 0), False, False),
        ((4, 0), False, True),
        ((-3, 0), False, False),
        ((11, 7), False, True),
        ((5, 0), True, True),
        ((12, 7), True, True),
        ((0,), False, False),
    ],
)
def test_a_leap_home_is_a_fifth_or_more_unless_a_player_goes_from_dominant_to_tonic(
    line: tuple[int, ...], played: bool, sung: bool
) -> None:
    steps = [(step, 0) for step in line]
    assert (leaps_home(steps, sung=False), leaps_home(steps, sung=True)) == (played, sung)


def test_what_leaps_home_comes_last_whatever_the_critics_say() -> None:
    request = ComposeRequest("classical", key="C major", bars=2, level=8)
    good_but_leaping, dull_but_settling = melody(0, 1, 2, 4, 3, 1, 5, 0), melody(0, 0, 0, 0, 0, 0, 1, 0)
    judged = [candidate_of(request, m, plan("free", 2), 2.0, 9) for m in (good_but_leaping, dull_but_settling)]
    assert in_order(request, judged) == [1, 0]


@pytest.mark.parametrize(
    "wish", [{"style": "bach-chorale"}, {"style": "hymn"}, {"style": "classical", "piece": "chorale"}]
)
@pytest.mark.parametrize("level", [1, 5, 8])
def test_what_everybody_sings_keeps_within_a_tenth(wish: dict[str, str], level: int) -> None:
    request = with_defaults(wish | {"level": level, "instrument": "soprano"})
    found = windows(request, player_of(request), key_of(request))
    assert found
    assert all(window.room <= 9 for window in found)


def test_a_player_has_two_octaves_at_level_8() -> None:
    request = with_defaults({"style": "classical", "level": 8})
    assert windows(request, player_of(request), key_of(request))[0].room == 14


@pytest.mark.usefixtures("untrained")
@pytest.mark.parametrize("seed", range(3))
def test_a_chorale_melody_at_level_8_keeps_within_a_tenth(seed: int) -> None:
    notes = compose(with_defaults({"style": "bach-chorale", "level": 8, "seed": seed}), candidates=2).score.notes
    heights = [note.pitch.diatonic for note in notes]
    assert max(heights) - min(heights) <= 9
