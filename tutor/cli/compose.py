"""`compose`: one new exercise, or `--count` different ones."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager, ExitStack
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.cli.options import seed
from tutor.cli.output import require_folder, show, write_whole
from tutor.composing.request import ComposeRequest
from tutor.music.signs import with_signs

if TYPE_CHECKING:
    from tutor.composing.compose import Composition

# Command-line option -> request field; everything left out follows the style and the level.
_FIELDS = {
    "style": "style", "style2": "style2", "blend": "blend", "key": "key", "meter": "meter", "bars": "bars",
    "level": "level", "instrument": "instrument", "range": "range", "clef": "clef", "mood": "mood",
    "form": "form", "pickup": "pickup", "ending": "ending", "purpose": "purpose", "piece": "piece", "seed": "seed",
}  # fmt: skip


def add_parser(commands: argparse._SubParsersAction) -> None:
    parser = commands.add_parser("compose", help="compose an exercise")
    parser.add_argument("--style", required=True, help="a name that `styles` lists, or a file of `styles --learn`")
    parser.add_argument("--style2", help="a second style to blend in")
    parser.add_argument("--blend", type=float, help="share of the second style, 0 to 1")
    parser.add_argument("--key", help="as in 'D major', 'F# minor', 'Bb major', 'D dorian'")
    parser.add_argument("--meter", "--metre", help="as in 4/4 or 6/8")
    parser.add_argument("--bars", type=int, help="full bars, 2 to 32")
    parser.add_argument("--level", type=float, help="1 (first lessons) to 8; 3.5 lies halfway")
    parser.add_argument("--instrument", help="a name that `instruments` lists")
    parser.add_argument("--range", help="written pitches, as in G3-B5")
    parser.add_argument("--clef", help="treble, bass, alto or tenor")
    parser.add_argument("--skill", action="append", default=[], help="a skill to practise; may be repeated")
    parser.add_argument("--mood", help="as in bright, calm, melancholy, driving")
    parser.add_argument("--tempo", help="quarter notes per minute, or what you do: 'slow practice', walking, running")
    parser.add_argument("--form", help="as in AABA, ABAC, period, sentence, rondo, 12-bar, free")
    parser.add_argument("--ending", help="half or modal, instead of the tonic")
    parser.add_argument("--piece", help="melody, chords, duet, round, accompaniment or chorale")
    parser.add_argument("--purpose", help="sight-reading, etude, warm-up, dictation or rhythm")
    parser.add_argument("--pickup", action="store_true", default=None, help="begin with an upbeat")
    parser.add_argument("--seed", type=seed, help="same request and seed, same music")
    parser.add_argument("--count", type=int, help="compose this many; --out is then a folder")
    parser.add_argument("--out", required=True, help="where the MusicXML goes")
    parser.add_argument("--midi", help="also write a MIDI file here")
    parser.add_argument("--json", action="store_true", help="report as JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        for option in ("style", "style2"):
            if (getattr(options, option) or "").endswith(".etude"):
                stack.enter_context(_own(options, option))
        return _run(options)


def _own(options: argparse.Namespace, option: str) -> AbstractContextManager[None]:
    """A style of one's own, from its file; the option then holds its name."""
    from tutor.composing.own_style import at_hand, from_bytes

    path = Path(getattr(options, option))
    own = from_bytes(path.read_bytes(), path.name)
    setattr(options, option, own.name)
    return at_hand(own)


def _run(options: argparse.Namespace) -> int:
    request = build_request(options)
    if options.count is None:
        return _compose_one(request, options)
    return _compose_many(request, options)


def build_request(options: argparse.Namespace) -> ComposeRequest:
    """The request that the options describe, with the style's and level's own defaults where nothing was said."""
    from tutor.composing.compose import with_defaults

    given = {field: getattr(options, name) for name, field in _FIELDS.items() if getattr(options, name) is not None}
    given["skills"] = tuple(options.skill)
    if options.tempo is not None:
        given |= tempo_wish(options.tempo)
    return with_defaults(given)


def tempo_wish(text: str) -> dict[str, Any]:
    """ "96" as a tempo, "slow practice" as an activity; ValueError for "nan" and the like."""
    try:
        tempo = float(text)
    except ValueError:
        return {"activity": text.strip().lower()}
    if not isfinite(tempo):
        raise ValueError(f"--tempo {text} is not a tempo; write quarter notes per minute, as in 96")
    return {"tempo_bpm": tempo}


def _compose_one(request: ComposeRequest, options: argparse.Namespace) -> int:
    from tutor.composing.compose import compose

    for path in (options.out, options.midi):
        if path is not None:
            require_folder(path)
    made = compose(request)
    _write(made, Path(options.out))
    if options.midi is not None:
        from tutor.music.midi import to_midi

        write_whole(options.midi, to_midi(made.score))
    told = summary(made, options.out)
    show(told, _sentence(made, told), options.json)
    return 0


def _compose_many(request: ComposeRequest, options: argparse.Namespace) -> int:
    from tutor.composing.compose import compose_many

    if not 1 <= options.count <= 10_000:
        raise ValueError(f"--count {options.count} is out of reach; ask for 1 to 10000")
    if options.midi is not None:
        raise ValueError("--midi writes one file; leave it out together with --count")
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    reports = []
    for number, made in enumerate(compose_many(request, options.count), start=1):
        path = folder / f"{number:04d}.musicxml"
        _write(made, path)
        reports.append(summary(made, str(path)))
    show(reports, f"{len(reports)} exercises in {folder}", options.json)
    return 0


def _write(made: Composition, path: Path) -> None:
    from tutor.music.musicxml import to_musicxml

    write_whole(path, to_musicxml(made.score))


def summary(made: Composition, out: str) -> dict[str, Any]:
    """What was composed, as the JSON that `compose --json` prints."""
    score = made.score
    return {
        "out": out,
        "title": score.title,
        "key": score.key.name,
        "meter": score.meter.name,
        "bars": sum(1 for bar in score.bars if bar.number > 0),
        "tempo_bpm": score.tempo_bpm,
        "note_count": len(score.notes),
        "parts": [part.instrument for part in score.parts],
        "request": made.request.to_dict(),
        "originality": made.originality,
        "provenance": made.provenance,
        **_recognised(made),
    }


def _recognised(made: Composition) -> dict[str, Any]:
    """For a blend, how likely each of its styles is when it is heard."""
    from tutor.composing.recognising import recognised

    shares = recognised(made.score, made.request)
    return {"recognised": shares} if shares else {}


def _sentence(made: Composition, told: dict[str, Any]) -> str:
    """One line from what `summary` told."""
    heard = told.get("recognised", {})
    shares = ", ".join(f"{style} {100 * share:.0f} %" for style, share in heard.items() if share is not None)
    blend = f"; heard as {shares}" if shares else ""
    place = f"{with_signs(told['key'])}, {told['meter']}"
    return f"{told['title']}: {len(made.score.notes)} notes in {place}{blend} -> {told['out']}"
