"""What only a worker does: composing, engraving and rendering. The engine is loaded here, on first use."""

from __future__ import annotations

import base64
import json
import tempfile
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction

from lessons.library.models import CompositionJob, Exercise, Rendering
from lessons.library.written import read, timeline
from lessons.work import report
from tutor.composing.request import ComposeRequest

WIDE, NARROW = 1000, 440
NEW_PIECES = ("more", "easier", "harder", "over", "continue")  # changes after which a piece has a name of its own


def make_candidates(job: CompositionJob) -> None:
    """Compose what the job asks for. A job that was interrupted goes on where it stopped."""
    if job.kind == CompositionJob.Kind.CHANGE:
        _change(job)
        return
    from tutor.composing.compose import compose

    request = ComposeRequest.from_dict(job.request)
    for position in range(job.candidates.count(), job.count):
        report(job, f"composing {position + 1} of {job.count}", _share(position, job.count))
        made = compose(replace(request, seed=request.seed + position))
        store(job, position, made.score, made.request, made.originality, made.provenance)


def _share(done: int, total: int) -> int:
    return max(5, round(100 * done / total))


def _change(job: CompositionJob) -> None:
    """Make the version that is wanted; a second delivery finds it there."""
    from tutor.composing.change import KINDS, Wish, change

    if job.candidates.exists():
        return
    wish = Wish.from_dict(job.change)
    report(job, KINDS[wish.kind].about, 20)
    parent = _parent_score(job)
    made = change(parent, wish)
    report(job, "engraving it", 80)
    about = made.provenance["changes"][-1]["about"]
    row = store(job, 0, made.score, made.request, made.originality, made.provenance)
    row.parent, row.seed = job.source, wish.seed
    row.change = {"kind": wish.kind, "about": about, "by": str(job.owner)}
    renamed = made.score.title != parent.title and job.source and job.source.title.startswith(parent.title)
    if job.source is not None and wish.kind not in NEW_PIECES and not renamed:
        row.title = job.source.title
    row.save(update_fields=["parent", "seed", "change", "title"])


def _parent_score(job: CompositionJob) -> Any:
    """The exercise that is changed, or the opening that somebody handed in."""
    from tutor.music.musicxml import score_from_bytes

    if job.source is not None:
        return read(job.source)
    opening = job.change["opening"]
    score = score_from_bytes(base64.b64decode(opening["data"]), opening["name"])
    wished = json.dumps({**job.request, "key": score.key.name, "meter": score.meter.name})
    return replace(score, metadata=(("request", wished), ("style", job.request["style"])))


@transaction.atomic
def store(
    job: CompositionJob | None,
    position: int,
    score: Any,
    request: ComposeRequest,
    originality: dict[str, Any],
    provenance: dict[str, Any],
    owner: Any = None,
) -> Exercise:
    """Write a tutor Score as an Exercise row, with its MusicXML, its engraving and its timeline."""
    from tutor.composing.analysis.analyse import analyse
    from tutor.composing.recognising import recognised
    from tutor.music.musicxml import to_musicxml

    heard = recognised(score, request)
    exercise = Exercise.objects.create(
        owner=job.owner if job else owner,
        job=job,
        position=position,
        kept=job.keep if job else True,
        title=score.title[:100] if job and job.patient else _own_title(job.owner if job else owner, score.title),
        request=request.to_dict(),
        seed=request.seed,
        model_hash=str(provenance.get("model", ""))[:80],
        originality=originality,
        provenance=provenance | ({"recognised": heard} if heard else {}),
        analysis=analyse(score, provenance.get("form")) if score.notes else {},
        musicxml=to_musicxml(score).decode("utf-8"),
        timeline=timeline(score),
        bars=sum(1 for bar in score.bars if bar.number > 0),
        note_count=len(score.notes),
        key=score.key.name,
        meter=score.meter.name,
        tempo_bpm=score.tempo_bpm,
        instrument=score.part.instrument,
        level=request.level,
        style=request.style,
    )
    exercise.svg = engraved(score, exercise.id_prefix, WIDE)
    exercise.svg_narrow = engraved(score, exercise.narrow_prefix, NARROW)
    exercise.save(update_fields=["svg", "svg_narrow"])
    return exercise


def _own_title(owner: Any, title: str) -> str:
    """The title, with a number when its owner has others of that name."""
    title = title[:100]
    others = Exercise.objects.filter(owner=owner, title__startswith=title).exclude(job__patient=True).count()
    return f"{title} no. {others + 1}" if others else title


def engraved(score: Any, id_prefix: str, width: int) -> str:
    from tutor.music.engraving import engrave

    return engrave(score, width=width, id_prefix=id_prefix).svg


def render(sound: Rendering) -> str:
    """Make the sound and put it into storage; the stored name is returned."""
    from tutor.performing.perform import perform, write_audio

    report(sound, "playing it", 20)
    played = perform(
        read(sound.exercise),
        accompaniment=sound.accompaniment,
        lead_in_s=0.0,  # the page's cursor follows the written time exactly
        click=sound.click,
        tempo_bpm=sound.tempo_bpm,
    )
    with tempfile.TemporaryDirectory(prefix="etude-") as folder:
        path = Path(folder) / "sound.flac"
        write_audio(played.samples, played.rate, path)
        with path.open("rb") as stream:
            return Rendering.file.field.storage.save(f"sounds/{uuid.uuid4().hex}.flac", File(stream))
