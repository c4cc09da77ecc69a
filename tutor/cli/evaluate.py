"""`evaluate composer`, `evaluate ears`: measure the engine and print its own card."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tutor.cli.options import seed
from tutor.cli.output import show


def add_parser(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser("evaluate", help="measure the composer or the ears")
    parser.add_argument("what", choices=("composer", "ears"))
    parser.add_argument("--takes", type=int, default=200, help="ears: how many rendered takes")
    parser.add_argument("--real", type=Path, help="ears: folder of real takes with alignments")
    parser.add_argument("--appeals", type=Path, help="ears: file of a class's overrides, to see what holds by now")
    parser.add_argument("--parts", help="ears: what to measure, comma-separated (all when left out)")
    parser.add_argument("--processes", type=int, default=2, help="ears: how many takes at once")
    parser.add_argument("--requests", type=int, default=300, help="composer: how many random requests")
    parser.add_argument("--seeds", type=int, default=1, help="composer: exercises of each style and level")
    parser.add_argument(
        "--each", type=int, default=12, help="composer: exercises of each style like real excerpts, and pairs blended"
    )
    parser.add_argument("--corpora", type=Path, help="composer: folder of corpora, to measure held-out likelihood too")
    parser.add_argument("--seed", type=seed, default=0)
    parser.add_argument("--card", type=Path, help="also write the card as Markdown here (ears: and as data beside it)")
    parser.add_argument("--json", action="store_true", help="report as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    result, card = (_ears if options.what == "ears" else _composer)(options)
    if options.card:
        options.card.write_text(card, encoding="utf-8")
        if "rendered" in result:  # what the page shows; a part by itself leaves the file as it is
            _write_data(result, options.card.with_suffix(".json"))
    show(result, card, options.json)
    return 0


def _ears(options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from tutor.grading.evaluation import PARTS, accuracy_card, evaluate_ears

    if options.real is not None and not options.real.is_dir():
        raise ValueError(f"--real '{options.real}' is not a folder")
    parts = list(PARTS) if options.parts is None else [name for name in options.parts.split(",") if name]
    result = evaluate_ears(
        takes=options.takes,
        seed=options.seed,
        real=options.real,
        appeals=options.appeals,
        parts=parts,
        processes=options.processes,
        say=lambda text: print(text, file=sys.stderr, flush=True),
    )
    return result, accuracy_card(result)


def _write_data(result: dict[str, Any], path: Path) -> None:
    """The card as data beside the card; the product's page reads it."""
    from tutor.grading.accuracy_card import data_of

    path.write_text(json.dumps(data_of(result), indent=1) + "\n", encoding="utf-8")


def _composer(options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """The figures and the card; the training curve is drawn beside the card."""
    from tutor.composing.audit.card import model_card
    from tutor.composing.audit.curve import curve_svg
    from tutor.composing.audit.evaluation import evaluate_composer
    from tutor.composing.audit.whereabouts import whereabouts

    if options.corpora is not None and not options.corpora.is_dir():
        raise ValueError(f"--corpora '{options.corpora}' is not a folder")
    where = whereabouts(vars(options))
    result = evaluate_composer(
        requests=options.requests,
        seeds=options.seeds,
        each=options.each,
        seed=options.seed,
        corpora=options.corpora,
        say=lambda text: print(text, file=sys.stderr, flush=True),
    )
    curve, picture = result["model"].get("curve"), None
    if options.card and curve:
        picture = options.card.with_name(f"{options.card.stem}-curve.svg")
        picture.write_text(curve_svg(curve), encoding="utf-8")
    return result, model_card(result, where, picture.name if picture else None)
