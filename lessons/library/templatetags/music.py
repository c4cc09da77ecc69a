"""Words of music, as pages write them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template

from lessons.library import words

register = template.Library()


register.filter("pretty_key", words.pretty_key)
register.filter("plain_name", words.plain)
register.filter("style_name", words.style_name)


@register.filter
def shared_words(originality: dict[str, Any]) -> str:
    """How much an exercise has in common with the music it was learned from, as one sentence; "" where unknown."""
    notes = originality.get("longest_shared_notes")
    if notes is None:
        return ""
    piece = originality.get("nearest_piece")
    if not notes or not piece:
        return "No run of its notes stands in the music the composer learned from."
    bars = originality.get("longest_shared_bars") or 0
    long = f" ({bars:.3g} bars)" if bars else ""
    return f"The longest run it shares with the music the composer learned from is {notes} notes{long}, in {piece}."


@register.filter
def as_query(request: dict[str, Any]) -> str:
    """A compose request as the address of the compose page: what it sets, without its seed."""
    return urlencode({name: value for name, value in request.items() if value and name != "seed"}, doseq=True)
