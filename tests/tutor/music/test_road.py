"""The way through repeats and endings, as spans of bars."""

import re

import pytest

from tests.tutor.grading.playing import tune
from tutor.music.musicxml import score_from_bytes, to_musicxml
from tutor.music.road import Turn, jumps_of, road_of, way_through

PLAIN, OPENS, CLOSES = Turn(), Turn(opens=True), Turn(closes=True)
DC, DS, FINE = Turn(back="capo"), Turn(back="segno"), Turn(fine=True)
AT_SEGNO, TO_CODA, AT_CODA = Turn(segno=True), Turn(to_coda=True), Turn(coda=True)
FIRST, SECOND = Turn(closes=True, endings=(1,)), Turn(endings=(2,))


@pytest.mark.parametrize(
    ("turns", "way"),
    [
        ([PLAIN] * 4, [(0, 3)]),
        ([PLAIN, CLOSES, PLAIN], [(0, 1), (0, 2)]),
        ([PLAIN, OPENS, CLOSES, PLAIN], [(0, 2), (1, 3)]),
        ([PLAIN, Turn(closes=True, times=3)], [(0, 1), (0, 1), (0, 1)]),
        ([OPENS, Turn(closes=True, endings=(1,)), Turn(endings=(2,)), PLAIN], [(0, 1), (0, 0), (2, 3)]),
        ([OPENS, Turn(closes=True, endings=(1, 2)), Turn(endings=(3,))], [(0, 1), (0, 1), (0, 0), (2, 2)]),
        ([OPENS, CLOSES, OPENS, CLOSES], [(0, 1), (0, 3), (2, 3)]),
        ([PLAIN, FIRST, SECOND, PLAIN, CLOSES], [(0, 1), (0, 0), (2, 4), (3, 4)]),
        ([PLAIN, FIRST, SECOND, PLAIN, FIRST, SECOND], [(0, 1), (0, 0), (2, 4), (3, 3), (5, 5)]),
        ([Turn(closes=True, endings=(2,))], []),
        ([PLAIN, FINE, PLAIN, DC], [(0, 3), (0, 1)]),
        ([PLAIN, PLAIN, DC], [(0, 2), (0, 2)]),
        ([PLAIN, AT_SEGNO, FINE, DS], [(0, 3), (1, 2)]),
        ([PLAIN, TO_CODA, PLAIN, DC, AT_CODA, PLAIN], [(0, 3), (0, 1), (4, 5)]),
        ([PLAIN, AT_SEGNO, TO_CODA, DS, AT_CODA], [(0, 3), (1, 2), (4, 4)]),
        ([PLAIN, CLOSES, FINE, DC], [(0, 1), (0, 3), (0, 2)]),
        ([PLAIN, FIRST, Turn(endings=(2,), fine=True), DC], [(0, 1), (0, 0), (2, 3), (0, 0), (2, 2)]),
        ([PLAIN, Turn(endings=(1,)), DC], [(0, 2), (0, 2)]),
        ([PLAIN, FIRST, PLAIN, DC], [(0, 1), (0, 0), (2, 3), (0, 0), (2, 3)]),
        ([TO_CODA, DC, AT_CODA, CLOSES], [(0, 1), (0, 0), (2, 3), (2, 3)]),
        ([PLAIN, DS, PLAIN], [(0, 1), (0, 2)]),
    ],
)
def test_signs_lead_the_way(turns, way):
    assert list(way_through(turns)) == way


def test_signs_that_contradict_each_other_lead_somewhere_all_the_same():
    assert len(way_through([Turn(closes=True, times=9, endings=(2,)), CLOSES] * 40)) < 10_000


def xml(*barlines):
    """Four bars of one note each, some with a barline of their own: (bar, element)."""
    note = "<note><pitch><step>G</step><octave>4</octave></pitch><duration>4</duration></note>"
    first = "<attributes><divisions>1</divisions><time><beats>4</beats><beat-type>4</beat-type></time></attributes>"
    inside = {bar: "".join(f"<barline>{sign}</barline>" for at, sign in barlines if at == bar) for bar in range(1, 5)}
    bars = "".join(f'<measure number="{k}">{first if k == 1 else ""}{note}{inside[k]}</measure>' for k in inside)
    head = '<score-partwise><part-list><score-part id="P1"><part-name>Violin</part-name></score-part></part-list>'
    return f'{head}<part id="P1">{bars}</part></score-partwise>'.encode()


def test_it_is_read_from_a_file_and_kept_in_one():
    score = score_from_bytes(
        xml(
            (2, '<ending number="1" type="start"/>'),
            (2, '<ending number="1" type="stop"/><repeat direction="backward"/>'),
            (3, '<ending number="2" type="start"/>'),
            (3, '<ending number="2" type="discontinue"/>'),
        ),
        "tune.musicxml",
    )
    assert road_of(score) == ((1, 2), (1, 1), (3, 4))
    assert jumps_of(road_of(score)) == ((2, 1), (1, 3))
    assert road_of(score_from_bytes(to_musicxml(score), "tune.musicxml")) == road_of(score)


def words(text, **sound):
    said = f"<sound {' '.join(f'{k}={v!r}' for k, v in sound.items())}/>" if sound else ""
    return f"<direction><direction-type><words>{text}</words></direction-type>{said}</direction>"


CODA_SIGN = "<direction><direction-type><coda/></direction-type></direction>"
SEGNO_SIGN = "<direction><direction-type><segno/></direction-type></direction>"


@pytest.mark.parametrize(
    ("signs", "way"),
    [
        ({2: words("Fine"), 4: words("D.C. al Fine")}, ((1, 4), (1, 2))),
        ({2: words("Ende", fine="yes"), 4: words("von vorn", dacapo="yes")}, ((1, 4), (1, 2))),
        ({2: SEGNO_SIGN, 4: words("Dal segno")}, ((1, 4), (2, 4))),
        ({1: words("To Coda"), 3: words("D.C. al Coda"), 4: CODA_SIGN}, ((1, 3), (1, 1), (4, 4))),
        ({1: CODA_SIGN, 3: words("D.C. al Coda"), 4: CODA_SIGN}, ((1, 3), (1, 1), (4, 4))),
        ({2: words("dolce, fine e leggiero"), 3: words("Da lontano")}, ()),
        ({2: words("D.C.", dacapo="no")}, ((1, 2), (1, 4))),
    ],
)
def test_words_and_signs_of_the_way_are_read(signs, way):
    text = xml().decode()
    for bar, sign in signs.items():
        text = re.sub(rf'(<measure number="{bar}">.*?)(</measure>)', rf"\1{sign}\2", text)
    assert road_of(score_from_bytes(text.encode(), "tune.musicxml")) == way


def test_a_score_without_signs_has_no_way_but_on():
    assert road_of(score_from_bytes(xml(), "tune.musicxml")) == ()
    assert road_of(tune("G4 A4 B4 C5")) == ()
