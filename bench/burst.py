"""Thirty students hand in a twenty-second take at the same moment: is each graded once, and do pages stay quick?"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.person import Person
from tests.school import School
from tests.stories import PASSWORD, ClassStory, begin_class, recording

STUDENTS, WORKERS = 30, 2
COUNT = (
    "from lessons.practice.models import Take;"
    "print(Take.objects.count(), Take.objects.filter(status='done').count(), Take.objects.exclude(attempts=1).count())"
)


@dataclass
class Burst:
    """What was measured; times in seconds."""

    take_s: float = 0.0
    received_s: float = 0.0
    graded_s: float = 0.0
    takes: int = 0
    done: int = 0
    graded_twice: int = 0
    pages_s: list[float] = field(default_factory=list)

    def slowest_pages(self, share: float) -> float:
        """The page time that this share of the pages stayed under, in seconds."""
        return sorted(self.pages_s)[min(len(self.pages_s) - 1, int(share * len(self.pages_s)))]


def run(students: int = STUDENTS) -> Burst:
    """Open a school with two workers, let everybody hand in at once, and wait for the last mark."""
    with tempfile.TemporaryDirectory() as folder, School(Path(folder) / "var", workers=WORKERS) as school:
        story = begin_class(school.url)
        sound = recording(story.musicxml, instrument="violin", expressive=True)
        people = [_student(school.url, story, number) for number in range(students)]
        people[0].until(people[0].hand_in(story.exercise, sound), "data-feedback")  # the workers are warm, as at school
        return _measure(school, story, people, sound)


def _student(url: str, story: ClassStory, number: int) -> Person:
    student = Person(url)
    student.join(story.code, f"Student {number}", PASSWORD)
    return student


def _measure(school: School, story: ClassStory, people: list[Person], sound: bytes) -> Burst:
    burst = Burst()
    begun = time.monotonic()
    with ThreadPoolExecutor(len(people)) as pool:
        urls = list(pool.map(lambda student: student.hand_in(story.exercise, sound), people))
    burst.received_s = time.monotonic() - begun
    over = threading.Event()
    reader = threading.Thread(target=_read_pages, args=(people[0], story, burst, over))
    reader.start()
    for student, url in zip(people, urls, strict=True):
        student.until(url, "data-feedback", seconds=600)
    burst.graded_s = time.monotonic() - begun
    over.set()
    reader.join()
    takes, burst.done, burst.graded_twice = map(int, school.manage("shell", "-v", "0", "-c", COUNT).split()[-3:])
    burst.takes = takes
    return burst


def _read_pages(student: Person, story: ClassStory, burst: Burst, over: threading.Event) -> None:
    """What others do meanwhile: Today, an exercise, a class at a glance."""
    while not over.is_set():
        for person, path in (
            (student, "/"), (student, f"/exercises/{story.exercise}/"), (story.teacher, "/teaching/")
        ):  # fmt: skip
            started = time.monotonic()
            person.get(path)
            burst.pages_s.append(time.monotonic() - started)
        over.wait(0.1)


def table(burst: Burst) -> str:
    """The figures as Markdown."""
    rows = [
        ("takes handed in at once", f"{STUDENTS}"),
        ("takes in the database, one of them the warm-up", f"{burst.takes}"),
        ("of these graded", f"{burst.done}"),
        ("graded more than once", f"{burst.graded_twice}"),
        ("all received after", f"{burst.received_s:.1f} s"),
        ("the last one graded after", f"{burst.graded_s:.1f} s"),
        ("pages read meanwhile", f"{len(burst.pages_s)}"),
        ("page time, median", f"{1000 * statistics.median(burst.pages_s):.0f} ms"),
        ("page time, 95th percentile", f"{1000 * burst.slowest_pages(0.95):.0f} ms"),
        ("page time, slowest", f"{1000 * max(burst.pages_s):.0f} ms"),
    ]
    return "| measured | value |\n|---|---|\n" + "\n".join(f"| {name} | {value} |" for name, value in rows) + "\n"


if __name__ == "__main__":
    print(table(run()))
