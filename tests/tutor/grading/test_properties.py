"""What must hold for every tune and take."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tutor.grading.playing import bent, exact, graded, later, words
from tutor.music.key import Key
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, Note, Part, Score

VALUES = (Fraction(1, 2), Fraction(1), Fraction(1), Fraction(3, 2), Fraction(2))
KEY, METER = Key.parse("G major"), Meter.parse("4/4")
few = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def tunes(draw, least=12, most=24):
    """A melody without repeated notes: which one of two equal notes was left out can be beyond telling."""
    place, onset, notes = 33, Fraction(0), []
    for number in range(draw(st.integers(least, most))):
        step = draw(st.sampled_from((-3, -2, -1, 1, 2, 3)))
        place = place + step if 28 <= place + step <= 40 else place - step
        length = draw(st.sampled_from(VALUES))
        notes.append(Note(f"n{number + 1}", onset, KEY.pitch_at(place), (length,)))
        onset += length
    bars = tuple(Bar(k + 1, Fraction(4 * k), Fraction(4), METER, KEY) for k in range(int(-(-onset // 4))))
    return Score("A tune", bars, (Part(tuple(notes), "violin"),), 80.0)


@st.composite
def faulty_takes(draw):
    """A tune, and a take of it with a few notes off in pitch or time, well beyond or well within every window."""
    score = draw(tunes())
    notes = exact(score)
    for index in draw(st.lists(st.integers(2, len(notes) - 3), max_size=3, unique=True)):
        notes = bent(
            notes,
            index,
            semitones=draw(st.sampled_from((0.0, 0.15, 1.0, -2.0))),
            seconds=draw(st.sampled_from((0.0, 0.02))),
        )
    return score, notes


def verdicts(report):
    return [words(report, field) for field in ("pitch", "intonation", "onset", "duration")]


@few
@given(tunes(), st.integers(60, 110))
def test_a_perfect_take_earns_100_at_any_tempo(score, tempo):
    report = graded(score, exact(score, tempo=tempo))
    assert report.marks.overall == 100.0
    assert report.praise is not None


@few
@given(st.data(), tunes())
def test_whatever_is_left_out_is_what_is_missed(data, score):
    count = len(score.notes)
    gone = data.draw(st.sets(st.integers(0, count - 1), max_size=count // 5))
    report = graded(score, [note for i, note in enumerate(exact(score)) if i not in gone])
    assert [i for i, word in enumerate(words(report, "pitch")) if word == "missed"] == sorted(gone)
    assert report.extra == ()


@few
@given(faulty_takes(), st.sampled_from((-7, -2, 3, 5)))
def test_moving_score_and_take_together_changes_no_verdict(given_take, semitones):
    score, notes = given_take
    part = score.part
    moved = score.with_parts(Part(part.notes, part.instrument, part.clef, semitones))
    assert verdicts(graded(score, notes)) == verdicts(
        graded(moved, [bent([n], 0, semitones=semitones)[0] for n in notes])
    )


@few
@given(faulty_takes(), st.floats(0.97, 1.03))
def test_three_percent_of_tempo_change_no_verdict(given_take, factor):
    score, notes = given_take
    scaled = [bent([n], 0, onset_s=n.onset_s * factor, offset_s=n.offset_s * factor)[0] for n in notes]
    assert verdicts(graded(score, notes)) == verdicts(graded(score, scaled))


@few
@given(faulty_takes(), st.floats(0.1, 20.0))
def test_silence_before_the_first_note_changes_no_verdict(given_take, silence):
    score, notes = given_take
    assert verdicts(graded(score, notes)) == verdicts(graded(score, later(notes, silence)))


@few
@given(faulty_takes())
def test_the_same_take_gives_the_same_report(given_take):
    score, notes = given_take
    assert graded(score, notes).to_dict() == graded(score, list(reversed(notes))).to_dict()


@few
@given(faulty_takes())
def test_a_gentler_ear_never_marks_lower(given_take):
    score, notes = given_take
    gentle, normal, strict = (graded(score, notes, strictness=s).marks.overall for s in ("gentle", "normal", "strict"))
    assert gentle >= normal - 1e-9
    assert normal >= strict - 1e-9


@few
@given(faulty_takes())
def test_lost_points_and_mark_make_a_hundred(given_take):
    score, notes = given_take
    marks = graded(score, notes).marks
    assert marks.overall + sum(points for _, points, _ in marks.lost) == pytest.approx(100.0)


@few
@given(st.data(), tunes())
def test_what_nobody_could_be_sure_of_is_never_counted(data, score):
    """A wrong pitch that the ear doubts costs nothing, whatever it was and wherever it stood."""
    notes = exact(score)
    for index in data.draw(st.sets(st.integers(2, len(notes) - 3), min_size=1, max_size=3)):
        notes = bent(notes, index, semitones=data.draw(st.sampled_from((1.0, -2.0, 3.0))), confidence=0.2)
    report = graded(score, notes)
    assert "wrong" not in words(report, "pitch")
    assert report.marks.pitch == 100.0
