"""`evaluate composer`, `evaluate ears`: measure the engine and print its own card."""

from __future__ import annotations

import argparse
from pathlib import Path

from tutor.cli.options import seed
from tutor.cli.output import show


def add_parser(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser("evaluate", help="measure the composer or the ears")
    parser.add_argument("what", choices=("composer", "ears"))
    parser.add_argument("--takes", type=int, default=200, help="ears: how many rendered takes")
    parser.add_argument("--real", type=Path, help="ears: folder of real takes with alignments")
    parser.add_argument("--seeds", type=int, default=3, help="composer: seeds for each style and level")
    parser.add_argument("--seed", type=seed, default=0)
    parser.add_argument("--card", type=Path, help="also write the card as Markdown here")
    parser.add_argument("--json", action="store_true", help="report as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.what == "ears":
        from tutor.grading.evaluation import accuracy_card, evaluate_ears

        result = evaluate_ears(takes=options.takes, seed=options.seed, real=options.real)
        card = accuracy_card(result)
    else:
        from tutor.composing.evaluation import evaluate_composer, model_figures

        result = evaluate_composer(seeds=options.seeds, seed=options.seed)
        card = model_figures(result)
    if options.card:
        options.card.write_text(card, encoding="utf-8")
    show(result, card, options.json)
    return 0
