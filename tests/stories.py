"""What people do before the story of a test begins: a teacher with a class, a composed and assigned exercise."""

from __future__ import annotations

import html
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.person import Person

PASSWORD = "correct-Horse-77"
WISH = {
    "style": "american-fiddle", "key": "G major", "meter": "4/4", "bars": "8", "level": "2", "instrument": "violin",
    "skills": "leading-tone", "tempo_bpm": "100", "count": "1", "seed": "7",
}  # fmt: skip


@dataclass
class ClassStory:
    """A teacher signed in, the class's code, and one exercise assigned to the class."""

    teacher: Person
    code: str
    exercise: int
    assignment: int
    musicxml: str


def begin_class(school_url: str, wish: dict[str, str] | None = None) -> ClassStory:
    """Found a school, let its worker compose an exercise, and assign it: all by filling in the site's own forms."""
    teacher = Person(school_url)
    teacher.found_school("teacher", PASSWORD, "Class 7b")
    code = _first(r"[A-Z0-9]{4}-[A-Z0-9]{4}", teacher.get("/teaching/").text)
    exercise = compose(teacher, wish or WISH)
    musicxml = teacher.get(f"/library/exercises/{exercise}/score.musicxml").text
    assignment = assign(teacher, exercise)
    return ClassStory(teacher, code, exercise, assignment, musicxml)


def compose(person: Person, wish: dict[str, str]) -> int:
    """Ask for an exercise, wait until the worker has made it, and keep it; its number."""
    person.get("/library/compose/")
    waiting = person.post("/library/compose/", wish)
    assert "/library/jobs/" in waiting.url, _visible(waiting.text)
    ready = person.until(waiting.url, r"/library/exercises/\d+/")
    exercise = int(_first(r"/library/exercises/(\d+)/", ready.text))
    person.post(f"/library/exercises/{exercise}/keep/", {})
    return exercise


def assign(teacher: Person, exercise: int) -> int:
    """Give the exercise to the teacher's only class; the assignment's number."""
    page = teacher.get(f"/teaching/assign/?exercise={exercise}")
    classroom = _first(r'<option value="(\d+)"', page.text)
    data = {"classroom": classroom, "exercises": str(exercise), "mode": "same", "title": "This week", "attempts": "0"}
    answer = teacher.post("/teaching/assign/", data)
    assert "/teaching/assignments/" in answer.url, _visible(answer.text)
    return int(_first(r"/teaching/assignments/(\d+)/", answer.url))


def recording(musicxml: str, slips: tuple = (), *, ending: str = "flac", **how) -> bytes:
    """The exercise played on a sampled instrument, as the bytes of a sound file."""
    from tutor.music.musicxml import read_score
    from tutor.performing.perform import perform, write_audio

    with tempfile.TemporaryDirectory() as folder:
        source, sound = Path(folder) / "score.musicxml", Path(folder) / f"take.{ending}"
        source.write_text(musicxml, encoding="utf-8")
        made = perform(read_score(source), slips=slips, **how)
        write_audio(made.samples, made.rate, sound)
        return sound.read_bytes()


def _first(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in:\n{_visible(text)}"
    return match[1] if match.groups() else match[0]


def _visible(page: str) -> str:
    """Roughly what a person would read of a page, for messages."""
    text = re.sub(r"(?s)<(script|style|svg).*?</\1>|<[^>]+>", " ", page)
    return html.unescape(" ".join(text.split()))[-2000:]
