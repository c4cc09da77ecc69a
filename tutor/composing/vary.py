"""Recomposing chosen bars of any score and leaving the rest note for note.

The network hears the bars before; the automaton fits the new bars to the notes on both sides; of the candidates, the
one is taken after which the bars that follow are the least surprising, and which is a melody in its own right.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from tutor.composing.automaton import Automaton
from tutor.composing.form import FINAL, Cadence, Plan, PlannedBar
from tutor.composing.grammar import Grammar
from tutor.composing.levels import time_level
from tutor.composing.lineage import request_of
from tutor.composing.melody import events_for
from tutor.composing.promises import broken_promises
from tutor.composing.request import ComposeRequest
from tutor.composing.speaking import leans_of, speaking
from tutor.composing.stretch import Stretch, stretches
from tutor.composing.styles import STYLES
from tutor.composing.vocabulary import REST, TIE, Melody, bar_tokens, body_tokens, prefix
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS, Skill, skills_in
from tutor.music.musicxml_marks import opening_words
from tutor.music.rhythm import TICKS_PER_QUARTER
from tutor.music.score import ChordSymbol, Note, Score

if TYPE_CHECKING:
    from tutor.composing.checkpoint import Checkpoint
    from tutor.composing.sampling import Row

CANDIDATES = 16
_FOLLOWS = 2.0  # weight of the surprise (nats per event) at what follows


def vary(score: Score, bars: tuple[int, int], seed: int = 0) -> Score:
    """The score with bars `bars[0]` to `bars[1]` (by number) composed anew; every other note stays, ids too.

    What the score's request promises is kept, skills among it, as far as these bars can keep it. Raises ValueError for
    bars that do not exist, RequestImpossible when nothing else can stand there.
    """
    return vary_for(score, bars, request_of(score), seed)


def vary_for(score: Score, bars: tuple[int, int], request: ComposeRequest, seed: int) -> Score:
    """As `vary`, keeping the promises of another request than the score's own."""
    for index in range(len(stretches(score, bars))):
        score = _rewritten(stretches(score, bars)[index], request, seed, speaking(request))
    return score


def _rewritten(stretch: Stretch, request: ComposeRequest, seed: int, checkpoint: Checkpoint) -> Score:
    machine = _machine(stretch, request)
    rows = _decoded(stretch, machine, request, seed, checkpoint)
    old = [(n.onset, n.pitch, n.segments) for n in stretch.replaced]
    least, best = _broken(stretch.score, request), None
    for row in _ranked(stretch, rows, request, checkpoint):
        notes = _notes(stretch, row)
        if [(n.onset, n.pitch, n.segments) for n in notes] == old:
            continue
        made = _with_notes(stretch, notes)
        if _broken(made, request) <= least:
            return _marked(made, request, notes)
        best = best or _marked(made, request, notes)
    if best is None:
        raise _nothing_else(stretch)
    return best


def _marked(score: Score, request: ComposeRequest, fresh: list[Note]) -> Score:
    """The score with its fresh notes marked as the rest is; left bare where the marks are somebody else's."""
    from tutor.composing.analysis.phrases import form_of, phrase_bars
    from tutor.composing.marking import marked_within

    if "request" not in score.meta or opening_words(score) is None:
        return score
    return marked_within(score, request, phrase_bars(score, form_of(score)), [note.id for note in fresh])


def _nothing_else(stretch: Stretch) -> RequestImpossible:
    bars = f"bars {stretch.bars[0].number}-{stretch.bars[-1].number}"
    return RequestImpossible(bars, "what stands round them", "Choose more bars.")


def _broken(score: Score, request: ComposeRequest) -> int:
    """How many promises a score breaks; none can be told of music beyond the composer's alphabet."""
    try:
        return len(broken_promises(score, request))
    except ValueError:
        return 0


def _machine(stretch: Stretch, request: ComposeRequest) -> Automaton:
    """The automaton of the stretch at the request's level, or the lowest above it that can join both sides."""
    owed = _owed(stretch, request)
    for level in range(time_level(request.level), 9):
        for quotas in (owed, ()) if owed else ((),):
            for strict in (True, False):
                machine = _machine_at(stretch, level, quotas, strict)
                if machine is not None and machine.possible:
                    return machine
    raise _nothing_else(stretch)


def _owed(stretch: Stretch, request: ComposeRequest) -> tuple[tuple[Skill, int], ...]:
    """The skills that the bars which stay do not show often enough, and how often they are missing."""
    gone, found = {note.id for note in stretch.replaced}, skills_in(stretch.score)
    counts = {n: SKILLS[n].quota(request.bars) - sum(i not in gone for i in found.get(n, ())) for n in request.skills}
    return tuple((SKILLS[n], count) for n, count in counts.items() if count > 0 and SKILLS[n].needs != "pickup")


def _machine_at(stretch: Stretch, level: int, quotas: tuple[tuple[Skill, int], ...], strict: bool) -> Automaton | None:
    grammar = _grammar(stretch, level, quotas)
    known = set(grammar.steps)
    before, follow = stretch.step(stretch.before), stretch.step(stretch.follow)
    ends = stretch.last == len(stretch.score.bars) - 1 and stretch.tail < 96
    closing = Cadence(FINAL) if ends and strict and _ended_on_tonic(stretch) else None
    count = stretch.last - stretch.first + 1
    planned = [PlannedBar(cadence=closing if i == count - 1 else None) for i in range(count)]
    plan = Plan("free", tuple(planned), head=stretch.head, tail=stretch.tail)
    return Automaton(
        grammar,
        plan,
        before=before if before in known else None,
        follow=follow if follow in known and strict else None,
    )


def _ended_on_tonic(stretch: Stretch) -> bool:
    last = stretch.score.notes[-1]
    return stretch.bars[-1].key.degree_of(last.pitch) == (1, 0)


def _grammar(stretch: Stretch, level: int, quotas: tuple[tuple[Skill, int], ...]) -> Grammar:
    """Notes within the score's own range, altered or silent only if it has such, or what is owed may need it."""
    score, key = stretch.score, stretch.bars[0].key
    steps = [n.pitch.diatonic - stretch.anchor for n in score.notes]
    midi = [n.pitch.midi - key.pitch_at(stretch.anchor).midi for n in score.notes]
    low, high = max(min(steps), -14), min(max(steps), 21)
    altered = any(score.bar_at(n.onset).key.degree_of(n.pitch)[1] for n in score.notes)
    silent = any(b.onset > a.end for a, b in pairwise(score.notes))
    return Grammar(
        *(key, stretch.bars[0].meter, level, low, high),
        quotas=quotas,
        rests=silent or any("rest" in skill.name for skill, _ in quotas),
        alters=altered or bool(quotas),
        fewest_semitones=min(midi),
        most_semitones=max(midi),
    )


def _style(score: Score) -> str | None:
    name = score.meta.get("style", "")
    return STYLES[name].token if name in STYLES else None


def _decoded(
    stretch: Stretch, machine: Automaton, request: ComposeRequest, seed: int, checkpoint: Checkpoint
) -> list[Row]:
    import torch

    from tutor.composing.sampling import Row, decode

    lead, length = _lead_tokens(stretch), len([b for b in stretch.score.bars if b.number > 0])
    head = [t for e in _head_events(stretch) for t in bar_tokens([e])]
    rows = [Row(machine, lead=lead, head=head, length=length, leans=leans_of(request)) for _ in range(CANDIDATES)]
    return decode(checkpoint.model, rows, [(_prefix(stretch, request), 1.0)], torch.Generator().manual_seed(seed))


def _prefix(stretch: Stretch, request: ComposeRequest) -> list[int]:
    bar = stretch.bars[0]
    return prefix(
        _style(stretch.score), bar.key.mode, bar.meter.name, time_level(request.level), None, stretch.first == 0
    )


def _lead_tokens(stretch: Stretch) -> list[int]:
    lead = stretch.lead()
    return body_tokens(lead) if lead else []


def _head_events(stretch: Stretch):
    """What the first bar begins with: a note held in, or the part of a bar that is not there."""
    held = stretch.before is not None and stretch.before.end > stretch.bars[0].onset
    return events_for(stretch.head, 0, stretch.bars[0].meter, TIE if held else REST) if stretch.head else []


def _ranked(stretch: Stretch, rows: list[Row], request: ComposeRequest, checkpoint: Checkpoint) -> list[Row]:
    """Candidates, best first: their own merits and how well what follows goes on from them."""
    from tutor.composing.critics import line_points
    from tutor.composing.judging import candidate_of
    from tutor.composing.sequels import surprise_at

    meter, mode = stretch.bars[0].meter, stretch.bars[0].key.mode
    room = max(n.pitch.diatonic for n in stretch.score.notes) - min(n.pitch.diatonic for n in stretch.score.notes)
    melodies = [Melody("", mode, meter, tuple(map(tuple, row.bars))) for row in rows]
    own = [
        line_points(candidate_of(request, melody, row.machine.plan, row.mean_surprise, room))
        for melody, row in zip(melodies, rows, strict=True)
    ]
    sequel = stretch.sequel()
    after = (
        surprise_at(checkpoint.model, rows, _prefix(stretch, request), body_tokens(sequel))
        if sequel
        else [0.0] * len(rows)
    )
    points = [merit - _FOLLOWS * surprise for merit, surprise in zip(own, after, strict=True)]
    return [rows[i] for i in sorted(range(len(rows)), key=lambda i: (-points[i], i))]


def _notes(stretch: Stretch, row: Row) -> list[Note]:
    """A row's notes in score time, with ids that no other note has."""
    key, clock = stretch.bars[0].key, stretch.start
    taken = {note.id for part in stretch.score.parts for note in part.notes}
    found: list[Note] = []
    for event in (event for bar in row.bars for event in bar):
        length = Fraction(event.ticks, TICKS_PER_QUARTER)
        if event.pitch == TIE and found:
            found[-1] = replace(found[-1], segments=(*found[-1].segments, length))
        elif isinstance(event.pitch, tuple):
            pitch = key.pitch_at(stretch.anchor + event.pitch[0], event.pitch[1])
            found.append(Note(_fresh_id(taken), clock, pitch, (length,)))
        clock += length
    return found


def _fresh_id(taken: set[str]) -> str:
    number = len(taken) + 1
    while f"n{number}" in taken:
        number += 1
    taken.add(f"n{number}")
    return f"n{number}"


def _with_notes(stretch: Stretch, notes: list[Note]) -> Score:
    """The score with the stretch's notes replaced; slurs of theirs go, and chord names are found anew for them."""
    score, part = stretch.score, stretch.score.part
    gone = {note.id for note in stretch.replaced}
    kept = [note for note in part.notes if note.id not in gone]
    slurs = tuple(slur for slur in part.slurs if not {slur.first, slur.last} & gone)
    together = tuple(sorted((*kept, *notes), key=lambda n: n.onset))
    changed = replace(score, parts=(replace(part, notes=together, slurs=slurs), *score.parts[1:]))
    return replace(changed, harmony=_harmony(stretch, changed)) if score.harmony else changed


def _harmony(stretch: Stretch, changed: Score) -> tuple[ChordSymbol, ...]:
    """The old chords outside the stretch, new ones inside."""
    from tutor.music.harmonising import harmonise

    start, end = stretch.bars[0].onset, stretch.bars[-1].end
    inside = [part for chord in harmonise(changed) for part in _clipped(chord, start, end)]
    before = [part for chord in changed.harmony for part in _clipped(chord, Fraction(0), start)]
    after = [part for chord in changed.harmony for part in _clipped(chord, end, changed.length)]
    return (*before, *inside, *after)


def _clipped(chord: ChordSymbol, start: Fraction, end: Fraction) -> list[ChordSymbol]:
    first, last = max(chord.onset, start), min(chord.onset + chord.duration, end)
    return [replace(chord, onset=first, duration=last - first)] if first < last else []
