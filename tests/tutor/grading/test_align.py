"""Alignment: every way people stray from a score, and what is still found of it."""

from dataclasses import replace
from random import Random

import pytest

from tests.tutor.grading.playing import LINE, bent, exact, graded, later, stopped_before, tune, without, words
from tutor.errors import UnusableRecording
from tutor.grading.align import align
from tutor.grading.expected import Expected
from tutor.listening.types import PlayedNote


def aligned(score, notes):
    return align(Expected.of(score), notes)


def partners(score, notes):
    return list(aligned(score, notes).partner)


@pytest.fixture
def line():
    return tune(LINE)


def test_an_exact_take_is_matched_note_by_note(line):
    assert partners(line, exact(line)) == list(range(len(line.notes)))


@pytest.mark.parametrize("tempo", [24, 40, 90, 150])
def test_any_steady_tempo_from_two_fifths_to_five_halves_is_followed(line, tempo):
    result = aligned(line, exact(line, tempo=tempo))
    assert list(result.partner) == list(range(len(line.notes)))
    assert result.curve.bpm == pytest.approx(tempo, rel=0.01)


@pytest.mark.parametrize("index", [0, 1, 7, 23, 24])
def test_a_missing_note_is_the_one_that_is_missing(line, index):
    result = aligned(line, without(exact(line), index))
    assert [i for i, j in enumerate(result.partner) if j < 0] == [index]
    assert result.extra == ()


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_which_of_several_repeated_notes_is_missing_is_told_by_time(gone):
    score = tune("G4 A4 A4 A4 B4 G4 A4 B4")
    result = aligned(score, without(exact(score), gone))
    assert [i for i, j in enumerate(result.partner) if j < 0] == [gone]


def test_a_wrong_note_in_its_place_is_still_that_note(line):
    assert partners(line, bent(exact(line), 5, semitones=4)) == list(range(len(line.notes)))


def test_an_added_note_answers_for_nothing(line):
    notes = exact(line)
    added = PlayedNote(notes[4].onset_s + 0.5, notes[4].offset_s, notes[4].midi + 3, 0.9)
    result = aligned(line, [*notes, added])
    assert [result.played.notes[j] for j in result.extra] == [added]


def test_going_back_a_bar_counts_the_last_try(line):
    notes = exact(line)
    first_try = notes[:10]
    again = later(notes[8:], notes[9].offset_s - notes[8].onset_s + 1.0)
    result = aligned(line, [*first_try, *again])
    assert result.extra == ()
    assert result.discarded == (8, 9)
    assert [restart.is_back for restart in result.restarts] == [True]
    assert result.partner[8] == 10


def test_a_few_bars_tried_again_after_the_end_leave_the_whole_pass_standing(line):
    notes = exact(line)
    result = aligned(line, [*notes, *later(notes[:6], notes[-1].offset_s + 1.0)])
    assert list(result.partner) == list(range(len(notes)))
    assert len(result.discarded) == 6


def test_a_stop_is_a_break_in_the_pulse_and_not_a_change_of_tempo(line):
    result = aligned(line, stopped_before(exact(line), 10, 1.7))
    assert [(step.q, pytest.approx(step.shift_s, abs=0.02)) for step in result.curve.breaks] == [(10.0, 1.7)]
    assert result.curve.bpm == pytest.approx(60, rel=0.01)


def test_bars_left_out_are_missed_and_the_rest_is_matched(line):
    notes = exact(line)
    result = aligned(line, [*notes[:8], *later(notes[16:], -8.0)])
    assert [i for i, j in enumerate(result.partner) if j < 0] == list(range(8, 16))
    assert result.extra == ()


def test_a_take_that_stops_early_misses_the_rest(line):
    assert words(graded(line, exact(line)[:15]), "pitch") == ["correct"] * 15 + ["missed"] * 10


def test_a_take_that_starts_late_misses_the_beginning(line):
    result = aligned(line, exact(line)[9:])
    assert [i for i, j in enumerate(result.partner) if j < 0] == list(range(9))


@pytest.mark.parametrize("octaves", [-2, -1, 1, 2])
def test_another_octave_is_not_a_transposition(line, octaves):
    result = aligned(line, [bent([n], 0, semitones=12 * octaves)[0] for n in exact(line)])
    assert (result.octave, result.shift) == (octaves, 0)


@pytest.mark.parametrize("semitones", [-5, -2, -1, 1, 3, 6])
def test_a_constant_shift_is_found_as_one(line, semitones):
    result = aligned(line, [bent([n], 0, semitones=semitones)[0] for n in exact(line)])
    assert result.transposition == semitones or result.transposition == semitones - 12
    assert abs(result.deviation(3)) < 0.05


def test_tuning_is_taken_out_before_notes_are_judged(line):
    result = aligned(line, [bent([n], 0, semitones=0.35)[0] for n in exact(line)])
    assert result.shift == 0
    assert result.tuning.centre == pytest.approx(0.35, abs=0.02)


def test_a_slow_drift_is_followed(line):
    notes = exact(line)
    sinking = [bent([n], 0, semitones=-0.02 * n.onset_s)[0] for n in notes]
    result = aligned(line, sinking)
    assert result.tuning.slope_cents_per_minute == pytest.approx(-120, rel=0.15)
    assert max(abs(result.deviation(i)) for i in range(len(notes))) < 0.2


def test_a_part_read_in_another_clef_is_still_followed(line):
    key = line.key
    misread = [
        bent([n], 0, midi=float(key.pitch_at(written.pitch.diatonic + 2).midi))[0]
        for n, written in zip(exact(line), line.notes, strict=True)
    ]
    assert aligned(line, misread).misread_steps == 2


def test_a_tonic_that_slips_early_leaves_the_written_key_the_reference(line):
    notes = exact(line)
    slipped = [*notes[:7], *[bent([n], 0, semitones=-1)[0] for n in notes[7:]]]
    result = aligned(line, slipped)
    assert result.shift == 0
    assert list(result.partner) == list(range(len(notes)))


def test_chords_are_matched_in_whatever_order_the_keys_went_down():
    score = tune("C4+E4+G4 D4+F4 E4+G4+C5 C4:2", key="C major", instrument="piano")
    notes = exact(score)
    rolled = [bent([n], 0, seconds=0.01 * ((i * 2) % 3))[0] for i, n in enumerate(notes)]
    report = graded(score, rolled, keyboard=True)
    assert set(words(report, "pitch")) == {"correct"}
    assert report.extra == ()


def test_a_wrong_key_in_a_chord_is_that_note_of_the_chord():
    score = tune("C4+E4+G4 D4+F4 E4+G4+C5 C4:2", key="C major", instrument="piano")
    report = graded(score, bent(exact(score), 1, semitones=-1), keyboard=True)
    assert words(report, "pitch") == ["correct", "wrong", *["correct"] * 7]


def test_another_piece_is_refused(line):
    other = tune(
        "C4 E4:1/2 C4:1/2 G3:2 A3:1/2 A3:1/2 G3:1/2 C4:3/2 E3:2 F4:1/2 D4:1/2 B3 D4:3 A3:1/3 C4:1/3 E4:1/3 A4:2 C4:2"
    )
    with pytest.raises(UnusableRecording) as refused:
        aligned(line, exact(other))
    assert refused.value.reason == "wrong_piece"


@pytest.mark.parametrize("apart_s", [1e-6, 0.004])
def test_notes_that_no_time_parts_have_no_rhythm_to_judge(line, apart_s):
    struck = [replace(n, onset_s=1 + apart_s * i, offset_s=1.5 + apart_s * i) for i, n in enumerate(exact(line))]
    with pytest.raises(UnusableRecording) as refused:
        aligned(line, struck)
    assert refused.value.reason == "all_at_once"


def test_a_chord_alone_may_be_struck_at_once():
    score = tune("C4+E4+G4:4", key="C major", instrument="piano")
    assert set(words(graded(score, exact(score), keyboard=True), "pitch")) == {"correct"}


def melody(seed):
    """A walk through the scale of G in a rhythm of its own."""
    random = Random(seed)
    scale = ["D4", "E4", "F#4", "G4", "A4", "B4", "C5", "D5", "E5", "F#5", "G5"]
    at, words = random.randrange(3, 8), []
    for _ in range(28):
        at = min(10, max(0, at + random.choice((-2, -1, -1, 1, 1, 2, 3))))
        words.append(f"{scale[at]}:{random.choice(('1/2', '1/2', '1', '1', '3/2', '2'))}")
    return tune(" ".join(words))


def judged_as(score, notes):
    try:
        aligned(score, notes)
    except UnusableRecording as refusal:
        return refusal.reason
    return "this piece"


def test_another_melody_of_the_same_scale_is_hardly_ever_taken_for_this_one():
    found = [judged_as(melody(seed), exact(melody(seed + 1000))) for seed in range(60)]
    assert found.count("wrong_piece") >= 57


def test_a_poor_player_in_an_odd_key_or_tempo_is_still_heard():
    for seed in range(20):
        notes = exact(melody(seed), tempo=30)
        wrong = [replace(n, midi=n.midi + (2.0 if i % 5 == 2 else 0.0) + 3.0) for i, n in enumerate(notes)]
        assert judged_as(melody(seed), wrong) == "this piece"


def test_a_poor_player_who_goes_back_is_still_heard():
    for seed in range(20):
        notes = exact(melody(seed))
        half = len(notes) // 2
        again = [*notes[:half], *later(notes, notes[half].onset_s - notes[0].onset_s + 0.5)]
        wrong = [replace(n, midi=n.midi + (2.0 if i % 4 == 2 else 0.0)) for i, n in enumerate(again)]
        assert judged_as(melody(seed), wrong) == "this piece"


def test_next_to_nothing_is_refused(line):
    with pytest.raises(UnusableRecording) as refused:
        aligned(line, exact(line)[:2])
    assert refused.value.reason == "too_little"


def test_a_score_without_notes_is_refused():
    with pytest.raises(UnusableRecording) as refused:
        aligned(tune("r:4"), exact(tune("G4")))
    assert refused.value.reason == "empty_score"
