"""Words of music, as pages write them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from lessons.library import words

register = template.Library()


register.filter("pretty_key", words.pretty_key)
register.filter("style_name", words.style_name)
register.filter("skill_label", words.skill_label)
register.filter("instrument_label", words.instrument_label)
register.filter("told", words.told)
register.filter("sentence", words.sentence)


@register.filter
def style_named(plain: str) -> str:
    """A style by its name in plain words ("irish reel"), as people call it."""
    return words.style_name(plain.replace(" ", "-"))


@register.filter
def listed_numbers(numbers: list[int]) -> str:
    """ "2, 5 and 7"."""
    return words.listed([str(number) for number in numbers])


@register.filter
def shared_words(originality: dict[str, Any]) -> str:
    """How much an exercise has in common with the music it was learned from, as one sentence; "" where unknown."""
    notes = originality.get("longest_shared_notes")
    if notes is None:
        return ""
    piece = originality.get("nearest_piece")
    if not notes or not piece:
        return _("No run of its notes stands in the music the composer learned from.")
    bars = originality.get("longest_shared_bars") or 0
    run = {"notes": notes, "piece": piece, "bars": formats.localize(float(f"{bars:.3g}"))}
    if bars:
        return (
            _(
                "The longest run it shares with the music the composer learned from is %(notes)s notes "
                "(%(bars)s bars), in %(piece)s."
            )
            % run
        )
    return (
        _("The longest run it shares with the music the composer learned from is %(notes)s notes, in %(piece)s.") % run
    )


@register.filter
def as_query(request: dict[str, Any]) -> str:
    """A compose request as the address of the compose page: what it sets, without its seed."""
    return urlencode({name: value for name, value in request.items() if value and name != "seed"}, doseq=True)
