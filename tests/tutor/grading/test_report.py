"""The report: the keys other programs rely on, the same bytes every time, and a word on what could not be judged."""

import json

import pytest

from tests.tutor.grading.playing import LINE, bent, exact, graded, tune, without
from tutor.composing.request import ComposeRequest
from tutor.grading.report import Report, calibrated


@pytest.fixture
def line():
    return tune(LINE)


@pytest.fixture
def document(line):
    return graded(line, bent(without(exact(line), 12), 5, semitones=2)).to_dict()


def test_it_holds_the_contract_keys(document):
    assert document["version"] == 1
    assert set(document) >= {"version", "score", "take", "notes", "extra", "marks", "findings", "expression"}
    assert set(document["score"]) == {"title", "key", "meter", "tempo_bpm", "note_count"}
    assert set(document["take"]) >= {
        *("duration_s", "tracker", "tuning_cents", "transposition_semitones"),
        *("tempo_bpm", "tempo_curve", "judged", "reason"),
    }
    assert set(document["marks"]) == {"pitch", "intonation", "rhythm", "overall"}
    assert set(document["expression"]) >= {"dynamics_db_range", "vibrato"}


def test_each_note_holds_the_contract_keys(document):
    for note in document["notes"]:
        assert set(note) == {
            *("id", "bar", "beat", "written", "sounding_midi", "quarter_length", "performed", "pitch", "cents"),
            *("intonation", "onset_ms", "onset", "duration_ratio", "duration"),
        }
        assert note["performed"] is None or set(note["performed"]) == {"onset_s", "offset_s", "midi", "confidence"}


def test_each_finding_has_words_and_a_remedy(document):
    for found in document["findings"]:
        assert set(found) >= {"kind", "concept", "severity", "notes", "facts", "text", "remedy"}
        assert found["severity"] in (1, 2, 3)
        ComposeRequest.from_dict(found["remedy"]["request"])


def test_beats_and_lengths_are_exact_fractions():
    score = tune("G4:3/2 A4:1/2 B4 C5 D5:1/3 C5:1/3 B4:1/3 A4 G4:2")
    notes = graded(score, exact(score)).to_dict()["notes"]
    assert [note["beat"] for note in notes] == ["1", "5/2", "3", "4", "1", "4/3", "5/3", "2", "3"]
    assert [note["quarter_length"] for note in notes][:5] == ["3/2", "1/2", "1", "1", "1/3"]


def test_beats_count_the_denominator_of_a_compound_metre():
    score = tune("G4:3/2 A4:1/2 B4:1/2 C5:1/2 D5:3", meter="6/8")
    assert [n["beat"] for n in graded(score, exact(score)).to_dict()["notes"]] == ["1", "4", "5", "6", "1"]


def test_a_transposing_instrument_is_written_as_read_and_sounds_as_heard():
    score = tune(LINE, instrument="clarinet", transposition=-2)
    first = graded(score, exact(score)).to_dict()["notes"][0]
    assert (first["written"], first["sounding_midi"], first["performed"]["midi"]) == ("G4", 65, 65.0)


def test_equal_takes_give_equal_bytes(line):
    notes = bent(exact(line), 5, semitones=2, seconds=0.1)
    assert json.dumps(graded(line, notes).to_dict()) == json.dumps(graded(line, notes).to_dict())


def test_it_is_plain_json_without_nan(document):
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_what_cannot_be_judged_is_unsure_and_unmarked(line):
    report = Report.unjudged(line, "silence", "I heard only silence.", level=4, strictness="gentle", duration_s=3.0)
    document = report.to_dict()
    assert (document["take"]["judged"], document["take"]["reason"]) == (False, "silence")
    assert document["take"]["message"] == "I heard only silence."
    assert set(document["marks"].values()) == {None}
    assert {note["pitch"] for note in document["notes"]} == {"unsure"}
    assert {note["performed"] for note in document["notes"]} == {None}
    assert (document["findings"], document["extra"], document["lost"]) == ([], [], [])
    assert not report.judged


def test_tuning_tempo_and_transposition_stand_in_the_take():
    score = tune(LINE)
    low = [bent([n], 0, semitones=-12.3)[0] for n in exact(score, tempo=75)]
    facts = graded(score, low).to_dict()["take"]
    assert facts["transposition_semitones"] == -12
    assert facts["tuning_cents"] == pytest.approx(-30, abs=1)
    assert facts["tempo_bpm"] == pytest.approx(75, abs=0.5)
    assert [bpm for _, bpm in facts["tempo_curve"]] == pytest.approx([75.0] * len(facts["tempo_curve"]), abs=1)


def test_confidence_is_told_as_how_often_it_is_right():
    told = [calibrated(k / 100) for k in range(-10, 121)]
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
