"""Decoding: a batch of candidates written together, token by token, under the automaton.

The network scores the next token of every row; the automaton's options are all that is kept; one is drawn. Bars that
repeat earlier ones are fed to the network but not drawn. Draws are inverse-CDF in double precision on logits rounded
to a thousandth, from a seeded generator, on one thread: the same seed gives the same music.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from math import exp

import numpy as np
import torch

from tutor.composing.automaton import Automaton
from tutor.composing.guidance import (
    DEMANDING,
    ECHOES,
    chord_bias,
    demand_bias,
    echo_biases,
    feel_bias,
    line_biases,
    value_bias,
    varied_bias,
)
from tutor.composing.model import Composer, KeysValues
from tutor.composing.place import Place
from tutor.composing.reading_pitch import entry_level, leap_level
from tutor.composing.reading_rhythm import rhythm_level
from tutor.composing.stepping import Stepper, one_thread
from tutor.composing.vocabulary import (
    BAR,
    PAD,
    Event,
    PitchToken,
    Step,
    bar_tokens,
    duration_token,
    pickup_token,
    pitch_token,
)
from tutor.music.cells import cell_at

_MOVE_DEMAND, _VALUE_DEMAND = 0.7, 0.2  # nats towards what belongs to the level
_WORTH_DROPPING = 0.75  # rows that are done are dropped from the batch when no more than this part of it goes on


@dataclass(frozen=True)
class Settings:
    """How boldly to draw: softmax `temperature`, and `top_p`, the share of probability that is kept."""

    temperature: float = 0.98
    top_p: float = 0.985


Lean = Callable[["Row", list[int]], list[float]]


@dataclass
class Row:
    """One candidate being written. In a stretch of a longer piece of `length` full bars, `lead` are the tokens of the
    bars before it and `head` those that its first bar begins with. Each of `leans` says how much more to lean towards
    each of the tokens that may come next. `accent` from -1 to 1 moves a blend's second style from the pitches into the
    rhythm, or the other way about."""

    machine: Automaton
    lead: Sequence[int] = ()
    head: Sequence[int] = ()
    length: int | None = None
    leans: Sequence[Lean] = ()
    accent: float = 0.0
    bars: list[list[Event]] = field(default_factory=list)
    surprise: float = 0.0  # minus the log probability (nats) of all that was drawn, before masking
    drawn: int = 0  # events drawn

    def __post_init__(self) -> None:
        self.state = self.machine.first_state()
        plan = self.machine.plan
        meters = plan.meters[plan.pickup > 0 :]
        self.place = Place(self.machine.grammar.meter, self.length or plan.full_bars, meters)
        self.queue: deque[int] = deque()
        self.ticks: int | None = None  # a duration drawn, whose pitch is next
        self.line: list[Step] = []

    @property
    def done(self) -> bool:
        """Whether every bar is full."""
        return len(self.bars) == len(self.machine.plan.bars) and not self.queue and self._full

    @property
    def _full(self) -> bool:
        index = len(self.bars) - 1
        return index >= 0 and sum(e.ticks for e in self.bars[-1]) == self._length(index)

    def _length(self, bar: int) -> int:
        first, end = self.machine.placement.bounds(bar)
        return end - first

    @property
    def mean_surprise(self) -> float:
        """Nats per event that was drawn."""
        return self.surprise / max(1, self.drawn)

    def open_bars(self) -> None:
        """Queue what stands before the next choice: bar tokens, and the bars that repeat earlier ones."""
        while self._bar_complete and len(self.bars) < len(self.machine.plan.bars):
            index = len(self.bars)
            pickup = self.machine.plan.pickup
            self.queue.append(pickup_token(pickup) if pickup and index == 0 else BAR)
            copied = self._copied(index)
            self.queue.extend(self.head if index == 0 else ())
            if index:
                self.state = self.machine.next_bar(self.state, copied)
            self.bars.append(list(copied or []))
            if copied is not None:
                self.queue.extend(bar_tokens(copied))
                self.line += [e.pitch for e in copied if isinstance(e.pitch, tuple)]
        if self._bar_complete and len(self.bars) == len(self.machine.plan.bars):
            self.queue.clear()  # nothing is drawn any more: the network need not hear the rest

    @property
    def _bar_complete(self) -> bool:
        return not self.bars or self._full

    def _copied(self, index: int) -> list[Event] | None:
        source = self.machine.plan.bars[index].source
        return self.bars[source] if source is not None else None

    def choices(self) -> tuple[list[int], list[float]]:
        """The tokens that may come next and how much to lean towards each."""
        tokens, biases = self._choices()
        for lean in self.leans:
            biases = [bias + more for bias, more in zip(biases, lean(self, tokens), strict=True)]
        return tokens, biases

    def _choices(self) -> tuple[list[int], list[float]]:
        options = self.machine.options(self.state)
        if self.ticks is None:
            end = self.machine.placement.bounds(self.state.bar)[1]
            cadence = self.machine.plan.bars[self.state.bar].cadence
            closing = cadence is not None and cadence.final
            tick, grammar = self.state.tick, self.machine.placement.grammar_at(self.state.bar)
            offset = tick - cell_at(grammar.meter, tick)[0]
            like = self.machine.plan.bars[self.state.bar].like
            model = self.bars[like] if like is not None else ()
            biases = [
                value_bias(tick, ticks, end, closing)
                + feel_bias(grammar.feel, offset, ticks)
                + varied_bias(model, tick, ticks)
                + demand_bias(rhythm_level(grammar.meter, tick, ticks, False), grammar.time_level, _VALUE_DEMAND)
                for ticks in options
            ]
            return [duration_token(ticks) for ticks in options], biases
        pitches: Sequence[PitchToken] = options[self.ticks]
        tones = self.machine.placement.tones_at(self.state.bar, self.state.tick)
        steps, alone = self.machine.grammar.stepwise, len(self.machine.moves.steps) == 1
        biases = line_biases(self.line, pitches, self.machine.grammar.level, steps, alone)
        if len(self.bars) > min(ECHOES) and not self.answers:
            biases = [bias + echo for bias, echo in zip(biases, echo_biases(self.bars, pitches), strict=True)]
        if tones:
            biases = [bias + chord_bias(self.line, p, tones) for bias, p in zip(biases, pitches, strict=True)]
        if self.line and self.machine.grammar.level >= DEMANDING:
            biases = [bias + self._demand(p) for bias, p in zip(biases, pitches, strict=True)]
        return [pitch_token(p) for p in pitches], biases

    @property
    def answers(self) -> bool:
        """Whether the bar begins a phrase that returns varied: there it may well be known again."""
        planned = self.machine.plan.bars[self.state.bar]
        return planned.like is not None and planned.opens

    def _demand(self, pitch: PitchToken) -> float:
        """How much to lean towards a move that belongs to the level."""
        grammar = self.machine.grammar
        return _move_demand(grammar.key.mode, self.line[-1], pitch, grammar.level) if isinstance(pitch, tuple) else 0.0

    def take(self, index: int) -> None:
        """Make the choice at `index` of `choices`."""
        options = self.machine.options(self.state)
        if self.ticks is None:
            self.ticks = list(options)[index]
            return
        event = Event(self.ticks, options[self.ticks][index])
        self.ticks = None
        self.drawn += 1
        self.bars[-1].append(event)
        self.state = self.machine.after(self.state, event)
        if isinstance(event.pitch, tuple):
            self.line.append(event.pitch)
        if self._full:
            self.open_bars()


@lru_cache(maxsize=65536)
def _move_demand(mode: str, before: Step, after: Step, level: int) -> float:
    need = max(leap_level(mode, before, after), entry_level(mode, before, after))
    return demand_bias(need, level, _MOVE_DEMAND)


def decode(
    model: Composer,
    rows: list[Row],
    prefixes: list[tuple[list[int], float]],
    generator: torch.Generator,
    settings: Settings | None = None,
) -> list[Row]:
    """Write every row to its end and return them.

    `prefixes`: condition tokens and weight of each style; more than one gives the product of their distributions.
    All rows have the same lead.
    """
    chosen = settings or Settings()
    weights = [weight for _, weight in prefixes]
    with one_thread(), torch.inference_mode():
        logits, stepper = _read_prefixes(model, rows, prefixes)
        for row in rows:
            row.open_bars()
        going = list(range(len(rows)))
        while True:
            draws = torch.rand(len(rows), generator=generator, dtype=torch.float64).tolist()
            logs = _blend(logits, np.array([weights_for(rows[i], weights) for i in going]))
            tokens = [_next_token(rows[i], log, draws[i], chosen) for i, log in zip(going, logs, strict=True)]
            left = [at for at, i in enumerate(going) if not rows[i].done]
            if not left:
                return rows
            if len(left) <= _WORTH_DROPPING * len(going):
                stepper.keep([style * len(going) + at for style in range(len(prefixes)) for at in left])
                going, tokens = [going[at] for at in left], [tokens[at] for at in left]
            features = [_advanced(rows[i], token) for i, token in zip(going, tokens, strict=True)]
            logits = stepper.step(tokens * len(prefixes), features * len(prefixes))


def _advanced(row: Row, token: int) -> tuple[int, ...]:
    """Take a token; the features of what comes next."""
    row.place.advance(token)
    return row.place.row()


def _read_prefixes(
    model: Composer, rows: list[Row], prefixes: list[tuple[list[int], float]]
) -> tuple[np.ndarray, Stepper]:
    """Feed the condition tokens and leads: logits (styles x rows, V) for the first token, and what goes on."""
    tokens = torch.tensor([[*tokens, *row.lead] for tokens, _ in prefixes for row in rows])
    features = [[_advanced(row, token) for token in (*prefixes[0][0], *row.lead)] for row in rows]
    heard: list[KeysValues] = []
    logits = model(tokens, torch.tensor(features * len(prefixes)), heard)[:, -1].numpy()
    room = tokens.shape[1] + max(_longest(row) for row in rows)
    return logits, Stepper(model, heard, min(model.config.context, room))


def _longest(row: Row) -> int:
    """The most tokens a row may yet take: bars full of the shortest value it may write."""
    machine = row.machine
    longest = max(machine.placement.full_at(bar) for bar in range(len(machine.plan.bars)))
    shortest = 6 if machine.grammar.time_level >= 4 else 12
    return 3 + len(row.head) + len(machine.plan.bars) * (1 + 2 * (longest // shortest))


def weights_for(row: Row, weights: list[float]) -> list[float]:
    """The weights of the styles for what a row writes next, a value or a pitch: together they stay what they are."""
    if row.accent == 0.0 or len(weights) != 2:
        return weights
    second = weights[1] + (row.accent if row.ticks is None else -row.accent) * min(weights)
    return [1.0 - second, second]


def _blend(logits: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Log probabilities (rows, V), the sum over styles of logits (styles x rows, V) by `weights` (rows, styles), to a
    thousandth."""
    wide = logits.astype(np.float64).reshape(weights.shape[1], -1, logits.shape[-1])
    wide -= wide.max(-1, keepdims=True)
    wide -= np.log(np.exp(wide).sum(-1, keepdims=True))
    return np.round((weights.T[:, :, None] * wide).sum(0), 3)


def _next_token(row: Row, log: np.ndarray, draw: float, settings: Settings) -> int:
    """The next token of a row: queued, drawn, or PAD after the end."""
    if row.queue or row.done:
        return row.queue.popleft() if row.queue else PAD
    ids, biases = row.choices()
    logs = log[ids].tolist()
    index = pick(logs, biases, draw, settings)
    row.surprise -= logs[index]
    row.take(index)
    return ids[index]


def pick(logs: Sequence[float], biases: Sequence[float], draw: float, settings: Settings) -> int:
    """Draw an index: `logs` log probabilities of the options, `draw` uniform in [0, 1)."""
    scores = [(log + bias) / settings.temperature for log, bias in zip(logs, biases, strict=True)]
    best = max(scores)
    weights = [exp(score - best) for score in scores]
    order = sorted(range(len(weights)), key=lambda i: -weights[i])
    cumulated = list(accumulate(weights[i] for i in order))
    last = min(bisect_left(cumulated, settings.top_p * cumulated[-1]), len(order) - 1)
    drawn = bisect_right(cumulated, draw * cumulated[last])
    return order[min(drawn, last)]
