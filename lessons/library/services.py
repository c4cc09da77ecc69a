"""Everything that writes exercises. Composing, engraving and rendering run in a worker, never in a web process."""

from __future__ import annotations

import base64
import math
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.library import making, own, written
from lessons.library.changing import bars_between
from lessons.library.models import CompositionJob, Exercise, Guess, OwnStyle, Rendering
from lessons.library.words import sentence
from lessons.people.models import User
from lessons.work import Status, claim, enqueue, finish, guarded
from lessons.work import requeue_stale as requeue
from tutor.composing.analysis.analyse import VERSION, analyse
from tutor.composing.change import Wish
from tutor.composing.feasibility import check_tables
from tutor.composing.request import ComposeRequest
from tutor.errors import EtudeError

MOST_CANDIDATES = 6
MOST_JOBS_WAITING = 20
FORGET_CANDIDATES_AFTER = timedelta(days=7)
FORGET_SOUNDS_AFTER = timedelta(days=30)
SLOWEST, FASTEST = 20.0, 300.0


job_done = Signal()  # sent with `job` when all its candidates exist


class TooMuchAtOnce(EtudeError):
    """Somebody already has many jobs waiting."""


def fresh_seed() -> int:
    return secrets.randbelow(2**31)


@transaction.atomic
def queue_composition(
    owner: User,
    request: ComposeRequest,
    *,
    count: int = 3,
    keep: bool = False,
    hurry: bool = True,
    seeded: bool = False,
) -> CompositionJob:
    """Ask for `count` candidates; raise RequestImpossible when tables tell that nothing can meet the request.

    What can only be told by trying the worker finds out, which then refuses the job: it may take seconds.
    With `keep` the candidates are kept exercises as soon as they exist. Without `hurry` it may wait behind any number
    and lets what people wait for go first. `seeded`: the seed is to be shown again as somebody's wish.
    """
    with own.known_to(owner):
        check_tables(request)
    if hurry:
        _not_too_many(owner)
    job = CompositionJob.objects.create(
        owner=owner,
        request=request.to_dict(),
        count=max(1, min(count, MOST_CANDIDATES)),
        keep=keep,
        seed=request.seed,
        seeded=seeded,
        patient=not hurry,
    )
    _knock(job)
    return job


@transaction.atomic
def queue_change(owner: User, exercise: Exercise, wish: Wish) -> CompositionJob:
    """Ask for a new version of an exercise, changed in one way; ValueError for bars that it does not have."""
    if wish.bars and not 1 <= wish.bars[0] <= wish.bars[1] <= exercise.bars:
        raise ValueError(bars_between(exercise.bars))
    return _queue_change(owner, exercise.request, wish.to_dict(), exercise)


@transaction.atomic
def queue_opening(owner: User, request: ComposeRequest, bars: int, name: str, data: bytes) -> CompositionJob:
    """Ask for a piece of `bars` bars that goes on from the score in a file, which the worker will read."""
    opening = {"name": name[-60:], "data": base64.b64encode(data).decode()}
    wish = Wish("continue", request.seed, value=str(bars)).to_dict()
    return _queue_change(owner, request.to_dict(), {**wish, "opening": opening}, None)


def _queue_change(
    owner: User, request: dict[str, Any], change: dict[str, Any], source: Exercise | None
) -> CompositionJob:
    _not_too_many(owner)
    job = CompositionJob.objects.create(
        owner=owner,
        kind=CompositionJob.Kind.CHANGE,
        request=request,
        source=source,
        change=change,
        seed=change.get("seed", 0),
        count=1,
    )
    _knock(job)
    return job


def _not_too_many(owner: User) -> None:
    waiting = CompositionJob.objects.filter(owner=owner, status__in=(Status.QUEUED, Status.WORKING)).count()
    if waiting >= MOST_JOBS_WAITING:
        told = _("%(count)s of your requests are still waiting; let some of them finish first.")
        raise TooMuchAtOnce(told % {"count": waiting})


def _knock(job: CompositionJob) -> None:
    from lessons.library.tasks import compose_job as task

    enqueue(task, job, patient=job.patient)


def compose_job(job_id: str) -> None:
    """Worker: make the candidates of a job, each visible as soon as it exists."""
    job = claim(CompositionJob, job_id)
    if job is None:
        return

    def work() -> None:
        try:
            with own.voices_for(job.owner, job.request):
                making.make_candidates(job)
        except (EtudeError, ValueError) as error:
            finish(job, Status.REFUSED, sentence(str(error)))
        else:
            if finish(job, Status.DONE):
                job_done.send(CompositionJob, job=job)

    guarded(job, work)


@transaction.atomic
def keep(exercise: Exercise, title: str | None = None) -> None:
    """Take a candidate into the library."""
    exercise.kept = True
    if title is not None and title.strip():
        exercise.title = title.strip()[:120]
    exercise.save(update_fields=["kept", "title"])


def analysis_of(exercise: Exercise) -> dict[str, Any]:
    """The analysis that was made with the exercise; of an older one, made now (it takes 10 ms) and kept."""
    if exercise.analysis.get("version") != VERSION and exercise.note_count:
        exercise.analysis = analyse(written.read(exercise), exercise.provenance.get("form"))
        exercise.save(update_fields=["analysis"])
    return exercise.analysis


def delete_exercise(exercise: Exercise) -> None:
    """Delete it with its sound; refused while someone has takes of it, because their history would go with it."""
    if exercise.takes.exists() or exercise.pieces.exists():
        raise EtudeError(_("This exercise has been assigned or played; deleting it would delete that history."))
    for sound in exercise.renderings.all():
        sound.delete()
    exercise.delete()


def queue_sound(
    exercise: Exercise, *, tempo_bpm: float | None = None, accompaniment: bool = False, click: bool = False
) -> Rendering:
    """The sound of an exercise at a tempo (quarter notes per minute); made by a worker the first time."""
    asked = tempo_bpm if tempo_bpm and math.isfinite(tempo_bpm) else exercise.tempo_bpm
    tempo = round(min(FASTEST, max(SLOWEST, asked)), 1)
    with transaction.atomic():
        sound, new = Rendering.objects.get_or_create(
            exercise=exercise, tempo_bpm=tempo, accompaniment=accompaniment, click=click
        )
        failed = sound.status == Status.FAILED
        if failed:
            Rendering.objects.filter(pk=sound.pk, status=Status.FAILED).update(status=Status.QUEUED, attempts=0)
            sound.refresh_from_db()
        if new or failed:
            from lessons.library.tasks import render_sound as task

            enqueue(task, sound)
    return sound


def render_sound(sound_id: int) -> None:
    """Worker: make the file of a rendering."""
    sound = claim(Rendering, sound_id)
    if sound is None:
        return

    def work() -> None:
        name = making.render(sound)
        if not finish(sound, Status.DONE, file=name):
            Rendering.file.field.storage.delete(name)

    guarded(sound, work)


def requeue_stale() -> None:
    """Put back what dead workers left, and forget candidates nobody kept."""
    from lessons.library.tasks import compose_job as compose_task
    from lessons.library.tasks import learn_style as style_task
    from lessons.library.tasks import prepare_guess as guess_task
    from lessons.library.tasks import render_sound as sound_task

    requeue(CompositionJob, compose_task)
    requeue(Rendering, sound_task)
    requeue(OwnStyle, style_task)
    requeue(Guess, guess_task)
    _forget_old()


def _forget_old() -> None:
    """Sounds can be made again, and candidates nobody kept are not missed; the versions of kept pieces are."""
    now = timezone.now()
    for sound in Rendering.objects.filter(status=Status.DONE, created__lt=now - FORGET_SOUNDS_AFTER)[:50]:
        sound.delete()
    old = Exercise.objects.filter(kept=False, created__lt=now - FORGET_CANDIDATES_AFTER)
    alone = old.filter(takes=None, pieces=None, children=None).exclude(parent__kept=True)
    for exercise in alone.only("pk")[:50]:
        delete_exercise(exercise)
