"""Work whose state is its row: claimed once, taken back from dead workers, given up after a few tries."""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from kombu import Connection
from kombu.message import Message

from lessons import work
from lessons.library.models import CompositionJob
from lessons.library.services import queue_composition
from lessons.library.tasks import compose_job as task
from lessons.work import Status
from tests.lessons.conftest import REQUEST, Cast

A_DEAD_PROCESS = 2**22 + 1  # above the highest process id Linux gives


@pytest.fixture
def job(cast: Cast) -> CompositionJob:
    return CompositionJob.objects.create(owner=cast.teacher)


def as_of(job: CompositionJob, **columns: Any) -> CompositionJob:
    CompositionJob.objects.filter(pk=job.pk).update(**columns)
    job.refresh_from_db()
    return job


def test_a_row_is_claimed_by_one_worker_only(job: CompositionJob) -> None:
    first = work.claim(CompositionJob, job.pk)
    assert first is not None
    assert (first.status, first.attempts, first.claimed_by) == (Status.WORKING, 1, work.me())
    assert work.claim(CompositionJob, job.pk) is None


def test_a_row_that_is_gone_or_done_cannot_be_claimed(job: CompositionJob) -> None:
    as_of(job, status=Status.DONE)
    assert work.claim(CompositionJob, job.pk) is None
    job.delete()
    assert work.claim(CompositionJob, job.pk) is None


def test_progress_is_kept_between_0_and_100_and_is_a_sign_of_life(job: CompositionJob) -> None:
    mine = work.claim(CompositionJob, job.pk)
    assert mine is not None
    as_of(job, heartbeat=None)
    work.report(mine, "composing 2 of 3", 250)
    job.refresh_from_db()
    assert (job.stage, job.progress) == ("composing 2 of 3", 100)
    assert job.heartbeat is not None


def test_the_work_of_a_dead_process_is_taken_back_at_once(job: CompositionJob, sent: list[tuple[str, str]]) -> None:
    claimed = f"{socket.gethostname()}:{A_DEAD_PROCESS}"
    as_of(job, status=Status.WORKING, attempts=1, claimed_by=claimed, heartbeat=timezone.now())
    assert work.requeue_stale(CompositionJob, task) == 1
    job.refresh_from_db()
    assert job.status == Status.QUEUED
    assert sent == [(task.name, str(job.pk))]


def test_the_work_of_a_living_process_is_left_alone(job: CompositionJob, sent: list[tuple[str, str]]) -> None:
    claimed = f"{socket.gethostname()}:{os.getpid()}"
    as_of(job, status=Status.WORKING, attempts=1, claimed_by=claimed, heartbeat=timezone.now())
    assert work.requeue_stale(CompositionJob, task) == 0
    assert sent == []


def test_another_machine_is_believed_dead_after_half_a_minute_of_silence(job: CompositionJob) -> None:
    silent = timezone.now() - timedelta(seconds=31)
    as_of(job, status=Status.WORKING, attempts=1, claimed_by="elsewhere:1", heartbeat=silent)
    assert work.requeue_stale(CompositionJob, task) == 1
    as_of(job, status=Status.WORKING, attempts=2, claimed_by="elsewhere:1", heartbeat=timezone.now())
    assert work.requeue_stale(CompositionJob, task) == 0


def test_what_killed_three_workers_is_not_tried_a_fourth_time(job: CompositionJob, sent: list[tuple[str, str]]) -> None:
    as_of(job, status=Status.WORKING, attempts=work.MAX_ATTEMPTS, claimed_by="elsewhere:1", heartbeat=None)
    work.requeue_stale(CompositionJob, task)
    job.refresh_from_db()
    assert (job.status, job.message) == (Status.FAILED, work.GAVE_UP)
    assert sent == []


def test_a_message_lost_with_a_worker_is_sent_again_but_not_too_often(
    job: CompositionJob, sent: list[tuple[str, str]]
) -> None:
    as_of(job, queued_at=timezone.now() - timedelta(seconds=31))
    assert work.requeue_stale(CompositionJob, task) == 1
    assert work.requeue_stale(CompositionJob, task) == 0
    assert len(sent) == 1


def test_a_worker_that_was_thought_dead_cannot_overwrite_its_successor(job: CompositionJob) -> None:
    slow = work.claim(CompositionJob, job.pk)
    assert slow is not None
    as_of(job, status=Status.QUEUED)
    successor = work.claim(CompositionJob, job.pk)
    assert successor is not None
    assert not work.finish(slow, Status.FAILED, "too late")
    assert work.finish(successor, Status.DONE)
    job.refresh_from_db()
    assert (job.status, job.message, job.progress) == (Status.DONE, "", 100)


def test_something_unforeseen_becomes_a_friendly_failure(job: CompositionJob) -> None:
    mine = work.claim(CompositionJob, job.pk)
    assert mine is not None

    def explode() -> None:
        raise ZeroDivisionError("a secret detail")

    work.guarded(mine, explode)
    job.refresh_from_db()
    assert job.status == Status.FAILED
    assert "Nothing was lost" in job.message
    assert "secret" not in job.message


def test_a_queue_that_cannot_be_reached_does_not_break_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the real sender, not the one that only remembers

    class Broken:
        name = "library.compose_job"

        def apply_async(self, arguments: tuple[str, ...], *, queue: str) -> None:
            raise OSError("no broker")

    work._send(Broken(), "1", work.QUEUE)


def test_what_somebody_waits_for_does_not_stand_behind_a_whole_class(tmp_path: Path) -> None:
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path / "c")}
    served: list[str] = []

    def serve(body: list[str], message: Message) -> None:
        served.extend(body)
        message.ack()

    with Connection("filesystem://", transport_options=options) as broker, broker.Producer() as producer:
        queues = settings.CELERY_TASK_QUEUES
        for key, names in ((work.PATIENT_QUEUE, "abcde"), (work.QUEUE, "T")):
            for name in names:
                producer.publish([name], exchange=queues[0].exchange, routing_key=key, declare=queues)
        with broker.Consumer(queues, callbacks=[serve], accept=["json"], prefetch_count=1):
            for _ in range(6):
                broker.drain_events(timeout=5)
    assert sorted(served) == sorted("abcdeT")
    assert "T" in served[:2]


@pytest.mark.parametrize(("hurry", "patient"), [(True, False), (False, True)])
def test_music_nobody_waits_for_lets_others_go_first(cast: Cast, hurry: bool, patient: bool) -> None:
    made = queue_composition(cast.teacher, REQUEST, hurry=hurry)
    assert made.patient is patient
