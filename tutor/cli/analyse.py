"""`analyse`: harmony, cadences, form, motifs, compass and skills of a score."""

from __future__ import annotations

import argparse
from typing import Any

from tutor.cli.output import show


def add_parser(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser("analyse", help="tell the harmony, cadences, form, motifs and skills of a score")
    parser.add_argument("score", help="a MusicXML, MIDI or ABC file")
    parser.add_argument("--json", action="store_true", help="report as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from tutor.composing.analysis.analyse import analyse
    from tutor.music.musicxml import read_score

    analysis = analyse(read_score(options.score))
    show(analysis, text(analysis), options.json)
    return 0


def text(analysis: dict[str, Any]) -> str:
    """The analysis for people: a line of chords to the bar, then sentences."""
    from tutor.composing.analysis.words import bars_words, numeral_signs, sentences, times_words
    from tutor.music.signs import chord_signs, with_signs

    lines = [f"{with_signs(analysis['key'])}, {analysis['meter']}"]
    for bar in analysis["harmony"]["bars"]:
        chords = ", ".join(f"{chord_signs(c['name'])} ({numeral_signs(c['numeral'])})" for c in bar["chords"])
        lines.append(f"bar {bar['bar']}: {chords or 'no chord'}")
    for heading, said in sentences(analysis).items():
        lines += [f"{heading}: {sentence}" for sentence in said]
    for skill in analysis["skills"]:
        lines.append(f"skill: {skill['name']}, {times_words(skill['count'])}, {bars_words(skill['bars'])}")
    return "\n".join(lines)
