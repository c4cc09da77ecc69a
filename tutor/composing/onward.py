"""Composing on from given bars: a motif to keep, or the opening somebody wrote.

Where the form can hold the given bars they are part of it, and come back where it returns; the network then writes
all that is not given. Bars that hold what the composer reads but never writes (triplets, say) are heard as what came
before, and the rest goes on freely from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tutor.composing.automaton import Automaton
from tutor.composing.compose import CANDIDATES, Composition, finished, prefixes_of
from tutor.composing.feasibility import check_conflicts, check_names, key_of, meter_of, player_of
from tutor.composing.form import FINAL, Cadence, Plan, PlannedBar, default_form, fits, plan
from tutor.composing.grammar import Grammar
from tutor.composing.judging import candidate_of, in_order
from tutor.composing.levels import level_of
from tutor.composing.melody import melody_of
from tutor.composing.originality import originality_of
from tutor.composing.planning import grammar_of
from tutor.composing.promises import broken_promises
from tutor.composing.register import Window, windows
from tutor.composing.request import ComposeRequest
from tutor.composing.speaking import leans_of, speaking
from tutor.composing.styles import STYLES
from tutor.composing.vocabulary import REST, Melody, Step, body_tokens
from tutor.errors import RequestImpossible
from tutor.music.score import Bar, Score

if TYPE_CHECKING:
    from tutor.composing.checkpoint import Checkpoint
    from tutor.composing.sampling import Row

LONGEST_OPENING = 4
_SETTINGS = 4  # ways of holding the given bars among the candidates
_WINDOWS = 6  # registers that are tried


@dataclass(frozen=True)
class Beginning:
    """A machine that goes on from the given bars, in a window, and the plan of the whole piece.

    `led`: the machine writes only what comes after them; else it writes all, and they are forced upon it.
    """

    machine: Automaton
    window: Window
    plan: Plan
    given: Melody
    led: bool

    def row(self, request: ComposeRequest) -> Row:
        """A candidate that begins with the given bars."""
        from tutor.composing.leaning import given
        from tutor.composing.sampling import Row

        if self.led:
            return Row(self.machine, lead=body_tokens(self.given), length=request.bars, leans=leans_of(request))
        return Row(self.machine, leans=(*leans_of(request), given(self.given.bars)))

    def melody(self, request: ComposeRequest, row: Row) -> Melody:
        """The given bars and what the row wrote after them."""
        before = self.given.bars if self.led else ()
        bars = (*before, *(tuple(bar) for bar in row.bars))
        return Melody(request.style, key_of(request).mode, meter_of(request), bars, self.given.pickup)


@dataclass(frozen=True)
class Opening:
    """The given bars told against each anchor they might have, and the score they come from."""

    score: Score
    melodies: dict[int, Melody]

    @property
    def bars(self) -> int:
        """How many full bars are given."""
        return sum(1 for bar in self.score.bars if bar.number > 0)

    @property
    def pickup(self) -> int:
        return next(iter(self.melodies.values())).pickup_ticks


def opening_of(score: Score, bars: int) -> Score:
    """The first `bars` full bars of a score, with its pickup; notes held beyond them are cut."""
    kept = tuple(bar for bar in score.bars if bar.number <= bars)
    end = kept[-1].end
    whole = replace(
        kept[-1], length=kept[-1].meter.bar_length
    )  # a last bar that completed a pickup is filled by what comes
    notes = tuple(note for note in score.notes if note.end <= end)
    part = replace(score.part, notes=notes, directions=(), slurs=())
    return replace(score, bars=(*kept[:-1], whole), parts=(part,), harmony=())


def compose_on(score: Score, request: ComposeRequest) -> Composition:
    """A piece of `request.bars` bars that begins with all bars of `score`, note for note, and keeps the request.

    The level rises to that of the given bars. Raises RequestImpossible, ValueError for an opening that cannot be told.
    """
    check_names(request)
    opening = _opening(score, request)
    request = replace(request, level=max(request.level, _level(opening)), pickup=bool(opening.pickup))
    check_conflicts(request)
    checkpoint = speaking(request)
    for melody, beginning in _candidates(opening, request, checkpoint):
        made = _made(request, melody, beginning, checkpoint)
        if not broken_promises(made.score, request):
            return made
    raise RequestImpossible(
        f"the {_bars(opening.bars)} you wrote",
        f"level {request.level} in {request.bars} bars",
        "Raise the level, ask for more bars or fewer skills.",
    )


def _bars(count: int) -> str:
    return "bar" if count == 1 else f"{count} bars"


def _opening(score: Score, request: ComposeRequest) -> Opening:
    """The given bars, checked against the request."""
    full = sum(1 for bar in score.bars if bar.number > 0)
    if not 1 <= full <= LONGEST_OPENING:
        raise ValueError(f"{full} bars were given; write an opening of 1 to {LONGEST_OPENING} bars")
    if request.bars <= full:
        raise ValueError(
            f"{request.bars} bars leave nothing to compose after the {_bars(full)} given; ask for more bars"
        )
    if score.meter.name != request.meter:
        raise RequestImpossible(
            f"the metre {request.meter}", f"the opening in {score.meter.name}", f"Ask for {score.meter.name}."
        )
    anchors = {w.anchor for w in windows(request, player_of(request), key_of(request))}
    told = {anchor: _melody(replace(score, bars=_in_key(score, request)), anchor) for anchor in sorted(anchors)}
    melodies = {anchor: melody for anchor, melody in told.items() if melody is not None}
    if not melodies:
        raise ValueError(
            "these bars hold something the composer cannot read; keep to values from a sixteenth up and one voice"
        )
    return Opening(score, melodies)


def _in_key(score: Score, request: ComposeRequest) -> tuple[Bar, ...]:
    return tuple(replace(bar, key=key_of(request)) for bar in score.bars)


def _melody(score: Score, anchor: int) -> Melody | None:
    try:
        return melody_of(score, anchor=anchor)
    except ValueError:
        return None


def _level(opening: Opening) -> int:
    return min(level_of(melody) for melody in opening.melodies.values())


def _candidates(
    opening: Opening, request: ComposeRequest, checkpoint: Checkpoint
) -> Iterator[tuple[Melody, Beginning]]:
    """Candidates best first: those whose form holds the opening, then those that follow it freely."""
    import torch

    from tutor.composing.sampling import decode

    for beginnings in (_held(opening, request), _led(opening, request)):
        if not beginnings:
            continue
        chosen = [beginnings[i % len(beginnings)] for i in range(CANDIDATES)]
        generator = torch.Generator().manual_seed(request.seed)
        rows = decode(checkpoint.model, [b.row(request) for b in chosen], prefixes_of(request), generator)
        yield from _ranked(request, list(zip(rows, chosen, strict=True)))


def _ranked(request: ComposeRequest, made: list[tuple[Row, Beginning]]) -> list[tuple[Melody, Beginning]]:
    melodies = [beginning.melody(request, row) for row, beginning in made]
    judged = [
        candidate_of(request, melody, beginning.plan, row.mean_surprise, beginning.window.room)
        for melody, (row, beginning) in zip(melodies, made, strict=True)
    ]
    return [(melodies[i], made[i][1]) for i in in_order(request, judged)]


def _held(opening: Opening, request: ComposeRequest) -> list[Beginning]:
    """Machines over the whole piece that let the given bars pass."""
    found: list[Beginning] = []
    for form in _forms(request):
        for window, melody in _placed(opening, request):
            grammar = _with_room_for(grammar_of(request, window), melody)
            planned = plan(form, request.bars, opening.pickup)
            for openings in _openings(grammar, planned, melody):
                machine = Automaton(grammar, planned, openings)
                if machine.possible and _passes(machine, melody):
                    found.append(Beginning(machine, window, planned, melody, led=False))
                    break
            if len(found) == _SETTINGS:
                return found
        if found:
            return found
    return found


def _led(opening: Opening, request: ComposeRequest) -> list[Beginning]:
    """Machines over what is to be composed alone."""
    found: list[Beginning] = []
    left = request.bars - opening.bars
    for window, melody in _placed(opening, request):
        grammar = _with_room_for(grammar_of(request, window), melody)
        last = next((e.pitch for e in reversed(melody.events) if isinstance(e.pitch, tuple)), None)
        bars = [PlannedBar(cadence=Cadence(FINAL) if i == left - 1 else None) for i in range(left)]
        rest = Plan("free", tuple(bars), tail=opening.pickup)
        machine = Automaton(grammar, rest, before=last if last in grammar.steps else None)
        if machine.possible:
            found.append(Beginning(machine, window, plan("free", request.bars, opening.pickup), melody, led=True))
    return found[:_SETTINGS]


def _forms(request: ComposeRequest) -> list[str]:
    if request.form is not None:
        return [request.form]
    usual = [form for form in STYLES[request.style].forms if fits(form, request.bars)]
    return list(dict.fromkeys([*usual, default_form(request.bars), "free"]))


def _placed(opening: Opening, request: ComposeRequest) -> Iterator[tuple[Window, Melody]]:
    """Windows that hold all the given notes, with these told against the window's anchor."""
    count = 0
    for window in windows(request, player_of(request), key_of(request)):
        melody = opening.melodies.get(window.anchor)
        if melody is None or count == _WINDOWS:
            continue
        if all(window.low <= e.pitch[0] <= window.high for e in melody.events if isinstance(e.pitch, tuple)):
            count += 1
            yield window, melody


def _with_room_for(grammar: Grammar, melody: Melody) -> Grammar:
    """The grammar with rests and altered notes where the given bars have them."""
    pitches = [e.pitch for e in melody.events]
    altered = any(isinstance(p, tuple) and p[1] for p in pitches)
    return replace(grammar, rests=grammar.rests or REST in pitches, alters=grammar.alters or altered)


def _openings(grammar: Grammar, planned: Plan, melody: Melody) -> Iterator[dict[int, Step]]:
    """First pitches of the phrases that return: given ones as given, others on notes of the tonic triad."""
    returning = [i for i, bar in enumerate(planned.bars) if bar.returns]
    triad = [step for step in grammar.steps if step[1] == 0 and step[0] % 7 in (0, 2, 4)]
    known = {bar: _first_step(melody, bar) for bar in returning if bar < len(melody.bars)}
    fixed = {bar: step for bar, step in known.items() if step is not None}
    free = [bar for bar in returning if bar not in fixed]
    for turn in range(len(triad) if free else 1):
        yield fixed | {bar: triad[(turn + i) % len(triad)] for i, bar in enumerate(free)}


def _first_step(melody: Melody, bar: int) -> Step | None:
    first = melody.bars[bar][0].pitch
    return first if isinstance(first, tuple) else None


def _passes(machine: Automaton, melody: Melody) -> bool:
    """Whether the machine lets the given bars be written, event for event, and can go on from them."""
    state = machine.first_state()
    for i, bar in enumerate(melody.bars):
        if machine.plan.bars[i].source is not None:
            return False
        state = machine.next_bar(state) if i else state
        for event in bar:
            if event.pitch not in machine.options(state).get(event.ticks, ()):
                return False
            state = machine.after(state, event)
    return True


def _made(request: ComposeRequest, melody: Melody, beginning: Beginning, checkpoint: Checkpoint) -> Composition:
    judged = originality_of(melody)
    return finished(request, melody, beginning.plan, beginning.window, judged, checkpoint)
