"""Sharps and flats as they are printed."""

from __future__ import annotations

import pytest

from tutor.music.key import MODE_FIFTHS, Key
from tutor.music.signs import chord_signs, with_signs


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Reel in Bb, level 3", "Reel in B♭, level 3"),
        ("F# minor", "F♯ minor"),
        ("from F##4 down to Ebb2", "from F♯♯4 down to E♭♭2"),
        ("Cb | Gb7 | Ab m", "C♭ | G♭7 | A♭ m"),
        ("Abba, Ebbw and Bbc are no notes", "Abba, Ebbw and Bbc are no notes"),
        ("A walk in G", "A walk in G"),
    ],
)
def test_signs_stand_where_they_were_typed(typed: str, printed: str) -> None:
    assert with_signs(typed) == printed


def test_a_chord_symbol_has_its_signs_before_and_after_its_kind() -> None:
    assert [chord_signs(name) for name in ("Bbm7b5", "F#dim7", "Gmaj7")] == ["B♭m7♭5", "F♯dim7", "Gmaj7"]


def test_a_key_printed_can_be_read_again() -> None:
    for mode in MODE_FIFTHS:
        for fifths in range(-7, 8):
            key = Key.from_fifths(fifths, mode)
            assert Key.parse(with_signs(key.name)) == key
            assert not set("#b") & set(with_signs(key.name).split()[0][1:])
