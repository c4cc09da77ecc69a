"""Marks and numbers in the practice pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lessons.library.words import told
from lessons.practice import words
from lessons.work import Work

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


# Stages a worker names -> words
STAGES = {
    "": gettext_lazy("Waiting for its turn"),
    "listening": gettext_lazy("Listening"),
    "comparing with the score": gettext_lazy("Comparing with the score"),
    "composing 1 of 1": gettext_lazy("Composing"),
}

register.filter("note_name", words.pitch_symbol)
register.filter("instrument_name", words.instrument_words)
register.filter("refusal_words", words.refusal_words)
register.filter("concept_name", words.concept_words)
register.filter("mark", words.mark_words)
register.filter("played_words", words.played_words)


@register.filter
def stage_words(work: Work) -> str:
    """How far a piece of work is."""
    known = STAGES.get(work.stage)
    stage = told(work.stage)
    return str(known) if known else f"{stage[:1].upper()}{stage[1:]}"


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
def lookup(values: dict[str, Any], name: str) -> Any:
    """The value of a name that a template cannot spell."""
    return values.get(name, "")


@register.filter
def signed(value: float) -> str:
    """A whole number with its sign, a true minus included."""
    whole = round(value)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"


@register.filter
def difference_words(difference: dict[str, Any]) -> str:
    """What changed since the earlier take, in one or two sentences."""
    mended, broken, change = len(difference["mended"]), len(difference["broken"]), difference["change"]
    parts = []
    if mended:
        told = ngettext(
            "One note that went wrong then is right now.", "%(n)s notes that went wrong then are right now.", mended
        )
        parts.append(told % {"n": mended})
    if broken:
        told = ngettext(
            "One note slipped that was right before.", "%(n)s notes slipped that were right before.", broken
        )
        parts.append(told % {"n": broken})
    return " ".join([*(parts or [_("The same notes are right as then.")]), *([_change(change)] if change else [])])


def _change(change: float) -> str:
    by = {"points": abs(round(change)) or _("less than one")}
    return (_("The mark went up by %(points)s.") if change > 0 else _("The mark went down by %(points)s.")) % by
