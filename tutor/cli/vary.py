"""`vary`: recompose some bars of a score and leave the rest note for note."""

from __future__ import annotations

import argparse
import re

from tutor.cli.output import show, write_whole


def add_parser(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser("vary", help="recompose chosen bars of a score")
    parser.add_argument("score", help="a MusicXML, MIDI or ABC file")
    parser.add_argument("--bars", required=True, help="the bars to recompose, as in 3-4 or 3")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", required=True, help="where the MusicXML goes")
    parser.add_argument("--json", action="store_true", help="report as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from tutor.composing.vary import vary
    from tutor.music.musicxml import read_score, to_musicxml

    bars = parse_bars(options.bars)
    score = vary(read_score(options.score), bars, options.seed)
    write_whole(options.out, to_musicxml(score))
    report = {"out": options.out, "bars": list(bars), "seed": options.seed, "note_count": len(score.notes)}
    show(report, f"bars {bars[0]}-{bars[1]} recomposed -> {options.out}", options.json)
    return 0


def parse_bars(text: str) -> tuple[int, int]:
    """Read "3-4" or "3" as (first, last); raise ValueError otherwise."""
    match = re.fullmatch(r"(\d+)(?:-(\d+))?", text.strip())
    if not match or int(match[2] or match[1]) < int(match[1]):
        raise ValueError(f"--bars '{text}' is not a span of bars; write it as in 3-4")
    return int(match[1]), int(match[2] or match[1])
