"""Setting a melody as the piece that was asked for: each setting takes its score and gives the whole one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tutor.composing.accompanying import accompaniment
from tutor.composing.canon import canon_faults, with_follower
from tutor.composing.chorale import chorale
from tutor.composing.duet import second_voice
from tutor.composing.feasibility import player_of
from tutor.composing.levels import pitch_level
from tutor.composing.register import limits
from tutor.composing.request import ComposeRequest
from tutor.music.score import Score

Setting = Callable[[Score, ComposeRequest], Score | None]


def _melody(score: Score, request: ComposeRequest) -> Score:
    return replace(score, harmony=())


def _chords(score: Score, request: ComposeRequest) -> Score:
    return score


def _duet(score: Score, request: ComposeRequest) -> Score | None:
    low, high = limits(request, player_of(request))
    second = second_voice(score, pitch_level(request.level), low, high)
    return score.with_parts(score.part, second) if second else None


def _round(score: Score, request: ComposeRequest) -> Score | None:
    together = with_follower(score)
    # Chord symbols found under the leader alone would not fit the follower.
    return None if canon_faults(together) else replace(together, harmony=())


def _accompaniment(score: Score, request: ComposeRequest) -> Score:
    return score.with_parts(score.part, accompaniment(score, request.style))


def _chorale(score: Score, request: ComposeRequest) -> Score | None:
    return chorale(score)


_SETTINGS: dict[str, Setting] = {
    "melody": _melody,
    "chords": _chords,
    "duet": _duet,
    "round": _round,
    "accompaniment": _accompaniment,
    "chorale": _chorale,
}


def as_piece(score: Score, request: ComposeRequest) -> Score | None:
    """The score of the piece a request asks for; None where this melody will not do for it."""
    return _SETTINGS[request.piece](score, request) if request.piece else score
