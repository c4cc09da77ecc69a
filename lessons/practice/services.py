"""Everything that writes takes. Listening and grading run in a worker."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings as django_settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.library.models import Exercise
from lessons.library.words import sentence
from lessons.people.models import Classroom, User
from lessons.practice import judging, learning
from lessons.practice.models import Take
from lessons.teaching.models import Assignment
from lessons.work import Status, claim, enqueue, finish, guarded
from lessons.work import requeue_stale as requeue
from tutor.errors import EtudeError, UnreadableTake, UnusableRecording

KEY_LENGTH = 64
SETTINGS_KEPT = ("tempo", "latency_ms", "instrument", "tracker")


class TakeRefused(EtudeError):
    """An upload that is not taken at all; the message is for the student."""


def submit_take(
    student: User,
    exercise: Exercise,
    upload: UploadedFile[Any],
    *,
    client_key: str,
    settings: dict[str, Any] | None = None,
    assignment: Assignment | None = None,
) -> Take:
    """Keep a recording and queue it for grading. The same `client_key` again returns the take that exists.

    Raises TakeRefused for an empty or too large file, and when the assignment's attempts are used up.
    """
    client_key = client_key.strip()[:KEY_LENGTH]
    if not client_key:
        raise TakeRefused(_("The recording arrived without its key; please reload the page and record again."))
    existing = Take.objects.filter(student=student, client_key=client_key).first()
    if existing:
        return existing
    _check(upload)
    try:
        with transaction.atomic():
            _check_attempts(student, exercise, assignment)
            return _create(student, exercise, upload, client_key, settings or {}, assignment)
    except IntegrityError:  # the other click of a double click was quicker
        return Take.objects.get(student=student, client_key=client_key)


def _check(upload: UploadedFile[Any]) -> None:
    limit = django_settings.TAKE_MAX_BYTES
    if not upload.size:
        raise TakeRefused(_("The recording is empty; nothing was kept. Please record again."))
    if upload.size > limit:
        told = _("The recording is larger than %(most)s MB; please record a shorter take.")
        raise TakeRefused(told % {"most": limit // 2**20})


def _check_attempts(student: User, exercise: Exercise, assignment: Assignment | None) -> None:
    if assignment is None or not assignment.attempts:
        return
    used = attempts_used(student, exercise, assignment)
    if used >= assignment.attempts:
        told = _("All %(attempts)s attempts of this assignment are used. You can still practise it.")
        raise TakeRefused(told % {"attempts": assignment.attempts})


def attempts_used(student: User, exercise: Exercise, assignment: Assignment) -> int:
    """Takes that count as attempts: a recording that could not be judged does not."""
    rows = Take.objects.filter(student=student, exercise=exercise, assignment=assignment)
    return rows.exclude(status__in=(Status.REFUSED, Status.FAILED)).count()


def _create(
    student: User,
    exercise: Exercise,
    upload: UploadedFile[Any],
    client_key: str,
    settings: dict[str, Any],
    assignment: Assignment | None,
) -> Take:
    from lessons.practice.tasks import grade_take as task

    take = Take(
        student=student,
        exercise=exercise,
        assignment=assignment,
        client_key=client_key,
        settings={name: settings[name] for name in SETTINGS_KEPT if name in settings},
        strictness=strictness_for(student, assignment),
        content_sha256=_digest(upload),
    )
    take.audio.save("take", upload, save=False)
    name = take.audio.name
    try:
        with transaction.atomic():
            take.save(force_insert=True)
    except IntegrityError:
        take.audio.storage.delete(str(name))
        raise
    enqueue(task, take)
    return take


def strictness_for(student: User, assignment: Assignment | None) -> str:
    """The class's strictness: of the assignment's class, else of the student's only (or first joined) class."""
    if assignment is not None:
        return assignment.classroom.strictness
    first = Classroom.objects.filter(memberships__student=student, archived=False).order_by("memberships__joined")
    classroom = first.first()
    return classroom.strictness if classroom else "normal"


def _digest(upload: UploadedFile[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def grade_take(take_id: str) -> None:
    """Worker: listen, compare, explain, learn. Harmless when delivered twice."""
    take = claim(Take, take_id)
    if take is not None:
        guarded(take, lambda: _grade(take))


def _grade(take: Take) -> None:
    try:
        outcome = judging.judge(take)
    except UnreadableTake as error:
        finish(take, Status.REFUSED, sentence(str(error)), audio_kind="unknown", refusal=_refusal(error))
        return
    except UnusableRecording as error:
        finish(take, Status.REFUSED, sentence(str(error)), refusal=_refusal(error))
        return
    status = Status.DONE if outcome.judged else Status.REFUSED
    first = take.graded_at is None  # a take that is marked again teaches nothing new
    with transaction.atomic():
        if finish(take, status, outcome.message, graded_at=timezone.now(), **outcome.columns) and first:
            learning.learn_from(take, outcome.evidence)


def _refusal(error: EtudeError) -> dict[str, Any]:
    """What a page needs to tell it in the reader's language."""
    return {"template": error.template, "facts": error.facts}


def remark_classroom(classroom: Classroom) -> int:
    """After a change of strictness: mark the class's takes again, from the same recordings. How many there are."""
    from lessons.practice.tasks import grade_take as task

    takes = Take.objects.filter(assignment__classroom=classroom, status=Status.DONE)
    pending = [take for take in takes.only("pk") if _reopen(take, classroom.strictness)]
    for take in pending:
        enqueue(task, take, patient=True)
    return len(pending)


def _reopen(take: Take, strictness: str) -> int:
    rows = Take.objects.filter(pk=take.pk, status=Status.DONE).exclude(strictness=strictness)
    return rows.update(status=Status.QUEUED, strictness=strictness, attempts=0, queued_at=timezone.now())


def mark_again(take: Take) -> None:
    """Queue a judged take to be compared once more with what was heard, as after an override."""
    from lessons.practice.tasks import grade_take as task

    rows = Take.objects.filter(pk=take.pk, status=Status.DONE)
    if rows.update(status=Status.QUEUED, attempts=0, queued_at=timezone.now()):
        enqueue(task, take)


def try_again(take: Take) -> None:
    """Queue a take that failed (through no fault of its own) once more."""
    from lessons.practice.tasks import grade_take as task

    with transaction.atomic():
        rows = Take.objects.filter(pk=take.pk, status=Status.FAILED)
        if rows.update(status=Status.QUEUED, attempts=0, message="", queued_at=timezone.now()):
            enqueue(task, take)


def delete_take(take: Take) -> None:
    """Delete the row and, once that is certain, the recording."""
    storage, name = take.audio.storage, take.audio.name
    with transaction.atomic():
        Take.objects.filter(pk=take.pk).delete()
        if name:
            transaction.on_commit(lambda: storage.delete(name))


def requeue_stale() -> None:
    """Put back takes that dead workers left; forget recordings older than the school keeps them."""
    from lessons.practice.tasks import grade_take as task

    requeue(Take, task)
    days = django_settings.TAKE_KEEP_DAYS
    if days:
        old = Take.objects.filter(created__lt=timezone.now() - timedelta(days=days)).exclude(audio="")
        for take in old[:50]:
            forget_audio(take)


def forget_audio(take: Take) -> None:
    """Delete the recording but keep the report."""
    storage, name = take.audio.storage, take.audio.name
    if name and Take.objects.filter(pk=take.pk).update(audio=""):
        storage.delete(name)
