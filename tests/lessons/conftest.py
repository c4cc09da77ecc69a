"""The cast of every test of the school: a teacher, two students of hers, and an outsider with a class of his own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from lessons import work
from lessons.library.models import Exercise
from lessons.library.written import timeline
from lessons.people import services as people
from lessons.people.models import Classroom, User
from lessons.practice.models import Take
from lessons.teaching import services as teaching
from lessons.teaching.models import Assignment
from lessons.work import Status
from tutor.composing.request import ComposeRequest
from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, Note, Part, Score

PASSWORD = "quiet-violin-42"
TUNE = ("G4", "A4", "B4", "C5", "D5", "C5", "B4", "A4", "G4", "B4", "D5", "B4", "A4", "F#4", "G4", "G4")


@dataclass
class Cast:
    teacher: User
    student: User
    classmate: User
    outsider: User
    classroom: Classroom
    elsewhere: Classroom

    def sign_in(self, name: str) -> Client:
        """A browser in which this person is signed in; "anonymous" for nobody."""
        client = Client()
        if name != "anonymous":
            client.force_login(getattr(self, name))
        return client


@pytest.fixture(autouse=True)
def school(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Nothing a test does reaches the real data folder or a broker; what would be sent is kept in the list."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": tmp_path.name}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(work, "_send", lambda task, key, queue: sent.append((task.name, key)))
    return sent


@pytest.fixture
def sent(school: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """(task, key) of everything that was put into the queue."""
    return school


@pytest.fixture
def cast(db: None) -> Cast:
    teacher = people.create_teacher("clara", "Ms Clara", PASSWORD)
    outsider = people.create_teacher("otto", "Mr Otto", PASSWORD)
    classroom = people.create_classroom(teacher, "Strings 1")
    elsewhere = people.create_classroom(outsider, "Winds 2")
    student = people.join_as_new(classroom, "Anna", PASSWORD, "violin")
    classmate = people.join_as_new(classroom, "Ben", PASSWORD, "violin")
    return Cast(teacher, student, classmate, outsider, classroom, elsewhere)


def a_score(pitches: tuple[str, ...] = TUNE) -> Score:
    """Quarter notes in G major, four to the bar."""
    meter, key = Meter.parse("4/4"), Key.parse("G major")
    bars = tuple(Bar(i + 1, Fraction(4 * i), Fraction(4), meter, key) for i in range(len(pitches) // 4))
    notes = tuple(Note(f"n{i + 1}", Fraction(i), Pitch.parse(name), (Fraction(1),)) for i, name in enumerate(pitches))
    return Score("A walk", bars, (Part(notes, instrument="violin"),), tempo_bpm=96.0)


REQUEST = ComposeRequest(style="irish-reel", key="G major", meter="4/4", bars=4, level=3, instrument="violin", seed=7)


@pytest.fixture(scope="session")
def written() -> dict[str, Any]:
    """The columns of one exercise, written and engraved by the real engine once for all tests."""
    from tutor.music.engraving import engrave
    from tutor.music.musicxml import to_musicxml

    score = a_score()
    return {
        "title": score.title,
        "request": REQUEST.to_dict(),
        "musicxml": to_musicxml(score).decode(),
        "svg": engrave(score, width=1000, id_prefix="x1-").svg,
        "timeline": timeline(score),
        "bars": 4,
        "note_count": len(score.notes),
        "key": score.key.name,
        "meter": "4/4",
        "tempo_bpm": 96.0,
        "instrument": "violin",
        "level": 3,
        "style": "irish-reel",
    }


@pytest.fixture
def make_exercise(cast: Cast, written: dict[str, Any]) -> Callable[..., Exercise]:
    def make(owner: User | None = None, **columns: Any) -> Exercise:
        return Exercise.objects.create(owner=owner or cast.teacher, **{"kept": True, **written, **columns})

    return make


@pytest.fixture
def exercise(make_exercise: Callable[..., Exercise]) -> Exercise:
    return make_exercise()


@pytest.fixture
def assignment(cast: Cast, exercise: Exercise) -> Assignment:
    return teaching.assign(cast.classroom, [exercise], title="First week", goal=80)


def a_report(wrong: tuple[str, ...] = (), concept: str = "leading tone", overall: float = 90.0) -> dict[str, Any]:
    """A report as the engine writes it; the notes named went wrong."""
    notes = [
        {
            "id": f"n{i + 1}", "bar": i // 4 + 1, "beat": str(i % 4 + 1), "written": name, "sounding_midi": 67,
            "quarter_length": "1", 
            "performed": {"onset_s": 0.6 * i, "offset_s": 0.6 * i + 0.5, "midi": 67.0, "confidence": 0.9},
            "pitch": "wrong" if f"n{i + 1}" in wrong else "correct", "cents": 3.0, "intonation": "in_tune",
            "onset_ms": 5.0, "onset": "on_time", "duration_ratio": 0.95, "duration": "full",
        }
        for i, name in enumerate(TUNE)
    ]  # fmt: skip
    finding = {
        "kind": "P02", "concept": concept, "severity": 3, "notes": list(wrong),
        "facts": {"key": "G major", "written": "F#4", "performed": "F4", "degree": 7},
        "text": "Bar 4, beat 2: the score has F sharp, you played F.",
        "remedy": {"text": "Practise it.", "request": {"key": "G major", "skills": ["leading-tone"]}},
    }  # fmt: skip
    return {
        "version": 1,
        "score": {"title": "A walk", "key": "G major", "meter": "4/4", "tempo_bpm": 96.0, "note_count": len(notes)},
        "take": {
            "duration_s": 10.0, "tracker": "swift", "tuning_cents": -3.0, "transposition_semitones": 0,
            "tempo_bpm": 96.0, "tempo_curve": [[0.0, 96.0]], "judged": True, "reason": None,
        },
        "notes": notes,
        "extra": [],
        "marks": {"pitch": overall, "intonation": 95.0, "rhythm": 92.0, "overall": overall},
        "findings": [finding] if wrong else [],
        "expression": {"dynamics_db_range": 8.0, "vibrato": None},
    }  # fmt: skip


@pytest.fixture
def make_take(exercise: Exercise) -> Callable[..., Take]:
    """Rows as they stand after grading, without listening: for pages and counts."""
    from lessons.practice.judging import concepts

    number = 0

    def make(
        student: User, *, mark: float = 90.0, wrong: tuple[str, ...] = (), audio: bytes = b"", **columns: Any
    ) -> Take:
        nonlocal number
        number += 1
        report = a_report(wrong, overall=mark)
        values = {
            "exercise": exercise, "client_key": f"take-{number}", "status": Status.DONE, "report": report,
            "mark_overall": mark, "mark_pitch": mark, "mark_intonation": 95.0, "mark_rhythm": 92.0,
            "concepts": concepts(report), "audio_kind": "wav", "progress": 100, "duration_s": 10.0,
        }  # fmt: skip
        take = Take(student=student, **{**values, **columns})
        if audio:
            take.audio.save("take", ContentFile(audio), save=False)
        take.save(force_insert=True)
        return take

    return make
