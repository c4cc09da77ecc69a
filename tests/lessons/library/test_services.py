"""Exercises: asked for, composed by a worker, kept, recomposed and heard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from lessons.library import making, services, written
from lessons.library.models import CompositionJob, Exercise, Rendering
from lessons.work import Status
from tests.lessons.conftest import REQUEST, Cast, a_score
from tutor.composing.request import ComposeRequest
from tutor.errors import RequestImpossible


class Made:
    """What the composer returns, with a score of our own."""

    def __init__(self, request: ComposeRequest) -> None:
        self.score, self.request = a_score(), request
        self.originality: dict[str, Any] = {"original": True}
        self.provenance: dict[str, Any] = {"model": "abc123"}


@pytest.fixture
def composer(monkeypatch: pytest.MonkeyPatch) -> list[ComposeRequest]:
    """The composing engine's boundary: remembers what it was asked for."""
    asked: list[ComposeRequest] = []

    def compose(request: ComposeRequest) -> Made:
        asked.append(request)
        return Made(request)

    monkeypatch.setattr("tutor.composing.compose.compose", compose)
    return asked


def test_a_job_makes_its_candidates_from_consecutive_seeds(cast: Cast, composer: list[ComposeRequest]) -> None:
    job = services.queue_composition(cast.teacher, REQUEST, count=3)
    services.compose_job(str(job.pk))
    job.refresh_from_db()
    made = list(job.candidates.order_by("position"))
    assert [request.seed for request in composer] == [7, 8, 9]
    assert (job.status, len(made)) == (Status.DONE, 3)
    assert not any(exercise.kept for exercise in made)
    assert made[0].model_hash == "abc123"
    assert ComposeRequest.from_dict(made[2].request).seed == 9


def test_candidates_of_one_title_can_be_told_apart(cast: Cast, composer: list[ComposeRequest]) -> None:
    job = services.queue_composition(cast.teacher, REQUEST, count=2)
    services.compose_job(str(job.pk))
    assert [row.title for row in job.candidates.order_by("position")] == ["A walk", "A walk no. 2"]


def test_a_job_that_was_interrupted_goes_on_where_it_stopped(cast: Cast, composer: list[ComposeRequest]) -> None:
    job = services.queue_composition(cast.teacher, REQUEST, count=3)
    making.store(job, 0, a_score(), REQUEST, {}, {})
    services.compose_job(str(job.pk))
    assert [request.seed for request in composer] == [8, 9]
    assert job.candidates.count() == 3


def test_an_exercise_is_written_with_its_music_its_picture_and_its_timeline(
    cast: Cast, composer: list[ComposeRequest]
) -> None:
    job = services.queue_composition(cast.teacher, REQUEST, count=1, keep=True)
    services.compose_job(str(job.pk))
    exercise = job.candidates.get()
    assert exercise.kept
    assert "<score-partwise" in exercise.musicxml
    assert f'id="{exercise.id_prefix}n1"' in exercise.svg
    assert f'id="{exercise.narrow_prefix}n1"' in exercise.svg_narrow
    assert "style" not in exercise.svg
    assert exercise.timeline["bars"][1] == {"number": 2, "onset": 4.0, "length": 4.0}
    first = {"id": "n1", "onset": 0.0, "duration": 1.0, "midi": 67, "bar": 1}
    assert exercise.timeline["notes"][0] == first
    assert exercise.timeline["beats"] == [1.0, 1.0, 1.0, 1.0]
    assert [note.pitch.name for note in written.read(exercise).notes][:3] == ["G4", "A4", "B4"]


def test_an_impossible_request_is_refused_before_it_is_queued(cast: Cast) -> None:
    wish = ComposeRequest(style="irish-reel", key="C# major", level=1)
    with pytest.raises(RequestImpossible, match="conflicts with"):
        services.queue_composition(cast.teacher, wish)
    assert not CompositionJob.objects.exists()


def test_a_wish_the_composer_cannot_meet_ends_with_its_sentence(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def compose(request: ComposeRequest) -> Made:
        raise RequestImpossible("the request", "level 3", "Ask for fewer skills.")

    monkeypatch.setattr("tutor.composing.compose.compose", compose)
    job = services.queue_composition(cast.teacher, REQUEST)
    services.compose_job(str(job.pk))
    job.refresh_from_db()
    assert (job.status, job.message) == (Status.REFUSED, "The request conflicts with level 3. Ask for fewer skills.")


def test_one_person_cannot_fill_the_queue(cast: Cast) -> None:
    waiting = [CompositionJob(owner=cast.teacher) for _ in range(services.MOST_JOBS_WAITING)]
    CompositionJob.objects.bulk_create(waiting)
    with pytest.raises(services.TooMuchAtOnce, match="still waiting"):
        services.queue_composition(cast.teacher, REQUEST)
    services.queue_composition(cast.outsider, REQUEST)


def test_candidates_nobody_keeps_are_forgotten_after_a_week(make_exercise: Callable[..., Exercise]) -> None:
    old = timezone.now() - timedelta(days=8)
    forgotten = make_exercise(kept=False, created=old)
    kept, fresh = make_exercise(created=old), make_exercise(kept=False)
    services.requeue_stale()
    assert set(Exercise.objects.values_list("pk", flat=True)) == {kept.pk, fresh.pk}
    assert forgotten.pk not in (kept.pk, fresh.pk)


def test_a_sound_is_made_once_for_each_setting(exercise: Exercise) -> None:
    first = services.queue_sound(exercise, tempo_bpm=80)
    assert services.queue_sound(exercise, tempo_bpm=80.02).pk == first.pk
    assert services.queue_sound(exercise, tempo_bpm=80, click=True).pk != first.pk
    assert services.queue_sound(exercise).tempo_bpm == exercise.tempo_bpm


@pytest.mark.parametrize(("asked", "given"), [(5, 20.0), (1e9, 300.0), (float("nan"), 96.0), (-3, 20.0)])
def test_a_tempo_out_of_reach_becomes_the_nearest_that_can_be_played(
    exercise: Exercise, asked: float, given: float
) -> None:
    assert services.queue_sound(exercise, tempo_bpm=asked).tempo_bpm == given


def test_the_sound_begins_with_the_music_and_lasts_as_long_as_it(exercise: Exercise) -> None:
    """Rendered by the engine: sixteen quarters at 240 a minute are four seconds; the cursor counts on the start."""
    import numpy as np

    from tutor.listening.audio import decode

    sound = services.queue_sound(exercise, tempo_bpm=240)
    services.render_sound(sound.pk)
    sound.refresh_from_db()
    assert sound.status == Status.DONE, sound.message
    with sound.file.open("rb") as stream:
        audio = decode(stream.read())
    loud = np.flatnonzero(np.abs(audio.samples) > 0.02)
    assert loud[0] / audio.rate < 0.06
    assert 3.7 < loud[-1] / audio.rate < 6.0


def test_a_sound_that_failed_is_tried_again_when_asked_for_again(exercise: Exercise) -> None:
    sound = services.queue_sound(exercise)
    Rendering.objects.filter(pk=sound.pk).update(status=Status.FAILED, attempts=3)
    again = services.queue_sound(exercise)
    assert (again.pk, again.status, again.attempts) == (sound.pk, Status.QUEUED, 0)
