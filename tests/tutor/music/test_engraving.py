"""Engraved scores: every note can be found by its id, every bar is read out, and nothing unsafe is in the drawing."""

import re
import threading
import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.tutor.music.test_midi import tune
from tutor.music.engraving import engrave
from tutor.music.pitch import Pitch
from tutor.music.score import ChordSymbol, Direction, Note, Part, Slur

SCALE = ["D4", "E4", "F#4", "G4", "A4", "B4", "C#5", "D5"]


def elements(svg, tag="g"):
    return [e for e in ET.fromstring(svg).iter() if e.tag.rpartition("}")[2] == tag]


def of_class(svg, name):
    return [g for g in elements(svg) if name in g.get("class", "").split()]


@pytest.fixture(scope="module")
def sixteen_bars():
    return tune(SCALE * 8, key="D major")


def test_all_sixty_four_notes_keep_their_ids(sixteen_bars):
    notes = of_class(engrave(sixteen_bars).svg, "note")
    assert [note.get("id") for note in notes] == [f"n{number}" for number in range(1, 65)]


def test_a_prefix_goes_before_every_id_so_that_two_scores_share_a_page(sixteen_bars):
    ids = [e.get("id") for e in ET.fromstring(engrave(sixteen_bars, id_prefix="a7-").svg).iter() if e.get("id")]
    assert all(identity.startswith("a7-") for identity in ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(("bars", "width"), [(8, 900), (8, 1180), (8, 420), (12, 900), (7, 900)])
def test_no_bar_is_left_alone_on_the_last_line(bars, width):
    drawn = engrave(tune(SCALE[:4] * bars, key="D major"), width=width).svg
    systems = [len([g for g in s.iter() if "measure" in g.get("class", "").split()]) for s in of_class(drawn, "system")]
    assert sum(systems) == bars
    assert systems[-1] > 1 or len(systems) == 1
    assert len(set(systems[:-1])) <= 1


def test_a_worker_thread_draws_the_same_bytes_as_the_main_thread(sixteen_bars):
    drawn = []
    workers = [threading.Thread(target=lambda: drawn.append(engrave(sixteen_bars).svg)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert drawn == [engrave(sixteen_bars).svg] * 3


def test_a_narrow_column_breaks_into_more_systems(sixteen_bars):
    wide, narrow = engrave(sixteen_bars, width=1200), engrave(sixteen_bars, width=360)
    assert len(of_class(narrow.svg, "system")) > len(of_class(wide.svg, "system"))
    assert narrow.height > wide.height


def test_every_bar_can_be_reached_and_is_read_out(sixteen_bars):
    engraving = engrave(sixteen_bars)
    measures = of_class(engraving.svg, "measure")
    assert [measure.get("data-bar") for measure in measures] == [str(number) for number in range(1, 17)]
    assert all(measure.get("role") == "img" and measure.get("tabindex") == "0" for measure in measures)
    assert measures[0].get("aria-label") == "Bar 1: D4 quarter, E4 quarter, F sharp 4 quarter, G4 quarter"
    assert [bar.label for bar in engraving.bars] == [measure.get("aria-label") for measure in measures]


def test_without_labels_the_drawing_is_one_image(sixteen_bars):
    svg = engrave(sixteen_bars, labels=False).svg
    assert ET.fromstring(svg).get("role") == "img"
    assert "tabindex" not in svg


def test_a_tied_note_carries_its_id_on_the_first_sign_and_names_itself_on_all():
    score = tune(["D4"])
    note = replace(score.notes[0], segments=(Fraction(2), Fraction(1, 2)))
    svg = engrave(score.with_parts(replace(score.part, notes=(note,)))).svg
    signs = of_class(svg, "note")
    assert [(sign.get("id"), sign.get("data-note")) for sign in signs] == [("n1", "n1"), ("n1-2", "n1")]


def test_the_drawing_takes_the_pages_colour_and_brings_no_styles(sixteen_bars):
    svg = engrave(sixteen_bars).svg
    root = ET.fromstring(svg)
    assert (root.get("fill"), root.get("stroke")) == ("currentColor", "currentColor")
    assert not elements(svg, "style")
    assert not any(e.get("style") or e.get("color") for e in root.iter())


def test_hostile_words_and_ids_stay_text():
    score = tune(SCALE)
    words = Direction(Fraction(0), "words", "<script>alert(1)</script>")
    notes = (replace(score.notes[0], id='"><script>x</script>'), *score.notes[1:])
    svg = engrave(score.with_parts(replace(score.part, notes=notes, directions=(words,)))).svg
    allowed = {"svg", "g", "defs", "path", "use", "text", "tspan", "ellipse", "polygon", "polyline", "rect"}
    assert {e.tag.rpartition("}")[2] for e in ET.fromstring(svg).iter()} <= allowed
    assert "<script" not in svg
    assert of_class(svg, "note")[0].get("data-note") == '"><script>x</script>'


def test_every_reference_points_into_the_drawing(sixteen_bars):
    svg = engrave(sixteen_bars, id_prefix="p").svg
    ids = {e.get("id") for e in ET.fromstring(svg).iter()}
    uses = elements(svg, "use")
    assert uses
    assert all(use.get("href")[0] == "#" and use.get("href")[1:] in ids for use in uses)
    assert not any("://" in value for e in ET.fromstring(svg).iter() for value in e.attrib.values())


def test_a_drawing_stays_small_enough_to_set_into_a_page(sixteen_bars):
    assert len(engrave(sixteen_bars).svg) < 100_000


def test_a_long_score_is_one_drawing_with_all_its_bars():
    score = tune(SCALE * 100, key="D major")
    svg = engrave(score, width=300).svg
    assert len(of_class(svg, "measure")) == 200
    assert len(of_class(svg, "note")) == 800


def test_two_parts_share_the_bars():
    score = tune(SCALE, key="D major", meter="2/4")
    bass = Part(tuple(Note("b" + n.id, n.onset, Pitch.parse("D3"), n.segments) for n in score.notes), "cello", "bass")
    engraving = engrave(score.with_parts(score.part, bass))
    assert len(of_class(engraving.svg, "note")) == 16
    assert engraving.bars[0].label == "Bar 1: violin D4 quarter, E4 quarter; cello D3 quarter, D3 quarter"


def test_a_long_part_name_is_short_and_keeps_its_room_in_a_wider_font(sixteen_bars):
    """DejaVu Serif, the widest of the usual page fonts, takes 0.63 em a letter: no name begins left of the page."""
    second = tuple(replace(note, id=f"second-{note.id}") for note in sixteen_bars.notes)
    upper = replace(sixteen_bars.part, instrument="baritone-saxophone")
    lower = Part(second, instrument="piano-left-hand")
    svg = engrave(sixteen_bars.with_parts(upper, lower)).svg
    labels = re.findall(r'<g class="label"><text x="(\d+)".*?font-size="(\d+)px">([^<]+)<', svg)
    labels += re.findall(r'</text><text x="(\d+)".*?font-size="(\d+)px">([^<]+)<', svg.partition('class="label"')[2])
    named = {name.strip(): (int(x), int(size)) for x, size, name in labels}
    assert {"Baritone sax", "Left hand"} <= set(named)
    for name in ("Baritone sax", "Left hand"):
        x, size = named[name]
        assert x > 0.63 * size * len(name)


@pytest.fixture(scope="module")
def worded():
    """A long word beside the metronome mark, chord symbols above, and slurs that push both about."""
    score = tune(["G4", "G5", "A5", "B5"] * 4, key="G major", meter="3/4")
    slurs = tuple(Slur(f"n{i}", f"n{i + 1}") for i in range(1, 16, 2))
    words = (Direction(Fraction(0), "words", "Andante cantabile"),)
    chords = tuple(ChordSymbol(bar.onset, bar.length, "G", "major") for bar in score.bars)
    part = replace(score.part, slurs=slurs, directions=words)
    return engrave(replace(score, parts=(part,), harmony=chords), width=640).svg


def heights(drawn, kind):
    texts = (text for g in of_class(drawn, kind) for text in g.iter() if text.tag.endswith("}text"))
    return [float(text.get("y")) for text in texts if text.get("y")]


def test_opening_words_and_chords_stand_clear_of_each_other_and_inside_the_picture(worded):
    [tempo] = heights(worded, "tempo")
    assert all(abs(tempo - chord) >= 400 for chord in heights(worded, "harm"))
    assert tempo - float(elements(worded, "svg")[1].get("viewBox").split()[1]) >= 400


OPENINGS = {
    "ledger lines": (["E4", "C6", "C6", "B4", "F4", "E4", "F5", "A5"] * 2, Fraction(1, 4), None),
    "beams": (["G4", "A4", "E6", "D6", "C6", "E6", "F6", "G6"] * 2, Fraction(1, 2), "Presto"),
    "sharps": (["F#4", "D#6", "G#6", "A#6", "C6", "B5", "A5", "G5"] * 2, Fraction(1, 2), "Andante cantabile"),
    "upward stems": (["D4", "C6", "D4", "C6"] * 2, Fraction(1, 4), "Allegro"),
    "one far up at the end": (["E4", "D4", "E4", "F#6"] * 2, Fraction(1), "Lento maestoso"),
}


@pytest.mark.parametrize("width", [440, 1000])
@pytest.mark.parametrize("opening", OPENINGS)
def test_the_tempo_mark_stands_clear_of_the_notes_under_it_in_a_wide_font(opening, width):
    """Half a staff space, 90 units, below the deepest letter; a bold letter of the widest page font takes 0.66 em."""
    pitches, value, words = OPENINGS[opening]
    score = tune(pitches, value=value)
    if words:
        score = score.with_parts(replace(score.part, directions=(Direction(Fraction(0), "words", words),)))
    svg = engrave(score, width=width).svg
    [mark] = [e for g in of_class(svg, "tempo") for e in g.iter() if e.tag.endswith("}text")]
    lowest = float(mark.get("y")) + 0.24 * 405
    end = float(mark.get("x")) + 0.66 * 405 * len("".join(mark.itertext()).strip())
    under = [y for x, y in drawn_above_the_staff(of_class(svg, "system")[0]) if float(mark.get("x")) <= x <= end]
    assert under
    assert min(under) >= lowest + 90 - 1


def drawn_above_the_staff(system):
    """(x, y) of every notehead's top, stem's end, ledger line's end, beam's corner and accidental's middle."""
    for g in system.iter():
        if g.get("class") in ("stem", "ledgerLines above"):
            for path in g:
                x1, y1, x2, y2 = map(float, re.findall(r"-?[\d.]+", path.get("d")))
                yield from ((x1, y1), (x2, y2))
        if g.get("class") in ("notehead", "accid"):
            for use in g:
                x, y = map(float, re.findall(r"-?[\d.]+", use.get("transform"))[:2])
                yield x, y - (0.72 * 133 if g.get("class") == "notehead" else 0.0)
        if g.tag.endswith("}polygon"):
            yield from (tuple(map(float, corner.split(","))) for corner in g.get("points").split())


def test_no_opening_word_is_called_italian(worded):
    assert "lang=" not in worded
