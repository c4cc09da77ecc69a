"""Checking a finished score against its request, from the written notes alone, knowing nothing of how it was made."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.composing.form import ENDINGS, FINAL
from tutor.composing.levels import unread
from tutor.composing.melody import melody_of
from tutor.composing.metres import metres_over
from tutor.composing.purposes import quotas_owed
from tutor.composing.register import parse_range
from tutor.composing.request import ComposeRequest
from tutor.learning.skills import skills_in
from tutor.music.instruments import instrument
from tutor.music.key import Key
from tutor.music.score import Score


def broken_promises(score: Score, request: ComposeRequest) -> list[str]:
    """What a score fails to keep of its request, in words; empty when it keeps everything."""
    return [*_frame(score, request), *_notes(score, request), *_skills(score, request)]


def _frame(score: Score, request: ComposeRequest) -> Iterator[str]:
    full = [bar for bar in score.bars if bar.number > 0]
    if len(full) != request.bars:
        yield f"{len(full)} bars instead of {request.bars}"
    wanted = metres_over(request.meter, request.bars, pickup=len(full) < len(score.bars))
    if score.key != Key.parse(request.key) or tuple(bar.meter for bar in score.bars) != wanted:
        yield f"{score.key.name} {score.meter.name} instead of {request.key} {request.meter}"
    missing = sum(bar.meter.bar_length - bar.length for bar in score.bars)
    if missing not in (0, score.meter.bar_length if len(full) < len(score.bars) else 0):
        yield "bars that do not fill their metre"


def _notes(score: Score, request: ComposeRequest) -> Iterator[str]:
    if not score.notes:
        yield "no note at all"
        return
    degree, alter = score.key.degree_of(score.notes[-1].pitch)
    wanted = ENDINGS[request.ending] if request.ending else FINAL
    if alter or degree - 1 not in wanted:
        yield f"an ending on {score.notes[-1].pitch}, which is not {request.ending or 'the tonic'}"
    player = instrument(request.instrument)
    low, high = parse_range(request.range) if request.range else (player.low, player.high)
    outside = [note for note in score.notes if not low.midi <= note.pitch.midi <= high.midi]
    if outside:
        yield f"{outside[0].pitch} outside {low}-{high}"
    beyond = unread(melody_of(score, changing=True), request.level)
    if beyond:
        yield f"{beyond} instead of {request.level:g}"


def _skills(score: Score, request: ComposeRequest) -> Iterator[str]:
    found = skills_in(score)
    for name, owed in quotas_owed(request).items():
        shown = len(found.get(name, ()))
        if shown < owed:
            yield f"{name} {shown} times instead of {owed}"
