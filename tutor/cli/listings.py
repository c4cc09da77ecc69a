"""`styles`, `skills`, `levels`, `instruments`: what can be asked for, one line each."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import Any

from tutor.cli.output import require_folder, show, write_whole

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
        if name == "styles":
            parser.add_argument("--learn", metavar="FOLDER", help="learn a style of your own from a folder of 20 tunes")
            parser.add_argument("--out", metavar="STYLE.etude", help="where the learned style goes")
            parser.add_argument("--title", default="Own style", help="what to call it")
        parser.set_defaults(run=run, listing=name, learn=None)


def run(options: argparse.Namespace) -> int:
    if options.learn is not None:
        return _learn(options)
    rows = listing(options.listing)
    width = max(len(str(row["name"])) for row in rows)
    show(rows, "\n".join(f"{row['name']!s:<{width}}  {row['about']}" for row in rows), options.json)
    return 0


def _learn(options: argparse.Namespace) -> int:
    """Learn a style and write its file; `compose --style FILE` speaks it."""
    from tutor.composing.checkpoint import shipped
    from tutor.composing.own_learning import learn
    from tutor.composing.own_style import ENDING, to_bytes
    from tutor.composing.own_tunes import files_in, read_tunes

    if not options.out or not options.out.endswith(ENDING):
        raise ValueError(f"say where the style goes, as in --out mine{ENDING}")
    require_folder(options.out)
    reading = read_tunes(files_in(Path(options.learn)), _progress)
    own = learn(reading.tunes, f"own-{Path(options.out).stem}", options.title, shipped(), _progress)
    write_whole(options.out, to_bytes(own))
    report = {
        **{"out": options.out, "tunes": len(own.tunes), "left_out": dict(reading.left_out), "figures": own.figures},
        **{"share": own.share, "meters": list(own.style.meters), "keys": list(own.style.keys)},
    }
    nats = f"{own.figures['vector and n-gram']:.3f} nats a note, {own.figures['no style']:.3f} without it"
    show(report, f"{len(own.tunes)} tunes learned ({nats}) -> {options.out}", options.json)
    return 0


def _progress(words: str, share: float) -> None:
    print(f"{round(100 * share):3d} % {words}", file=sys.stderr)


def listing(name: str) -> list[dict[str, Any]]:
    """The rows of one listing: `name`, `about` and what else the table knows."""
    module, table, extras = LISTINGS[name]
    entries = getattr(importlib.import_module(module), table).values()
    return [{field: _plain(getattr(entry, field)) for field in ("name", "about", *extras)} for entry in entries]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
