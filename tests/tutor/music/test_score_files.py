"""Reading files from strangers: whatever comes, either a Score or one clear sentence."""

import io
import zipfile
import zlib
from unittest.mock import Mock

import pytest

from bench.fuzz import is_clear
from tests.tutor.music.test_midi import tune
from tutor.composing.phrasebook import told
from tutor.errors import UnreadableScore
from tutor.grading.speaking import speech_for
from tutor.grading.voice import Voice
from tutor.music.midi import to_midi
from tutor.music.musicxml import read_score, score_from_bytes, to_musicxml, write_score
from tutor.music.xmlfile import MAX_BYTES

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
CONTAINER = b'<container><rootfiles><rootfile full-path="%s"/></rootfiles></container>'


def document(measures, head=""):
    return (
        f'<score-partwise>{head}<part-list><score-part id="P1"><part-name>Flute</part-name></score-part></part-list>'
        f'<part id="P1">{measures}</part></score-partwise>'
    ).encode()


def note(step="C", duration="4", extra="", octave="4", attributes=""):
    pitch = f"<pitch><step>{step}</step><octave>{octave}</octave></pitch>"
    return f"<note{attributes}>{pitch}<duration>{duration}</duration>{extra}</note>"


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


ENTITY_BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<score-partwise><work><work-title>&b;</work-title></work></score-partwise>"
)
OUTSIDE_ENTITY = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><score-partwise>&a;</score-partwise>'
BAD = {
    "empty.musicxml": b"",
    "picture.musicxml": PNG,
    "text.musicxml": b"just some words",
    "page.musicxml": b"<html><body>no</body></html>",
    "cut.musicxml": to_musicxml(tune(["C4", "D4"]))[:-200],
    "bomb.musicxml": ENTITY_BOMB,
    "outside.musicxml": OUTSIDE_ENTITY,
    "deep.musicxml": b"<score-partwise>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</score-partwise>",
    "timewise.musicxml": b"<score-timewise/>",
    "silent.musicxml": document('<measure number="1"/>'),
    "nopart.musicxml": b"<score-partwise/>",
    "zero.musicxml": document(f"<measure><attributes><divisions>0</divisions></attributes>{note()}</measure>"),
    "negative.musicxml": document(f"<measure>{note(duration='-4')}</measure>"),
    "huge.musicxml": document(f"<measure>{note(duration='9' * 400)}</measure>"),
    "exponent.musicxml": document(f"<measure>{note(duration='1e99999')}</measure>"),
    "endless.musicxml": document(f"<measure>{note(duration='999999999')}</measure>"),
    "alter.musicxml": document(f"<measure>{note().replace('<octave>', '<alter>999999999</alter><octave>')}</measure>"),
    "transpose.musicxml": document(
        f"<measure><attributes><transpose><chromatic>999999</chromatic></transpose></attributes>{note()}</measure>"
    ),
    "step.musicxml": document(f"<measure>{note(step='H')}</measure>"),
    "octave.musicxml": document(f"<measure>{note(octave='99')}</measure>"),
    "meter.musicxml": document(
        f"<measure><attributes><time><beats>0</beats><beat-type>4</beat-type></time></attributes>{note()}</measure>"
    ),
    "fifths.musicxml": document(f"<measure><attributes><key><fifths>40</fifths></key></attributes>{note()}</measure>"),
    "root.musicxml": document(
        f"<measure><harmony><root><root-step>C</root-step><root-alter>5</root-alter></root></harmony>{note()}</measure>"
    ),
    "german_root.musicxml": document(
        f"<measure><harmony><root><root-step>H</root-step></root></harmony>{note()}</measure>"
    ),
    "quarters.musicxml": document(f"<measure>{note(duration='seven')}</measure>"),
    "encoding.musicxml": b'<?xml version="1.0" encoding="martian"?><score-partwise/>',
    "control.abc": b"X:1\nT:A tune\nK:C\nCDE\x01F|",
    "notzip.mxl": b"PK\x03\x04" + b"\x00" * 100,
    "hollow.mxl": zipped(readme_txt=b"nothing here"),
    "zipbomb.mxl": zipped(score_xml=b"<a>" + b" " * (MAX_BYTES + 10) + b"</a>"),
    "picture.mid": PNG,
    "empty.abc": b"",
    "prose.abc": b"Once upon a time",
    "keyless.abc": b"X:1\nT:No key\nABC|",
    "large.abc": b"X:1\nK:C\n" + b"C" * 300_000,
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_score_is_refused_in_one_sentence_that_names_it(name):
    with pytest.raises(UnreadableScore) as refusal:
        score_from_bytes(BAD[name], name)
    message = str(refusal.value)
    assert message.startswith(name)
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 200
    assert is_clear(message)


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_with_a_score_is_told_in_german(name):
    with pytest.raises(UnreadableScore) as refusal:
        score_from_bytes(BAD[name], name)
    assert told(str(refusal.value), speech_for(Voice(language="de"))) != str(refusal.value)


def test_a_fault_of_the_reader_is_not_told_in_the_programs_words(monkeypatch):
    """Whatever a file makes the reader trip over, the program's name for it helps nobody who exported the file."""
    for error in (KeyError("fifths"), IndexError("list index out of range"), TypeError("'int' object is not iterable")):
        monkeypatch.setattr("tutor.music.musicxml_reader.read_part", Mock(side_effect=error))
        with pytest.raises(UnreadableScore) as refusal:
            score_from_bytes(document(f"<measure>{note()}</measure>"), "tune.musicxml")
        assert is_clear(str(refusal.value))
        assert error.args[0] not in str(refusal.value)


def test_a_zip_bomb_is_not_unpacked_further_than_the_limit(monkeypatch):
    taken = 0
    unpack = zlib.decompressobj

    class Counting:
        def __init__(self, *args):
            self._inner = unpack(*args)

        def decompress(self, data, limit=0):
            nonlocal taken
            out = self._inner.decompress(data, limit)
            taken += len(out)
            return out

        def __getattr__(self, name):
            return getattr(self._inner, name)

    bomb = zipped(score_xml=b" " * (4 * MAX_BYTES))
    monkeypatch.setattr(zipfile.zlib, "decompressobj", Counting)
    with pytest.raises(UnreadableScore, match="unpacks to more than"):
        score_from_bytes(bomb, "bomb.mxl")
    assert taken < 2 * MAX_BYTES


def test_a_missing_file_and_an_unknown_kind_are_refused(tmp_path):
    with pytest.raises(UnreadableScore, match="cannot be opened"):
        read_score(tmp_path / "gone.musicxml")
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    with pytest.raises(UnreadableScore, match=r"use one of \.musicxml"):
        read_score(tmp_path / "notes.pdf")


def test_every_kind_of_file_gives_the_same_notes(tmp_path):
    score = tune(["C4", "E4", "G4", "C5"])
    data = to_musicxml(score)
    (tmp_path / "a.xml").write_bytes(data)
    (tmp_path / "b.mxl").write_bytes(zipped(META__INF__container=b"", tune_musicxml=data))
    (tmp_path / "c.mid").write_bytes(to_midi(score))
    (tmp_path / "d.abc").write_text("X:1\nT:Tune\nM:4/4\nL:1/4\nQ:1/4=96\nK:C\nC E G c|\n")
    write_score(score, tmp_path / "e.musicxml")
    for path in sorted(tmp_path.iterdir()):
        read = read_score(path)
        assert [(n.id, n.onset, n.segments, n.pitch) for n in read.notes] == [
            (n.id, n.onset, n.segments, n.pitch) for n in score.notes
        ]
        assert (read.title, read.tempo_bpm, read.key.name, len(read.bars)) == ("Tune", 96.0, "C major", 1)


def test_a_compressed_score_is_found_through_its_container():
    good, other = to_musicxml(tune(["C4"])), to_musicxml(tune(["D4", "E4"]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.xml", other)
        archive.writestr("META-INF/container.xml", CONTAINER % b"score/b.xml")
        archive.writestr("score/b.xml", good)
    assert len(score_from_bytes(out.getvalue(), "tune.mxl").notes) == 1


def test_another_encoding_is_read():
    data = to_musicxml(tune(["C4"])).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    assert score_from_bytes(data, "tune.musicxml").title == "Tune"


@pytest.mark.parametrize(("stated", "heard"), [("120", 120.0), ("Allegro", 90.0), ("nan", 90.0), ("0", 90.0)])
def test_a_tempo_that_is_no_tempo_leaves_the_usual_one(stated, heard):
    score = score_from_bytes(document(f'<measure number="1"><sound tempo="{stated}"/>{note()}</measure>'), "a.xml")
    assert score.tempo_bpm == heard


def test_ids_of_the_file_are_kept_and_missing_ones_are_numbered_by_place():
    notes = (
        note("C", attributes=' id="first"')
        + note("D")
        + note("E", attributes=' id="n2"')
        + note("F", attributes=' id="n2"')
    )
    score = score_from_bytes(document(f"<measure>{notes}</measure>"), "ids.musicxml")
    assert [n.id for n in score.notes] == ["first", "n2x", "n2", "n4"]


def test_numbers_count_sounding_notes_and_skip_rests_ties_and_grace_notes():
    tie = note("C", extra='<tie type="start"/>') + note("C", extra='<tie type="stop"/>')
    rest = "<note><rest/><duration>4</duration></note>"
    grace = "<note><grace/><pitch><step>B</step><octave>3</octave></pitch></note>"
    score = score_from_bytes(document(f"<measure>{tie}{rest}{grace}{note('D')}</measure>"), "tie.musicxml")
    assert [(n.id, n.pitch.name, n.onset) for n in score.notes] == [("n1", "C4", 0), ("n2", "D4", 12)]
    assert len(score.notes[0].segments) == 2


def test_two_staves_become_two_parts_with_their_clefs():
    head = (
        "<attributes><divisions>1</divisions><staves>2</staves><clef number='1'><sign>G</sign><line>2</line></clef>"
        "<clef number='2'><sign>F</sign><line>4</line></clef></attributes>"
    )
    upper, lower = note("C", extra="<staff>1</staff>"), note("C", octave="3", extra="<staff>2</staff>")
    body = f"<measure>{head}{upper}<backup><duration>4</duration></backup>{lower}</measure>"
    score = score_from_bytes(document(body), "piano.musicxml")
    assert [(part.clef, part.notes[0].pitch.name) for part in score.parts] == [("treble", "C4"), ("bass", "C3")]


def test_a_key_without_a_mode_is_minor_when_the_tune_ends_on_that_tonic():
    head = "<attributes><divisions>1</divisions><key><fifths>-1</fifths></key></attributes>"
    for last, name in (("D", "D minor"), ("F", "F major")):
        score = score_from_bytes(
            document(f"<measure>{head}{note('A', '2')}{note(last, '2')}</measure>"), "key.musicxml"
        )
        assert score.key.name == name


def test_repeats_are_not_unfolded_and_the_score_says_so():
    bar = f'<measure>{note()}<barline location="right"><repeat direction="backward"/></barline></measure>'
    score = score_from_bytes(document(bar), "repeat.musicxml")
    assert len(score.notes) == 1
    assert score.meta["repeats"] == "played once, as written"


def test_the_files_own_composer_is_kept():
    head = '<identification><creator type="composer">Trad.</creator></identification>'
    score = score_from_bytes(document(f"<measure>{note()}</measure>", head), "air.musicxml")
    assert score.meta["composer"] == "Trad."
    assert b'<creator type="composer">Trad.</creator>' in to_musicxml(score)
