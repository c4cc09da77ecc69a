"""Sharps and flats as they are printed: "B♭ major" for the "Bb major" that is typed."""

from __future__ import annotations

import re

_TYPED = re.compile(r"\b([A-G])(##|#|bb|b)(?![A-Za-z])")
_PRINTED = {"#": "♯", "b": "♭", "##": "♯♯", "bb": "♭♭"}


def with_signs(text: str) -> str:
    """A text with the signs of every key, note and chord root in it printed: "Reel in Bb" as "Reel in B♭"."""
    return _TYPED.sub(lambda found: found[1] + _PRINTED[found[2]], text)


def chord_signs(name: str) -> str:
    """A chord symbol with real signs: "Bbm7b5" as "B♭m7♭5"."""
    return name.replace("b", "♭").replace("#", "♯")
