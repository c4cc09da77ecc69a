"""The exercise page, and handing in a recording."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lessons.library.models import Rendering
from lessons.practice.models import Take
from lessons.teaching import services as teaching


def recording(content=b"RIFF....WAVE"):
    return SimpleUploadedFile("take.wav", content, "audio/wav")


def hand_in(browser, exercise, *, as_json=True, **data):
    fields = {"audio": recording(), "client_key": "key-1", "settings": json.dumps({"tempo": 80}), **data}
    headers = {"Accept": "application/json"} if as_json else {}
    return browser.post(reverse("practice:submit", args=[exercise.pk]), fields, headers=headers)


@pytest.fixture
def browser(cast, assignment):
    return cast.sign_in("student")


def open_page(browser, exercise):
    response = browser.get(reverse("practice:exercise", args=[exercise.pk]))
    assert response.status_code == 200
    return response.content.decode()


def data_block(text, name):
    return json.loads(re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', text, re.S)[1])


def test_the_page_carries_the_score_and_its_times(browser, exercise):
    text = open_page(browser, exercise)
    music = data_block(text, "music")
    assert [note["id"] for note in music["notes"]][:2] == ["n1", "n2"]
    assert (music["length"], music["fifths"], music["tonic"], music["minor"]) == (16.0, 1, 7, False)
    assert music["meter"]["beats"] == [1.0] * 4
    assert 'class="note"' in text


def test_the_assignment_in_the_address_is_the_one_it_is_played_for(cast, browser, assignment, exercise):
    other = teaching.assign(cast.classroom, [exercise], title="Second week", goal=95)
    path = reverse("practice:exercise", args=[exercise.pk])
    for given in (assignment, other):
        assert browser.get(path, {"assignment": given.pk}).context["assignment"] == given


@pytest.mark.parametrize(
    ("meter", "tempo", "beat", "shown"), [("4/4", 96.0, "quarters", 96), ("6/8", 96.0, "dotted quarters", 64)]
)
def test_the_tempo_is_shown_as_the_metre_counts_it(browser, exercise, meter, tempo, beat, shown):
    exercise.meter, exercise.tempo_bpm = meter, tempo
    exercise.save()
    context = browser.get(reverse("practice:exercise", args=[exercise.pk])).context["tempo"]
    assert (context["beats"], context["value"]) == (beat, shown)
    assert context["least"] < shown < context["most"]


def test_a_clarinets_tonic_sounds_lower_than_it_is_written(browser, exercise):
    exercise.instrument = "clarinet"
    exercise.save()
    music = data_block(open_page(browser, exercise), "music")
    assert (music["transposition"], music["tonic"]) == (-2, 5)


def test_the_page_says_why_the_exercise_is_here(browser, exercise):
    exercise.request = {**exercise.request, "skills": ["leap-of-a-sixth"]}
    exercise.save()
    text = open_page(browser, exercise)
    assert "Set for Strings 1" in text
    assert "Made to practise: leap of a sixth. Irish reel, level 3." in text


@pytest.mark.parametrize("name", ["outsider", "anonymous"])
def test_the_page_does_not_exist_for_others(cast, assignment, exercise, name):
    response = cast.sign_in(name).get(reverse("practice:exercise", args=[exercise.pk]))
    assert response.status_code == (302 if name == "anonymous" else 404)


def test_a_recording_becomes_a_take_of_the_assignment(cast, browser, exercise, assignment):
    response = hand_in(browser, exercise)
    take = Take.objects.get()
    assert response.status_code == 201
    assert response.json() == {"url": reverse("practice:take", args=[take.pk])}
    assert (take.student, take.assignment, take.settings) == (cast.student, assignment, {"tempo": 80})


def test_a_plain_form_is_led_to_the_take(browser, exercise):
    assert hand_in(browser, exercise, as_json=False).url == reverse("practice:take", args=[Take.objects.get().pk])


def test_a_double_click_is_one_take(browser, exercise):
    first, second = hand_in(browser, exercise), hand_in(browser, exercise)
    assert first.json() == second.json()
    assert Take.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"audio": ""}, "No recording arrived"),
        ({"client_key": ""}, "without its key"),
        ({"audio": recording(b"")}, "empty"),
        ({"settings": "{not json"}, "JSON"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(browser, exercise, data, says):
    response = hand_in(browser, exercise, **data)
    assert response.status_code == 422
    assert says in response.json()["message"]
    assert not Take.objects.exists()


def test_too_large_a_file_is_refused_before_it_is_kept(browser, exercise, settings):
    settings.TAKE_MAX_BYTES = 8
    assert "larger" in hand_in(browser, exercise).json()["message"]
    assert not Take.objects.exists()


def test_used_up_attempts_close_the_recording_but_not_the_page(cast, browser, exercise, assignment, make_take):
    assignment.attempts = 1
    assignment.save()
    make_take(cast.student, assignment=assignment)
    assert "All attempts of this assignment are used" in open_page(browser, exercise)
    assert "attempts of this assignment are used" in hand_in(browser, exercise).json()["message"]


def test_a_stranger_cannot_hand_in(cast, assignment, exercise):
    assert hand_in(cast.sign_in("outsider"), exercise).status_code == 404


def test_listening_asks_for_the_sound_once(browser, exercise):
    url = reverse("practice:listen", args=[exercise.pk])
    first, second = browser.get(url, {"tempo": "80"}), browser.get(url, {"tempo": "80"})
    assert first.json() == second.json() == {"status": "queued", "progress": 0, "url": ""}
    assert Rendering.objects.get().tempo_bpm == 80


def test_a_finished_sound_has_an_address(browser, exercise):
    sound = Rendering.objects.create(exercise=exercise, tempo_bpm=96.0, status="done", file="sounds/x.flac")
    answer = browser.get(reverse("practice:listen", args=[exercise.pk])).json()
    assert answer["url"] == reverse("library:sound_audio", args=[sound.pk])


@pytest.mark.parametrize("tempo", ["fast", "nan", "inf"])
def test_a_tempo_that_is_no_number_is_refused(browser, exercise, tempo):
    assert browser.get(reverse("practice:listen", args=[exercise.pk]), {"tempo": tempo}).status_code == 400


@pytest.mark.parametrize("name", ["today", "progress"])
def test_no_student_page_needs_an_inline_script_or_style(browser, name):
    assert_nothing_inline(browser.get(reverse(f"practice:{name}")).content.decode())


def test_the_exercise_page_needs_no_inline_script_or_style(browser, exercise):
    assert_nothing_inline(open_page(browser, exercise))


def assert_nothing_inline(text):
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert all("src=" in tag or 'type="application/json"' in tag for tag in scripts)
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=\"", text)
