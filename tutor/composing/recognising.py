"""What a blend is heard as: how likely each of its two styles is, by the recogniser that was trained apart."""

from __future__ import annotations

from tutor.composing.request import ComposeRequest
from tutor.errors import ModelUnavailable
from tutor.music.score import Score


def recognised(score: Score, request: ComposeRequest) -> dict[str, float | None]:
    """Each style of a blend -> its probability among all the styles the recogniser knows, 0 to 1; {} without a blend.

    None stands for a style that the recogniser never heard: one written as rules, or one of somebody's own.
    """
    if not request.style2 or not request.blend:
        return {}
    shares = _shares(score)
    return {name: shares.get(name) for name in (request.style, request.style2)} if shares else {}


def _shares(score: Score) -> dict[str, float]:
    """The probability of every known style; {} without a recogniser, and for music beyond the composer's alphabet."""
    from tutor.composing.audit.recogniser import shipped_recogniser
    from tutor.composing.melody import melody_of

    try:
        found = shipped_recogniser().shares(melody_of(score, changing=True))
    except (ModelUnavailable, ValueError):
        return {}
    return {style: round(share, 3) for style, share in found.items()}
