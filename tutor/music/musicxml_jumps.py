"""D.C., D.S., Fine and coda in MusicXML: what a <sound> says of playback, and what signs and words print.

A coda sign stands both where one leaves for the coda and where the coda begins. Files whose <sound> tells which are
believed; of bare signs the first of several leaves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree as ET

from tutor.music.road import CAPO, SEGNO, Turn

_SOUNDS = {"segno": "segno", "coda": "coda", "tocoda": "to_coda", "fine": "fine", "dacapo": CAPO, "dalsegno": "dal"}
_DAL_SEGNO, _CODA_SIGN = "dal", "coda sign"
_WORDS = (
    (CAPO, re.compile(r"\s*(d\.\s?c\.|da capo)", re.IGNORECASE)),
    (_DAL_SEGNO, re.compile(r"\s*(d\.\s?s\.|dal segno)", re.IGNORECASE)),
    ("to_coda", re.compile(r"\s*(to|al) coda\b", re.IGNORECASE)),
    ("fine", re.compile(r"\s*fine\.?\s*$", re.IGNORECASE)),
)


def jumps_by_sound(element: ET.Element) -> set[str]:
    """What a <sound> says: the names of its signs."""
    return {name for attribute, name in _SOUNDS.items() if element.get(attribute, "no") not in ("", "no")}


def jumps_by_sign(element: ET.Element) -> set[str]:
    """What a child of <direction-type> prints: a segno, a coda sign, or words such as D.C. al Fine."""
    if element.tag == "segno":
        return {"segno"}
    if element.tag == "coda":
        return {_CODA_SIGN}
    text = (element.text or "") if element.tag == "words" else ""
    return {name for name, pattern in _WORDS if pattern.match(text)}


def turns_with_jumps(turns: Sequence[Turn], jumps: Sequence[set[str]]) -> list[Turn]:
    """The turns of all measures with their signs; a bare coda sign is given its meaning."""
    signs = [k for k, found in enumerate(jumps) if _CODA_SIGN in found and not found & {"coda", "to_coda"}]
    leaves = not any("to_coda" in found for found in jumps) and len(signs) > 1
    found = []
    for k, (turn, here) in enumerate(zip(turns, jumps, strict=True)):
        leaving = leaves and k == signs[0]
        found.append(
            replace(
                turn,
                segno="segno" in here,
                coda="coda" in here or (k in signs and not leaving),
                to_coda="to_coda" in here or leaving,
                fine="fine" in here,
                back=CAPO if CAPO in here else SEGNO if _DAL_SEGNO in here else "",
            )
        )
    return found
