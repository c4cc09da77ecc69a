"""What the composer knows of the next step: the same whether a sequence is read whole or token by token."""

from hypothesis import given

from tests.tutor.composing.test_vocabulary import melodies, tune
from tutor.composing.place import COLUMNS, SIZES, Kind, Place, features_of, strengths
from tutor.composing.vocabulary import PREFIX_LENGTH, ticks_of, to_tokens
from tutor.music.rhythm import Meter

JIG = tune(
    *([(12, (4, 0))], [(36, (0, 0)), (24, (2, 0)), (12, (1, 0))], [(60 - 24, (0, 0)), (24, (0, 0))]),
    meter="6/8",
    pickup=True,
)


def rows(melody):
    return [
        dict(zip(COLUMNS, row, strict=True)) for row in features_of(to_tokens(melody), melody.meter, melody.full_bars)
    ]


def test_the_strengths_of_a_bar_follow_its_felt_beats():
    assert [strengths(Meter(4, 4))[t] for t in (0, 6, 12, 24, 48, 72, 4)] == [5, 1, 2, 3, 4, 3, 0]
    assert [strengths(Meter(6, 8))[t] for t in (0, 12, 24, 36, 18)] == [5, 2, 2, 4, 1]
    assert [strengths(Meter(3, 4))[t] for t in (0, 24, 48, 12)] == [5, 3, 3, 2]


def test_a_row_describes_the_token_that_comes_next():
    after_prefix = rows(JIG)[PREFIX_LENGTH - 1 :]
    assert [r["kind"] for r in after_prefix[:4]] == [Kind.BAR, Kind.DURATION, Kind.PITCH, Kind.BAR]
    assert (after_prefix[1]["tick"], after_prefix[1]["ticks_left"]) == (60, 12), "a pickup stands at the bar's end"
    assert after_prefix[2]["ticks_left"] == 0, "at a pitch, what is left after the note"


def test_bars_left_count_down_to_the_end():
    at_barlines = [r["bars_left"] for r in rows(JIG) if r["kind"] == Kind.BAR]
    assert at_barlines == [2, 2, 1, 0]
    assert rows(JIG)[-1]["kind"] == Kind.NOTHING


@given(melodies())
def test_every_column_stays_in_its_size_and_kinds_match_tokens(melody):
    tokens = to_tokens(melody)
    found = features_of(tokens, melody.meter, melody.full_bars)
    assert (found >= 0).all()
    assert (found.max(axis=0) < SIZES).all()
    for row, following in zip(found[PREFIX_LENGTH - 1 :], tokens[PREFIX_LENGTH:], strict=False):
        assert (row[COLUMNS.index("kind")] == Kind.DURATION) == (ticks_of(following) is not None)


@given(melodies())
def test_following_token_by_token_gives_the_same_rows(melody):
    tokens = to_tokens(melody)
    place = Place(melody.meter, melody.full_bars)
    followed = []
    for token in tokens:
        place = place.copy()
        place.advance(token)
        followed.append(place.row())
    assert followed == [tuple(r) for r in features_of(tokens, melody.meter, melody.full_bars).tolist()]
