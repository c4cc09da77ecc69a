"""Takes: kept once, graded once, marked again on request, deleted with their recording."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from lessons.library.models import Exercise
from lessons.practice import judging, services
from lessons.practice.judging import Outcome
from lessons.practice.models import SkillBelief, Take
from lessons.teaching.models import Assignment
from lessons.teaching.services import change_classroom
from lessons.work import Status
from tests.lessons.conftest import Cast, a_report, a_score
from tutor.errors import UnreadableTake, UnusableRecording


def upload(content: bytes = b"RIFF\x24\x00\x00\x00WAVEfmt ", name: str = "my take.wav") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


@pytest.fixture
def submit(cast: Cast, exercise: Exercise) -> Callable[..., Take]:
    def send(key: str = "key-1", **options: Any) -> Take:
        content = options.pop("content", None)
        return services.submit_take(
            options.pop("student", cast.student),
            exercise,
            upload() if content is None else upload(content),
            client_key=key,
            **options,
        )

    return send


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """What listening and comparing are to find, in place of the engine."""

    def becomes(outcome: Outcome | Exception) -> None:
        def judge(take: Take) -> Outcome:
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        monkeypatch.setattr(judging, "judge", judge)

    return becomes


def good(wrong: tuple[str, ...] = (), **evidence: tuple[int, int]) -> Outcome:
    report = a_report(wrong)
    columns = {"report": report, "mark_overall": 90.0, "concepts": judging.concepts(report)}
    return Outcome(True, "", columns, {name.replace("_", "-"): counts for name, counts in evidence.items()})


def test_a_double_click_is_one_take(submit: Callable[..., Take]) -> None:
    assert submit("same").pk == submit("same").pk
    assert Take.objects.count() == 1


def test_two_students_may_use_the_same_key(cast: Cast, submit: Callable[..., Take]) -> None:
    assert submit("same").pk != submit("same", student=cast.classmate).pk


def test_a_take_is_queued_once_it_is_safely_kept(
    submit: Callable[..., Take], sent: list[tuple[str, str]], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        take = submit()
        assert sent == []
    assert sent == [("practice.grade_take", str(take.pk))]
    assert take.status == Status.QUEUED


def test_the_senders_file_name_and_type_are_not_trusted(submit: Callable[..., Take]) -> None:
    take = submit()
    assert "my" not in take.audio.name
    assert Path(take.audio.name).suffix == ""
    assert len(take.content_sha256) == 64


@pytest.mark.parametrize(("size", "sentence"), [(0, "is empty"), (11, "larger than")])
def test_nothing_empty_or_huge_is_kept(submit: Callable[..., Take], settings: Any, size: int, sentence: str) -> None:
    settings.TAKE_MAX_BYTES = 10
    with pytest.raises(services.TakeRefused, match=sentence):
        submit(content=b"x" * size)
    assert not Take.objects.exists()


def test_only_the_settings_we_know_are_kept(submit: Callable[..., Take]) -> None:
    take = submit(settings={"tempo": 80, "latency_ms": 12.5, "is_admin": True})
    assert take.settings == {"tempo": 80, "latency_ms": 12.5}


def test_attempts_are_counted_and_what_could_not_be_heard_does_not_count(
    submit: Callable[..., Take], assignment: Assignment
) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(attempts=2)
    assignment.refresh_from_db()
    first = submit("1", assignment=assignment)
    submit("2", assignment=assignment)
    with pytest.raises(services.TakeRefused, match="All 2 attempts"):
        submit("3", assignment=assignment)
    Take.objects.filter(pk=first.pk).update(status=Status.REFUSED)
    assert submit("3", assignment=assignment).assignment == assignment


def test_grading_writes_the_report_and_its_marks(submit: Callable[..., Take], heard: Callable[[Any], None]) -> None:
    heard(good(("n14",)))
    take = submit()
    services.grade_take(str(take.pk))
    take.refresh_from_db()
    assert (take.status, take.mark_overall, take.progress) == (Status.DONE, 90.0, 100)
    assert take.concepts == [["P02", "leading tone", 1, {"key": "G major", "skills": ["leading-tone"]}]]
    assert take.graded_at is not None


def test_a_second_delivery_changes_nothing(submit: Callable[..., Take], heard: Callable[[Any], None]) -> None:
    heard(good(leading_tone=(3, 1)))
    take = submit()
    services.grade_take(str(take.pk))
    before = Take.objects.get(pk=take.pk).graded_at
    services.grade_take(str(take.pk))
    assert Take.objects.get(pk=take.pk).graded_at == before
    assert SkillBelief.objects.get(skill="leading-tone").state["recent"] == [[3, 4]]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (UnusableRecording("silence", "Nothing can be heard in this recording."), "Nothing can be heard"),
        (UnreadableTake("This file is not a recording Etude knows."), "not a recording"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_its_reason_and_has_no_mark(
    submit: Callable[..., Take], heard: Callable[[Any], None], error: Exception, message: str
) -> None:
    heard(error)
    take = submit()
    services.grade_take(str(take.pk))
    take.refresh_from_db()
    assert take.status == Status.REFUSED
    assert message in take.message
    assert take.mark_overall is None


def test_our_own_failure_is_friendly_and_can_be_tried_again(
    submit: Callable[..., Take], heard: Callable[[Any], None]
) -> None:
    heard(RuntimeError("a bug"))
    take = submit()
    services.grade_take(str(take.pk))
    take.refresh_from_db()
    assert (take.status, "bug" in take.message) == (Status.FAILED, False)
    services.try_again(take)
    heard(good())
    services.grade_take(str(take.pk))
    take.refresh_from_db()
    assert take.status == Status.DONE


def test_a_change_of_strictness_marks_the_classs_takes_again_and_teaches_nothing_new(
    cast: Cast, submit: Callable[..., Take], heard: Callable[[Any], None], assignment: Assignment
) -> None:
    heard(good(leading_tone=(3, 1)))
    take, free = submit("1", assignment=assignment), submit("2")
    for one in (take, free):
        services.grade_take(str(one.pk))
    belief = SkillBelief.objects.get(skill="leading-tone").state
    cast.classroom.strictness = "strict"
    assert change_classroom(cast.classroom) == 1
    take.refresh_from_db()
    assert (take.status, take.strictness) == (Status.QUEUED, "strict")
    services.grade_take(str(take.pk))
    assert SkillBelief.objects.get(skill="leading-tone").state == belief


def test_the_strictness_of_a_take_is_its_classs(
    cast: Cast, submit: Callable[..., Take], assignment: Assignment
) -> None:
    cast.classroom.strictness = "gentle"
    cast.classroom.save()
    assignment.refresh_from_db()
    assert submit("1", assignment=assignment).strictness == "gentle"
    assert submit("2").strictness == "gentle"


def test_deleting_a_take_deletes_its_recording_once_that_is_certain(
    submit: Callable[..., Take], django_capture_on_commit_callbacks: Any
) -> None:
    take = submit()
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_take(take)
        assert default_storage.exists(take.audio.name)
    assert not default_storage.exists(take.audio.name)


def test_recordings_are_forgotten_after_the_days_the_school_keeps_them(
    submit: Callable[..., Take], settings: Any
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    settings.TAKE_KEEP_DAYS = 30
    old, new = submit("old"), submit("new")
    Take.objects.filter(pk=old.pk).update(created=timezone.now() - timedelta(days=31), status=Status.DONE)
    Take.objects.filter(pk=new.pk).update(status=Status.DONE)
    services.requeue_stale()
    assert not default_storage.exists(old.audio.name)
    assert default_storage.exists(new.audio.name)
    assert Take.objects.get(pk=old.pk).audio.name == ""


KINDS = [
    (b"RIFF\x00\x00\x00\x00WAVE", "wav"),
    (b"OggS\x00", "ogg"),
    (b"\x1a\x45\xdf\xa3", "webm"),
    (b"\x00\x00\x00\x20ftypisom", "mp4"),
    (b"fLaC", "flac"),
    (b"ID3\x04", "mp3"),
    (b"MThd", "mid"),
]


@pytest.mark.parametrize(("head", "kind"), KINDS)
def test_a_recording_is_known_by_its_first_bytes(head: bytes, kind: str) -> None:
    assert judging.kind_of(head + b"\x00" * 8) == kind


@pytest.mark.parametrize("head", [b"", b"\x89PNG\r\n", b"<html>", b"time_s,f0_hz", b"RIF"])
def test_anything_else_is_not_a_recording(head: bytes) -> None:
    with pytest.raises(UnreadableTake, match="send WAV"):
        judging.kind_of(head)


def test_a_real_performance_is_heard_marked_and_learnt_from(cast: Cast, exercise: Exercise, tmp_path: Path) -> None:
    """The one test here that listens: the engine plays the exercise with its tenth note a tone too high."""
    from tutor.music.pitch import Pitch
    from tutor.performing.perform import perform, write_audio

    written = a_score()
    notes = list(written.part.notes)
    notes[9] = replace(notes[9], pitch=Pitch.parse("C#5"))
    played = perform(written.with_parts(replace(written.part, notes=tuple(notes))), instrument="violin")
    write_audio(played.samples, played.rate, tmp_path / "take.flac")
    recording = SimpleUploadedFile("take", (tmp_path / "take.flac").read_bytes())
    take = services.submit_take(cast.student, exercise, recording, client_key="real")
    services.grade_take(str(take.pk))
    take.refresh_from_db()
    assert take.status == Status.DONE, take.message
    assert take.report is not None
    wrong = [note["id"] for note in take.report["notes"] if note["pitch"] == "wrong"]
    assert wrong == ["n10"]
    assert take.audio_kind == "flac"
    assert take.mark_pitch is not None
    assert 85 < take.mark_pitch < 100
    assert len(take.curves["midi"]) > 100
    assert SkillBelief.objects.filter(student=cast.student).exists()

    before = take.report
    Take.objects.filter(pk=take.pk).update(status=Status.QUEUED)
    default_storage.delete(take.audio.name)  # marking again needs no recording
    services.grade_take(str(take.pk))
    take.refresh_from_db()
    assert take.report == before


def test_bars_that_were_not_played_say_nothing_about_skills() -> None:
    report = a_report()
    part = {"first_bar": 2, "last_bar": 3, "marks": {"overall": 100.0}}
    assert {note["bar"] for note in judging.played_bars(report | {"part": part})["notes"]} == {2, 3}
    assert judging.played_bars(report | {"part": None})["notes"] == report["notes"]
