"""Two hands at a keyboard: which staves a take answers, and what is said of each hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.tutor.grading.playing import bent, exact, finding, graded, kinds, later, stopped_before, take, tune, without
from tutor.grading.grade import grade, regrade
from tutor.grading.memory import heard_to_dict
from tutor.grading.report import Report
from tutor.grading.speaking import reword
from tutor.grading.voice import Voice
from tutor.learning.evidence import evidence_of
from tutor.learning.skills import skills_in
from tutor.listening.types import PlayedNote
from tutor.music.score import Score, Slur

RIGHT = "G4 A4 B4 C5 D5:2 B4:2 C5 B4 A4 F#4 G4:2 r:2 D5 C5 B4 A4 B4:2 D5:2 C5 A4 B4 F#4 G4:4"
LEFT = "G2:2 D3:2 G2 B2 D3 B2 A2:2 D3:2 G2 D3 B2 D3 F#2:2 D3:2 G2 B2 D3 G3 A2:2 D3:2 G2:4"


@pytest.fixture
def piece() -> Score:
    """Eight bars for both hands: n1, n2 … on the upper staff, m1, m2 … on the lower one."""
    lower = tune(LEFT, instrument="piano", clef="bass").part
    named = tuple(replace(note, id=f"m{number}") for number, note in enumerate(lower.notes, 1))
    upper = tune(RIGHT, instrument="piano")
    return upper.with_parts(upper.part, replace(lower, notes=named))


def hand(score: Score, staff: int) -> list[PlayedNote]:
    return exact(score.with_parts(score.parts[staff]))


def both(score: Score) -> list[PlayedNote]:
    """The right hand's notes and then the left hand's."""
    return [*hand(score, 0), *hand(score, 1)]


def played(score: Score, notes: list[PlayedNote]) -> Report:
    return graded(score, notes, keyboard=True)


def place(score: Score, note_id: str) -> int:
    """Where a note stands in `both`."""
    return [note.id for part in score.parts for note in part.notes].index(note_id)


def verdicts(report: Report) -> dict[str, str]:
    return {note["id"]: note["pitch"] for note in report.to_dict()["notes"]}


def test_both_hands_are_graded_together(piece):
    report = played(piece, both(piece))
    assert report.marks.overall == 100.0
    assert len(report.verdicts) == sum(len(part.notes) for part in piece.parts)
    assert report.extra == report.findings == ()
    assert "Every one of the 43 notes was right" in (report.praise or "")


@pytest.mark.parametrize("staff", [0, 1])
def test_a_hand_that_plays_alone_is_graded_alone(piece, staff):
    report = played(piece, hand(piece, staff))
    assert [verdict.note.id for verdict in report.verdicts] == [note.id for note in piece.parts[staff].notes]
    assert report.marks.overall == 100.0


def test_a_left_hand_that_goes_an_octave_below_the_right_is_known_by_its_octave(piece):
    upper, lower = piece.parts
    pitches = [replace(note.pitch, octave=note.pitch.octave - 1) for note in upper.notes]
    below = [replace(note, id=f"m{note.id}", pitch=p) for note, p in zip(upper.notes, pitches, strict=True)]
    piece = piece.with_parts(upper, replace(lower, notes=tuple(below)))
    report = played(piece, hand(piece, 1))
    assert [verdict.note.id for verdict in report.verdicts] == [note.id for note in below]
    assert report.findings == ()


def test_a_left_hand_that_reads_everything_a_step_off_has_played_all_the_same(piece):
    off = [replace(note, midi=note.midi + 2) for note in hand(piece, 1)]
    report = played(piece, [*hand(piece, 0), *off])
    assert report.extra == ()
    assert {note for note, word in verdicts(report).items() if word == "wrong"} == {n.id for n in piece.parts[1].notes}


@pytest.mark.parametrize("staff", [0, 1])
def test_the_voices_of_a_round_are_told_apart_by_how_far_they_go(piece, staff):
    """The lower voice follows the upper one after two bars, on the same keys."""
    upper, lower = piece.parts
    after = [note for note in upper.notes if note.onset < 24]
    follower = [replace(note, id=f"m{note.id}", onset=note.onset + 8) for note in after]
    piece = piece.with_parts(upper, replace(lower, notes=tuple(follower)))
    report = played(piece, hand(piece, staff))
    assert [verdict.note.id for verdict in report.verdicts] == [note.id for note in piece.parts[staff].notes]


def test_a_hand_that_plays_on_alone_had_no_notes_too_many_before(piece):
    """The left hand stops after two bars; those bars are written."""
    notes = [*hand(piece, 0), *(note for note in hand(piece, 1) if note.onset_s < 0.5 + 8)]
    report = played(piece, notes)
    assert report.extra == report.findings == ()
    assert report.marks.overall == 100.0
    low = replace(notes[-1], midi=notes[-1].midi - 1)
    assert len(played(piece, [*notes, low]).extra) == 1


def test_a_recording_is_graded_on_the_upper_staff_alone(piece):
    """A microphone hears one line."""
    report = graded(piece, hand(piece, 0))
    assert [verdict.note.id for verdict in report.verdicts] == [note.id for note in piece.notes]


def test_a_wrong_note_is_told_of_its_hand_and_against_that_hands_notes(piece):
    report = played(piece, bent(both(piece), place(piece, "m5"), semitones=1))
    assert [note for note, word in verdicts(report).items() if word != "correct"] == ["m5"]
    [told] = report.findings
    assert told.notes == ("m5",)
    assert told.text.startswith("Left hand: ")
    assert told.facts["hand"] == "left"
    assert told.facts["written"] == "D3"


def test_the_same_mistake_in_both_hands_is_told_of_each(piece):
    wrong = bent(bent(both(piece), place(piece, "m5"), semitones=1), place(piece, "n11"), semitones=1)
    assert sorted(told.text.split(":")[0] for told in played(piece, wrong).findings) == ["Left hand", "Right hand"]


def test_a_bar_that_one_hand_leaves_out_is_that_hands(piece):
    left_out = [place(piece, f"m{number}") for number in range(9, 13)]
    report = played(piece, without(both(piece), *left_out))
    assert kinds(report) == ["S02"]
    told = finding(report, "S02")
    assert told.bars == (4,)
    assert told.text.startswith("Left hand: ")


def test_a_note_too_many_belongs_to_the_hand_that_is_near(piece):
    low = replace(both(piece)[place(piece, "m4")], midi=45.0, onset_s=0.5 + 4.5, offset_s=0.5 + 4.9)
    report = played(piece, [*both(piece), low])
    assert [extra.after for extra in report.extra] == ["m3"]
    [told] = report.findings
    assert told.text.startswith("Left hand: ")


def test_a_late_note_is_late_in_its_hand_alone(piece):
    report = played(piece, bent(both(piece), place(piece, "n7"), seconds=0.3))
    late = [note["id"] for note in report.to_dict()["notes"] if note["onset"] == "late"]
    assert late == ["n7"]
    assert {told.text.split(":")[0] for told in report.findings} == {"Right hand"}


def test_a_key_that_both_hands_have_is_struck_once(piece):
    """The left hand begins bar 8 on the right hand's G4, for half as long."""
    upper, lower = piece.parts
    shared = replace(lower.notes[-1], pitch=upper.notes[-1].pitch, segments=(Fraction(2),))
    slurs = (Slur(lower.notes[-2].id, shared.id),)
    piece = piece.with_parts(upper, replace(lower, notes=(*lower.notes[:-1], shared), slurs=slurs))
    report = played(piece, both(piece)[:-1])
    assert report.marks.overall == 100.0
    assert shared.id not in verdicts(report)


def test_stopping_and_starting_again_is_said_once(piece):
    """To the end of bar 4, three seconds of nothing, bar 3 again and on."""
    notes = both(piece)
    beginning = [note for note in notes if note.onset_s < 0.5 + 16]
    rest = [note for note in notes if note.onset_s >= 0.5 + 8]
    report = played(piece, [*beginning, *later(rest, 8 + 3)])
    assert kinds(report) == ["S04"]
    assert "hand" not in finding(report, "S04").facts
    assert report.marks.overall is not None
    assert report.marks.overall > 90


def test_a_pulse_that_stopped_is_said_once(piece):
    """Both hands stop for two seconds before bar 5."""
    notes = sorted(both(piece), key=lambda note: note.onset_s)
    first = next(i for i, note in enumerate(notes) if note.onset_s >= 0.5 + 16)
    report = played(piece, stopped_before(notes, first, 2.0))
    assert set(verdicts(report).values()) == {"correct"}
    assert kinds(report) == ["R08"]
    assert "hand" not in finding(report, "R08").facts


def test_only_some_bars_of_both_hands_are_graded_as_a_part(piece):
    report = played(piece, [note for note in both(piece) if note.onset_s < 0.5 + 16])
    assert report.part is not None
    assert (report.part["first_bar"], report.part["last_bar"]) == (1, 4)
    assert report.part["marks"]["overall"] == 100.0


@pytest.mark.parametrize("first", [1, 3])
def test_one_bar_of_both_hands_is_a_part_of_both(piece, first):
    begins = 0.5 + 4 * (first - 1)
    report = played(piece, [note for note in both(piece) if begins <= note.onset_s < begins + 4])
    assert report.part is not None
    assert (report.part["first_bar"], report.part["last_bar"]) == (first, first)
    assert report.part["marks"]["overall"] == 100.0
    assert len(report.verdicts) == sum(len(part.notes) for part in piece.parts)


def test_bars_that_both_hands_leave_out_are_said_once(piece):
    report = played(piece, [note for note in both(piece) if note.onset_s < 0.5 + 16])
    told = finding(report, "S02")
    assert "hand" not in told.facts
    assert (told.facts["first_bar"], told.facts["last_bar"]) == (5, 8)


def test_a_hand_that_stops_before_the_other_is_told_so(piece):
    """The left hand stops after two bars, the right hand after four."""
    left = [note for note in hand(piece, 1) if note.onset_s < 0.5 + 8]
    report = played(piece, [*(note for note in hand(piece, 0) if note.onset_s < 0.5 + 16), *left])
    told = {told.facts.get("hand"): told.facts["first_bar"] for told in report.findings if told.kind == "S02"}
    assert told == {None: 5, "left": 3}


def test_from_a_chord_no_line_leads_to_the_next_note():
    """A left hand of basses and chords has no leaps to misjudge and none to be praised for."""
    waltz = tune("G2 B3+D4+G4 B3+D4+G4 " * 6, meter="3/4", instrument="piano", clef="bass")
    off = bent(exact(waltz), 8, semitones=-2)
    assert kinds(played(waltz, off)) == ["P00"]
    assert not [name for name in skills_in(waltz) if "leap" in name]


def test_marking_again_and_in_german_keeps_the_hand(piece):
    heard = take(bent(both(piece), place(piece, "m5"), semitones=1), keyboard=True)
    report = grade(piece, heard).to_dict()
    assert regrade(piece, heard_to_dict(heard)).to_dict() == report
    [told] = reword(report, Voice(language="de"))["findings"]
    assert told["text"].startswith("Linke Hand: ")


def test_what_a_skill_is_judged_by_are_the_notes_that_practise_it(piece):
    """Skills are counted on the upper staff: a wrong note of the left hand says nothing about them."""
    right = evidence_of(played(piece, hand(piece, 0)).to_dict(), piece)
    wrong_left = played(piece, bent(both(piece), place(piece, "m5"), semitones=1))
    assert evidence_of(wrong_left.to_dict(), piece) == right
