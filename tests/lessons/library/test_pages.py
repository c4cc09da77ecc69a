"""The compose page, the candidates as they come, the library, and sound in parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from lessons.library import making, queries
from lessons.library.forms import ComposeForm, initial_from
from lessons.library.models import CompositionJob, Exercise, Rendering
from lessons.library.templatetags.music import as_query, shared_words
from lessons.library.words import sentence
from lessons.teaching.forms import AssignForm
from lessons.work import Status
from tests.lessons.conftest import REQUEST, Cast, a_score
from tutor.composing.activities import ACTIVITIES
from tutor.composing.levels import HALF_LEVELS, LEVELS
from tutor.composing.moods import MOODS
from tutor.composing.pieces import PIECES
from tutor.composing.purposes import PURPOSES
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.learning.skills import SKILLS
from tutor.music.instruments import INSTRUMENTS

WISH = {
    "style": "irish-reel", "key": "D major", "meter": "4/4", "bars": "8", "level": "3",
    "instrument": "violin", "count": "3",
}  # fmt: skip


def choices(form: ComposeForm, name: str) -> set[str]:
    """The values a field offers, out of all its groups."""
    flat: set[str] = set()
    for value, label in form.fields[name].choices:  # type: ignore[attr-defined]
        flat |= {str(inner) for inner, _ in label} if isinstance(label, list | tuple) else {str(value)}
    return flat


def test_the_form_offers_everything_the_engine_can_do() -> None:
    form = ComposeForm()
    assert choices(form, "style") == set(STYLES)
    assert choices(form, "skills") == set(SKILLS)
    assert choices(form, "instrument") == set(INSTRUMENTS)
    assert {"D major", "F# minor", "D dorian"} <= choices(form, "key")
    assert choices(form, "level") == set(LEVELS | HALF_LEVELS)
    assert choices(form, "piece") | {"chords"} == {"", *PIECES}
    assert choices(form, "activity") == {"", *ACTIVITIES}
    assert choices(form, "purpose") == {"", *PURPOSES}
    assert choices(form, "mood") == {"", *MOODS}


def test_few_wishes_are_in_sight_and_every_other_one_is_folded_away_once() -> None:
    form = ComposeForm()
    folded = [name for _, names in form.MORE for name in names]
    assert len(form.MAIN) <= 6
    assert sorted([*form.MAIN, *folded, "skills"]) == sorted(form.fields)


@pytest.mark.django_db
def test_every_wish_of_the_form_reaches_the_composer() -> None:
    more = {
        "skills": ["dotted-quarter"] if "dotted-quarter" in SKILLS else [next(iter(SKILLS))],
        "tempo_bpm": "90", "mood": "bright", "form": "AABA", "pickup": "", "purpose": "etude", "ending": "half",
        "style2": "hymn", "blend": "25",
        "range": "G3-B5", "clef": "treble", "seed": "42",
    }  # fmt: skip
    form = ComposeForm({**WISH, "level": "5.5", **more})
    assert form.is_valid(), form.errors
    request = form.cleaned_data["request"]
    assert (request.style, request.key, request.bars, request.level) == ("irish-reel", "D major", 8, 5.5)
    assert (request.skills, request.mood, request.form) == (tuple(more["skills"]), "bright", "AABA")
    assert (request.purpose, request.ending) == ("etude", "half")
    assert (request.style2, request.blend, request.tempo_bpm) == ("hymn", 0.25, 90.0)
    assert (request.range, request.clef, request.seed) == ("G3-B5", "treble", 42)


def asked(**wishes: str) -> ComposeRequest:
    """The request of a form filled in with these wishes."""
    form = ComposeForm({**WISH, **wishes})
    assert form.is_valid(), form.errors
    request: ComposeRequest = form.cleaned_data["request"]
    return request


@pytest.mark.parametrize("piece", sorted(set(PIECES) - {"chords"}))
def test_every_piece_can_be_asked_for_and_comes_back(piece: str) -> None:
    assert asked(piece=piece).piece == piece
    assert initial_from(asked(piece=piece).to_dict())["piece"] == piece


def test_a_melody_with_chord_symbols_is_what_comes_unasked() -> None:
    assert asked().piece is None
    assert "piece" not in initial_from(asked().to_dict() | {"piece": "chords"})


def test_the_tempo_of_what_one_does_takes_the_place_of_a_number() -> None:
    assert (asked(activity="slow practice").activity, asked(activity="running").tempo_bpm) == ("slow practice", None)
    both = ComposeForm({**WISH, "activity": "running", "tempo_bpm": "90"})
    assert both.non_field_errors() == ["The tempo 90 conflicts with the activity running. Leave the activity out."]


def test_a_metre_may_change_and_comes_back_into_its_own_field() -> None:
    request = asked(changing="4/4x3 6/8", level="6")
    assert request.meter == "4/4x3 6/8"
    assert {"changing": "4/4x3 6/8", "meter": "4/4"}.items() <= initial_from(request.to_dict()).items()


def test_a_blend_needs_a_second_style_and_another_one() -> None:
    alone, twice = ComposeForm({**WISH, "blend": "30"}), ComposeForm({**WISH, "style2": WISH["style"]})
    assert alone.errors == {"style2": ["Choose the second style to blend in, or leave its share empty."]}
    assert twice.errors == {"style2": ["This is the first style again; choose another one, or no second style."]}
    assert (asked(style2="hymn").blend, asked(style2="hymn", blend="20").blend, asked().blend) == (0.5, 0.2, 0.0)


def test_what_was_wished_stays_in_sight_when_the_form_comes_back() -> None:
    refused = ComposeForm({**WISH, "level": "1", "skills": ["leap-of-a-sixth"], "seed": "42"})
    assert not refused.is_valid()
    assert refused.more_wanted()
    assert not ComposeForm(WISH).more_wanted()


def test_the_share_of_a_second_style_comes_back_in_per_cent() -> None:
    assert "blend" not in initial_from({"style": "hymn", "style2": None, "blend": 0.0})
    assert initial_from({"style": "hymn", "style2": "blues", "blend": 0.25})["blend"] == 25


@pytest.mark.parametrize(
    ("composer", "page"),
    [
        ("Leave out dotted-quarter and eighth-rests.", "Leave out dotted quarter and eighth rests."),
        (
            "Choose G major, or the skill leading-tone-in-minor",
            "Choose G major, or the skill leading tone in minor.",
        ),
        ("Name a skill, for example stepwise-motion.", "Name a skill, for example stepwise motion."),
        ("the range of the double-bass, E2-D4, is narrow", "The range of the double bass, E2-D4, is narrow."),
        ("the purpose warm-up", "The purpose warm-up."),
    ],
)
def test_every_name_in_a_sentence_is_in_plain_words(composer: str, page: str) -> None:
    assert sentence(composer) == page


def test_a_conflict_is_told_as_a_sentence() -> None:
    form = ComposeForm({**WISH, "level": "1", "skills": ["leap-of-a-sixth"]})
    (message,) = form.non_field_errors()
    assert message[0].isupper()
    assert message.endswith(".")


def test_keys_and_styles_are_offered_as_musicians_write_them() -> None:
    page = str(ComposeForm()["key"]) + str(ComposeForm()["style"])
    assert "B♭ major" in page
    assert "F♯ minor" in page
    assert "Children&#x27;s song" in page


@pytest.mark.parametrize(
    ("originality", "said"),
    [
        ({}, ""),
        ({"longest_shared_notes": 0, "nearest_piece": None}, "No run of its notes"),
        ({"longest_shared_notes": 9, "longest_shared_bars": 1.25, "nearest_piece": "X1"}, "9 notes (1.25 bars), in X1"),
    ],
)
def test_what_is_shared_with_the_training_music_is_said_in_a_sentence(originality: dict, said: str) -> None:
    assert said in shared_words(originality)


def test_composing_queues_a_job_and_leads_to_its_page(cast: Cast) -> None:
    browser = cast.sign_in("teacher")
    response = browser.post(reverse("library:compose"), WISH)
    job = CompositionJob.objects.get()
    assert response["Location"] == reverse("library:job", args=[job.pk])
    assert (job.owner, job.count, job.request["key"]) == (cast.teacher, 3, "D major")
    page = browser.get(response["Location"]).content.decode()
    assert "waiting for a free worker" in page
    assert reverse("library:job_status", args=[job.pk]) in page


def test_without_a_seed_the_same_wish_gives_other_music_each_time(cast: Cast) -> None:
    browser = cast.sign_in("teacher")
    for _ in range(2):
        browser.post(reverse("library:compose"), WISH)
    first, second = CompositionJob.objects.values_list("request", flat=True)
    assert first["seed"] != second["seed"]


def test_a_conflict_is_named_on_the_page_and_nothing_is_queued(cast: Cast) -> None:
    response = cast.sign_in("teacher").post(reverse("library:compose"), {**WISH, "level": "1", "key": "C# major"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "These do not go together" in page
    assert "conflicts with" in page
    assert not CompositionJob.objects.exists()


REFUSAL = "The skill tritone conflicts with level 6.5 in 7/8 with 4 bars. Ask for 8 bars."


def test_what_a_worker_refuses_stands_with_the_wishes_and_none_is_lost(cast: Cast) -> None:
    browser = cast.sign_in("teacher")
    wish = {**WISH, "level": "6.5", "changing": "4/4 3/4", "skills": ["tritone"], "seed": "12", "style2": "hymn"}
    page = browser.post(reverse("library:compose"), wish)["Location"]
    job = CompositionJob.objects.get()
    CompositionJob.objects.filter(pk=job.pk).update(status=Status.REFUSED, message=REFUSAL, progress=100)
    arrived = browser.get(reverse("library:job_status", args=[job.pk]), {"have": "0"}).content.decode()
    assert '<div id="conflict" hx-swap-oob="true"' in arrived
    assert REFUSAL in arrived
    assert "hx-get" not in arrived
    again = browser.get(page)
    assert again.content.decode().count(REFUSAL) == 1
    kept = {name: again.context["form"][name].value() for name in (*wish, "blend")}
    assert {n: v if isinstance(v, list) else str(v) for n, v in kept.items()} == {**wish, "blend": "50"}


def test_a_page_never_waits_while_it_is_found_out_whether_a_wish_can_be_met(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_long(*_: Any) -> None:
        raise AssertionError("this may take seconds and is a worker's business")

    monkeypatch.setattr("tutor.composing.planning.prepare", too_long)
    response = cast.sign_in("teacher").post(reverse("library:compose"), {**WISH, "level": "8", "skills": ["tritone"]})
    assert response.status_code == 302


def test_a_half_level_is_kept_shown_and_found(cast: Cast, make_exercise: Callable[..., Exercise]) -> None:
    half, whole_one = make_exercise(title="Halfway", level=3.5), make_exercise(title="Plain", level=4.0)
    assert [Exercise.objects.get(pk=row.pk).level for row in (half, whole_one)] == [3.5, 4]
    assert str(Exercise.objects.get(pk=whole_one.pk).level) == "4"
    browser = cast.sign_in("teacher")
    page = browser.get(reverse("library:list"), {"level": "3.5"}).content.decode()
    assert "Halfway" in page
    assert "Plain" not in page
    assert "<option selected>3.5</option><option>4</option>" in page
    assert "<dd>3.5</dd>" in browser.get(reverse("library:exercise", args=[half.pk])).content.decode()


def test_a_blend_says_what_each_of_its_styles_is_heard_as(cast: Cast, make_exercise: Callable[..., Exercise]) -> None:
    blend = REQUEST.to_dict() | {"style2": "blues", "blend": 0.4}
    row = make_exercise(request=blend, provenance={"recognised": {"irish-reel": 0.631, "blues": None}})
    page = cast.sign_in("teacher").get(reverse("library:exercise", args=[row.pk])).content.decode()
    assert "Irish reel: 63 %" in page
    assert "it never heard" in page


def test_a_link_may_bring_its_wishes_along(cast: Cast) -> None:
    skill = next(iter(SKILLS))
    page = cast.sign_in("teacher").get(reverse("library:compose"), {"key": "F major", "skills": [skill]})
    form = page.context["form"]
    assert form["key"].value() == "F major"
    assert form["skills"].value() == [skill]


def test_a_remedys_link_brings_its_wishes_but_not_its_seed() -> None:
    remedy = {"key": "G major", "skills": ["a", "b"], "blend": 0.0, "pickup": False, "seed": 0, "range": None}
    assert as_query(remedy) == "key=G+major&skills=a&skills=b"
    assert as_query({**remedy, "seed": 12}) == as_query(remedy)


def test_candidates_arrive_one_by_one_and_polling_ends_with_the_job(
    cast: Cast, make_exercise: Callable[..., Exercise]
) -> None:
    browser = cast.sign_in("teacher")
    job = CompositionJob.objects.create(owner=cast.teacher, request=REQUEST.to_dict(), status=Status.WORKING)
    path = reverse("library:job_status", args=[job.pk])
    assert "have=0" in browser.get(path).content.decode()
    make_exercise(job=job, position=0, kept=False, title="First of all")
    page = browser.get(path, {"have": "0"}).content.decode()
    assert "First of all" in page
    assert "have=1" in page
    make_exercise(job=job, position=1, kept=False, title="And another")
    CompositionJob.objects.filter(pk=job.pk).update(status=Status.DONE)
    page = browser.get(path, {"have": "1"}).content.decode()
    assert "First of all" not in page
    assert "And another" in page
    assert "hx-get" not in page


@pytest.mark.parametrize(
    ("who", "words", "name"), [("teacher", "Assign", "teaching:assign"), ("student", "Practise", "")]
)
def test_what_is_kept_can_be_given_or_played_at_once(
    cast: Cast, make_exercise: Callable[..., Exercise], who: str, words: str, name: str
) -> None:
    candidate = make_exercise(owner=getattr(cast, who), kept=False)
    foot = cast.sign_in(who).post(reverse("library:keep", args=[candidate.pk]), headers={"HX-Request": "true"}).text
    where = f"{reverse(name)}?exercise={candidate.pk}" if name else reverse("practice:exercise", args=[candidate.pk])
    assert f'href="{where}">{words}</a>' in foot


def test_keeping_puts_a_candidate_into_the_library(cast: Cast, make_exercise: Callable[..., Exercise]) -> None:
    candidate = make_exercise(kept=False, title="Mine soon")
    browser = cast.sign_in("teacher")
    assert "Mine soon" not in browser.get(reverse("library:list")).content.decode()
    browser.post(reverse("library:keep", args=[candidate.pk]), headers={"HX-Request": "true"})
    assert "Mine soon" in browser.get(reverse("library:list")).content.decode()


def test_more_like_this_asks_for_the_same_with_another_seed(cast: Cast, exercise: Exercise) -> None:
    cast.sign_in("teacher").post(reverse("library:more", args=[exercise.pk]))
    wish = CompositionJob.objects.get().request
    assert {**wish, "seed": 0} == {**exercise.request, "seed": 0}
    assert wish["seed"] != exercise.request["seed"]


def test_the_library_can_be_narrowed_down(cast: Cast, make_exercise: Callable[..., Exercise]) -> None:
    make_exercise(title="For the flute", instrument="flute", level=5)
    make_exercise(title="For the violin")
    page = cast.sign_in("teacher").get(reverse("library:list"), {"instrument": "flute", "level": "5"}).content.decode()
    assert "For the flute" in page
    assert "For the violin" not in page


def test_the_versions_of_a_whole_class_do_not_fill_the_library(
    cast: Cast, make_exercise: Callable[..., Exercise]
) -> None:
    job = CompositionJob.objects.create(owner=cast.teacher, request=REQUEST.to_dict(), keep=True, patient=True)
    version, mine = make_exercise(job=job, title="A version"), make_exercise(title="Chosen")
    assert [row.title for row in queries.library(cast.teacher)] == ["Chosen"]
    offered = AssignForm(cast.teacher).fields["exercises"].queryset  # type: ignore[attr-defined]
    assert list(offered) == [mine]
    assert cast.sign_in("teacher").get(reverse("library:exercise", args=[version.pk])).status_code == 200


def test_a_longer_library_needs_no_more_queries(cast: Cast, make_exercise: Callable[..., Exercise]) -> None:
    browser = cast.sign_in("teacher")
    for count in (2, 12):
        for _ in range(count):
            make_exercise()
        with assertNumQueries(6):
            browser.get(reverse("library:list"))


@pytest.fixture
def sound(exercise: Exercise) -> Rendering:
    made = Rendering(exercise=exercise, tempo_bpm=96.0, status=Status.DONE)
    made.file.save("sound.flac", ContentFile(bytes(range(100))), save=False)
    made.save()
    return made


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_sound_says_where_it_is_once_it_is_ready(cast: Cast, exercise: Exercise, sound: Rendering) -> None:
    browser = cast.sign_in("student")
    path = reverse("library:sound", args=[exercise.pk])
    cast.classroom.assignments.create(title="A").pieces.create(exercise=exercise)
    ready = browser.get(path, {"tempo": "96"})
    assert (ready.status_code, ready.json()["url"]) == (200, reverse("library:sound_audio", args=[sound.pk]))
    other = browser.get(path, {"tempo": "70"})
    assert (other.status_code, other.json()["url"], other.json()["status"]) == (202, None, "queued")
    assert browser.get(path, {"tempo": "fast"}).status_code == 400


@pytest.mark.parametrize(
    ("header", "status", "first", "last"),
    [
        (None, 200, 0, 99),
        ("bytes=10-19", 206, 10, 19),
        ("bytes=90-", 206, 90, 99),
        ("bytes=-5", 206, 95, 99),
        ("bytes=50-5000", 206, 50, 99),
        ("furlongs=1-2", 206, 0, 99),
    ],
)
def test_a_browser_gets_the_part_it_asks_for(
    cast: Cast, sound: Rendering, header: str | None, status: int, first: int, last: int
) -> None:
    headers = {"Range": header} if header else {}
    headers["Accept-Encoding"] = "gzip"
    response = cast.sign_in("teacher").get(reverse("library:sound_audio", args=[sound.pk]), headers=headers)
    assert response.status_code == status
    assert body(response) == bytes(range(first, last + 1))
    assert response["Content-Length"] == str(last - first + 1)
    assert response["Content-Type"] == "audio/flac"


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=20-10", "bytes=-0"])
def test_a_part_beyond_the_end_cannot_be_had(cast: Cast, sound: Rendering, header: str) -> None:
    response = cast.sign_in("teacher").get(reverse("library:sound_audio", args=[sound.pk]), headers={"Range": header})
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */100")


def test_a_sound_whose_file_is_gone_is_not_found(cast: Cast, sound: Rendering) -> None:
    sound.file.storage.delete(sound.file.name)
    assert cast.sign_in("teacher").get(reverse("library:sound_audio", args=[sound.pk])).status_code == 404


def test_an_exercise_explains_what_is_in_it_even_one_composed_before_it_could(cast: Cast, exercise: Exercise) -> None:
    assert exercise.analysis == {}
    browser, path = cast.sign_in("teacher"), reverse("library:exercise", args=[exercise.pk])
    page = browser.get(path).content.decode()
    assert "What is in it" in page
    assert "No chords are written here; these would suit the melody." in page
    assert "From F♯4 (bar 4) to D5 (bar 2), a minor sixth" in page
    assert "stepwise motion <span" in page
    kept = Exercise.objects.get(pk=exercise.pk).analysis
    assert [end["bar"] for end in kept["cadences"]] == [4]
    Exercise.objects.filter(pk=exercise.pk).update(analysis={**kept, "skills": []})
    assert "stepwise motion <span" not in browser.get(path).content.decode()


def test_what_a_worker_composes_is_analysed_with_it(cast: Cast) -> None:
    made = making.store(None, 0, a_score(), REQUEST, {}, {"form": "period"}, owner=cast.teacher)
    assert Exercise.objects.get(pk=made.pk).analysis["form"]["planned"] == "period"
