"""Translations: gettext catalogues (`tutor/locale/<language>/LC_MESSAGES/tutor.po`), read as they are committed.

A `.po` file is a list of entries of quoted strings; nothing is compiled, so nothing can be out of date.
"""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

LOCALE = Path(__file__).parents[1] / "locale"
Entry = tuple[str, str]  # (context, English text)


def translate(text: str, language: str, context: str = "") -> str:
    """The text in a language, or itself where that is English or the catalogue lacks it."""
    return text if language == "en" else catalogue(language).get((context, text)) or text


@lru_cache(maxsize=8)
def catalogue(language: str) -> dict[Entry, str]:
    """(context, English) -> translation; OSError where there is no catalogue."""
    source = (LOCALE / language / "LC_MESSAGES" / "tutor.po").read_text(encoding="utf-8")
    return {(entry.get("msgctxt", ""), entry["msgid"]): entry["msgstr"] for entry in _entries(source)}


def _entries(source: str) -> Iterator[dict[str, str]]:
    """Entries as keyword -> text; the header (empty msgid) is left out."""
    entry: dict[str, str] = {}
    keyword = ""
    for line in [*source.splitlines(), ""]:
        if line.startswith("#"):
            continue
        if not line.strip():
            if entry.get("msgid"):
                yield entry
            entry, keyword = {}, ""
        elif line.startswith('"'):
            entry[keyword] += literal_eval(line)
        else:
            keyword, _, quoted = line.partition(" ")
            entry[keyword] = literal_eval(quoted)
