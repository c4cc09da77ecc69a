"""Work that outlives a killed worker: its state is kept in its database row, never only in the broker.

A task is a knock on the door: whoever moves the row from queued to working does the work, so a second delivery is
harmless. A row whose worker died is put back in the queue by `requeue_stale`, at most `MAX_ATTEMPTS` times.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy, gettext_noop

QUEUE, PATIENT_QUEUE = "etude", "etude-patient"  # what somebody waits for, and what nobody does
MAX_ATTEMPTS = 3
HEARTBEAT_S = 2.0
STALE_AFTER = timedelta(seconds=30)  # no heartbeat for so long: the worker is gone
KNOCK_AGAIN_AFTER = timedelta(seconds=30)  # queued for so long: perhaps the message was lost with a worker
GAVE_UP = gettext_noop(
    "This could not be finished, although it was tried several times. Nothing of yours was lost; please try again."
)
FAULT = gettext_noop("Something went wrong here and was noted. Nothing was lost; please try again.")

log = logging.getLogger(__name__)


class Status(models.TextChoices):
    QUEUED = "queued", gettext_lazy("waiting")
    WORKING = "working", gettext_lazy("working")
    DONE = "done", gettext_lazy("done")
    REFUSED = "refused", gettext_lazy("cannot be judged")
    FAILED = "failed", gettext_lazy("failed")


class Work(models.Model):
    """The part of a row that says how far its work has come. `progress` is 0-100; `message` is for a person."""

    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED, db_index=True)
    stage = models.CharField(max_length=120, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    heartbeat = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(default=timezone.now)

    patient = False  # whether nobody waits for it: see `enqueue`

    class Meta:
        abstract = True

    @property
    def finished(self) -> bool:
        return self.status in (Status.DONE, Status.REFUSED, Status.FAILED)


Row = TypeVar("Row", bound=Work)


def me() -> str:
    """This process, as written into the rows it claims."""
    return f"{socket.gethostname()}:{os.getpid()}"


def claim(model: type[Row], pk: Any) -> Row | None:
    """The row, now ours to work on; None when it is not waiting, or another worker was quicker."""
    now = timezone.now()
    taken = model._default_manager.filter(pk=pk, status=Status.QUEUED).update(
        status=Status.WORKING,
        claimed_by=me(),
        claimed_at=now,
        heartbeat=now,
        attempts=models.F("attempts") + 1,
        stage="",
        progress=0,
        message="",
    )
    return model._default_manager.get(pk=pk) if taken else None


def report(row: Work, stage: str, progress: int) -> None:
    """Say how far it has come; also a sign of life."""
    _ours(row).update(stage=stage[:120], progress=max(0, min(100, progress)), heartbeat=timezone.now())


def finish(row: Work, status: str, message: str = "", **values: Any) -> bool:
    """Write the outcome, unless the row was meanwhile given to another worker (or deleted): then False."""
    done = _ours(row).update(status=status, message=message, stage="", progress=100, **values)
    if done:
        row.refresh_from_db()
    return bool(done)


def _ours(row: Work) -> models.QuerySet[Any]:
    return type(row)._default_manager.filter(pk=row.pk, status=Status.WORKING, attempts=row.attempts)


@contextlib.contextmanager
def alive(row: Work) -> Iterator[None]:
    """While inside, a thread keeps the row's heartbeat going."""
    if connection.in_atomic_block:  # inside a test's transaction a second connection would see nothing
        yield
        return
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(HEARTBEAT_S):
            with contextlib.suppress(Exception):  # a missed beat is caught up by the next one
                _ours(row).update(heartbeat=timezone.now())
        connection.close()

    thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def enqueue(task: Any, row: Work, *, patient: bool = False) -> None:
    """Send the task once the row is committed. A broker that cannot be reached is knocked at again later.

    `patient` work has a queue of its own: workers take turns between the two, so that a take never waits behind a
    whole class's music.
    """
    key, queue = str(row.pk), _queue(patient)
    transaction.on_commit(lambda: _send(task, key, queue))


def _queue(patient: bool) -> str:
    return PATIENT_QUEUE if patient else QUEUE


def _send(task: Any, key: str, queue: str) -> None:
    try:
        task.apply_async((key,), queue=queue)
    except Exception:
        log.exception("the queue could not be reached; %s will be sent again", task.name)


def requeue_stale(model: type[Work], task: Any) -> int:
    """Put rows of dead workers back in the queue, give up on those tried too often, knock again for forgotten ones."""
    now = timezone.now()
    again = 0
    for row in model._default_manager.filter(status=Status.WORKING).defer(*_large(model)):
        if _abandoned(row, now):
            again += _put_back(row, task)
    waiting = model._default_manager.filter(status=Status.QUEUED, queued_at__lt=now - KNOCK_AGAIN_AFTER)
    for row in waiting.defer(*_large(model)):
        if model._default_manager.filter(pk=row.pk, queued_at=row.queued_at).update(queued_at=now):
            _send(task, str(row.pk), _queue(row.patient))
            again += 1
    return again


def _put_back(row: Work, task: Any) -> int:
    values: dict[str, Any] = {"status": Status.QUEUED, "queued_at": timezone.now()}
    if row.attempts >= MAX_ATTEMPTS:
        values = {"status": Status.FAILED, "message": GAVE_UP}
    changed = _ours(row).filter(heartbeat=row.heartbeat).update(**values)
    if changed and values["status"] == Status.QUEUED:
        _send(task, str(row.pk), _queue(row.patient))
    return changed


def _abandoned(row: Work, now: Any) -> bool:
    if row.heartbeat is None or row.heartbeat < now - STALE_AFTER:
        return True
    host, _, pid = row.claimed_by.rpartition(":")
    return host == socket.gethostname() and pid.isdigit() and not _running(int(pid))


def _running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _large(model: type[Work]) -> list[str]:
    """Names of the columns too big to read for housekeeping."""
    big = (models.TextField, models.JSONField)
    return [f.name for f in model._meta.concrete_fields if isinstance(f, big)]


def guarded(row: Work, work: Callable[[], None]) -> None:
    """Run the work with a heartbeat; anything unforeseen becomes a friendly failure and a log entry."""
    try:
        with alive(row):
            work()
    except Exception:
        log.exception("%s %s failed", type(row).__name__, row.pk)
        finish(row, Status.FAILED, FAULT)
