"""A take survives: a worker killed in mid-grading, a double click, a restart of everything."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.person import Person
from tests.school import School
from tests.stories import PASSWORD, ClassStory, begin_class, recording

pytestmark = pytest.mark.stack
COUNT_TAKES = "from lessons.practice.models import Take; print(Take.objects.count())"
TAKES = (
    "import json; from lessons.practice.models import Take;"
    "print(json.dumps(list(Take.objects.values('status', 'attempts', 'claimed_by', 'mark_overall'))))"
)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory):
    with School(tmp_path_factory.mktemp("school") / "var") as opened:
        yield opened


@pytest.fixture(scope="module")
def story(school: School) -> ClassStory:
    return begin_class(school.url)


@pytest.fixture(scope="module")
def take_sound(story: ClassStory) -> bytes:
    return recording(story.musicxml, instrument="violin")


def takes(school: School) -> list[dict]:
    return json.loads(school.manage("shell", "-v", "0", "-c", TAKES).strip().splitlines()[-1])


def test_a_worker_killed_in_mid_grading_loses_nothing(school: School, story: ClassStory, take_sound: bytes) -> None:
    student = Person(school.url)
    student.join(story.code, "Robin", PASSWORD)
    before = len(takes(school))
    url = student.hand_in(story.exercise, take_sound)
    _kill_while_grading(school, student, url)
    student.until(url, r"feedback", seconds=120)
    rows = takes(school)
    assert len(rows) == before + 1
    last = max(rows, key=lambda row: row["attempts"])
    assert (last["status"], last["attempts"]) == ("done", 2), rows
    assert last["mark_overall"] >= 95


def _kill_while_grading(school: School, student: Person, url: str) -> None:
    """Kill the only worker the moment the take is being worked on."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if claimed := claimants(school):
            os.kill(int(claimed[0].rpartition(":")[2]), signal.SIGKILL)
            return
        time.sleep(0.02)
    raise AssertionError(f"the take was never worked on: {student.get(url).url}")


def claimants(school: School) -> list[str]:
    """Who is working on a take now; read from the file itself, since a management command takes as long as grading."""
    with closing(sqlite3.connect(f"file:{school.folder}/etude.sqlite3?mode=ro", uri=True, timeout=10)) as database:
        rows = database.execute("select claimed_by from practice_take where status = 'working'").fetchall()
    return [row[0] for row in rows]


def test_the_same_click_twice_is_one_take(school: School, story: ClassStory, take_sound: bytes) -> None:
    student = Person(school.url)
    student.join(story.code, "Kim", PASSWORD)
    before = len(takes(school))
    first = student.hand_in(story.exercise, take_sound, key="one-click")
    assert student.hand_in(story.exercise, take_sound, key="one-click") == first
    student.until(first, r"data-mark|feedback")
    assert len(takes(school)) == before + 1


def test_a_deleted_take_takes_its_recording_along(school: School, story: ClassStory, take_sound: bytes) -> None:
    student = Person(school.url)
    student.join(story.code, "Alex", PASSWORD)
    kept = {path for path in Path(school.folder, "media", "takes").iterdir()}
    url = student.hand_in(story.exercise, take_sound)
    student.until(url, r"feedback")
    assert len(list(Path(school.folder, "media", "takes").iterdir())) == len(kept) + 1
    student.post(f"{url}delete/", {})
    assert {path for path in Path(school.folder, "media", "takes").iterdir()} == kept
    assert student.get(url).status == 404


def test_everything_is_there_after_a_restart(school: School, story: ClassStory, take_sound: bytes) -> None:
    student = Person(school.url)
    student.join(story.code, "Sasha", PASSWORD)
    url = student.hand_in(story.exercise, take_sound)
    school.stop()
    assert not school.worker_pids()
    school.start()
    student.until(url, r"feedback")


def test_one_interrupt_ends_every_process(tmp_path: Path) -> None:
    with School(tmp_path / "var") as school:
        pids = processes(school)
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
    assert re.search(r"stopped\s*$", school.said())


def processes(school: School) -> list[int]:
    """The web server and the worker, once both run."""
    deadline = time.monotonic() + 60
    while not (school.worker_pids() and school.web_pids()):
        assert time.monotonic() < deadline, school.said()
        time.sleep(0.1)
    return [*school.worker_pids(), *school.web_pids()]
