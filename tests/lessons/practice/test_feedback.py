"""A report laid out for reading."""

import pytest

from lessons.practice import feedback
from tests.lessons.conftest import a_report


@pytest.fixture
def take(cast, make_take):
    return make_take(cast.student, wrong=("n14",))


def heard_as(report, note_id, midi):
    """The report with one note played at a (sounding, fractional) MIDI number."""
    note = next(note for note in report["notes"] if note["id"] == note_id)
    note["performed"]["midi"] = midi
    return report


def shown(take, note_id):
    report = feedback.spelled(take, take.report)
    return next(note for note in report["notes"] if note["id"] == note_id)


@pytest.mark.parametrize(
    ("midi", "heard", "sign", "steps_off"),
    [(65.1, "F4", "♮", 0), (67.0, "G4", "", 1), (64.0, "E4", "", -1), (68.2, "G#4", "♯", 1)],
)
def test_a_wrong_note_is_spelled_where_it_would_stand(take, midi, heard, sign, steps_off):
    """n14 is F sharp 4 in G major."""
    heard_as(take.report, "n14", midi)
    note = shown(take, "n14")
    assert (note["heard"], note["sign"], note["heard_step"] - note["step"]) == (heard, sign, steps_off)


def test_the_takes_own_tuning_is_taken_out_before_spelling(take):
    heard_as(take.report, "n14", 65.55)
    take.report["take"]["tuning_cents"] = 45.0
    assert shown(take, "n14")["heard"] == "F4"


def test_a_flattened_note_keeps_its_letter(cast, make_take):
    take = make_take(cast.student, wrong=("n2",))
    heard_as(take.report, "n2", 68.0)
    assert shown(take, "n2")["heard"] == "Ab4"


def test_a_transposing_instrument_reads_what_is_written(take, exercise):
    """A B-flat clarinet's written F sharp sounds E; E flat sounding is F written."""
    take.exercise.instrument = "clarinet"
    heard_as(take.report, "n14", 63.0)
    assert shown(take, "n14")["heard"] == "F4"


def test_a_right_note_gets_no_second_head(take):
    assert "heard_step" not in shown(take, "n1")


def test_each_note_is_said_in_one_label(take):
    heard_as(take.report, "n14", 65.0)
    take.report["notes"][0] |= {"onset": "late", "intonation": "sharp", "duration": "short"}
    labels = {row["id"]: row["label"] for row in feedback.note_rows(feedback.spelled(take, take.report))}
    assert labels["n14"] == "Bar 4, beat 2, F sharp 4: you played F 4"
    assert labels["n1"] == "Bar 1, beat 1, G 4: right, sharp, late, held too short"


def test_the_first_finding_says_what_to_do_next_and_why(take):
    assert feedback.next_step(take.report) == {
        "sentence": "Practise it.",
        "why": "Bar 4, beat 2: the score has F sharp, you played F.",
        "action": "practise",
        "index": 0,
    }


def test_the_reason_is_what_happened_without_the_theory():
    text = (
        "Bar 2, beat 1: the score has F sharp, you played F. In G major it is the leading tone: it wants to rise to G."
    )
    assert feedback.first_sentence(text) == "Bar 2, beat 1: the score has F sharp, you played F."


def test_only_a_take_without_any_fault_is_called_all_right():
    perfect = a_report(overall=100.0)
    assert feedback.next_step(perfect)["sentence"] == "All right! Go on to something new."
    costly = perfect | {"lost": [{"note": "n1", "points": 0.2, "reason": "late"}]}
    assert feedback.next_step(costly)["sentence"] == "This one goes well. Go on to something new."
    perfect["notes"][3]["pitch"] = "unsure"
    assert feedback.next_step(perfect)["sentence"] == "This one goes well. Go on to something new."


def test_what_the_engine_praised_stands_beside_what_is_next():
    assert feedback.praise(a_report() | {"praise": "All six dotted rhythms were right."}).startswith("All six")
    assert feedback.praise(a_report()) == ""


def test_bars_that_were_hardly_heard_are_named():
    report = a_report()
    for note in report["notes"]:
        note["pitch"] = "unsure" if note["bar"] in (3, 4) and note["beat"] != "1" else "correct"
    assert feedback.unheard(report) == "Bars 3 and 4"
    assert feedback.unheard(a_report()) == ""


def test_a_middling_take_without_findings_is_played_again():
    assert feedback.next_step(a_report(overall=60.0))["action"] == "again"


def test_a_finding_knows_its_bars(take):
    report = a_report(wrong=("n14", "n2", "n3"))
    assert [finding["bars"] for finding in feedback.findings(report)] == ["Bars 1 and 4"]


def test_lost_points_name_their_note_or_the_whole_take(take):
    report = a_report() | {
        "lost": [
            {"note": "n14", "points": 3.5, "reason": "wrong note"},
            {"note": None, "points": 1.0, "reason": "the tempo drifted"},
        ]
    }
    rows = feedback.lost_points(report)
    assert [(row["bar"], row["written"], row["points"]) for row in rows] == [(4, "F♯4", 3.5), ("", "", 1.0)]


def test_the_difference_names_what_was_mended_and_what_slipped():
    before, now = a_report(wrong=("n2", "n3"), overall=80.0), a_report(wrong=("n3", "n9"), overall=84.5)
    assert feedback.difference(now, before) == {
        "change": 4.5, "mended": ["bar 1, beat 2: A4"], "broken": ["bar 3, beat 1: G4"],
    }  # fmt: skip
    assert feedback.difference(now, None) is None


class TestPartOfThePiece:
    """Bars at the beginning or end were not played: what was played has marks of its own."""

    PART = {"first_bar": 2, "last_bar": 3, "marks": {"pitch": 100.0, "intonation": 97.0, "rhythm": 94.0, "overall": 97}}

    def left_out(self, bar):
        remedy = {"text": "Follow with a finger.", "request": None}
        return {"kind": "S02", "notes": ["n1"], "facts": {}, "text": f"Bar {bar} was left out.", "remedy": remedy}

    def report(self, *findings, overall=97.0):
        marks = {**self.PART["marks"], "overall": overall}
        return a_report(overall=48.0) | {"part": {**self.PART, "marks": marks}, "findings": list(findings)}

    def test_it_is_said_in_one_sentence(self):
        told = feedback.part(self.report())
        assert told["mine"] == "You played bars 2 to 3; the marks are for those bars."
        assert told["theirs"] == "Bars 2 to 3 were played; the marks are for those bars."
        assert told["whole"] == 48.0
        assert told["marks"]["overall"] == 97.0

    def test_one_bar_is_one_bar(self):
        report = self.report()
        report["part"]["first_bar"] = 3
        assert feedback.part(report)["mine"] == "You played bar 3; the marks are for that bar."

    def test_an_upbeat_belongs_to_the_first_bar(self):
        report = self.report()
        report["part"]["first_bar"] = 0
        assert feedback.part(report)["mine"] == "You played bars 1 to 3; the marks are for those bars."

    def test_the_whole_piece_has_no_such_sentence(self):
        assert feedback.part(a_report()) is None

    def test_what_was_left_out_is_not_what_to_practise(self):
        finding = a_report(("n7",))["findings"][0]
        assert feedback.next_step(self.report(self.left_out(1), finding))["sentence"] == "Practise it."
        assert feedback.next_step(self.report(self.left_out(1), finding))["index"] == 1

    def test_bars_that_go_well_lead_to_the_whole_piece(self):
        step = feedback.next_step(self.report(self.left_out(1), self.left_out(4)))
        assert step["sentence"] == "These bars go well. Now play the whole piece."
        assert step["action"] == "again"

    def test_bars_that_do_not_go_well_yet_are_played_again(self):
        step = feedback.next_step(self.report(self.left_out(1), overall=60.0))
        assert step["sentence"] == "Play it once more, a little slower, and listen for the click."
