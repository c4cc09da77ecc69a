"""Marks and numbers in the practice pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

KINDS = {
    "correct": "right",
    "wrong": "wrong",
    "missed": "missed",
    "extra": "extra",
    "unsure": "unsure",
    "early": "timing",
    "late": "timing",
    "sharp": "tuning",
    "flat": "tuning",
}


@register.simple_tag
def verdict_mark(verdict: str) -> SafeString:
    """The sign of a verdict, the same as over the score. Decorative: its words stand beside it."""
    return format_html(
        '<svg class="sign sign--{}" aria-hidden="true"><use href="{}#mark-{}"></use></svg>',
        KINDS.get(verdict, "right"),
        static("img/icons.svg"),
        verdict if verdict in KINDS else "correct",
    )


@register.filter
def signed(value: float) -> str:
    """A whole number with its sign, a true minus included."""
    whole = round(value)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


@register.filter
def mark(value: float | None) -> str:
    """A mark as a whole number. 100 is kept for takes that lost nothing; a dash where there is no mark."""
    if value is None:
        return "–"
    return str(min(round(value), 99) if value < 100 else 100)


@register.filter
def difference_words(difference: dict[str, Any]) -> str:
    """What changed since the earlier take, in one or two sentences."""
    mended, broken, change = len(difference["mended"]), len(difference["broken"]), difference["change"]
    parts = []
    if mended:
        parts.append(f"{_notes(mended)} that went wrong then {'is' if mended == 1 else 'are'} right now")
    if broken:
        parts.append(f"{_notes(broken)} slipped that {'was' if broken == 1 else 'were'} right before")
    sentence = " and ".join(parts) or "The same notes are right as then"
    if change:
        sentence += f". The mark went {'up' if change > 0 else 'down'} by {abs(round(change)) or 'less than one'}"
    return f"{sentence[0].upper()}{sentence[1:]}."


def _notes(count: int) -> str:
    return "one note" if count == 1 else f"{count} notes"
