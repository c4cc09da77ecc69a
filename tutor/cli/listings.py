"""`styles`, `skills`, `levels`, `instruments`: what can be asked for, one line each."""

from __future__ import annotations

import argparse
import importlib
from typing import Any

from tutor.cli.output import show

# command -> (module, table, extra fields shown in JSON)
LISTINGS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "styles": ("tutor.composing.styles", "STYLES", ("kind", "corpora", "licences")),
    "skills": ("tutor.learning.skills", "SKILLS", ("level",)),
    "levels": ("tutor.composing.levels", "LEVELS", ()),
    "instruments": ("tutor.music.instruments", "INSTRUMENTS", ("family", "clef", "transposition")),
}


def add_parser(commands: argparse._SubParsersAction) -> None:
    for name in LISTINGS:
        parser = commands.add_parser(name, help=f"list the {name}")
        parser.add_argument("--json", action="store_true", help="report as JSON")
        parser.set_defaults(run=run, listing=name)


def run(options: argparse.Namespace) -> int:
    rows = listing(options.listing)
    width = max(len(str(row["name"])) for row in rows)
    show(rows, "\n".join(f"{row['name']!s:<{width}}  {row['about']}" for row in rows), options.json)
    return 0


def listing(name: str) -> list[dict[str, Any]]:
    """The rows of one listing: `name`, `about` and what else the table knows."""
    module, table, extras = LISTINGS[name]
    entries = getattr(importlib.import_module(module), table).values()
    return [{field: _plain(getattr(entry, field)) for field in ("name", "about", *extras)} for entry in entries]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
