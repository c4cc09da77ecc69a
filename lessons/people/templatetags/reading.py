"""What every page needs to speak the reader's language: dates as it writes them, words for its scripts."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.defaultfilters import date as written
from django.utils import timezone
from django.utils.html import json_script
from django.utils.translation import get_language, pgettext
from django.utils.translation.trans_real import DjangoTranslation

register = template.Library()


@register.filter
def moment(when: datetime | None) -> str:
    """ "24 November, 13:53", as the page's script writes it too."""
    return str(written(when, pgettext("date format", "j F, H:i")))


@register.filter
def day(when: datetime | None) -> str:
    """ "24 November"."""
    return str(written(when, pgettext("date format", "j F")))


@register.simple_tag
def now_day() -> str:
    """ "Tuesday 24 November"."""
    return str(written(timezone.localtime(), pgettext("date format", "l j F")))


@register.simple_tag
def script_words() -> str:
    """The translations the page's scripts need, as a data block; nothing in English."""
    language = get_language() or ""
    return "" if language.startswith("en") else json_script(_script_words(language), "words")


@lru_cache(maxsize=8)
def _script_words(language: str) -> dict[str, str]:
    catalogue: Any = DjangoTranslation(language, domain="djangojs")._catalog  # type: ignore[attr-defined]
    return {key: text for key, text in catalogue.items() if isinstance(key, str) and key and text}
