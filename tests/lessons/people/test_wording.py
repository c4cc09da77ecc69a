"""How a reader is spoken to: chosen on the account page, defaulted by the class, the same in every take and export."""

import json
import zipfile
from io import BytesIO

from lessons.people.forms import WORDING
from lessons.people.voices import retold, site_language, voice_for
from tests.lessons.conftest import Cast, a_report
from tutor.grading.voice import CHOICES, USUAL, Voice

PROFILE = {"nickname": "Anna", "instrument": "violin"}


def told_report():
    """A report whose finding can be told anew: its facts are those the engine writes."""
    report = a_report(wrong=("n14",))
    report["findings"][0]["facts"] = {
        "where": {"bar": 4, "beat": "2", "meter": "4/4"}, "key": "G major", "written": "F#4", "performed": "F4",
        "tonic": "G4", "verb": "played", "cents": -100, "count": 1, "bars": [4],
    }  # fmt: skip
    return report | {"voice": USUAL.to_dict()}


def test_every_choice_of_the_engine_can_be_made_on_the_page():
    assert {name: set(choices) for name, (_, choices) in WORDING.items()} == {n: set(c) for n, c in CHOICES.items()}


def test_only_what_was_chosen_is_kept(cast: Cast):
    cast.sign_in("student").post("/account/", {**PROFILE, "names": "fixed-do"})
    cast.student.refresh_from_db()
    assert cast.student.voice == {"names": "fixed-do"}


def test_a_choice_the_engine_does_not_know_is_refused(cast: Cast):
    page = cast.sign_in("student").post("/account/", {**PROFILE, "names": "numbers"})
    assert page.status_code == 422


def test_own_choice_over_the_class_over_the_browser(cast: Cast):
    cast.classroom.voice = {"terms": "crotchet", "names": "movable-do"}
    cast.classroom.save()
    cast.student.voice = {"names": "letters"}
    assert voice_for(cast.student, "de") == Voice(names="letters", terms="crotchet", language="de")
    assert voice_for(cast.teacher, "en") == USUAL


def test_a_choice_that_is_no_longer_known_is_forgotten(cast: Cast):
    cast.student.voice = {"names": "numbers", "colour": "red"}
    assert voice_for(cast.student) == USUAL


def test_each_language_has_its_site():
    assert {site_language(Voice(language=name)) for name in CHOICES["language"]} == {"en-gb", "de"}


def test_a_teacher_sets_the_words_of_a_class(cast: Cast):
    form = {"name": "Strings 1", "strictness": "normal", "audience": "child", "terms": "crotchet"}
    cast.sign_in("teacher").post(f"/teaching/classrooms/{cast.classroom.pk}/edit/", form)
    cast.classroom.refresh_from_db()
    assert cast.classroom.voice == {"audience": "child", "terms": "crotchet"}


class TestATakeToldAnew:
    def test_the_stored_report_is_read_in_the_readers_words(self, cast: Cast, make_take):
        take = make_take(cast.student, report=told_report())
        browser = cast.sign_in("student")
        assert "the score has F sharp" in browser.get(f"/takes/{take.pk}/").text
        cast.student.voice = {"names": "fixed-do"}
        cast.student.save()
        assert "the score has fa sharp, you played fa natural" in browser.get(f"/takes/{take.pk}/").text
        take.refresh_from_db()
        assert take.report == told_report()

    def test_in_german_notes_marks_and_places_are_german_too(self, cast: Cast, make_take):
        cast.student.voice = {"language": "de"}
        cast.student.save()
        page = cast.sign_in("student").get(f"/takes/{make_take(cast.student, report=told_report()).pk}/").text
        assert "In den Noten steht Fis" in page
        assert "Takt 4, Schlag 2, Fis 4: gespielt hast du" in page
        assert "Leitton" in page

    def test_the_teacher_reads_it_in_the_teachers_words(self, cast: Cast, make_take, assignment):
        cast.student.voice = {"language": "de"}
        cast.student.save()
        take = make_take(cast.student, report=told_report(), assignment=assignment)
        assert "the score has F sharp" in cast.sign_in("teacher").get(f"/takes/{take.pk}/").text

    def test_the_export_tells_it_as_the_page_does(self, cast: Cast, make_take):
        make_take(cast.student, report=told_report())
        cast.student.voice = {"names": "fixed-do"}
        cast.student.save()
        sent = b"".join(cast.sign_in("student").get("/account/export/").streaming_content)
        data = json.loads(zipfile.ZipFile(BytesIO(sent)).read("data.json"))
        assert "fa sharp" in data["takes"][0]["report"]["findings"][0]["text"]
        assert data["profile"]["wording"] == {"names": "fixed-do"}

    def test_a_report_without_its_facts_stays_as_it_was_told(self):
        old = a_report(wrong=("n14",))
        del old["expression"]
        assert retold(old | {"voice": {"language": "de"}}) == old | {"voice": {"language": "de"}}
