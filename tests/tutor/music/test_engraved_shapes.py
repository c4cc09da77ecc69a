"""Boxes around drawn shapes, worked out by hand."""

import xml.etree.ElementTree as ET

import pytest

from tutor.music.engraved_shapes import Box, boxes, glyph_boxes, text_box

HEAD = '<g id="head"><path transform="scale(1,-1)" d="M10 -40c0 20 30 80 90 80l20 -50v-10h-110z"/></g>'
PAGE = f'<svg><defs>{HEAD}</defs><g class="system">%s</g></svg>'


def found(shape):
    page = ET.fromstring(PAGE % shape)
    return list(boxes(page.find("g"), glyph_boxes(page), but="tempo"))


def test_a_glyphs_outline_is_followed_and_its_height_turned_over():
    page = ET.fromstring(PAGE % "")
    assert glyph_boxes(page) == {"#head": Box(10, -40, 120, 40)}


@pytest.mark.parametrize(
    ("shape", "box"),
    [
        ('<use href="#head" transform="translate(100, 500) scale(0.5, 0.5)"/>', Box(105, 480, 160, 520)),
        ('<path d="M5 9 L25 -3"/>', Box(5, -3, 25, 9)),
        ('<path d="M0 0C1 -8 9 -8 10 0C9 -6 1 -6 0 0"/>', Box(0, -8, 10, 0)),
        ('<path d="M10,10m5,5h-7zl1 1"/>', Box(8, 10, 16, 16)),
        ('<path d="M1e1 2 3 4"/>', Box(3, 2, 10, 4)),
        ('<polygon points="1,8 3,2 -4,5"/>', Box(-4, 2, 3, 8)),
        ('<rect x="1" y="2" width="10" height="20"/>', Box(1, 2, 11, 22)),
        ('<ellipse cx="10" cy="10" rx="4" ry="2"/>', Box(6, 8, 14, 12)),
    ],
)
def test_every_kind_of_shape_has_its_box(shape, box):
    assert found(shape) == [box]


def test_marks_of_the_class_left_out_and_unplaced_texts_have_none():
    assert found('<g class="tempo"><path d="M0 0 L1 1"/></g><text>?</text><use href="#unknown"/>') == []


@pytest.mark.parametrize(("anchor", "left"), [("start", 100), ("middle", 34), ("end", -32)])
def test_a_text_is_as_wide_as_the_widest_font_draws_it(anchor, left):
    text = ET.fromstring(
        f'<text x="100" y="50" text-anchor="{anchor}" font-size="0px"><tspan font-size="100px">Go</tspan>\u00a0</text>'
    )
    assert text_box(text) == Box(left, -25, left + 132, 74)


def test_boxes_touch_only_where_they_meet_both_sideways_and_in_height():
    one = Box(0, 0, 10, 10)
    assert one.touches(Box(9, 9, 20, 20))
    assert not one.touches(Box(11, 0, 20, 10))
    assert not one.touches(Box(0, 11, 10, 20))
    assert one.touches(Box(0, 11, 10, 20), gap=2)
    assert one.raised_to(4) == Box(0, -6, 10, 4)
    assert one.line.touches(Box(500, 5, 600, 6))
