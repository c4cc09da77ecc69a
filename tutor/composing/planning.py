"""From a request to the machines that can write it: window, form, openings and quotas, tried until one is possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from random import Random

from tutor.composing.automaton import Automaton
from tutor.composing.chord_plan import chorded
from tutor.composing.feasibility import check_conflicts, check_names, key_of, meter_of, player_of
from tutor.composing.form import (
    DOWNBEATS,
    ENDINGS,
    STRONG,
    TWELVE,
    VARIED,
    Plan,
    default_form,
    ending_on,
    fits,
    on_one_pitch,
    plan,
    repeats_fit,
)
from tutor.composing.grammar import Grammar
from tutor.composing.habits import shipped_habits
from tutor.composing.levels import pitch_level, time_level
from tutor.composing.metres import is_changing, metres_over
from tutor.composing.pieces import PIECES
from tutor.composing.purposes import owed, purpose_of
from tutor.composing.refusing import refusal_of
from tutor.composing.register import Window, limits, windows
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES, scale_degrees
from tutor.composing.vocabulary import PICKUPS, Step, bar_ticks
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS, Skill
from tutor.music.cells import cells

MACHINES = 2  # different settings among the candidates of one request
_TRIES, _FEWER = 24, 8
_ROOM_FOR_REFRAIN = 12


@dataclass(frozen=True)
class Manner:
    """How strictly a rule style is taken: whether its scale is kept, where its planned chords bind (None: nowhere),
    and how many placings are tried before giving way."""

    in_scale: bool = True
    binding: str | None = None
    tries: int = _TRIES


@dataclass(frozen=True)
class Setting:
    """A machine and the register it is written in."""

    machine: Automaton
    window: Window

    @property
    def plan(self) -> Plan:
        return self.machine.plan


def prepare(request: ComposeRequest, machines: int = 1, with_chords: bool = True) -> list[Setting]:
    """Up to `machines` settings that can meet a request, seeded by it; RequestImpossible when there is none.

    Without `with_chords` a style's own progressions are left aside: somebody else brings the chords.
    """
    check_names(request)
    check_conflicts(request)
    found = list(islice(_possible(request, with_chords), machines))
    if not found:
        raise refusal_of(request, _can)
    return found


def _possible(request: ComposeRequest, with_chords: bool = True) -> Iterator[Setting]:
    """Settings whose machine is possible, likeliest first; a form nobody asked for gives way in the end, and so do a
    rule style's chords and scale, where the skills asked for leave them no room."""
    for manner in _manners(request) if with_chords else [Manner(tries=_TRIES)]:
        for form in _forms(request):
            yield from _possible_so(request, form, manner)


def _plain_form(request: ComposeRequest) -> str:
    form = default_form(request.bars)
    return form if repeats_fit(plan_of(request, form)) else "free"


def _possible_so(request: ComposeRequest, form: str, manner: Manner) -> Iterator[Setting]:
    planned = plan_of(request, form, manner.binding)
    for tries, (window, openings) in enumerate(_placings(request, planned, manner), start=1):
        setting = Setting(Automaton(grammar_of(request, window, manner.in_scale), planned, openings), window)
        if setting.machine.possible:
            yield setting
        elif tries % manner.tries == 0:
            break


def _manners(request: ComposeRequest) -> list[Manner]:
    """How strictly the style's rules are kept, strictest first."""
    style = STYLES[request.style]
    kept: list[tuple[bool, str | None]]
    if style.harmony is None:
        kept = [(True, None), (False, None)] if style.has_scale and request.skills else [(True, None)]
    elif style.has_scale and request.skills:
        kept = [(True, STRONG), (False, STRONG), (False, DOWNBEATS), (False, None)]
    else:
        kept = [(True, STRONG), (True, DOWNBEATS), (True, None)]
    return [Manner(scale, binding, _TRIES if i == len(kept) - 1 else _FEWER) for i, (scale, binding) in enumerate(kept)]


def _forms(request: ComposeRequest) -> list[str]:
    if request.form is not None:
        return [request.form]
    if request.piece and not PIECES[request.piece].returns:
        return ["free"]
    likely = purpose_of(request).forms if not STYLES[request.style].harmony else ()
    usual = [form for form in likely or STYLES[request.style].forms if default_form(request.bars, (form,)) == form]
    if TWELVE in usual:
        return [TWELVE, "free"]
    if request.bars < _ROOM_FOR_REFRAIN:  # three times the same two bars in eight would be too much
        usual = [form for form in usual if form != "AABA"] or usual[:1]
    usual = [form for form in usual if repeats_fit(plan_of(request, form))]
    random = Random(f"{request.seed}:form")
    first = random.choice(usual) if usual else _plain_form(request)
    if not likely and fits(VARIED, request.bars) and _varies(request, random.random()):
        first = VARIED
    return [first, "free"] if first != "free" else ["free"]


def _varies(request: ComposeRequest, draw: float) -> bool:
    """Whether phrases return varied, as they do in a style's own pieces; `draw`: uniform in [0, 1).

    A form that brings bars back exactly does so for half of them, so it is drawn for twice their share in the style.
    """
    habits = shipped_habits().get(request.style)
    if habits is None:
        return False
    return draw >= 2 * habits.returns[4 if request.bars < _ROOM_FOR_REFRAIN else 8]


def _placings(request: ComposeRequest, planned: Plan, manner: Manner) -> Iterator[tuple[Window, dict[int, Step]]]:
    """Windows with opening pitches for the phrases that return: natural ones first, shuffled by the seed."""
    rng = Random(f"{request.seed}:{planned.form}")
    wide = windows(request, player_of(request), key_of(request))
    favourites = wide[:3]
    rng.shuffle(favourites)
    returning = [i for i, bar in enumerate(planned.bars) if bar.returns]
    for chosen in (*favourites, *wide[3:8]):
        steps = [s for s in grammar_of(replace(request, skills=()), chosen, manner.in_scale).steps if s[1] == 0]
        rng.shuffle(steps)
        on = {bar: _openings(steps, planned, bar, key_of(request).mode) for bar in returning}
        if purpose_of(request).opens_on_tonic:
            on[0] = [step for step in steps if step[0] % 7 == 0]
        for turn in range(max(map(len, on.values()), default=1)):
            yield chosen, {bar: fit[(turn + i) % len(fit)] for i, (bar, fit) in enumerate(on.items()) if fit}


def _openings(steps: list[Step], planned: Plan, bar: int, mode: str) -> list[Step]:
    """The pitches a phrase that returns may begin with: of its chord where one is planned, else of the tonic triad."""
    chords = planned.bars[bar].chords
    tones = chords[0][1].tones(mode) if chords else {(0, 0), (2, 0), (4, 0)}
    return [step for step in steps if (step[0] % 7, step[1]) in tones]


def plan_of(request: ComposeRequest, form: str, binding: str | None = None) -> Plan:
    """The form laid over the bars, with the pickup the request asks for and, where they bind, the style's chords."""
    laid, style = plan(form, request.bars, pickup_ticks(request)), STYLES[request.style]
    if is_changing(request.meter):
        laid = replace(laid, meters=metres_over(request.meter, request.bars, laid.pickup > 0))
    if request.ending is not None:
        laid = ending_on(laid, ENDINGS[request.ending])
    if purpose_of(request).one_pitch:
        return on_one_pitch(laid)
    if binding is None or style.harmony is None:
        return laid
    meters = metres_over(request.meter, request.bars, laid.pickup > 0)
    return replace(chorded(laid, style.harmony, key_of(request), meters, request.seed), binding=binding)


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
    return tuple((skill, owed(request, skill)) for skill in named if skill.needs != "pickup")


def grammar_of(request: ComposeRequest, window: Window, in_scale: bool = True) -> Grammar:
    """What the request, its level and its style allow in a window; with `in_scale`, a rule style's scale is kept."""
    key, style = key_of(request), STYLES[request.style]
    purpose = purpose_of(request)
    low, high = limits(request, player_of(request))
    anchor = key.pitch_at(window.anchor).midi
    return Grammar(
        key=key,
        meter=meter_of(request),
        level=pitch_level(request.level),
        rhythms=time_level(request.level),
        stepwise=purpose.steps,
        low=window.low,
        high=window.high,
        quotas=quotas_of(request),
        rests=(style.rests and purpose.rests) or _asks_for_rests(request),
        degrees=scale_degrees(style, key.is_minor_like) if in_scale else None,
        raised=style.raised if in_scale else (),
        feel=style.feel,
        alters=(purpose.alters and (style.wild or request.level >= 7)) or _asks_for_altered(request),
        fewest_semitones=low.midi - anchor,
        most_semitones=high.midi - anchor,
    )


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
