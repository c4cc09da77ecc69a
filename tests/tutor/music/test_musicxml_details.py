"""The written page: accidentals, beams, tuplets, tempo, transposition and the identification block."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.tutor.music.test_midi import tune
from tutor.music.musicxml import score_from_bytes, to_musicxml
from tutor.music.pitch import Pitch
from tutor.music.score import Direction, Note, Part


def abc(body, meter="4/4", key="C"):
    return score_from_bytes(f"X:1\nT:Tune\nM:{meter}\nL:1/8\nK:{key}\n{body}\n".encode(), "tune.abc")


def written(score):
    return ET.fromstring(to_musicxml(score))


def accidentals(body, key="C"):
    """One word per note: the printed accidental, in brackets when it is a reminder, "-" when there is none."""
    words = []
    for note in written(abc(body, key=key)).iter("note"):
        sign = note.find("accidental")
        if note.find("pitch") is not None:
            name = "-" if sign is None else sign.text
            words.append(f"({name})" if sign is not None and sign.get("cautionary") else name)
    return " ".join(words)


@pytest.mark.parametrize(
    ("body", "key", "expected"),
    [
        ("F2 ^F2 F2 =F2|", "C", "- sharp - natural"),
        ("F2 G2 A2 B2|", "G", "- - - -"),
        ("=F2 G2 F2 ^F2|", "G", "natural - - sharp"),
        ("^F4 G4|F4 G4|", "C", "sharp - (natural) -"),
        ("^F4 G4|F4 F4|F4 G4|", "C", "sharp - (natural) - - -"),
        ("^F4 G4|A8|F4 G4|", "C", "sharp - - - -"),
        ("^F4 =f4|", "C", "sharp (natural)"),
        ("^F8-|F4 ^F4|", "C", "sharp - sharp"),
        ("^F8-|F4 =F4|", "C", "sharp - (natural)"),
        ("_B2 ^^F2 ^F2 __B2|", "C", "flat double-sharp sharp flat-flat"),
    ],
)
def test_accidentals_are_printed_where_a_reader_needs_them(body, key, expected):
    assert accidentals(body, key) == expected


def beam_words(body, meter="4/4"):
    """Beam values of each note, levels joined by "/"; "-" for none."""
    notes = [n for n in written(abc(body, meter)).iter("note")]
    return " ".join("/".join(b.text.replace(" hook", "-hook") for b in n.findall("beam")) or "-" for n in notes)


@pytest.mark.parametrize(
    ("body", "meter", "expected"),
    [
        ("CDEF G2 A2|", "4/4", "begin continue continue end - -"),
        ("CDEF GABc|", "4/4", "begin continue continue end begin continue continue end"),
        ("C2 DE FG A2|", "4/4", "- begin end begin end -"),
        ("CDEFGA|", "3/4", "begin continue continue continue continue end"),
        ("CDEFGA|", "6/8", "begin continue end begin continue end"),
        ("C3/2D/ E2|", "2/4", "begin end/backward-hook -"),
        ("C/D3/2 E2|", "2/4", "begin/forward-hook end -"),
        (
            "C/D/E F/G/A/B/|",
            "2/4",
            "begin/begin continue/end end begin/begin continue/continue continue/continue end/end",
        ),
        ("CzDE|", "2/4", "- - begin end"),
        ("CDEFG|", "5/8", "begin continue end begin end"),
    ],
)
def test_beams_show_the_beat(body, meter, expected):
    assert beam_words(body, meter) == expected


def test_a_beamed_triplet_needs_no_bracket_and_an_open_one_does():
    brackets = [
        t.get("bracket") for t in written(abc("(3CDE (3:2:2C2D G4|")).iter("tuplet") if t.get("type") == "start"
    ]
    assert brackets == ["no", "yes"]


@pytest.mark.parametrize(
    ("meter", "bpm", "expected"),
    [
        ("6/8", 90.0, ("quarter", True, "60")),
        ("6/8", 100.0, ("quarter", False, "100")),
        ("4/4", 93.1, ("quarter", False, "93.1")),
        ("2/2", 120.0, ("half", False, "60")),
        ("3/8", 90.0, ("quarter", False, "90")),
    ],
)
def test_the_tempo_is_marked_in_the_metres_beat_and_played_in_quarters(meter, bpm, expected):
    root = written(replace(tune(["C4"] * 6, Fraction(1, 2), meter=meter), tempo_bpm=bpm))
    mark = root.find(".//metronome")
    assert (mark.findtext("beat-unit"), mark.find("beat-unit-dot") is not None, mark.findtext("per-minute")) == expected
    assert float(root.find(".//sound").get("tempo")) == bpm


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("clarinet", ("-1", "-2", None)),
        ("alto-saxophone", ("-5", "-9", None)),
        ("tenor-saxophone", ("-1", "-2", "-1")),
        ("horn", ("-4", "-7", None)),
        ("guitar", ("0", "0", "-1")),
        ("soprano-recorder", ("0", "0", "1")),
    ],
)
def test_a_transposing_instrument_says_how_it_transposes(name, expected):
    transpose = written(tune(["C5"], name=name)).find(".//transpose")
    assert tuple(transpose.findtext(tag) for tag in ("diatonic", "chromatic", "octave-change")) == expected


def test_a_second_part_reads_the_same_sounding_key_in_its_own_transposition():
    score = tune(["D5"], key="D major", name="clarinet")
    piano = Part((Note("p1", Fraction(0), Pitch.parse("C4"), (Fraction(1),)),), "piano")
    fifths = [part.findtext(".//fifths") for part in written(score.with_parts(score.part, piano)).findall("part")]
    assert fifths == ["2", "0"]


def test_the_identification_block_carries_the_metadata_and_nothing_that_changes():
    score = replace(tune(["C4"]), metadata=(("composer", "Etude"), ("style", "irish-reel"), ("seed", "7")))
    root = written(score)
    assert root.findtext("work/work-title") == "Tune"
    assert root.findtext("identification/creator[@type='composer']") == "Etude"
    fields = {f.get("name"): f.text for f in root.iter("miscellaneous-field")}
    assert fields == {"composer": "Etude", "style": "irish-reel", "seed": "7"}
    assert root.find(".//encoding-date") is None
    assert [e.text for e in root.iter("software")] == ["Etude"]


def test_a_score_without_a_composer_names_none():
    assert written(tune(["C4"])).find(".//creator") is None


def test_control_characters_typed_into_a_title_do_not_break_the_file():
    score = replace(tune(["C4"]), title="A\x00 tune\x1b <&>", metadata=(("no\x01te", "x\x02y"),))
    again = score_from_bytes(to_musicxml(score), "tune.musicxml")
    assert again.title == "A tune <&>"
    assert again.metadata == (("note", "xy"),)


def test_a_pickup_is_bar_zero_and_implicit():
    first = written(abc("G|C2 E2 G2 c2|")).find("part/measure")
    assert (first.get("number"), first.get("implicit")) == ("0", "yes")


def test_a_silent_bar_is_one_whole_bar_rest():
    score = tune(["C4"] * 6, meter="3/4")
    root = written(score.with_parts(replace(score.part, notes=score.notes[:3])))
    rests = root.findall("part/measure")[1].findall("note")
    assert [(r.find("rest").get("measure"), r.findtext("duration")) for r in rests] == [("yes", "72")]


def test_a_hairpin_that_ends_with_the_bar_ends_before_its_bar_line():
    score = tune(["C4"] * 8)
    marked = replace(score.part, directions=(Direction(Fraction(0), "hairpin", "<", Fraction(4)),))
    measures = written(score.with_parts(marked)).findall("part/measure")
    assert [wedge.get("type") for wedge in measures[0].iter("wedge")] == ["crescendo", "stop"]


def test_values_no_sign_can_show_are_split_and_tied():
    score = tune(["C4"] * 4)
    note = replace(score.notes[0], segments=(Fraction(5, 2),))
    signs = written(score.with_parts(replace(score.part, notes=(note,)))).findall(".//note[pitch]")
    assert [(sign.get("id"), sign.findtext("type")) for sign in signs] == [("n1", "half"), ("n1-2", "eighth")]
    assert [[tie.get("type") for tie in sign.findall("tie")] for sign in signs] == [["start"], ["stop"]]


def test_opening_words_stand_in_one_line_with_the_metronome_mark():
    score = tune(["C4"] * 4)
    marks = (Direction(Fraction(0), "words", "Andante"), Direction(Fraction(0), "dynamic", "p"))
    score = score.with_parts(replace(score.part, directions=marks))
    first, second = list(written(score).iter("direction"))
    assert [kind[0].tag for kind in first.iter("direction-type")] == ["words", "metronome"]
    assert second.find("direction-type/dynamics/p") is not None
    assert score_from_bytes(to_musicxml(score), "x.musicxml").part.directions == marks


def test_words_elsewhere_have_a_line_of_their_own():
    score = tune(["C4"] * 4)
    later = (Direction(Fraction(0), "dynamic", "p"), Direction(Fraction(0), "words", "dolce"))
    score = score.with_parts(replace(score.part, directions=later))
    tempo = next(written(score).iter("direction"))
    assert [kind[0].tag for kind in tempo.iter("direction-type")] == ["metronome"]
    assert score_from_bytes(to_musicxml(score), "x.musicxml").part.directions == later


def test_a_breath_and_a_fermata_are_written_and_read():
    score = tune(["C4"] * 4)
    notes = tuple(
        replace(n, articulations=marks)
        for n, marks in zip(score.notes, [("breath-mark",), (), ("accent", "fermata"), ()], strict=True)
    )
    score = score.with_parts(replace(score.part, notes=notes))
    assert written(score).find(".//articulations/breath-mark") is not None
    assert score_from_bytes(to_musicxml(score), "x.musicxml").notes == notes
