"""Each kind of slip does to the labels exactly what its name says, and nothing else."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tutor.performing.tunes import a_round, tune
from tutor.performing.chance import CHANCES, INTERVALS
from tutor.performing.gestures import written_gestures
from tutor.performing.perform import LEAD_IN_S, perform
from tutor.performing.slips import SLIPS, Slip, apply_slips, random_slips

QUARTER_S = 60 / 96


def labels_with(*slips: Slip, score=None, **options):
    return perform(score or a_round(), instrument="whistling", slips=slips, **options).labels


def changed_ids(labels, score=None) -> list[str]:
    plain = labels_with(score=score)
    return [b.note_id for a, b in zip(plain.notes, labels.notes, strict=True) if a != b]


def onset_s(labels, note_id: str) -> float:
    return labels.by_id()[note_id].onset_s - LEAD_IN_S


def test_a_wrong_pitch_changes_one_note() -> None:
    labels = labels_with(Slip("wrong_pitch", "n5", -1))
    assert changed_ids(labels) == ["n5"]
    assert (labels.by_id()["n5"].midi, labels.by_id()["n5"].pitch) == (66, "wrong")


def test_an_octave_slip_is_twelve_semitones() -> None:
    assert labels_with(Slip("octave", "n5", 1)).by_id()["n5"].midi == 79


def test_a_missed_note_keeps_its_time_and_says_where_it_belonged() -> None:
    labels = labels_with(Slip("missed", "n5"))
    truth = labels.by_id()["n5"]
    assert (truth.pitch, truth.onset_s, truth.midi) == ("missed", None, None)
    assert truth.expected_s == pytest.approx(LEAD_IN_S + 3 * QUARTER_S)
    assert changed_ids(labels) == ["n5"]


def test_an_extra_note_takes_the_second_half_of_the_one_it_follows() -> None:
    labels = labels_with(Slip("extra", "n5", 2))
    (extra,) = labels.extras
    assert (extra.midi, extra.after, extra.reason) == (69, "n5", "added")
    assert extra.onset_s == pytest.approx(LEAD_IN_S + 3.5 * QUARTER_S)
    assert labels.by_id()["n5"].offset_s <= extra.onset_s
    assert changed_ids(labels) == ["n5"]


@pytest.mark.parametrize(("kind", "sign"), [("early", -1), ("late", 1)])
def test_early_and_late_move_one_onset(kind: str, sign: int) -> None:
    labels = labels_with(Slip(kind, "n6", 0.15))
    assert onset_s(labels, "n6") == pytest.approx(4 * QUARTER_S + sign * 0.15)
    assert labels.by_id()["n6"].timing == kind
    assert onset_s(labels, "n7") == pytest.approx(5 * QUARTER_S)


def test_cut_short_and_held_long_change_only_the_end() -> None:
    labels = labels_with(Slip("cut_short", "n8", 0.3), Slip("held_long", "n13", 0.5))
    short, long = labels.by_id()["n8"], labels.by_id()["n13"]
    assert short.offset_s - short.onset_s == pytest.approx(0.3 * 1.5 * QUARTER_S)
    assert long.offset_s - long.onset_s == pytest.approx(1.5 * QUARTER_S)
    assert (short.duration, long.duration) == ("short", "long")


def test_a_skipped_rest_brings_everything_after_it_forward() -> None:
    labels = labels_with(Slip("rest_skipped", "n14"))
    assert onset_s(labels, "n14") == pytest.approx(12 * QUARTER_S)
    assert labels.by_id()["n14"].timing == "early"


def test_a_dotted_pair_played_even() -> None:
    labels = labels_with(Slip("dotted_even", "n8"))
    assert onset_s(labels, "n9") == pytest.approx(7 * QUARTER_S)
    assert labels.by_id()["n9"].timing == "early"
    assert changed_ids(labels) == ["n8", "n9"]


def test_an_uneven_triplet_hurries_its_second_and_third_note() -> None:
    score = tune("C4 D4 E4 F4", "1/3 1/3 1/3 1")
    labels = labels_with(Slip("triplet_uneven", "n1"), score=score)
    assert [onset_s(labels, n) / QUARTER_S for n in ("n1", "n2", "n3", "n4")] == pytest.approx([0, 0.25, 0.5, 1])


def test_a_tie_struck_again_is_an_extra_of_the_same_pitch() -> None:
    score = tune("C4 D4 E4", "1 2+1 1")
    labels = labels_with(Slip("tie_restruck", "n2"), score=score)
    (extra,) = labels.extras
    assert (extra.midi, extra.reason) == (62, "restruck")
    assert extra.onset_s == pytest.approx(LEAD_IN_S + 3 * QUARTER_S)


def test_a_hesitation_delays_everything_after_it() -> None:
    labels = labels_with(Slip("hesitation", "n6", 1.5))
    assert onset_s(labels, "n6") == pytest.approx(5.5 * QUARTER_S)
    assert onset_s(labels, "n14") == pytest.approx((13 + 1.5) * QUARTER_S)
    assert onset_s(labels, "n5") == pytest.approx(3 * QUARTER_S)


def test_a_stammer_strikes_the_note_too_often_and_then_holds_it() -> None:
    labels = labels_with(Slip("stammer", "n6", 2))
    assert [(e.midi, e.reason) for e in labels.extras] == [(69, "stammer")] * 2
    assert onset_s(labels, "n6") == pytest.approx(5 * QUARTER_S)


def test_a_restart_counts_only_the_last_try() -> None:
    labels = labels_with(Slip("restart", "n7", 1, "n5"))
    assert [(e.source, e.midi, e.reason) for e in labels.extras] == [
        ("n5", 67, "abandoned"),
        ("n6", 69, "abandoned"),
        ("n7", 71, "abandoned"),
    ]
    assert onset_s(labels, "n5") == pytest.approx((6 + 1) * QUARTER_S)
    assert onset_s(labels, "n14") == pytest.approx((13 + 4) * QUARTER_S)


def test_a_repeat_goes_on_in_time() -> None:
    labels = labels_with(Slip("repeat", "n7", until="n5"))
    assert onset_s(labels, "n5") == pytest.approx(6 * QUARTER_S)
    assert {e.reason for e in labels.extras} == {"repeat"}


def test_skipped_bars_are_missed_and_the_rest_follows_at_once() -> None:
    labels = labels_with(Slip("skip", "n5", until="n7"))
    assert [t.note_id for t in labels.notes if t.pitch == "missed"] == ["n5", "n6", "n7"]
    assert onset_s(labels, "n8") == pytest.approx(3 * QUARTER_S)


@pytest.mark.parametrize(("kind", "sign"), [("rush", -1), ("drag", 1)])
def test_rushing_and_dragging_bend_the_tempo_and_leave_it_as_it_was(kind: str, sign: int) -> None:
    labels = labels_with(Slip(kind, "n3", 0.2, "n8"))
    plain = labels_with()
    gained = onset_s(labels, "n9") - onset_s(plain, "n9")
    # Over 5.5 quarters the tempo moves to 1 +- 0.2: the integral of 1/(1+x) is 5.5 * ln(1.2) / 0.2 quarters.
    assert gained == pytest.approx({-1: (5.0140 - 5.5), 1: (6.1364 - 5.5)}[sign] * QUARTER_S, abs=2e-3)
    assert onset_s(labels, "n14") - onset_s(plain, "n14") == pytest.approx(gained)


def test_a_missed_signature_naturals_every_note_of_that_letter() -> None:
    score = tune("G4 F#4 G4 A4 F#4 C4", key="G major")
    labels = labels_with(Slip("signature_missed", "n2"), score=score)
    assert [(t.note_id, t.midi) for t in labels.notes if t.pitch == "wrong"] == [("n2", 65), ("n5", 65)]


def test_a_misread_clef_shifts_by_staff_steps_in_the_key() -> None:
    score = tune("G4 F#4 D4 C4", key="G major")
    labels = labels_with(Slip("clef_misread", "n1", 2), score=score)
    assert [t.midi for t in labels.notes] == [71, 69, 66, 64]  # B A F# E


def test_tuning_slips_move_cents_and_leave_the_verdict_correct() -> None:
    labels = labels_with(Slip("off_pitch", "n2", 40), Slip("tuned", "n1", -10))
    assert labels.by_id()["n2"].cents == pytest.approx(30)
    assert labels.by_id()["n3"].cents == pytest.approx(-10)
    assert {t.pitch for t in labels.notes} == {"correct"}


def test_a_degree_is_off_wherever_it_comes() -> None:
    labels = labels_with(Slip("degree_off", "n7", -35))
    assert [t.note_id for t in labels.notes if t.cents] == ["n7", "n10"]


def test_drift_grows_with_time() -> None:
    labels = labels_with(Slip("drift", "n1", 60))
    last = labels.by_id()["n14"]
    assert last.cents == pytest.approx(60 * (last.onset_s - LEAD_IN_S) / 60)


def test_a_transposed_take_is_right_in_itself() -> None:
    labels = labels_with(Slip("transposed", "n1", 2))
    assert labels.notes[0].midi == 62
    assert {t.pitch for t in labels.notes} == {"correct"}


def test_values_read_twice_as_long() -> None:
    labels = labels_with(Slip("stretched", "n3", 2, "n4"))
    assert onset_s(labels, "n4") == pytest.approx(3 * QUARTER_S)
    assert onset_s(labels, "n5") == pytest.approx(4 * QUARTER_S)


def test_a_corrected_note_is_right_after_a_wrong_touch() -> None:
    labels = labels_with(Slip("corrected", "n5", 1))
    (touch,) = labels.extras
    assert (touch.midi, touch.reason) == (68, "corrected")
    truth = labels.by_id()["n5"]
    assert (truth.midi, truth.pitch) == (67, "correct")
    assert touch.onset_s < touch.offset_s <= truth.onset_s


def test_slips_that_do_not_fit_are_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match="not a kind of slip"):
        labels_with(Slip("sneeze", "n1"))
    with pytest.raises(ValueError, match="no note 'n99'"):
        labels_with(Slip("missed", "n99"))
    with pytest.raises(ValueError, match="no rest before"):
        labels_with(Slip("rest_skipped", "n5"))
    with pytest.raises(ValueError, match="not tied"):
        labels_with(Slip("tie_restruck", "n5"))
    with pytest.raises(ValueError, match="comes after"):
        labels_with(Slip("restart", "n5", 1, "n9"))


def test_every_random_kind_is_a_kind_of_slip() -> None:
    assert set(CHANCES) <= set(SLIPS)
    assert sum(INTERVALS.values()) == pytest.approx(1)
    assert INTERVALS[1] + INTERVALS[2] == pytest.approx(0.53)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), kind=st.sampled_from(sorted(CHANCES)))
def test_random_slips_can_always_be_applied_and_repeat_with_the_seed(seed: int, kind: str) -> None:
    score = tune("C4 D4 E4 F4 r G4 A4 B4 C5 D5 B4 A4 F4", "1 1 3/2 1/2 1 1+1 1/3 1/3 1/3 1 1 1 2")
    slips = random_slips(score, seed, 2, [kind])
    assert slips == random_slips(score, seed, 2, [kind])
    assert {slip.kind for slip in slips} <= {kind}
    gestures = apply_slips(written_gestures(score), slips, score)
    assert [g.id for g in gestures if g.role != "extra"] == [n.id for n in score.notes]
    assert all(g.start >= 0 and g.length > 0 for g in gestures)


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_random_wrong_and_extra_notes_are_never_mistaken_for_their_neighbours(seed: int) -> None:
    score = a_round()
    order = [note.id for note in score.notes]
    for slip in random_slips(score, seed, 3, ["wrong_pitch", "extra"]):
        at = order.index(slip.note_id)
        heard = score.notes[at].pitch.midi + slip.amount
        assert heard not in {n.pitch.midi for n in score.notes[at - 1 : at + 2]}


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(0, 6))
def test_random_slips_stay_apart(seed: int, count: int) -> None:
    score = a_round()
    order = [note.id for note in score.notes]
    places = [order.index(slip.note_id) for slip in random_slips(score, seed, count)]
    assert len(places) <= count
    assert all(b - a > 3 for a, b in itertools.pairwise(places))
