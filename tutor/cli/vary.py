"""`vary`: change a score in one way: some bars anew, another key, other values, a skill more, chords, and so on."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from tutor.cli.options import seed
from tutor.cli.output import require_folder, show, write_whole

if TYPE_CHECKING:
    from tutor.composing.change import Wish

# Option -> (kind of change, metavar of its value or None, what stands for it when the value is left out, help)
_CHANGES: dict[str, tuple[str, str | None, str | None, str]] = {
    "--bars": ("bars", "BARS", None, "recompose these bars, as in 3-4 or 3; the rest stays note for note"),
    "--keep-motif": ("motif", "BARS", "1", "keep the first bar (or so many) and compose the rest on from it"),
    "--more": ("more", None, None, "another piece from the same request"),
    "--easier": ("easier", None, None, "the same request one level down"),
    "--harder": ("harder", None, None, "the same request one level up"),
    "--skill": ("skill", "NAME", None, "work a skill into it, changing as few bars as will do"),
    "--transpose": ("transpose", "KEY", None, "move it to another key, as in 'Bb major'"),
    "--augment": ("augment", None, None, "double every value"),
    "--diminish": ("diminish", None, None, "halve every value"),
    "--continue": ("continue", "BARS", None, "compose on from an opening of 1-4 bars to so many in all"),
    "--chords": ("chords", "HOW", "full", "suggest chords: plain, diatonic or full"),
    "--over": ("over", "CHORDS", None, "a new melody over chords, as in 'G | C D7 | Em | G'"),
}


def add_parser(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser("vary", help="change a score: bars, key, values, level, skills, chords")
    parser.add_argument("score", help="a MusicXML, MIDI or ABC file")
    changes = parser.add_mutually_exclusive_group(required=True)
    for option, (kind, metavar, default, text) in _CHANGES.items():
        if metavar is None:
            changes.add_argument(option, dest=f"change_{kind}", action="store_const", const="", help=text)
        elif default is None:
            changes.add_argument(option, dest=f"change_{kind}", metavar=metavar, help=text)
        else:
            changes.add_argument(
                option, dest=f"change_{kind}", metavar=metavar, nargs="?", const=default, default=None, help=text
            )
    parser.add_argument("--seed", type=seed, default=0)
    parser.add_argument("--out", required=True, help="where the MusicXML goes")
    parser.add_argument("--json", action="store_true", help="report as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from tutor.composing.change import change
    from tutor.music.musicxml import read_score, to_musicxml

    require_folder(options.out)
    wish = wish_of(options)
    made = change(read_score(options.score), wish)
    write_whole(options.out, to_musicxml(made.score))
    about = made.provenance["changes"][-1]["about"]
    report = {"out": options.out, "seed": options.seed, "note_count": len(made.score.notes), "change": about}
    report |= {"bars": list(wish.bars)} if wish.kind == "bars" and wish.bars else {}
    report |= {"request": made.request.to_dict(), "originality": made.originality, "provenance": made.provenance}
    show(report, f"{about} -> {options.out}", options.json)
    return 0


def wish_of(options: argparse.Namespace) -> Wish:
    """The one change that was asked for; ValueError when its value cannot be read."""
    from tutor.composing.change import Wish

    kinds = {kind for kind, *_ in _CHANGES.values()}
    kind, value = next((k, v) for k in kinds if (v := getattr(options, f"change_{k}")) is not None)
    if kind == "bars":
        return Wish(kind, options.seed, parse_bars(value))
    if kind == "motif":
        count = parse_bars(value)[1]
        return Wish(kind, options.seed, (1, count))
    return Wish(kind, options.seed, value=value)


def parse_bars(text: str) -> tuple[int, int]:
    """Read "3-4" or "3" as (first, last); raise ValueError otherwise."""
    match = re.fullmatch(r"(\d+)(?:-(\d+))?", text.strip())
    if not match or int(match[2] or match[1]) < int(match[1]):
        raise ValueError(f"--bars '{text}' is not a span of bars; write it as in 3-4")
    return int(match[1]), int(match[2] or match[1])
