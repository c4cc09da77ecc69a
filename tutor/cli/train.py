"""`train`: rebuild the composer's model from named corpora."""

from __future__ import annotations

import argparse
from pathlib import Path

from tutor.cli.options import seed


def add_parser(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser("train", help="rebuild the composer's model")
    parser.add_argument("--corpora", type=Path, help="folder of corpora; without it music21's own corpus alone is used")
    parser.add_argument("--out", type=Path, required=True, help="folder for the weights")
    parser.add_argument("--minutes", type=float, default=60.0, help="how long to train")
    parser.add_argument("--start", type=Path, help="weights to go on from, instead of from chance")
    parser.add_argument("--audit", action="store_true", help="make only what `evaluate composer` measures with")
    parser.add_argument("--seed", type=seed, default=0)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from tutor.composing.training import learn_audit, train

    if options.corpora is not None and not options.corpora.is_dir():
        raise ValueError(f"--corpora '{options.corpora}' is not a folder")
    if options.audit:
        learn_audit(options.corpora, options.out)
        return 0
    train(options.corpora, options.out, options.minutes, seed=options.seed, start=options.start)
    return 0
