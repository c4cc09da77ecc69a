"""A take from waiting to feedback, and who may see it."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from lessons.library.models import CompositionJob
from lessons.practice import earlier, queries
from lessons.practice.models import Take
from lessons.teaching.models import Comment
from tests.lessons.conftest import a_report
from tests.lessons.practice.test_playing import assert_nothing_inline


def url(name, take, *more):
    return reverse(f"practice:{name}", args=[take.pk, *more])


@pytest.fixture
def browser(cast, assignment):
    return cast.sign_in("student")


@pytest.fixture
def take(cast, assignment, make_take):
    return make_take(cast.student, wrong=("n14", "n2"), audio=b"RIFF-0123456789", assignment=assignment)


def test_while_it_is_marked_the_page_shows_how_far_it_is(cast, browser, make_take):
    take = make_take(cast.student, status="working", stage="listening", progress=40, report=None)
    page = browser.get(url("take", take)).content.decode()
    assert "Listening" in page
    assert "40 %" in page
    assert url("take_status", take) in page


def test_while_it_is_marked_again_the_page_says_that_and_keeps_the_mark_in_sight(cast, browser, make_take):
    take = make_take(cast.student, mark=78.0, status="queued", graded_at=timezone.now())
    page = browser.get(url("take", take)).text
    assert "Your take is being marked again" in page
    assert "Until then its mark is 78." in page
    assert "Your recording arrived" not in page
    assert "This take is being marked again" in cast.sign_in("teacher").get(url("take", take)).text


def test_the_fragment_asks_for_a_reload_once_it_is_done(cast, browser, make_take):
    working = make_take(cast.student, status="working", progress=40, report=None)
    done = make_take(cast.student)
    assert "HX-Refresh" not in browser.get(url("take_status", working))
    assert browser.get(url("take_status", done))["HX-Refresh"] == "true"


def test_what_cannot_be_judged_says_why_and_has_no_mark(cast, browser, make_take):
    take = make_take(cast.student, status="refused", message="I could not hear bars 3 and 4.", report=None)
    page = browser.get(url("take", take)).content.decode()
    assert "I could not hear bars 3 and 4." in page
    assert "It has no mark" in page
    assert "Record again" in page


def test_a_failure_of_ours_can_be_tried_again_with_the_same_recording(cast, browser, make_take):
    take = make_take(cast.student, status="failed", message="Something went wrong here.", report=None)
    assert "Try again with this recording" in browser.get(url("take", take)).content.decode()
    browser.post(url("try_again", take))
    take.refresh_from_db()
    assert take.status == "queued"


def test_feedback_begins_with_what_to_do_next(browser, take):
    page = browser.get(url("take", take)).content.decode()
    assert page.index("Practise it.") < page.index('data-engraving="wide"') < page.index("What stood out")
    assert page.index("What stood out") < page.index("Pitch and time") < page.index("Every note")
    assert url("practise", take, 0) in page


def test_every_note_is_in_the_table_and_in_the_data(browser, take):
    page = browser.get(url("take", take)).content.decode()
    assert len(re.findall(r"<tr data-row=", page)) == 16
    data = json.loads(re.search(r'<script id="take" type="application/json">(.*?)</script>', page, re.S)[1])
    assert data["labels"]["n14"].startswith("Bar 4, beat 2, F sharp 4")
    assert len(data["report"]["notes"]) == 16


def test_feedback_needs_no_inline_script_or_style(browser, take):
    assert_nothing_inline(browser.get(url("take", take)).content.decode())


def test_the_next_take_is_compared_with_the_one_before(cast, browser, take, make_take):
    later = make_take(cast.student, mark=96.0, wrong=("n14",))
    page = browser.get(url("take", later)).content.decode()
    assert "One note that went wrong then is right now. The mark went up by 6." in page


def test_a_take_is_compared_with_any_earlier_one(cast, browser, take, make_take):
    make_take(cast.student, mark=70.0, wrong=("n14", "n2", "n5"))
    later = make_take(cast.student, mark=95.5, wrong=("n2",))
    page = browser.get(url("take", later), {"with": str(take.pk)}).content.decode()
    assert "One note that went wrong then is right now. The mark went up by 6." in page
    assert "bar 4, beat 2: F♯4" in page
    assert f"?with={take.pk}" in browser.get(url("take", later)).content.decode()


@pytest.mark.parametrize("chosen", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_take_to_compare_with_is_the_one_before(browser, cast, take, make_take, chosen):
    later = make_take(cast.student, mark=96.0, wrong=("n14",))
    assert "The mark went up by 6." in browser.get(url("take", later), {"with": chosen}).content.decode()


def test_the_take_of_another_is_never_compared_with(cast, browser, take, make_take):
    other = make_take(cast.classmate, mark=20.0)
    later = make_take(cast.student, mark=96.0, wrong=("n14",))
    assert "The mark went up by 6." in browser.get(url("take", later), {"with": str(other.pk)}).content.decode()


def test_the_teachers_comment_is_on_the_page(cast, browser, take):
    Comment.objects.create(take=take, author=cast.teacher, text="Mind the F sharp.", note="n14")
    assert "Mind the F sharp." in browser.get(url("take", take)).content.decode()


def test_a_comment_may_be_about_a_bar_and_can_be_taken_back(cast, browser, take):
    teacher = cast.sign_in("teacher")
    page = teacher.get(url("take", take)).content.decode()
    assert '<option value="n13">bar 4</option>' in page
    teacher.post(reverse("teaching:comment", args=[take.pk]), {"text": "Lean on it.", "note": "n13"})
    comment = Comment.objects.get()
    gone = reverse("teaching:delete_comment", args=[comment.pk])
    assert gone in teacher.get(url("take", take)).content.decode()
    seen = browser.get(url("take", take)).content.decode()
    assert "Ms Clara writes about bar 4" in seen
    assert gone not in seen


PAGES = ["take", "take_status", "take_audio"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("who", "may"), [("student", True), ("teacher", True), ("classmate", False), ("outsider", False)]
)
def test_a_take_is_seen_by_its_player_and_the_teacher(cast, take, name, who, may):
    assert cast.sign_in(who).get(url(name, take)).status_code == (200 if may else 404)


@pytest.mark.parametrize("who", ["teacher", "classmate", "outsider"])
@pytest.mark.parametrize("name", ["delete", "try_again"])
def test_only_the_player_may_change_a_take(cast, take, who, name):
    assert cast.sign_in(who).post(url(name, take)).status_code == 404
    assert Take.objects.filter(pk=take.pk).exists()


def test_the_recording_comes_in_parts(browser, take):
    response = browser.get(url("take_audio", take), headers={"Range": "bytes=5-8"})
    assert response.status_code == 206
    assert response["Content-Range"] == "bytes 5-8/15"
    assert b"".join(response.streaming_content) == b"0123"


def test_deleting_a_take_deletes_its_recording(browser, take, django_capture_on_commit_callbacks):
    storage, name = take.audio.storage, take.audio.name
    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(url("delete", take))
    assert response.url == reverse("practice:history", args=[take.exercise_id])
    assert not storage.exists(name)
    assert browser.get(url("take", take)).status_code == 404


def test_practising_a_finding_composes_its_remedy_for_the_same_instrument(cast, browser, take):
    response = browser.post(url("practise", take, 0))
    job = CompositionJob.objects.get(owner=cast.student)
    assert response.url == reverse("practice:composing", args=[job.pk])
    assert (job.request["skills"], job.request["instrument"], job.request["level"]) == (["leading-tone"], "violin", 3)
    assert (job.count, job.keep) == (1, True)


def test_a_finding_that_does_not_exist_composes_nothing(browser, take):
    page = browser.post(url("practise", take, 7), follow=True).content.decode()
    assert "There is no exercise to be made for this" in page
    assert not CompositionJob.objects.exists()


def test_the_waiting_page_leads_to_the_exercise_once_it_is_written(cast, browser, take, make_exercise):
    browser.post(url("practise", take, 0))
    job = CompositionJob.objects.get()
    waiting = reverse("practice:composing", args=[job.pk])
    assert "Writing your exercise" in browser.get(waiting).content.decode()
    made = make_exercise(cast.student, job=job)
    CompositionJob.objects.update(status="done")
    there = reverse("practice:exercise", args=[made.pk])
    assert browser.get(waiting).url == there
    assert browser.get(reverse("practice:composing_status", args=[job.pk]))["HX-Redirect"] == there


def test_a_remedy_that_cannot_be_written_says_why(cast, browser, take):
    browser.post(url("practise", take, 0))
    CompositionJob.objects.update(status="refused", message="Level 1 has no sixths.")
    assert (
        "Level 1 has no sixths."
        in browser.get(reverse("practice:composing", args=[CompositionJob.objects.get().pk])).content.decode()
    )


def test_anothers_waiting_page_does_not_exist(cast, browser, take):
    browser.post(url("practise", take, 0))
    address = reverse("practice:composing", args=[CompositionJob.objects.get().pk])
    assert cast.sign_in("classmate").get(address).status_code == 404


def test_the_history_lists_takes_newest_first(cast, browser, take, make_take, exercise):
    newer = make_take(cast.student, mark=95.0)
    page = browser.get(reverse("practice:history", args=[exercise.pk])).content.decode()
    assert page.index(url("take", newer)) < page.index(url("take", take))


def test_the_history_shows_how_each_mark_changed_past_what_was_not_judged(cast, take, make_take, exercise):
    make_take(cast.student, status="refused", report=None, mark_overall=None)
    make_take(cast.student, mark=96.0)
    rows = earlier.with_changes(queries.history(cast.student, exercise))
    assert [row.change for row in rows] == [6.0, None, None]


def test_an_empty_history_says_what_to_do(browser, exercise):
    assert "No recording yet" in browser.get(reverse("practice:history", args=[exercise.pk])).content.decode()


def test_the_number_of_queries_of_a_take_does_not_grow_with_its_history(
    cast, browser, take, make_take, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_take(cast.student)
    later = make_take(cast.student)
    with CaptureQueriesContext(connection) as few:
        browser.get(url("take", later))
    last = [make_take(cast.student) for _ in range(8)][-1]
    with django_assert_max_num_queries(len(few)):
        browser.get(url("take", last))


class TestPartOfThePiece:
    """A take of some of the bars is shown as that, wherever its mark stands."""

    PART = {"first_bar": 2, "last_bar": 3, "marks": {"pitch": 99, "intonation": 97, "rhythm": 94, "overall": 97}}

    @pytest.fixture
    def some_bars(self, cast, assignment, make_take):
        report = a_report(overall=48.0) | {"part": self.PART}
        return make_take(cast.student, mark=48.0, assignment=assignment, report=report, part=self.PART)

    def test_the_feedback_says_so_and_gives_their_marks_first(self, browser, some_bars):
        page = browser.get(url("take", some_bars)).text
        assert "You played bars 2 to 3; the marks are for those bars." in page
        marks = re.findall(r'<dd class="mark__value">(\d+)', page)
        assert marks == ["97", "99", "97", "94", "48"]
        assert "Whole piece" in page

    def test_the_teacher_reads_it_of_the_student(self, cast, some_bars):
        page = cast.sign_in("teacher").get(url("take", some_bars)).text
        assert "Bars 2 to 3 were played; the marks are for those bars." in page

    def test_in_german_too(self, cast, browser, some_bars):
        cast.student.voice = {"language": "de"}
        cast.student.save()
        page = browser.get(url("take", some_bars)).text
        assert "Du hast die Takte 2 bis 3 gespielt; die Bewertung gilt für diese Takte." in page

    def test_lists_name_the_bars_beside_the_mark(self, cast, browser, some_bars, assignment):
        teacher = cast.sign_in("teacher")
        student = reverse("teaching:student", args=[cast.classroom.pk, cast.student.pk])
        pages = [
            browser.get(reverse("practice:history", args=[some_bars.exercise_id])),
            browser.get(reverse("practice:today")),
            teacher.get(student),
            teacher.get(reverse("teaching:assignment", args=[assignment.pk])),
        ]
        assert ["Bars 2 to 3: 97" in page.text for page in pages] == [True] * 4
