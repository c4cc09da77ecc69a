"""Decoding: a batch of candidates written together, token by token, under the automaton.

The network scores the next token of every row; the automaton's options are all that is kept; one is drawn. Bars that
repeat earlier ones are fed to the network but not drawn. Draws are inverse-CDF in double precision on logits rounded
to a thousandth, from a seeded generator, on one thread: the same seed gives the same music.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import torch

from tutor.composing.automaton import Automaton
from tutor.composing.guidance import pitch_bias, value_bias
from tutor.composing.model import Composer
from tutor.composing.place import Place
from tutor.composing.vocabulary import (
    BAR,
    PAD,
    SIZE,
    Event,
    PitchToken,
    Step,
    bar_tokens,
    duration_token,
    pickup_token,
    pitch_token,
)


@dataclass(frozen=True)
class Settings:
    """How boldly to draw: softmax `temperature`, and `top_p`, the share of probability that is kept."""

    temperature: float = 0.95
    top_p: float = 0.96


@dataclass
class Row:
    """One candidate being written. In a stretch of a longer piece of `length` full bars, `lead` are the tokens of the
    bars before it and `head` those that its first bar begins with."""

    machine: Automaton
    lead: Sequence[int] = ()
    head: Sequence[int] = ()
    length: int | None = None
    bars: list[list[Event]] = field(default_factory=list)
    surprise: float = 0.0  # minus the log probability (nats) of all that was drawn, before masking
    drawn: int = 0  # events drawn

    def __post_init__(self) -> None:
        self.state = self.machine.first_state()
        self.place = Place(self.machine.grammar.meter, self.length or self.machine.plan.full_bars)
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
        options = self.machine.options(self.state)
        if self.ticks is None:
            end = self.machine.placement.bounds(self.state.bar)[1]
            cadence = self.machine.plan.bars[self.state.bar].cadence
            closing = cadence is not None and cadence.final
            biases = [value_bias(self.state.tick, ticks, end, closing) for ticks in options]
            return [duration_token(ticks) for ticks in options], biases
        pitches: Sequence[PitchToken] = options[self.ticks]
        return [pitch_token(p) for p in pitches], [pitch_bias(self.line, p) for p in pitches]

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


@contextmanager
def one_thread() -> Iterator[None]:
    """Run torch on one thread: sums come in one order, and a batch this small gains nothing from more."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


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
    with one_thread(), torch.inference_mode():
        logits, cache = _read_prefixes(model, rows, prefixes)
        for row in rows:
            row.open_bars()
        weights = [weight for _, weight in prefixes]
        while True:
            draws = torch.rand(len(rows), generator=generator, dtype=torch.float64).numpy()
            tokens = _next_tokens(rows, _blend(logits, weights, len(rows)), draws, chosen)
            if all(row.done for row in rows):
                return rows
            logits = model.step(*_inputs(rows, tokens, len(prefixes)), cache)


def _read_prefixes(model: Composer, rows: list[Row], prefixes: list[tuple[list[int], float]]):
    """Feed the condition tokens and leads: logits (styles x rows, V) for the first token, and the cache."""
    tokens = torch.tensor([[*tokens, *row.lead] for tokens, _ in prefixes for row in rows])
    features = []
    for row in rows:
        found = []
        for token in (*prefixes[0][0], *row.lead):
            row.place.advance(token)
            found.append(row.place.row())
        features.append(found)
    room = tokens.shape[1] + max(_longest(row) for row in rows)
    cache = model.new_cache(len(tokens), min(model.config.context, room))
    return model(tokens, torch.tensor(features * len(prefixes)), cache=cache)[:, -1], cache


def _longest(row: Row) -> int:
    """The most tokens a row may yet take: bars full of the shortest value it may write."""
    machine = row.machine
    shortest = 6 if machine.grammar.level >= 4 else 12
    return 3 + len(row.head) + len(machine.plan.bars) * (1 + 2 * (machine.placement.full // shortest))


def _blend(logits: torch.Tensor, weights: list[float], rows: int) -> np.ndarray:
    """Log probabilities (rows, V), the weighted sum over styles, rounded to a thousandth."""
    logs = torch.log_softmax(logits.double(), -1).view(len(weights), rows, SIZE)
    mixed = sum(weight * logs[i] for i, weight in enumerate(weights))
    assert isinstance(mixed, torch.Tensor)
    return np.round(mixed.numpy(), 3)


def _next_tokens(rows: list[Row], logs: np.ndarray, draws: np.ndarray, settings: Settings) -> list[int]:
    """The next token of every row: queued, drawn, or PAD after the end."""
    tokens = []
    for row, log, draw in zip(rows, logs, draws, strict=True):
        if not row.queue and not row.done:
            ids, biases = row.choices()
            index = pick(log[ids], np.array(biases), draw, settings)
            row.surprise -= float(log[ids[index]])
            row.take(index)
            tokens.append(ids[index])
        else:
            tokens.append(row.queue.popleft() if row.queue else PAD)
    return tokens


def pick(logs: np.ndarray, biases: np.ndarray, draw: float, settings: Settings) -> int:
    """Draw an index: `logs` (n,) log probabilities of the options, `draw` uniform in [0, 1)."""
    scores = (logs + biases) / settings.temperature
    weights = np.exp(scores - scores.max())
    order = np.argsort(-weights, kind="stable")
    cumulated = np.cumsum(weights[order]) / weights.sum()
    last = min(int(np.searchsorted(cumulated, settings.top_p)), len(order) - 1)
    drawn = int(np.searchsorted(cumulated, draw * cumulated[last], "right"))
    return int(order[min(drawn, last)])


def _inputs(rows: list[Row], tokens: list[int], styles: int) -> tuple[torch.Tensor, torch.Tensor]:
    for row, token in zip(rows, tokens, strict=True):
        row.place.advance(token)
    features = torch.tensor([row.place.row() for row in rows])
    return torch.tensor(tokens).repeat(styles), features.repeat(styles, 1)
