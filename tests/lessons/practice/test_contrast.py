"""Colours can be read in both themes: 4.5 to 1 for words, 3 to 1 for marks and edges (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[3] / "static" / "css" / "tokens.css"
COLOUR = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6});")
GROUNDS = ("paper", "surface", "sunken")
TEXTS = ("ink", "ink-soft", "accent", "accent-strong", "bad", "good")
VERDICTS = ("right", "wrong", "missed", "extra", "timing", "tuning", "unsure")


def blocks() -> dict[str, dict[str, str]]:
    """The colours of the light room, and of the dark one as the system asks for it and as the switch does."""
    css = TOKENS.read_text()
    bodies = {
        "light": css.split(":root {", 1)[1].split("\n}", 1)[0],
        "dark by system": css.split(':root:not([data-theme="light"]) {', 1)[1].split("\n  }", 1)[0],
        "dark by switch": css.split(':root[data-theme="dark"] {', 1)[1].split("\n}", 1)[0],
    }
    return {name: dict(COLOUR.findall(body)) for name, body in bodies.items()}


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0..1 (WCAG's definition)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_and_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_two_dark_blocks_agree():
    rooms = blocks()
    assert rooms["dark by system"] == rooms["dark by switch"]


def test_the_dark_room_redefines_every_colour():
    rooms = blocks()
    assert set(rooms["light"]) == set(rooms["dark by switch"])


@pytest.mark.parametrize("room", ["light", "dark by switch"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS + VERDICTS)
def test_words_can_be_read(room, ground, text):
    colours = blocks()[room]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("room", ["light", "dark by switch"])
@pytest.mark.parametrize(
    ("text", "wash"),
    [
        ("good", "good-wash"),
        ("bad", "bad-wash"),
        ("tuning", "note-wash"),
        ("accent-strong", "accent-wash"),
        ("ink", "accent-wash"),
        ("ink", "note-wash"),
        ("on-accent", "accent"),
        ("on-accent", "accent-strong"),
    ],
)
def test_words_on_a_wash_can_be_read(room, text, wash):
    colours = blocks()[room]
    assert contrast(colours[text], colours[wash]) >= 4.5


@pytest.mark.parametrize("room", ["light", "dark by switch"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("edge", ["line-strong", "focus", "accent"])
def test_edges_of_controls_can_be_seen(room, ground, edge):
    colours = blocks()[room]
    assert contrast(colours[edge], colours[ground]) >= 3


def test_no_other_stylesheet_names_a_colour():
    """One place for colours, so that this check covers the whole site; print.css sets its own black on white."""
    sheets = [path for path in TOKENS.parent.glob("*.css") if path.name not in ("tokens.css", "print.css")]
    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b(?=[;\s,)])")
    offenders = {path.name: found for path in sheets if (found := colour.findall(path.read_text()))}
    assert sheets
    assert offenders == {}
