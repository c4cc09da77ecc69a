"""A performance sounds what the score says, where its labels say, and the same every time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from tests.tutor.performing.tunes import a_round, tune
from tutor.music.score import Direction, Score, Slur
from tutor.performing.perform import LEAD_IN_S, perform
from tutor.performing.slips import Slip


def first_sound_s(performance, threshold: float = 0.02) -> float:
    loud = np.abs(performance.samples) > threshold * np.abs(performance.samples).max()
    return float(np.argmax(loud)) / performance.rate


def test_an_exact_performance_keeps_written_time() -> None:
    score = a_round()
    truths = perform(score).labels.notes
    assert [t.onset_s for t in truths] == pytest.approx([LEAD_IN_S + score.seconds(n.onset) for n in score.notes])
    assert [t.midi for t in truths] == [n.pitch.midi for n in score.notes]
    assert {(t.pitch, t.timing, t.duration) for t in truths} == {("correct", "on_time", "full")}


def test_a_transposing_instrument_sounds_its_sounding_pitch() -> None:
    score = a_round(instrument="clarinet")
    clarinet = score.with_parts(replace(score.part, transposition=-2))
    assert perform(clarinet).labels.notes[0].midi == 58


def test_the_same_arguments_give_the_same_samples() -> None:
    first, second = (perform(a_round(), expressive="human", seed=4) for _ in range(2))
    assert np.array_equal(first.samples, second.samples)
    assert first.labels == second.labels
    assert not np.array_equal(
        first.samples, perform(a_round(), expressive="human", seed=5).samples[: len(first.samples)]
    )


def test_sound_begins_after_the_lead_in_and_dies_away() -> None:
    performance = perform(a_round(), instrument="piano")
    assert first_sound_s(performance) == pytest.approx(LEAD_IN_S, abs=0.02)
    assert np.abs(performance.samples[-1000:]).max() < 0.01
    assert performance.samples.dtype == np.float32
    assert performance.samples.ndim == 1


def test_a_twin_without_slips_shares_every_other_note() -> None:
    score = a_round()
    plain = perform(score, expressive="human", seed=2).labels
    slipped = perform(score, expressive="human", seed=2, slips=[Slip("wrong_pitch", "n5", 2)]).labels
    differing = [a.note_id for a, b in zip(plain.notes, slipped.notes, strict=True) if a != b]
    assert differing == ["n5"]


def test_chords_and_overlapping_voices_keep_their_length() -> None:
    from dataclasses import replace

    score = tune("C4 E4", "4 4")
    together = score.with_parts(
        replace(score.part, notes=(score.notes[0], replace(score.notes[1], onset=score.notes[0].onset)))
    )
    first, second = perform(together, instrument="piano").labels.notes
    assert first.onset_s == second.onset_s
    assert first.offset_s == second.offset_s


def test_only_players_who_tune_their_notes_stray_in_pitch() -> None:
    strays = {
        name: max(abs(t.cents) for t in perform(a_round(), instrument=name, expressive="human").labels.notes)
        for name in ("piano", "guitar", "violin", "voice")
    }
    assert strays["piano"] == strays["guitar"] == 0
    assert 0 < strays["violin"] < 20
    assert 0 < strays["voice"] < 20


def test_a_human_reading_stays_near_the_beat_and_the_pulse() -> None:
    score = a_round()
    exact, human = perform(score).labels, perform(score, expressive="human", seed=8).labels
    quarter = 60 / score.tempo_bpm
    for (a, b), (c, d) in zip(pairwise(exact.notes), pairwise(human.notes), strict=True):
        assert (d.onset_s - c.onset_s) / (b.onset_s - a.onset_s) == pytest.approx(
            1, abs=0.1 + 0.048 / (b.onset_s - a.onset_s)
        )
    assert human.notes[-1].onset_s == pytest.approx(exact.notes[-1].onset_s, abs=0.06 * 13 * quarter)


def test_staccato_is_short_and_slurs_are_joined() -> None:
    score = a_round()
    notes = (replace(score.notes[0], articulations=("staccato",)), *score.notes[1:])
    marked = score.with_parts(replace(score.part, notes=notes, slurs=(Slur("n5", "n7"),)))
    truth = perform(marked).labels.by_id()
    quarter = 60 / score.tempo_bpm
    assert truth["n1"].offset_s - truth["n1"].onset_s == pytest.approx(quarter / 2)
    assert truth["n5"].offset_s == pytest.approx(truth["n6"].onset_s)
    assert truth["n7"].offset_s < truth["n8"].onset_s


def test_dynamics_and_accents_are_played() -> None:
    score = a_round()
    notes = (*score.notes[:3], replace(score.notes[3], articulations=("accent",)), *score.notes[4:])
    marks = (
        Direction(Fraction(0), "dynamic", "p"),
        Direction(Fraction(4), "hairpin", "<", Fraction(8)),
        Direction(Fraction(8), "dynamic", "f"),
    )
    velocity = [n.velocity for n in perform(score.with_parts(replace(score.part, notes=notes, directions=marks))).notes]
    assert velocity[3] > velocity[2]
    assert velocity[5] < velocity[6] < velocity[7] < velocity[9]


def marked_round(articulations: dict[str, str] | None = None, *directions: Direction) -> Score:
    """The round with a sign on some notes, by id, and directions."""
    score, signs = a_round(), articulations or {}
    notes = tuple(replace(n, articulations=(signs[n.id],)) if n.id in signs else n for n in score.notes)
    return score.with_parts(replace(score.part, notes=notes, directions=directions))


def onsets(score: Score, expressive: bool = True) -> list[float]:
    return [note.onset_s for note in perform(score, expressive=expressive, seed=1).notes]


def test_what_a_hairpin_has_grown_to_lasts_until_the_next_dynamic() -> None:
    marks = (Direction(Fraction(2), "hairpin", "<", Fraction(4)), Direction(Fraction(8), "dynamic", "p"))
    velocity = [note.velocity for note in perform(marked_round(None, *marks)).notes]
    assert velocity[1] < velocity[3] < velocity[4] < velocity[5] == velocity[8]
    assert velocity[9] < velocity[1]


def test_a_written_ritardando_slows_to_the_end_or_to_a_tempo() -> None:
    plain = onsets(marked_round())
    slow = onsets(marked_round(None, Direction(Fraction(4), "words", "rit.")))
    back = onsets(marked_round(None, *(Direction(Fraction(q), "words", w) for q, w in ((4, "rit."), (8, "a tempo")))))
    assert slow[:4] == plain[:4]
    late = [a - b for a, b in zip(slow, plain, strict=True)][5:]
    assert late == sorted(late)
    assert late[-1] > 0.1
    assert back[-1] - back[9] == pytest.approx(plain[-1] - plain[9])


def test_a_fermata_holds_its_note_and_a_breath_shortens_it() -> None:
    plain = perform(marked_round(), expressive=True, seed=1).notes
    held = perform(marked_round({"n4": "fermata"}), expressive=True, seed=1).notes
    short = perform(marked_round({"n4": "breath-mark"}), expressive=True, seed=1).notes
    quarter = plain[4].onset_s - plain[3].onset_s
    assert held[4].onset_s - held[3].onset_s == pytest.approx(1.6 * quarter, rel=0.1)
    assert short[3].seconds < 0.8 * plain[3].seconds
    assert [n.onset_s for n in short] == [n.onset_s for n in plain]


def test_eighths_swing_where_the_words_say_so() -> None:
    even = tune("C4 D4 E4 F4 G4 F4 E4 D4", "1/2 1/2 1/2 1/2 1/2 1/2 1/2 1/2")
    swung = even.with_parts(replace(even.part, directions=(Direction(Fraction(0), "words", "Medium swing"),)))
    straight, late = onsets(even), onsets(swung)
    beat = straight[2] - straight[0]
    assert [b - a for a, b in zip(straight[::2], late[::2], strict=True)] == pytest.approx([0] * 4)
    assert all(b - a == pytest.approx(0.12 * beat, rel=0.25) for a, b in zip(straight[1::2], late[1::2], strict=True))


def test_an_exact_take_stays_with_the_metronome_whatever_the_words_say() -> None:
    words = (Direction(Fraction(0), "words", "Medium swing"), Direction(Fraction(4), "words", "rit."))
    assert onsets(marked_round({"n4": "fermata"}, *words), False) == onsets(marked_round(), False)


def test_an_unknown_instrument_or_manner_is_named() -> None:
    with pytest.raises(ValueError, match="kazoo"):
        perform(a_round(), instrument="kazoo")
    with pytest.raises(ValueError, match="exact, expressive, human"):
        perform(a_round(), expressive="drunk")
