"""`train`: rebuild the composer's model from named corpora."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import Any

from tutor.cli.options import seed
from tutor.cli.output import show

_MOST_MINUTES = 10_000


def add_parser(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser("train", help="rebuild the composer's model")
    parser.add_argument("--corpora", type=Path, help="folder of corpora; without it music21's own corpus alone is used")
    parser.add_argument("--out", type=Path, required=True, help="folder for the weights")
    parser.add_argument("--minutes", type=float, default=60.0, help="how long to train")
    parser.add_argument("--start", type=Path, help="weights to go on from, instead of from chance")
    parser.add_argument(
        "--audit",
        action="store_true",
        help="make only what is counted: the habits of the styles, and what `evaluate composer` measures with",
    )
    parser.add_argument("--seed", type=seed, default=0)
    parser.add_argument(
        "--json", action="store_true", help="report as JSON; what happens meanwhile goes to standard error"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from tutor.composing.training import learn_audit, train

    if options.corpora is not None and not options.corpora.is_dir():
        raise ValueError(f"--corpora '{options.corpora}' is not a folder")
    if not 0 < options.minutes <= _MOST_MINUTES:
        raise ValueError(f"--minutes {options.minutes:g} is no time to train; use up to {_MOST_MINUTES}")
    options.out.mkdir(parents=True, exist_ok=True)
    report: dict[str, Any] = {"out": str(options.out)}
    if options.audit:
        learn_audit(options.corpora, options.out)
    else:
        say = partial(print, file=sys.stderr if options.json else sys.stdout, flush=True)
        report |= train(options.corpora, options.out, options.minutes, seed=options.seed, start=options.start, say=say)
    show(report, f"made in {options.out}", options.json)
    return 0
