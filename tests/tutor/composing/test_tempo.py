"""The tempo of an exercise follows its style, its level and how many notes there are to read."""

from dataclasses import replace

import pytest

from tutor.composing.compose import with_defaults
from tutor.composing.levels import allowed
from tutor.composing.request import ComposeRequest
from tutor.composing.tempo import notes_to_a_quarter, tempo_of
from tutor.composing.vocabulary import REST, TIE, Event, Melody
from tutor.music.rhythm import Meter

DO, RE = (0, 0), (1, 0)


def of(*values: int, meter: str = "4/4") -> Melody:
    """One bar of these values, do and re by turns."""
    events = tuple(Event(ticks, (DO, RE)[i % 2]) for i, ticks in enumerate(values))
    return Melody("hymn", "major", Meter.parse(meter), (events,))


SPARSE, PLAIN, BUSY, DENSE = of(48, 48), of(*[24] * 4), of(*[12] * 8), of(*[6] * 16)


def test_only_notes_that_begin_are_counted() -> None:
    held = Melody("hymn", "major", Meter.parse("4/4"), ((Event(48, DO), Event(24, TIE), Event(24, REST)),))
    assert [notes_to_a_quarter(melody) for melody in (SPARSE, PLAIN, BUSY, held)] == [0.5, 1.0, 2.0, 0.25]


def test_a_busy_line_goes_slower_than_a_sparse_one_of_the_same_style_and_level() -> None:
    request = ComposeRequest(style="classical", level=6)
    plain, busy, dense = (tempo_of(request, melody) for melody in (PLAIN, BUSY, DENSE))
    assert plain > busy > dense
    assert plain < 2 * dense  # the style and the level still count for more


def test_the_same_line_goes_faster_at_a_higher_level() -> None:
    tempi = [tempo_of(ComposeRequest(style="irish-reel", level=level), BUSY) for level in range(1, 9)]
    assert tempi == sorted(tempi)
    assert tempi[0] < tempi[-1]


def test_a_calm_piece_is_not_hurried_for_having_few_notes() -> None:
    request = ComposeRequest(style="romantic-song", level=6)
    calm, fiery = (tempo_of(replace(request, mood=mood), SPARSE) for mood in ("calm", "fiery"))
    assert calm < tempo_of(request, SPARSE) < fiery


def test_a_tempo_that_was_asked_for_is_kept() -> None:
    assert tempo_of(ComposeRequest(tempo_bpm=93.0), BUSY) == 93.0


@pytest.mark.parametrize("meter", ["6/8", "9/8", "12/8", "4/4", "2/2"])
@pytest.mark.parametrize("melody", [SPARSE, BUSY])
def test_a_tempo_chosen_for_the_player_is_whole_in_the_beat_of_the_metre(meter: str, melody: Melody) -> None:
    for level in range(1, 9):
        request = with_defaults({"style": "irish-jig", "meter": meter, "level": level})
        tempo, beat = tempo_of(request, melody), float(Meter.parse(meter).beats[0])
        assert (tempo / beat).is_integer()
        assert allowed(level).tempo[0] - 3 <= tempo <= allowed(level).tempo[1]
