"""A demo school: a teacher, a class, two students, exercises really composed and takes really graded.

Their passwords are made on the first start and kept, for whoever runs the school, in `demo.json` of the data folder.
"""

from __future__ import annotations

import json
import os
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import close_old_connections, transaction
from django.utils import timezone

from lessons.library.models import CompositionJob, Exercise
from lessons.library.services import queue_composition
from lessons.people import services as people
from lessons.people.models import Classroom, User
from lessons.practice.services import submit_take
from lessons.teaching.models import Assignment, Piece
from lessons.work import Status
from tutor.composing.request import ComposeRequest

TEACHER, STUDENTS, CLASS = "demo-teacher", ("demo-student", "demo-student2"), "Demo class"
WORKS = (
    ComposeRequest(style="irish-jig", key="D major", meter="6/8", bars=8, level=3, instrument="violin", seed=11),
    ComposeRequest(style="american-fiddle", key="G major", meter="4/4", bars=8, level=3, instrument="violin", seed=5),
    ComposeRequest(style="hymn", key="F major", meter="3/4", bars=8, level=2, instrument="soprano", seed=3),
)
COMPOSING_PATIENCE_S = 180.0


def create_demo_school() -> None:
    """Make the people at once, queue the music, and assign it as soon as the workers have composed it."""
    if User.objects.filter(username=TEACHER).exists():
        return
    classroom = _people()
    jobs = [queue_composition(classroom.owner, request, count=1, keep=True) for request in WORKS]
    exercises = _composed(jobs)
    if exercises:
        assignment = _assign(classroom, exercises)
        _practise(assignment, exercises[0])


def demo_log_ins() -> list[str]:
    """One line for each demo person, as long as they exist."""
    if not _log_ins_file().exists():
        return []
    kept = json.loads(_log_ins_file().read_text())
    present = set(User.objects.filter(username__in=kept["people"]).values_list("username", flat=True))
    lines = [f"sign in as {name}  password {word}" for name, word in kept["people"].items() if name in present]
    return [*lines, f"class code {kept['code']}"] if lines else []


def _log_ins_file() -> Path:
    return Path(settings.VAR_DIR) / "demo.json"


def _people() -> Classroom:
    words = {name: people.readable_password() for name in (TEACHER, *STUDENTS)}
    with transaction.atomic():
        teacher = people.create_teacher(TEACHER, "Demo teacher", words[TEACHER])
        classroom = people.create_classroom(teacher, CLASS)
        for number, name in enumerate(STUDENTS, start=1):
            student = people.create_learner(name, f"Demo student {number}", words[name])
            people.join(classroom, student, f"Student {number}")
    with os.fdopen(os.open(_log_ins_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        json.dump({"people": words, "code": classroom.join_code}, stream)
    return classroom


def _composed(jobs: list[CompositionJob]) -> list[Exercise]:
    """Wait for the workers; whatever is ready when patience ends."""
    deadline = time.monotonic() + COMPOSING_PATIENCE_S
    keys = [job.pk for job in jobs]
    while time.monotonic() < deadline:
        close_old_connections()
        if not CompositionJob.objects.filter(pk__in=keys, status__in=(Status.QUEUED, Status.WORKING)).exists():
            break
        time.sleep(0.5)
    return list(Exercise.objects.filter(job__in=keys).order_by("job__created", "pk"))


def _assign(classroom: Classroom, exercises: list[Exercise]) -> Assignment:
    with transaction.atomic():
        assignment = Assignment.objects.create(
            classroom=classroom, title="First week", due=timezone.now() + timedelta(days=7), goal=85
        )
        for position, exercise in enumerate(exercises):
            Piece.objects.create(assignment=assignment, exercise=exercise, position=position)
    return assignment


def _practise(assignment: Assignment, exercise: Exercise) -> None:
    """Hand in one performance with slips and one without, rendered by the engine and graded like any other."""
    for number, username in enumerate(STUDENTS):
        student = User.objects.get(username=username)
        recording = SimpleUploadedFile("take.flac", _performance(exercise, slips=3 if number == 0 else 0, seed=number))
        submit_take(student, exercise, recording, client_key=f"demo-{number}", assignment=assignment)


def _performance(exercise: Exercise, slips: int, seed: int) -> bytes:
    import tempfile

    from tutor.music.musicxml import read_score
    from tutor.performing.perform import perform, write_audio
    from tutor.performing.slips import random_slips

    with tempfile.TemporaryDirectory() as folder:
        score_file, take_file = Path(folder) / "score.musicxml", Path(folder) / "take.flac"
        score_file.write_text(exercise.musicxml, encoding="utf-8")
        score = read_score(score_file)
        chosen = random_slips(score, seed=seed, count=slips) if slips else ()
        made = perform(score, expressive=True, slips=chosen, seed=seed)
        write_audio(made.samples, made.rate, take_file)
        return take_file.read_bytes()
