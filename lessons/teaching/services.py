"""Everything a teacher writes: assignments, comments, leaving and deleting students."""

from __future__ import annotations

import json
import tempfile
import zipfile
from dataclasses import replace
from typing import IO, Any

from django.db import transaction

from lessons.library import services as library
from lessons.library.models import CompositionJob, Exercise
from lessons.people import services as people
from lessons.people.models import Classroom, Membership, User
from lessons.practice.models import Take
from lessons.practice.services import mark_again, remark_classroom
from lessons.teaching.models import Assignment, Comment, Override, Piece
from lessons.work import Status
from tutor.composing.levels import pitch_level
from tutor.composing.request import ComposeRequest

KEPT_OF_VERDICT = ("bar", "beat", "written", "pitch", "intonation", "onset", "duration", "cents", "onset_ms")


@transaction.atomic
def assign(classroom: Classroom, exercises: list[Exercise], **fields: Any) -> Assignment:
    """Give exercises to a class: the same for all, or for each student others made from the same requests."""
    fields["title"] = fields.get("title") or exercises[0].name
    assignment = Assignment.objects.create(classroom=classroom, **fields)
    # With a version for each, the owner's pieces are the patterns that the versions are made from.
    owner = classroom.owner if assignment.mode == Assignment.Mode.EACH else None
    for position, exercise in enumerate(exercises):
        library.keep(exercise)
        Piece.objects.create(assignment=assignment, exercise=exercise, student=owner, position=position)
    give_missing_versions(classroom)
    return assignment


@transaction.atomic
def give_missing_versions(classroom: Classroom) -> int:
    """For assignments with a version for each: queue those that students have not got yet. How many were queued."""
    students = list(User.objects.filter(memberships__classroom=classroom))
    rows = Assignment.objects.filter(classroom=classroom, mode=Assignment.Mode.EACH)
    return sum(_give_versions(row, students) for row in rows.prefetch_related("pieces__exercise"))


def _give_versions(assignment: Assignment, students: list[User]) -> int:
    pieces = list(assignment.pieces.all())
    have = {(piece.student_id, piece.position) for piece in pieces}
    owner = assignment.classroom.owner_id
    patterns = [(piece.position, piece.exercise) for piece in pieces if piece.student_id == owner and piece.exercise]
    missing = [(who, at, what) for who in students for at, what in patterns if (who.pk, at) not in have]
    for student, position, pattern in missing:
        request = replace(ComposeRequest.from_dict(pattern.request), seed=library.fresh_seed())
        job = library.queue_composition(assignment.classroom.owner, request, count=1, keep=True, hurry=False)
        Piece.objects.create(assignment=assignment, student=student, job=job, position=position)
    return len(missing)


def fill_pieces(sender: Any, job: CompositionJob, **_: Any) -> None:
    """A version that was composed for a student becomes that student's piece."""
    exercise = job.candidates.order_by("position").first()
    if exercise is not None:
        Piece.objects.filter(job=job, exercise=None).update(exercise=exercise)


def delete_assignment(assignment: Assignment) -> None:
    """The takes made for it stay, as practice."""
    assignment.delete()


def change_classroom(classroom: Classroom) -> int:
    """Save a class; after a change of strictness all its takes are marked again. How many will be."""
    before = Classroom.objects.get(pk=classroom.pk).strictness
    classroom.save()
    return remark_classroom(classroom) if before != classroom.strictness else 0


def comment(take: Take, author: User, text: str, note: str = "") -> Comment:
    return Comment.objects.create(take=take, author=author, text=text.strip(), note=note)


@transaction.atomic
def override(take: Take, author: User, note: str) -> bool:
    """Count a note as right; the take is marked again. False when the take has no such note or it is done already."""
    verdicts = {entry["id"]: entry for entry in (take.report or {}).get("notes", [])}
    if take.status != Status.DONE or note not in verdicts:
        return False
    was = {name: verdicts[note].get(name) for name in KEPT_OF_VERDICT}
    _, new = Override.objects.get_or_create(take=take, note=note, defaults={"author": author, "was": was})
    if new:
        mark_again(take)
    return new


@transaction.atomic
def take_back(override: Override) -> None:
    """The machine's verdict counts again."""
    take = override.take
    override.delete()
    mark_again(take)


def regression_cases(classroom: Classroom) -> list[dict[str, Any]]:
    """What it takes to see whether a better engine agrees with the teacher: score, playing, both verdicts."""
    rows = Override.objects.filter(take__assignment__classroom=classroom).select_related("take__exercise")
    return [
        {
            "note": row.note,
            "machine": row.was,
            "teacher": "correct",
            "level": pitch_level(row.take.exercise.level),
            "strictness": row.take.strictness,
            "heard": row.take.heard,
            "musicxml": row.take.exercise.musicxml,
        }
        for row in rows
    ]


def takes_in(place: Membership) -> Any:
    """A student's takes that belong to a classroom."""
    return Take.objects.filter(student=place.student, assignment__classroom=place.classroom)


def leave(place: Membership) -> None:
    """Take a student out of a class; what they played stays theirs."""
    place.delete()


def delete_from_class(place: Membership) -> bool:
    """Delete everything a student has in a classroom. Without another class the account goes too: then True."""
    student = place.student
    if not student.memberships.exclude(pk=place.pk).exists():
        people.delete_person(student)
        return True
    files = [take.audio for take in takes_in(place).exclude(audio="").defer("report", "heard", "curves")]
    with transaction.atomic():
        takes_in(place).delete()
        place.delete()
        transaction.on_commit(lambda: _delete_files(files))
    return False


def _delete_files(files: list[Any]) -> None:
    for file in files:
        file.storage.delete(file.name)


def export_from_class(place: Membership) -> IO[bytes]:
    """A ZIP of what a student has in a classroom: takes with reports, comments and recordings."""
    spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
    takes = takes_in(place).select_related("exercise", "assignment").prefetch_related("comments").order_by("created")
    data = {
        "class": place.classroom.name,
        "nickname": place.nickname,
        "joined": place.joined.isoformat(),
        "takes": [people.take_data(take) for take in takes],
    }
    with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(data, indent=1, ensure_ascii=False))
        people.add_recordings(archive, takes)
    spool.seek(0)
    return spool
