"""From a request to the machines that can write it: window, form, openings and quotas, tried until one is possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from random import Random

from tutor.composing.automaton import Automaton
from tutor.composing.feasibility import check_conflicts, check_names, key_of, meter_of, player_of
from tutor.composing.form import Plan, default_form, plan
from tutor.composing.grammar import Grammar
from tutor.composing.levels import allowed
from tutor.composing.refusing import refusal_of
from tutor.composing.register import Window, limits, windows
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES, Style, scale_degrees
from tutor.composing.vocabulary import PICKUPS, Step, bar_ticks
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS, Skill
from tutor.music.cells import cells
from tutor.music.key import Key

MACHINES = 2  # different settings among the candidates of one request
_TRIES = 24
_ROOM_FOR_REFRAIN = 12


@dataclass(frozen=True)
class Setting:
    """A machine and the register it is written in."""

    machine: Automaton
    window: Window

    @property
    def plan(self) -> Plan:
        return self.machine.plan


def prepare(request: ComposeRequest, machines: int = 1) -> list[Setting]:
    """Up to `machines` settings that can meet a request, seeded by it; RequestImpossible when there is none."""
    check_names(request)
    check_conflicts(request)
    found = list(islice(_possible(request), machines))
    if not found:
        raise refusal_of(request, _can)
    return found


def _possible(request: ComposeRequest) -> Iterator[Setting]:
    """Settings whose machine is possible, likeliest first; a form nobody asked for gives way in the end."""
    tries = 0
    for form in _forms(request):
        for window, openings in _placings(request, form):
            tries += 1
            setting = Setting(Automaton(grammar_of(request, window), plan_of(request, form), openings), window)
            if setting.machine.possible:
                yield setting
            elif tries % _TRIES == 0:
                break


def _forms(request: ComposeRequest) -> list[str]:
    if request.form is not None:
        return [request.form]
    usual = [form for form in STYLES[request.style].forms if default_form(request.bars, (form,)) == form]
    if request.bars < _ROOM_FOR_REFRAIN:  # three times the same two bars in eight would be too much
        usual = [form for form in usual if form != "AABA"] or usual[:1]
    first = Random(f"{request.seed}:form").choice(usual) if usual else default_form(request.bars)
    return [first, "free"] if first != "free" else ["free"]


def _placings(request: ComposeRequest, form: str) -> Iterator[tuple[Window, dict[int, Step]]]:
    """Windows with opening pitches for the phrases that return: natural ones first, shuffled by the seed."""
    rng = Random(f"{request.seed}:{form}")
    wide = windows(request, player_of(request), key_of(request))
    favourites = wide[:3]
    rng.shuffle(favourites)
    returning = [i for i, bar in enumerate(plan_of(request, form).bars) if bar.returns]
    for chosen in (*favourites, *wide[3:8]):
        grammar = grammar_of(replace(request, skills=()), chosen)
        triad = [s for s in grammar.steps if s[1] == 0 and s[0] % 7 in (0, 2, 4)]
        rng.shuffle(triad)
        for first in triad if returning else [None]:
            rest = triad[:1] if first is None else [first, *triad]
            yield chosen, {bar: rest[i % len(rest)] for i, bar in enumerate(returning)}


def plan_of(request: ComposeRequest, form: str) -> Plan:
    """The form laid over the bars, with the pickup the request asks for."""
    return plan(form, request.bars, pickup_ticks(request))


def wants_pickup(request: ComposeRequest) -> bool:
    return request.pickup or any(SKILLS[name].needs == "pickup" for name in request.skills)


def pickup_ticks(request: ComposeRequest) -> int:
    """A beat in simple metres, an eighth in compound and fast ones; 0 without a pickup."""
    if not wants_pickup(request):
        return 0
    meter = meter_of(request)
    ticks = 12 if cells(meter)[-1][1] == 36 or meter.name == "2/4" else 24
    return ticks if ticks in PICKUPS and ticks < bar_ticks(meter) else 12


def quotas_of(request: ComposeRequest) -> tuple[tuple[Skill, int], ...]:
    """The skills owed and how often; a pickup is met by the plan itself."""
    named = [SKILLS[name] for name in dict.fromkeys(request.skills)]
    return tuple((skill, skill.quota(request.bars)) for skill in named if skill.needs != "pickup")


def grammar_of(request: ComposeRequest, window: Window) -> Grammar:
    """What the request, its level and its style allow in a window."""
    key, style, level = key_of(request), STYLES[request.style], allowed(request.level)
    low, high = limits(request, player_of(request))
    anchor = key.pitch_at(window.anchor).midi
    return Grammar(
        key=key,
        meter=meter_of(request),
        level=level.number,
        low=window.low,
        high=window.high,
        quotas=quotas_of(request),
        rests=style.rests or _asks_for_rests(request),
        degrees=_degrees(request, style, key),
        alters=style.wild or level.number >= 7 or _asks_for_altered(request),
        fewest_semitones=low.midi - anchor,
        most_semitones=high.midi - anchor,
    )


def _degrees(request: ComposeRequest, style: Style, key: Key) -> tuple[int, ...] | None:
    """A rule style's scale; given up where a skill needs the notes it leaves out."""
    kept = scale_degrees(style, key.is_minor_like)
    return None if request.skills else kept


def _asks_for_rests(request: ComposeRequest) -> bool:
    return any(SKILLS[name].rests for name in request.skills)


def _asks_for_altered(request: ComposeRequest) -> bool:
    return any(SKILLS[name].alters for name in request.skills)


def _can(request: ComposeRequest) -> bool:
    try:
        check_names(request)
        check_conflicts(request)
    except RequestImpossible:
        return False
    return next(_possible(request), None) is not None
