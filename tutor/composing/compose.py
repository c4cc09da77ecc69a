"""Composing: a request becomes candidates, critics choose one, and it is written out as a score."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tutor.composing.canon import canonic, delay_of
from tutor.composing.chord_plan import symbols_of
from tutor.composing.defaults import with_defaults
from tutor.composing.feasibility import key_of, meter_of, player_of
from tutor.composing.form import Plan
from tutor.composing.levels import allowed, time_level
from tutor.composing.melody import bars_of, notes_of
from tutor.composing.planning import MACHINES, Setting, prepare
from tutor.composing.promises import broken_promises
from tutor.composing.purposes import purpose_of
from tutor.composing.register import Window
from tutor.composing.request import ComposeRequest
from tutor.composing.setting import as_piece
from tutor.composing.speaking import leans_of, speaking
from tutor.composing.styles import STYLES
from tutor.composing.taste import density_for, parts_of
from tutor.composing.vocabulary import Melody, prefix
from tutor.errors import RequestImpossible
from tutor.music.score import Part, Score

if TYPE_CHECKING:
    from tutor.composing.checkpoint import Checkpoint
    from tutor.composing.sampling import Row

__all__ = ["Composition", "compose", "compose_many", "with_defaults"]

CANDIDATES = 16
# Of a blend some candidates have both styles in all they do, some rather one's rhythm and the other's pitches.
_ACCENTS = (0.0, 0.0, 1.0, 1.0, -1.0, -1.0)
_ROUNDS = 3  # batches that may all be turned down as copies before the least derivative one is taken
LICENCE = "free to use, copy, change and perform; no rights reserved"


@dataclass(frozen=True)
class Composition:
    """A score with the request that made it, how far it is from any training piece, and where it came from."""

    score: Score
    request: ComposeRequest
    originality: dict[str, Any]
    provenance: dict[str, Any]


def compose(request: ComposeRequest, candidates: int = CANDIDATES) -> Composition:
    """One exercise, the best of `candidates`; the same request gives the same one.

    Raises RequestImpossible, ModelUnavailable.
    """
    settings = prepare(request, MACHINES)
    checkpoint = speaking(request)
    for row, setting, originality in _chosen(request, settings, checkpoint, candidates):
        made = finished(request, melody_of_row(request, row), setting.plan, setting.window, originality, checkpoint)
        whole = None if broken_promises(made.score, request) else as_piece(made.score, request)
        if whole is not None:
            return replace(made, score=whole)
    if request.piece:
        where = f"the range {request.range or 'of the ' + request.instrument} in {request.bars} bars"
        higher = " Or choose a higher instrument, for example soprano." * (
            request.piece == "chorale" and not request.range
        )
        fix = f"Ask for the piece chords, a melody with chord symbols.{higher}"
        raise RequestImpossible(f"the piece {request.piece}", where, fix)
    raise RequestImpossible("the request", f"level {request.level}", "Ask for fewer skills or more bars.")


def compose_many(request: ComposeRequest, count: int) -> list[Composition]:
    """`count` different exercises: the request's seed, and the seeds after it, leaving out what came before."""
    made: list[Composition] = []
    seen = set()
    for seed in range(request.seed, request.seed + 20 * count):
        if len(made) == count:
            break
        one = compose(replace(request, seed=seed))
        music = tuple((note.onset, note.pitch, note.segments) for note in one.score.notes)
        if music not in seen:
            seen.add(music)
            made.append(one)
    if len(made) < count:
        raise RequestImpossible(
            f"{count} different exercises", f"{request.bars} bars at level {request.level}", f"Ask for {len(made)}."
        )
    return made


def _chosen(
    request: ComposeRequest, settings: list[Setting], checkpoint: Checkpoint, candidates: int
) -> Iterator[tuple[Row, Setting, dict[str, Any]]]:
    """Candidates in order of preference: originals first, best first; copies only when nothing else is left."""
    import torch

    from tutor.composing.originality import originality_of

    generator = torch.Generator().manual_seed(request.seed)
    copies = []
    for _ in range(_ROUNDS):
        batch = _decoded(request, settings, checkpoint, generator, candidates)
        for row, setting in _ranked(request, batch, checkpoint):
            judged = originality_of(melody_of_row(request, row))
            if purpose_of(request).one_pitch:
                judged |= {"original": True}  # a rhythm on one note is nobody's tune
            if judged["original"]:
                yield row, setting, judged
            else:
                copies.append((row, setting, judged))
    yield from sorted(copies, key=lambda found: found[2]["longest_shared_notes"])


def _decoded(request: ComposeRequest, settings: list[Setting], checkpoint: Checkpoint, generator, candidates: int):
    from tutor.composing.sampling import Row, decode

    chosen = [settings[i % len(settings)] for i in range(candidates)]
    canon = [canonic(delay_of(request.bars))] if request.piece == "round" else []
    rows = [
        Row(s.machine, leans=(*leans_of(request), *canon), accent=_ACCENTS[i % len(_ACCENTS)])
        for i, s in enumerate(chosen)
    ]
    decode(checkpoint.model, rows, prefixes_of(request), generator)
    return list(zip(rows, chosen, strict=True))


def _ranked(request: ComposeRequest, batch, checkpoint: Checkpoint):
    from tutor.composing.judging import candidate_of, in_order

    candidates = [
        candidate_of(request, melody_of_row(request, row), setting.plan, row.mean_surprise, setting.window.room)
        for row, setting in batch
    ]
    return [batch[i] for i in in_order(request, candidates)]


def melody_of_row(request: ComposeRequest, row: Row) -> Melody:
    """What a row wrote."""
    bars = tuple(tuple(bar) for bar in row.bars)
    plan = row.machine.plan
    return Melody(request.style, key_of(request).mode, meter_of(request), bars, bool(plan.pickup), meters=plan.meters)


def prefixes_of(request: ComposeRequest) -> list[tuple[list[int], float]]:
    """The condition tokens of the style, and of the second one in a blend, with their weights."""
    mode = key_of(request).mode
    density = density_for(request)
    return [
        (prefix(STYLES[style].token, mode, request.meter, time_level(request.level), density), part)
        for style, part in parts_of(request)
    ]


def finished(
    request: ComposeRequest,
    melody: Melody,
    plan: Plan,
    window: Window,
    originality: dict[str, Any],
    checkpoint: Checkpoint,
) -> Composition:
    """A melody written out as the score that its request asked for."""
    from tutor.composing.marking import marked
    from tutor.composing.tempo import tempo_of
    from tutor.composing.titles import title_of
    from tutor.music.harmonising import harmonise

    key, player = key_of(request), player_of(request)
    bars = bars_of(melody, key)
    part = Part(
        notes=notes_of(melody, key, window.anchor),
        instrument=player.name,
        clef=request.clef or player.clef,
        transposition=player.transposition,
    )
    provenance = provenance_of(request, checkpoint) | {"form": plan.form}
    score = Score(
        title=title_of(request, key),
        bars=bars,
        parts=(part,),
        tempo_bpm=tempo_of(request, melody),
        metadata=metadata_of(request, provenance, originality),
    )
    score = marked(
        score, request, [bar.number for bar, planned in zip(bars, plan.bars, strict=True) if planned.cadence]
    )
    if not purpose_of(request).one_pitch:
        score = replace(score, harmony=symbols_of(plan, bars, key) or harmonise(score))
    return Composition(score, request, originality, provenance)


def provenance_of(request: ComposeRequest, checkpoint: Checkpoint) -> dict[str, Any]:
    """Which weights and corpora a composition comes from."""
    styles = [STYLES[name] for name in (request.style, request.style2) if name]
    return {
        "model": checkpoint.hash,
        "seed": request.seed,
        "kind": styles[0].kind,
        "corpora": sorted({corpus for style in styles for corpus in style.corpora}),
        "licence": LICENCE,
    }


def metadata_of(
    request: ComposeRequest, provenance: dict[str, Any], originality: dict[str, Any]
) -> tuple[tuple[str, str], ...]:
    """The identification block of the file."""
    return (
        ("composer", "Etude"),
        ("style", request.style),
        ("level", allowed(request.level).name),
        ("request", json.dumps(request.to_dict(), sort_keys=True)),
        ("seed", str(request.seed)),
        ("model", provenance["model"]),
        ("provenance", json.dumps(provenance, sort_keys=True)),
        ("originality", json.dumps(originality, sort_keys=True)),
        ("licence", LICENCE),
    )
