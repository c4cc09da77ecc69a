"""What is written is what is read: the same Score comes back, and files add up for readers that share no code."""

import warnings
import xml.etree.ElementTree as ET
from fractions import Fraction
from itertools import pairwise

from hypothesis import HealthCheck, given, settings

from tests.tutor.music.arbitrary import scores
from tutor.music.musicxml import score_from_bytes, to_musicxml

_FEW = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@given(scores())
@_FEW
def test_a_score_survives_being_written_and_read(score):
    assert score_from_bytes(to_musicxml(score), "tune.musicxml") == score


@given(scores(parts=2))
@settings(parent=_FEW, max_examples=20)
def test_a_score_of_two_parts_survives_too(score):
    assert score_from_bytes(to_musicxml(score), "tune.musicxml") == score


@given(scores())
@settings(parent=_FEW, max_examples=20)
def test_writing_is_deterministic_and_reading_then_writing_changes_no_byte(score):
    data = to_musicxml(score)
    assert to_musicxml(score) == data
    assert to_musicxml(score_from_bytes(data, "tune.musicxml")) == data


@given(scores())
@_FEW
def test_every_bar_adds_up_for_a_plain_reader(score):
    root = ET.fromstring(to_musicxml(score))
    divisions = int(root.findtext("part/measure/attributes/divisions"))
    measures = root.findall("part/measure")
    assert len(measures) == len(score.bars)
    for measure, bar in zip(measures, score.bars, strict=True):
        durations = [
            int(note.findtext("duration"))
            for note in measure.iter("note")
            if note.find("chord") is None and note.findtext("voice") == "1"
        ]
        assert Fraction(sum(durations), divisions) == bar.length
        assert measure.get("number") == str(bar.number)


@given(scores())
@_FEW
def test_every_sign_means_its_duration(score):
    """Type, dots and time modification of each written note multiply out to its duration."""
    kinds = {"whole": 4, "half": 2, "quarter": 1, "eighth": Fraction(1, 2), "16th": Fraction(1, 4)}
    kinds |= {"32nd": Fraction(1, 8), "breve": 8}
    root = ET.fromstring(to_musicxml(score))
    divisions = int(root.findtext("part/measure/attributes/divisions"))
    for note in root.iter("note"):
        if note.find("type") is None:
            assert note.find("rest").get("measure") == "yes"
            continue
        written = kinds[note.findtext("type")] * (2 - Fraction(1, 2 ** len(note.findall("dot"))))
        if note.find("time-modification") is not None:
            written *= Fraction(int(note.findtext("*/normal-notes")), int(note.findtext("*/actual-notes")))
        assert written == Fraction(int(note.findtext("duration")), divisions)


@given(scores())
@_FEW
def test_every_sounding_note_carries_its_id_once_and_tuplet_brackets_close(score):
    root = ET.fromstring(to_musicxml(score))
    ids = [note.get("id") for note in root.iter("note") if note.find("rest") is None]
    assert len(ids) == len(set(ids))
    assert {note.id for note in score.notes} <= set(ids)
    for measure in root.iter("measure"):
        kinds = [tuplet.get("type") for tuplet in measure.iter("tuplet")]
        assert kinds.count("start") == kinds.count("stop")
        assert all(a != b for a, b in pairwise(kinds))


@given(scores(metadata=False))
@settings(parent=_FEW, max_examples=25)
def test_music21_hears_the_same_notes_at_the_same_moments(score):
    from music21 import converter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        part = converter.parseData(to_musicxml(score).decode(), format="musicxml").parts[0]
    lengths = [Fraction(m.duration.quarterLength) for m in part.getElementsByClass("Measure")]
    assert lengths == [bar.length for bar in score.bars]
    theirs = [
        (Fraction(element.getOffsetInHierarchy(part)), pitch.midi)
        for element in part.recurse().getElementsByClass(["Note", "Chord"])
        for pitch in element.pitches
        if "ChordSymbol" not in element.classes and not (element.tie and element.tie.type in ("stop", "continue"))
    ]
    assert sorted(theirs) == sorted((note.onset, note.pitch.midi) for note in score.notes)
