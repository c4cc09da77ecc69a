"""The alphabet: every melody that fits is told and read back exactly, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.composing import vocabulary as v
from tutor.composing.vocabulary import BAR, END, REST, TIE, Event, Melody
from tutor.music.rhythm import Meter

FOUR_FOUR = Meter(4, 4)


def tune(*bars, meter="4/4", mode="major", pickup=False, style="irish-reel"):
    """A melody from bars of (ticks, pitch) pairs."""
    return Melody(style, mode, Meter.parse(meter), tuple(tuple(Event(*e) for e in bar) for bar in bars), pickup)


SCALE = tune([(24, (0, 0)), (24, (1, 0)), (24, (2, 0)), (24, REST)], [(48, (6, 1)), (24, TIE), (24, (7, 0))])


def names(tokens):
    return [v.TOKENS[t] for t in tokens]


def test_a_melody_is_told_bar_by_bar_duration_before_pitch():
    assert names(v.to_tokens(SCALE, level=3)) == [
        *("STYLE_irish-reel", "MODE_major", "METER_4/4", "LEVEL_3", "DENSITY_1", "PLACE_opening"),
        *("BAR", "DUR_24", "PITCH_0_0", "DUR_24", "PITCH_1_0", "DUR_24", "PITCH_2_0", "DUR_24", "REST"),
        *("BAR", "DUR_48", "PITCH_6_1", "DUR_24", "TIE", "DUR_24", "PITCH_7_0", "END"),
    ]


def test_tokens_read_back_to_the_same_melody():
    assert v.from_tokens(v.to_tokens(SCALE)) == SCALE


def test_a_pickup_names_its_length_and_the_last_bar_completes_it():
    melody = tune([(24, (4, 0))], [(96, (0, 0))], [(72, (0, 0))], pickup=True)
    assert names(v.to_tokens(melody))[6:8] == ["PICKUP_24", "DUR_24"]
    assert v.from_tokens(v.to_tokens(melody)) == melody
    assert (melody.pickup_ticks, melody.full_bars) == (24, 2)


@pytest.mark.parametrize(
    "melody",
    [
        tune([(24, (0, 0))]),  # a bar too short
        tune([(24, (4, 0))], [(96, (0, 0))], [(96, (0, 0))], pickup=True),  # not completed
        tune([(90, (0, 0)), (6, REST)]),  # no such value
        tune([(96, (22, 0))]),  # too high
        tune([(96, (0, 2))]),  # two sharps off the scale
    ],
)
def test_what_cannot_be_told_is_refused(melody):
    with pytest.raises(ValueError):
        v.to_tokens(melody)


@pytest.mark.parametrize("broken", [["BAR", "PITCH_0_0"], ["BAR", "DUR_24", "BAR"], ["DUR_24", "PITCH_0_0"]])
def test_tokens_out_of_order_are_refused(broken):
    head = v.prefix("hymn", "minor", "3/4", None, None)
    with pytest.raises(ValueError):
        v.from_tokens([*head, *(v.ID[t] for t in broken)])


def test_every_token_is_one_of_a_kind():
    assert len(set(v.TOKENS)) == v.SIZE <= 256, "samples keep tokens in one byte"
    kinds = [(v.ticks_of(t), v.pitch_of(t), v.pickup_of(t)) for t in range(v.SIZE)]
    assert sum(k[0] is not None for k in kinds) == len(v.DURATIONS)
    assert sum(k[1] is not None for k in kinds) == len(v.STEPS) + 2
    assert sum(k[2] is not None for k in kinds) == len(v.PICKUPS)
    assert [v.duration_token(t) for t in v.DURATIONS] == list(range(v.FIRST_DURATION, v.FIRST_PITCH))


def test_the_vocabulary_of_the_shipped_weights_has_not_moved():
    assert v.VOCABULARY_HASH == "68325a917c2f0d22", "a new vocabulary needs new weights: train, then change this line"


def test_conditions_that_are_not_given_or_not_known_become_none():
    assert names(v.prefix(None, "major", "11/8", None, 2)) == [
        *("STYLE_none", "MODE_major", "METER_none", "LEVEL_none", "DENSITY_2", "PLACE_opening"),
    ]
    assert v.none_of(v.ID["STYLE_hymn"]) == v.ID["STYLE_none"]
    assert v.none_of(BAR) == BAR
    assert v.none_of(END) == END


def test_a_metre_without_a_token_is_passed_by_hand():
    tokens = [*v.prefix(None, "major", None, None, None), BAR, v.duration_token(96), v.pitch_token((0, 0)), END]
    assert v.from_tokens(tokens, meter=FOUR_FOUR).meter == FOUR_FOUR
    with pytest.raises(ValueError):
        v.from_tokens(tokens)


@pytest.mark.parametrize(
    ("bar", "density"), [([(96, (0, 0))], 1), ([(24, (0, 0))] * 4, 2), ([(12, (0, 0))] * 8, 3), ([(6, (0, 0))] * 16, 4)]
)
def test_density_doubles_from_bin_to_bin(bar, density):
    assert v.density_of(tune(bar)) == density


pitches = st.one_of(st.sampled_from(v.STEPS), st.just(REST), st.just(TIE))


@st.composite
def melodies(draw):
    meter = Meter.parse(draw(st.sampled_from(v.METERS)))
    full = v.bar_ticks(meter)

    def fill(ticks):
        events = []
        while ticks:
            value = draw(st.sampled_from([d for d in v.DURATIONS if d <= ticks and ticks - d not in (1, 2, 5)]))
            events.append(Event(value, draw(pitches)))
            ticks -= value
        return tuple(events)

    pickup = draw(st.sampled_from([None, *(p for p in v.PICKUPS if p < full and full - p not in (1, 2, 5))]))
    count = draw(st.integers(2, 5))
    lengths = [full] * count if not pickup else [pickup, *[full] * (count - 1), full - pickup]
    style, mode = draw(st.sampled_from(v.STYLES)), draw(st.sampled_from(v.MODES))
    return Melody(style, mode, meter, tuple(map(fill, lengths)), bool(pickup))


@given(melodies())
def test_any_melody_of_the_vocabulary_survives_the_round_trip(melody):
    assert v.from_tokens(v.to_tokens(melody)) == melody
