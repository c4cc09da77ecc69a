"""Whom the corpora of a style are owed to: each name that a style shows, with its licence and its makers."""

from __future__ import annotations

from tutor.composing.corpus_sources import SOURCES
from tutor.composing.styles import STYLES

# The name a style shows -> the source it is.
_SOURCE_OF = {
    "Ceol Rince na hÉireann": "ceol-rince",
    "Ryan's Mammoth Collection": "ryans-mammoth",
    "Bach chorales (music21)": "bach-chorales",
    "Open Hymnal": "openhymnal",
    "NIFC Polish music": "nifc-polish",
    "Chopin first editions (NIFC)": "nifc-chopin",
    "Mutopia": "mutopia",
    "OpenScore Lieder": "openscore-lieder",
    "OpenScore String Quartets": "openscore-quartets",
}


def credits_of(style: str) -> list[dict[str, str]]:
    """{"name", "licence", "attribution"} of every corpus a style was learned from; none for a style that has none."""
    known = {source.name: source for source in SOURCES}
    found = []
    for corpus in STYLES[style].corpora if style in STYLES else ():
        source = known.get(_SOURCE_OF.get(corpus, ""))
        licence, credit = (source.licence, source.attribution) if source else (", ".join(STYLES[style].licences), "")
        found.append({"name": corpus, "licence": licence, "attribution": credit})
    return found
