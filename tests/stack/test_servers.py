"""The same loop where a district would run it: PostgreSQL, Redis, two workers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.person import Person
from tests.school import School
from tests.stack.servers import postgres, redis
from tests.stories import PASSWORD, begin_class, recording
from tutor.performing.slips import Slip

pytestmark = pytest.mark.stack


def test_compose_assign_play_and_grade_on_postgresql_and_redis(tmp_path: Path) -> None:
    with postgres(tmp_path / "postgres") as database, redis(tmp_path / "redis") as broker:
        env = {"DATABASE_URL": database, "CELERY_BROKER_URL": broker}
        with School(tmp_path / "var", workers=2, env=env) as school:
            story = begin_class(school.url)
            students = [Person(school.url) for _ in range(4)]
            urls = []
            for number, student in enumerate(students):
                student.join(story.code, f"Student {number}", PASSWORD)
                slips = () if number == 0 else (Slip("missed", f"n{2 + number}"),)
                urls.append(student.hand_in(story.exercise, recording(story.musicxml, slips, instrument="flute")))
            pages = [student.until(url, r"feedback").text for student, url in zip(students, urls, strict=True)]
            assert "left out" not in pages[0]
            assert all("Robin" not in page for page in pages)
            assert not (school.folder / "etude.sqlite3").exists()
            dashboard = story.teacher.get(f"/teaching/assignments/{story.assignment}/").text
            assert all(f"Student {number}" in dashboard for number in range(4))
