"""The plan of a piece before a note is written: which bars return, where phrases begin, and which cadence each reaches.

A form is a row of letters, as in AABA: a letter that comes again returns bar for bar; a prime (A') returns with a new
ending; a tilde (A~) returns varied, in new notes that follow its rhythm. `period` is A A' with a half cadence in the
middle, `sentence` an idea, its return and a continuation, `free` has no return. Bars are counted from 0, a pickup bar
included.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tutor.music.rhythm import Meter

if TYPE_CHECKING:
    from tutor.composing.progressions import PlannedChord

# Degrees, 0 = tonic, on which a phrase may come to rest.
FINAL, HALF, OPEN = (0,), (1, 4, 6), (0, 2, 4)
# What a request may end on instead of the tonic: the dominant's notes, or the third or fifth above a mode's final.
ENDINGS = {"half": HALF, "modal": (2, 4)}
NAMED = {
    "period": "A A'",
    "varied period": "A A~",
    "sentence": "a a b:2",
    "free": "A",
    "through": "A",
    "binary": "A B",
    "ternary": "A B A",
    "rondo": "A B A C A",
    "blues": "A A' B",
    "strophe": "A A B B'",
    "loop": "A A A' A",
    "12-bar": "A B C B D:2",
}
STRONG, DOWNBEATS = "strong beats", "downbeats"
TWELVE = "12-bar"  # call, answer, call over the fourth, the answer again, and the line that comes home
_TWO_CHORUSES = "A B C B D:2 E B F B G:2"
VARIED = "varied period"
_TOKEN = re.compile(r"([A-Za-z])(~|'*)(?::(\d+))?")


@dataclass(frozen=True)
class Cadence:
    """Where a phrase ends: on one of `degrees` (0 = tonic); `link` lets a few notes lead on to what follows."""

    degrees: tuple[int, ...]
    link: bool = False

    @property
    def final(self) -> bool:
        """Whether the piece may end here: nothing leads on."""
        return not self.link


@dataclass(frozen=True)
class PlannedBar:
    """One bar of the plan. `source` is the bar it repeats exactly, `like` the one whose rhythm it follows in new notes;
    `opens` marks the first bar of a phrase.

    `returns`: whether this bar begins something that comes back, so that its first note must fit every place.
    """

    source: int | None = None
    like: int | None = None
    opens: bool = False
    returns: bool = False
    cadence: Cadence | None = None
    weight: int = 1  # in how many bars of the piece its notes are heard
    chords: tuple[tuple[int, PlannedChord], ...] = ()  # (tick, chord) where the harmony is planned


@dataclass(frozen=True)
class Plan:
    """The bars of a piece in order; `pickup` ticks, if any, make `bars[0]`, and the last bar lacks as many.

    `head` and `tail`: ticks of the first and the last bar that are not to be written. `binding`: whether notes on
    every strong beat, or on downbeats alone, belong to the chords of the bars that have some. `meters`: of every bar,
    where the metre changes.
    """

    form: str
    bars: tuple[PlannedBar, ...]
    pickup: int = 0
    head: int = 0
    tail: int = 0
    binding: str = STRONG
    meters: tuple[Meter, ...] = ()

    @property
    def full_bars(self) -> int:
        return len(self.bars) - (self.pickup > 0)

    def is_new(self, index: int) -> bool:
        return self.bars[index].source is None


@dataclass(frozen=True)
class Section:
    """One letter of a form: `start` and `bars` long; its `mark` tells how it differs from the plain letter: primes
    for new endings, a tilde for new notes."""

    letter: str
    mark: str
    start: int
    bars: int

    @property
    def varied(self) -> bool:
        return self.mark == "~"


def parse_form(form: str) -> list[tuple[str, str, int]]:
    """(letter, mark, weight) of each section; ValueError when the text is no form."""
    return _parsed(form, NAMED.get(form.strip().lower(), form))


def _parsed(form: str, text: str) -> list[tuple[str, str, int]]:
    text = text.replace("’", "'")
    found = [(m[1], m[2], int(m[3] or 1)) for m in _TOKEN.finditer(text)]
    plain = "".join(f"{letter}{mark}{f':{weight}' if weight > 1 else ''}" for letter, mark, weight in found)
    if not found or plain != re.sub(r"[\s\-,]", "", text):
        names = ", ".join(NAMED)
        raise ValueError(f"'{form}' is not a form; write letters as in AABA or ABAC, or one of {names}")
    return found


def sections_of(form: str, bars: int) -> list[Section]:
    """The sections of a form laid over a number of bars; ValueError when they do not fit."""
    parts, lengths = _laid(form, bars)
    if lengths is None:
        raise ValueError(f"the form {form} does not fit {bars} bars; it needs {wanted_bars(form)}")
    start, sections = 0, []
    for letter, mark, _ in parts:
        sections.append(Section(letter, mark, start, lengths[letter]))
        start += lengths[letter]
    return sections


def _laid(form: str, bars: int) -> tuple[list[tuple[str, str, int]], dict[str, int] | None]:
    """The sections of a form and the bars of each letter, None when they do not fit; 12-bar form knows two lengths."""
    if form.strip().lower() != TWELVE:
        parts = parse_form(form)
        return parts, _lengths(parts, bars)
    parts = _parsed(form, _TWO_CHORUSES if bars == 24 else NAMED[TWELVE])
    return parts, {letter: 2 * weight for letter, _, weight in reversed(parts)} if bars in (12, 24) else None


def least_bars(form: str) -> int:
    """The fewest bars a form can be laid over."""
    if form.strip().lower() == TWELVE:
        return 12
    parts = parse_form(form)
    return next(bars for bars in range(len(parts), 4 * len(parts) + 1) if _lengths(parts, bars))


def wanted_bars(form: str) -> str:
    """The lengths a form can be laid over, in words."""
    return "12 bars or 24" if form.strip().lower() == TWELVE else f"{least_bars(form)} bars or more"


def _lengths(parts: list[tuple[str, str, int]], bars: int) -> dict[str, int] | None:
    """Bars of each letter, as even as can be: every section of a letter is as long as the next one of it."""
    counts = Counter(letter for letter, _, _ in parts)
    weights = {letter: weight for letter, _, weight in reversed(parts)}
    ideal = bars / sum(weight for _, _, weight in parts)
    # Bars shared out so far -> (unevenness, lengths of the letters so far): the best way to have come there.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for letter, count in counts.items():
        grown: dict[int, tuple[float, tuple[int, ...]]] = {}
        for used, (unevenness, lengths) in best.items():
            for n in range(1, (bars - used) // count + 1):
                cost = unevenness + abs(n - ideal * weights[letter]) + 1.1 * (n % 2)
                found = (round(cost, 6), (*lengths, n))
                grown[used + count * n] = min(found, grown.get(used + count * n, found))
        best = grown
    return dict(zip(counts, best[bars][1], strict=True)) if bars in best else None


def default_form(bars: int, style_forms: tuple[str, ...] = ()) -> str:
    """A form that suits a length: the style's own where it fits, else a period, a sentence or free."""
    for form in style_forms:
        if fits(form, bars):
            return form
    if bars >= 4 and bars % 2 == 0:
        return "period"
    return "free"


def fits(form: str, bars: int) -> bool:
    """Whether a form fits a number of bars with at least two bars to each section, all alike but for their weight."""
    try:
        sections = sections_of(form, bars)
    except ValueError:
        return False
    return (
        min(s.bars for s in sections) >= (1 if bars < 4 else 2) and bars % sum(w for _, _, w in parse_form(form)) == 0
    )


def repeats_fit(laid: Plan) -> bool:
    """Whether every bar that returns is in its source's metre."""
    meters = laid.meters
    return not meters or all(b.source is None or meters[i] == meters[b.source] for i, b in enumerate(laid.bars))


def ending_on(laid: Plan, degrees: tuple[int, ...]) -> Plan:
    """The plan with its last cadence, and those that it repeats, on other degrees."""
    bars = (replace(b, cadence=Cadence(degrees)) if b.cadence and b.cadence.final else b for b in laid.bars)
    return replace(laid, bars=tuple(bars))


def on_one_pitch(laid: Plan) -> Plan:
    """The plan with every cadence on the tonic, the only note there is."""
    bars = (replace(b, cadence=replace(b.cadence, degrees=FINAL)) if b.cadence else b for b in laid.bars)
    return replace(laid, bars=tuple(bars))


def plan(form: str, bars: int, pickup: int = 0) -> Plan:
    """Lay a form over `bars` full bars (and a pickup of so many ticks)."""
    sections = sections_of(form, bars)
    offset = 1 if pickup else 0
    sources, models = _sources(sections, bars, bool(pickup)), _models(sections)
    cadences = _cadences(sections, bars)
    opens = {section.start for section in sections} | {b + 1 for b in cadences if b + 1 < bars}
    first_uses = {source for b, source in sources.items() if b - 1 not in sources or sources[b - 1] + 1 != source}
    planned = []
    for bar in range(bars):
        source = sources.get(bar)
        weight = 1 + sum(1 for s in sources.values() if s == bar)
        planned.append(
            PlannedBar(
                source=None if source is None else source + offset,
                like=models[bar] + offset if bar in models else None,
                opens=bar in opens,
                returns=bar in first_uses,
                cadence=cadences.get(bar if source is None else source),
                weight=weight,
            )
        )
    head = (PlannedBar(opens=True),) if pickup else ()
    return Plan(form, (*head, *planned), pickup)


def _sources(sections: list[Section], bars: int, pickup: bool) -> dict[int, int]:
    """bar -> the earlier bar it repeats. A primed section keeps its first half, a varied one nothing; a pickup forbids
    repeating the end."""
    sources: dict[int, int] = {}
    for section, model in _returns(sections):
        if section.varied:
            continue
        kept = section.bars if section.mark == model.mark else section.bars // 2
        for i in range(min(kept, model.bars)):
            sources[section.start + i] = model.start + i
    if pickup:
        sources.pop(bars - 1, None)
    return sources


def _models(sections: list[Section]) -> dict[int, int]:
    """bar -> the earlier bar whose rhythm it follows."""
    varied = [(section, model) for section, model in _returns(sections) if section.varied]
    return {section.start + i: model.start + i for section, model in varied for i in range(section.bars)}


def _returns(sections: list[Section]) -> list[tuple[Section, Section]]:
    """Every section whose letter was there before, with the first one of that letter."""
    first: dict[str, Section] = {}
    return [(s, first[s.letter]) for s in sections if first.setdefault(s.letter, s) is not s]


def _cadences(sections: list[Section], bars: int) -> dict[int, Cadence]:
    """bar -> the cadence it must reach: the tonic at the end, and wherever the last section's model ends."""
    found: dict[int, Cadence] = {}
    for section in sections:
        last = section.start + section.bars - 1
        if section.bars >= 2:
            found.setdefault(last, Cadence(_phrase_degrees(section, sections), link=True))
        if section.bars >= 8:
            found.setdefault(section.start + section.bars // 2 - 1, Cadence(HALF, link=True))
    found[bars - 1] = Cadence(FINAL)
    closing = sections[-1]
    model = next(s for s in sections if s.letter == closing.letter)
    if model is not closing and model.mark == closing.mark and not closing.varied:
        found[model.start + model.bars - 1] = Cadence(FINAL)
    return found


def _phrase_degrees(section: Section, sections: list[Section]) -> tuple[int, ...]:
    """A first statement that is answered by its prime ends open on the dominant side; others may close more freely."""
    at = sections.index(section)
    answer = sections[at + 1] if at + 1 < len(sections) else None
    if answer is not None and (len(answer.mark) > len(section.mark) or answer.letter == sections[0].letter):
        return HALF
    return (*OPEN, 1, 6) if section.bars < 4 else HALF
