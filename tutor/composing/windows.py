"""Training samples: stretches of whole bars, each with its own conditions, its tokens and what `place` knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from tutor.composing.levels import level_of
from tutor.composing.melody import events_for
from tutor.composing.place import features_of
from tutor.composing.vocabulary import (
    BAR,
    END,
    FIRST_PITCH,
    PREFIX_LENGTH,
    REST,
    SIZE,
    STYLES,
    TIE,
    Event,
    Melody,
    bar_ticks,
    bar_tokens,
    density_of,
    none_of,
    pickup_token,
    prefix,
)
from tutor.music.rhythm import to_ticks

LONGEST = 448  # tokens of a sample
DROPOUT = 0.12  # of each condition
_LENGTHS, _LENGTH_WEIGHTS = (4, 8, 12, 16, 24, 32), (0.06, 0.36, 0.08, 0.32, 0.06, 0.12)
_OCTAVE = 7 * 3  # pitch tokens to the octave: seven steps of three alterations
_FIRST_STEP = FIRST_PITCH + 2


@dataclass(frozen=True)
class Sample:
    """Tokens, uint8 (n,), and features, int16 (n, columns), of one stretch."""

    tokens: np.ndarray
    features: np.ndarray

    @property
    def notes(self) -> int:
        """How many notes begin in it."""
        return int((self.tokens >= _FIRST_STEP).sum())


def closes(melody: Melody, bar: int) -> bool:
    """Whether full bar `bar` ends like a phrase: on the tonic, held for a beat at least."""
    events = melody.bars[bar + melody.pickup]
    sounding = [e for e in events if e.pitch != REST]
    if not sounding or not isinstance(sounding[-1].pitch, tuple):
        return False
    d, alter = sounding[-1].pitch
    beat = to_ticks(min(melody.meter.beats))
    return d % 7 == 0 and alter == 0 and sounding[-1].ticks >= min(beat, bar_ticks(melody.meter))


def sample_of(melody: Melody, start: int = 0, stop: int | None = None) -> Sample:
    """Full bars `start` to `stop` (exclusive), shortened to LONGEST tokens.

    It has an END where the piece ends, or where a phrase does; else the bars left are counted to the piece's end.
    """
    stop = min(stop or melody.full_bars, melody.full_bars)
    while stop > start + 1 and _length(melody, start, stop) > LONGEST:
        stop -= 1
    ends = stop == melody.full_bars
    closed = not ends and closes(melody, stop - 1)
    part = _part(melody, start, stop, with_pickup=not closed)
    body: list[int] = []
    for i, bar in enumerate(part.bars):
        body += [pickup_token(part.pickup_ticks) if i == 0 and part.pickup else BAR, *bar_tokens(bar)]
    opening = start == 0 or closes(melody, start - 1)
    style = melody.style if melody.style in STYLES else None
    head = prefix(style, melody.mode, melody.meter.name, level_of(part), density_of(part), opening)
    tokens = [*head, *body] + ([END] if ends or closed else [])
    total = stop - start if ends or closed else melody.full_bars - start
    return Sample(np.array(tokens, dtype=np.uint8), features_of(tokens, melody.meter, total))


def _length(melody: Melody, start: int, stop: int) -> int:
    bars = melody.bars[start + melody.pickup : stop + melody.pickup]
    return PREFIX_LENGTH + 3 + len(bars) + 2 * sum(map(len, bars)) + 2 * (len(melody.bars[0]) if melody.pickup else 0)


def _part(melody: Melody, start: int, stop: int, with_pickup: bool) -> Melody:
    """The bars as a melody: a tie from before becomes its note, and a last bar short of a lost pickup is filled."""
    shift = int(melody.pickup)
    bars = list(melody.bars[start + shift : stop + shift])
    if bars[0][0].pitch == TIE:
        before = [e.pitch for bar in melody.bars[: start + shift] for e in bar if e.pitch != TIE]
        bars[0] = (Event(bars[0][0].ticks, before[-1] if before else REST), *bars[0][1:])
    keeps = melody.pickup and start == 0 and with_pickup
    if keeps:
        bars.insert(0, melody.bars[0])
    elif melody.pickup and stop == melody.full_bars:
        full = bar_ticks(melody.meter)
        rest = events_for(melody.pickup_ticks, full - melody.pickup_ticks, melody.meter, REST)
        bars[-1] = (*bars[-1], *rest)
    return replace(melody, bars=tuple(bars), pickup=keeps)


def style_weights(melodies: Sequence[Melody]) -> dict[str, float]:
    """How often to draw from each style: rarer ones more, by the square root of what they lack, between 0.3 and 3."""
    sizes = Counter[str]()
    for melody in melodies:
        sizes[melody.style] += len(melody.events)
    mean = sum(sizes.values()) / len(sizes)
    weights = {style: min(3.0, max(0.3, (mean / size) ** 0.5)) for style, size in sizes.items()}
    return weights | {style: 0.3 for style in weights if style not in STYLES}


def epoch(melodies: Sequence[Melody], random: Random) -> Iterator[Sample]:
    """One pass: about a sample for every sixteen bars of every melody, weighted by style, in random order."""
    weights = style_weights(melodies)
    draws: list[Melody] = []
    for melody in melodies:
        wanted = weights[melody.style] * max(1.0, melody.full_bars / 16)
        draws += [melody] * (int(wanted) + (random.random() < wanted % 1))
    random.shuffle(draws)
    for melody in draws:
        length = random.choices(_LENGTHS, _LENGTH_WEIGHTS)[0]
        starts = [0, *range(4, max(melody.full_bars - 3, 1), 4)]
        # Half the samples open their piece: that is how an exercise begins.
        start = 0 if random.random() < 0.5 else random.choice(starts)
        yield varied(sample_of(melody, start, start + length), random)


def varied(sample: Sample, random: Random) -> Sample:
    """A sample with some conditions dropped and, now and then, moved by an octave where the vocabulary has room."""
    tokens = sample.tokens.copy()
    for i in range(PREFIX_LENGTH - 1):
        if random.random() < DROPOUT:
            tokens[i] = none_of(int(tokens[i]))
    pitched = tokens >= _FIRST_STEP
    shift = random.choice((-_OCTAVE, _OCTAVE)) if random.random() < 0.15 else 0
    moved = tokens[pitched].astype(int) + shift
    if len(moved) and moved.min() >= _FIRST_STEP and moved.max() < SIZE:
        tokens[pitched] = moved
    return Sample(tokens, sample.features)


def held_out(melodies: Sequence[Melody], bars: int = 16) -> list[Sample]:
    """The same samples every time, for measuring: each melody's first bars."""
    return [sample_of(m, 0, bars) for m in melodies]


def batches(samples: Sequence[Sample], tokens: int, random: Random | None = None) -> Iterator[list[Sample]]:
    """Samples of like length together, each batch at most `tokens` when padded; shuffled when `random` is given."""
    order = sorted(samples, key=lambda s: len(s.tokens))
    found: list[list[Sample]] = [[]]
    for sample in order:
        if found[-1] and (len(found[-1]) + 1) * len(sample.tokens) > tokens:
            found.append([])
        found[-1].append(sample)
    if random is not None:
        random.shuffle(found)
    yield from (batch for batch in found if batch)
