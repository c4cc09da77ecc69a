"""Words of music, as pages write them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template

register = template.Library()


@register.filter
def pretty_key(name: str) -> str:
    """ "B- major" as "B♭ major"."""
    tonic, _, mode = name.partition(" ")
    return f"{tonic.replace('#', '♯').replace('-', '♭').replace('b', '♭')} {mode}"


@register.filter
def plain_name(name: str) -> str:
    """ "irish-reel" as "irish reel"."""
    return str(name).replace("-", " ").replace("_", " ")


@register.filter
def plain_items(values: dict[str, Any]) -> list[tuple[str, str]]:
    """The simple entries of a JSON object, for a list of facts."""
    simple = [(key, value) for key, value in values.items() if isinstance(value, str | int | float | bool)]
    return [(plain_name(key), f"{value:.3g}" if isinstance(value, float) else str(value)) for key, value in simple]


@register.filter
def as_query(request: dict[str, Any]) -> str:
    """A compose request as the address of the compose page: what it sets, without its seed."""
    return urlencode({name: value for name, value in request.items() if value and name != "seed"}, doseq=True)
