"""`perform`: render a score as sound."""

from __future__ import annotations

import argparse

from tutor.cli.options import seed, tempo
from tutor.cli.output import require_folder, show, write_whole


def add_parser(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser("perform", help="render a score as sound")
    parser.add_argument("score", help="a MusicXML, MIDI or ABC file")
    parser.add_argument("--out", required=True, help="wav, flac, ogg, mp3, webm or m4a, by its ending")
    parser.add_argument("--instrument", help="another instrument than the score's")
    parser.add_argument("--tempo", type=tempo, help="quarter notes per minute instead of the score's own")
    parser.add_argument(
        "--accompaniment", action="store_true", help="add the other parts, or chords where there are none"
    )
    parser.add_argument(
        "--expressive", action="store_true", help="shape time, loudness and articulation as a player would"
    )
    parser.add_argument("--click", action="store_true", help="add a metronome")
    parser.add_argument("--seed", type=seed, default=0, help="which of the possible expressive readings")
    parser.add_argument("--json", action="store_true", help="report as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from tutor.music.musicxml import read_score
    from tutor.performing.encoding import encoded, kind_of
    from tutor.performing.perform import perform

    require_folder(options.out)
    kind_of(options.out)
    score = read_score(options.score)
    performance = perform(
        score,
        instrument=options.instrument,
        accompaniment=options.accompaniment,
        expressive=options.expressive,
        click=options.click,
        tempo_bpm=options.tempo,
        seed=options.seed,
    )
    write_whole(options.out, encoded(performance.samples, performance.rate, kind_of(options.out)))
    duration = len(performance.samples) / performance.rate
    report = {"out": options.out, "duration_s": round(duration, 3), "rate": performance.rate}
    show(report, f"{duration:.1f} s of sound -> {options.out}", options.json)
    return 0
