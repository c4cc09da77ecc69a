"""Everything that writes people: signing up, joining, passwords, leaving, and taking one's data along."""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
import zipfile
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify

from lessons.people.models import Classroom, Membership, Role, User, new_join_code
from lessons.people.voices import retold

# Syllables for passwords a teacher reads out: easy to say, easy to type.
CONSONANTS, VOWELS = "bdfghjkmnprstvz", "aeiou"


def create_teacher(username: str, nickname: str, password: str) -> User:
    return User.objects.create_user(username, password, nickname=nickname, role=Role.TEACHER)


def create_learner(username: str, nickname: str, password: str) -> User:
    return User.objects.create_user(username, password, nickname=nickname, role=Role.STUDENT)


def create_classroom(owner: User, name: str, strictness: str = "normal") -> Classroom:
    return Classroom.objects.create(owner=owner, name=name, strictness=strictness)


def find_classroom(code: str) -> Classroom | None:
    """The open classroom with this (tidied) code."""
    return Classroom.objects.select_related("owner").filter(join_code=code, archived=False).first()


def join_as_new(classroom: Classroom, nickname: str, password: str, instrument: str = "") -> User:
    """A new student account in this class; the user name is made from the nickname."""
    base = slugify(nickname, allow_unicode=True).replace("-", ".")[:40] or "student"
    for _ in range(20):
        try:
            with transaction.atomic():
                user = User.objects.create_user(
                    _free_username(base), password, nickname=nickname, role=Role.STUDENT, instrument=instrument
                )
                join(classroom, user, nickname)
                return user
        except IntegrityError:
            if Membership.objects.filter(classroom=classroom, nickname__iexact=nickname).exists():
                raise  # the nickname was taken in this very moment; the page asks for another
    raise RuntimeError("no free user name was found")


def _free_username(base: str) -> str:
    """The base itself where it is free, else with digits that do not tell how many came before."""
    if not User.objects.filter(username__iexact=base).exists():
        return base
    return f"{base}{secrets.randbelow(9000) + 1000}"


def join(classroom: Classroom, student: User, nickname: str) -> Membership:
    """Put a student into a class; IntegrityError when the nickname is taken there."""
    with transaction.atomic():
        place, _ = Membership.objects.get_or_create(
            classroom=classroom, student=student, defaults={"nickname": nickname}
        )
    return place


def renew_code(classroom: Classroom) -> None:
    """A new join code; the old one stops working."""
    classroom.join_code = new_join_code()
    classroom.save(update_fields=["join_code"])


def readable_password() -> str:
    """Four syllables and three digits, such as "tabofugi482": 75^4 * 900, 2.8e10 possibilities."""
    syllables = "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(4))
    return f"{syllables}{secrets.randbelow(900) + 100}"


def reset_password(student: User) -> str:
    """Give a student who forgot theirs a new password; it is returned once and stored only as a hash."""
    password = readable_password()
    student.set_password(password)
    student.save(update_fields=["password"])
    return password


def delete_person(user: User) -> None:
    """Delete a person with everything that is theirs, recordings included."""
    from lessons.library.models import Rendering
    from lessons.practice.models import Take

    own = [take.audio for take in Take.objects.filter(Q(student=user) | Q(exercise__owner=user)).only("audio")]
    made = [sound.file for sound in Rendering.objects.filter(exercise__owner=user).only("file")]
    with transaction.atomic():
        user.delete()
        transaction.on_commit(lambda: _delete_files([*own, *made]))


def _delete_files(files: list[Any]) -> None:
    for file in files:
        if file:
            file.storage.delete(file.name)


def everything_about(user: User) -> dict[str, Any]:
    """All that is kept about a person, as plain data."""
    takes = user.takes.select_related("exercise", "assignment").order_by("created")
    return {
        "profile": {
            "username": user.username,
            "nickname": user.nickname,
            "role": user.role,
            "instrument": user.instrument,
            "wording": user.voice,
            "joined": user.joined.isoformat(),
        },
        "classes": [
            {"class": place.classroom.name, "nickname": place.nickname, "joined": place.joined.isoformat()}
            for place in user.memberships.select_related("classroom")
        ],
        "skills": [{"skill": b.skill, "state": b.state} for b in user.beliefs.order_by("skill")],
        "takes": [take_data(take) for take in takes],
        "exercises": [{"id": e.pk, "title": e.title, "request": e.request} for e in user.exercises.defer("svg")],
    }


def take_data(take: Any) -> dict[str, Any]:
    """A take as plain data."""
    return {
        "id": str(take.pk),
        "exercise": take.exercise.title,
        "assignment": take.assignment.title if take.assignment else None,
        "recorded": take.created.isoformat(),
        "status": take.status,
        "settings": take.settings,
        "report": retold(take.report) if take.report else None,
        "comments": [{"text": c.text, "written": c.created.isoformat()} for c in take.comments.all()],
        "recording": recording_name(take) if take.audio else None,
    }


def export(user: User) -> IO[bytes]:
    """A ZIP of everything kept about a person: data.json, recordings, MusicXML. The caller closes it."""
    spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
    with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(everything_about(user), indent=1, ensure_ascii=False))
        add_recordings(archive, user.takes.all())
        for exercise in user.exercises.defer("svg", "svg_narrow", "timeline"):
            archive.writestr(f"exercises/{exercise.pk}.musicxml", exercise.musicxml)
    spool.seek(0)
    return spool


def add_recordings(archive: zipfile.ZipFile, takes: Any) -> None:
    """Write the recordings of these takes into an archive, under the names `take_data` gives them."""
    for take in takes.exclude(audio="").defer("report", "heard", "curves"):
        with take.audio.open("rb") as stream, archive.open(recording_name(take), "w") as out:
            shutil.copyfileobj(stream, out)


def recording_name(take: Any) -> str:
    return f"recordings/{take.pk}.{take.audio_kind or 'bin'}"
