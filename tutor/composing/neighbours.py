"""The request a level up or down: what the new level cannot read is given up, and said."""

from __future__ import annotations

from dataclasses import replace

from tutor.composing.feasibility import key_of, meter_of, unmet_needs
from tutor.composing.levels import allowed
from tutor.composing.request import ComposeRequest
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS
from tutor.music.key import Key

LOWEST, HIGHEST = 1, 8


def at_next_level(request: ComposeRequest, step: int) -> tuple[ComposeRequest, list[str]]:
    """The request `step` levels up (negative: down), and what had to be given up for it, in words.

    Raises RequestImpossible beyond the levels there are.
    """
    level = request.level + step
    if not LOWEST <= level <= HIGHEST:
        way = "an easier" if step < 0 else "a harder"
        raise RequestImpossible(f"{way} version", f"level {request.level}", f"The levels are {LOWEST} to {HIGHEST}.")
    moved, lost = _readable(replace(request, level=level, tempo_bpm=None))
    return moved, lost


def _readable(request: ComposeRequest) -> tuple[ComposeRequest, list[str]]:
    """The request in a key and metre that its level reads, with the skills it can hold."""
    lost = []
    level = allowed(request.level)
    key, meter = key_of(request), meter_of(request)
    if not level.reads_key(key):
        nearest = min(_keys(key.mode), key=lambda k: (not level.reads_key(k), abs(k.fifths - key.fifths)))
        lost.append(f"the key {key.name} became {nearest.name}")
        request = replace(request, key=nearest.name.replace("-", "b"), range=None)
    if not level.reads_meter(meter):
        lost.append(f"the metre {meter.name} became {level.meters[-1]}")
        request = replace(request, meter=level.meters[-1])
    kept = tuple(name for name in request.skills if _fits(name, request))
    lost += [f"{name.replace('-', ' ')} was left out" for name in request.skills if name not in kept]
    return replace(request, skills=kept), lost


def _keys(mode: str) -> list[Key]:
    return [Key.from_fifths(fifths, mode) for fifths in range(-7, 8)]


def _fits(name: str, request: ComposeRequest) -> bool:
    skill = SKILLS[name]
    needs = unmet_needs({skill.needs}, key_of(request), meter_of(request), request.bars)
    return skill.level <= request.level and not needs
