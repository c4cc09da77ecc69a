"""Changes of an exercise: asked for on its page, made by a worker, kept as versions, compared, explained."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from lessons.library import services
from lessons.library.models import CompositionJob, Exercise
from lessons.library.queries import versions
from lessons.work import Status
from tests.lessons.conftest import REQUEST, TUNE, Cast, a_score
from tutor.composing.change import Wish
from tutor.music.musicxml import to_musicxml

OWN_BARS = {"style": "irish-reel", "level": "3", "instrument": "violin", "bars": "8"}
ABOUT = {"kind": "bars", "about": "bars 1 to 2 composed anew", "by": "Ms Clara"}


def changed(cast: Cast, exercise: Exercise, wish: Wish) -> tuple[CompositionJob, Exercise]:
    """Ask for a change and let the worker make it."""
    job = services.queue_change(cast.teacher, exercise, wish)
    services.compose_job(str(job.pk))
    job.refresh_from_db()
    assert job.status == Status.DONE, job.message
    return job, job.candidates.get()


def refused(job: CompositionJob) -> str:
    """Let the worker find that it cannot be made; its sentence."""
    services.compose_job(str(job.pk))
    job.refresh_from_db()
    assert job.status == Status.REFUSED
    return job.message


def test_recomposing_some_bars_makes_a_new_version_and_keeps_the_old_one(
    cast: Cast, exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr("tutor.composing.vary.vary", lambda score, bars, seed: asked.append((bars, seed)) or score)
    _, version = changed(cast, exercise, Wish("bars", 5, (2, 3)))
    assert asked == [((2, 3), 5)]
    assert (version.parent, version.title) == (exercise, exercise.title)
    assert version.change == {"kind": "bars", "about": "bars 2 to 3 composed anew", "by": "Ms Clara"}
    assert [row.pk for row in versions(version)] == [exercise.pk, version.pk]
    assert [row.pk for row in versions(exercise)] == [exercise.pk, version.pk]


def test_a_version_is_moved_by_the_engine_and_its_row_says_so(cast: Cast, exercise: Exercise) -> None:
    """The real engine: a fourth up, the wishes following, the parent named in the file."""
    _, version = changed(cast, exercise, Wish("transpose", value="C major"))
    assert (version.key, version.request["key"]) == ("C major", "C major")
    pairs = zip(version.timeline["notes"], exercise.timeline["notes"], strict=True)
    assert {a["midi"] - b["midi"] for a, b in pairs} == {5}
    assert version.provenance["parent"]
    assert version.change["about"] == "moved from G major to C major"


def test_a_version_in_another_key_is_not_called_by_the_old_one(
    cast: Cast, make_exercise: Callable[..., Exercise]
) -> None:
    score = replace(a_score(), title="Reel in G, level 3", metadata=(("request", json.dumps(REQUEST.to_dict())),))
    for title, after in (("Reel in G, level 3 no. 4", "Reel in B♭, level 3"), ("Monday's tune", "Monday's tune")):
        row = make_exercise(title=title, musicxml=to_musicxml(score).decode())
        assert changed(cast, row, Wish("transpose", value="Bb major"))[1].title == after


def test_a_second_delivery_makes_no_second_version(cast: Cast, exercise: Exercise) -> None:
    job, _ = changed(cast, exercise, Wish("augment"))
    CompositionJob.objects.filter(pk=job.pk).update(status=Status.QUEUED)
    services.compose_job(str(job.pk))
    assert job.candidates.count() == 1


def test_a_change_that_cannot_be_made_ends_with_its_sentence(cast: Cast, exercise: Exercise) -> None:
    job = services.queue_change(cast.teacher, exercise, Wish("transpose", value="C# major"))
    assert "level 3" in refused(job)


@pytest.mark.parametrize(("first", "last"), [(0, 2), (3, 2), (4, 5)])
def test_bars_that_are_not_there_cannot_be_recomposed(cast: Cast, exercise: Exercise, first: int, last: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 4"):
        services.queue_change(cast.teacher, exercise, Wish("bars", 1, (first, last)))


def test_versions_of_a_kept_piece_are_not_forgotten(cast: Cast, make_exercise: Callable[..., Exercise]) -> None:
    old = timezone.now() - timedelta(days=8)
    kept = make_exercise(created=old)
    version = make_exercise(created=old, kept=False, parent=kept)
    services.requeue_stale()
    assert Exercise.objects.filter(pk=version.pk).exists()


def test_a_piece_goes_on_from_bars_that_were_handed_in(cast: Cast) -> None:
    from tutor.music.musicxml import to_musicxml

    job = services.queue_opening(cast.teacher, REQUEST, 6, "mine.musicxml", to_musicxml(a_score(TUNE[:8])))
    services.compose_job(str(job.pk))
    job.refresh_from_db()
    assert job.status == Status.DONE, job.message
    made = job.candidates.get()
    assert made.bars == 6
    assert [note["midi"] for note in made.timeline["notes"]][:8] == [67, 69, 71, 72, 74, 72, 71, 69]


@pytest.mark.parametrize(("name", "data"), [("a.musicxml", b"<not music"), ("a.mid", b"MThd"), ("a.abc", b"\x00\xff")])
def test_a_file_that_is_no_music_is_refused_in_words(cast: Cast, name: str, data: bytes) -> None:
    assert name in refused(services.queue_opening(cast.teacher, REQUEST, 8, name, data)).lower()


@pytest.mark.parametrize(
    ("sent", "change"),
    [
        ({"kind": "bars", "first": "2", "last": "3"}, {"kind": "bars", "bars": [2, 3]}),
        ({"kind": "motif"}, {"kind": "motif", "bars": [1, 1]}),
        ({"kind": "easier"}, {"kind": "easier"}),
        ({"kind": "skill", "value": "leap-of-a-sixth"}, {"kind": "skill", "value": "leap-of-a-sixth"}),
        ({"kind": "transpose", "value": "D major"}, {"kind": "transpose", "value": "D major"}),
        ({"kind": "chords", "value": "plain"}, {"kind": "chords", "value": "plain"}),
        ({"kind": "over", "value": " G | D "}, {"kind": "over", "value": "G | D"}),
    ],
)
def test_every_change_can_be_asked_for(cast: Cast, exercise: Exercise, sent: dict, change: dict) -> None:
    browser = cast.sign_in("teacher")
    response = browser.post(reverse("library:change", args=[exercise.pk]), sent)
    job = CompositionJob.objects.get()
    assert response["Location"] == reverse("library:job", args=[job.pk])
    assert job.change == {**change, "seed": job.seed}
    assert "A new version" in browser.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"kind": "bars", "first": "3", "last": "9"}, "between 1 and 4"),
        ({"kind": "bars"}, "between 1 and 4"),
        ({"kind": "transpose", "value": "H major"}, "Choose a key"),
        ({"kind": "skill", "value": "yodel"}, "Choose a skill"),
        ({"kind": "over", "value": ""}, "Write the chords"),
        ({"kind": "over", "value": "G | " * 200}, "400"),
        ({"kind": "chords", "value": "odd"}, "plain, diatonic or full"),
        ({"kind": "continue", "value": "8"}, "not one of"),
        ({"kind": "__class__"}, "not one of"),
    ],
)
def test_a_change_that_cannot_be_meant_is_said_and_nothing_is_queued(
    cast: Cast, exercise: Exercise, sent: dict, words: str
) -> None:
    browser = cast.sign_in("teacher")
    page = browser.post(reverse("library:change", args=[exercise.pk]), sent, follow=True).content.decode()
    assert words in page
    assert not CompositionJob.objects.exists()


def test_the_strip_shows_every_version_and_marks_the_open_one(
    cast: Cast, exercise: Exercise, make_exercise: Callable[..., Exercise]
) -> None:
    version = make_exercise(parent=exercise, change=ABOUT, kept=False)
    page = cast.sign_in("teacher").get(reverse("library:exercise", args=[version.pk])).content.decode()
    strip = page[page.index("data-versions") : page.index("</nav>", page.index("data-versions"))]
    assert reverse("library:exercise", args=[exercise.pk]) in strip
    assert strip.count("aria-current") == 1
    assert "bars 1 to 2 composed anew" in strip
    assert reverse("library:compare", args=[version.pk]) in strip
    assert "bars 1 to 2 composed anew, by Ms Clara" in page


def test_comparing_names_the_bars_that_differ(
    cast: Cast, exercise: Exercise, make_exercise: Callable[..., Exercise], written: dict[str, Any]
) -> None:
    timeline = {**written["timeline"], "notes": [dict(note) for note in written["timeline"]["notes"]]}
    timeline["notes"][5]["midi"] += 2
    version = make_exercise(parent=exercise, timeline=timeline)
    page = cast.sign_in("teacher").get(reverse("library:compare", args=[version.pk])).content.decode()
    assert "Bar 2 differs." in page
    assert f'"{version.id_prefix}n6"' in page
    assert cast.sign_in("teacher").get(reverse("library:compare", args=[exercise.pk])).status_code == 404


def test_how_it_was_made_names_corpora_licence_seed_and_originality(
    cast: Cast, make_exercise: Callable[..., Exercise]
) -> None:
    judged = {"original": True, "longest_shared_notes": 8, "longest_shared_bars": 1.5, "nearest_piece": "reel-12"}
    made = make_exercise(originality=judged, seed=77, model_hash="abc123")
    page = cast.sign_in("teacher").get(reverse("library:exercise", args=[made.pk])).content.decode()
    for words in ("Ceol Rince na hÉireann", "CC BY 4.0", "Breathnach", "77", "abc123", "8 notes", "reel-12"):
        assert words in page
    assert "The music is yours to use" in page


def test_a_piece_that_comes_close_to_another_says_so_instead(
    cast: Cast, make_exercise: Callable[..., Exercise]
) -> None:
    judged = {"original": False, "longest_shared_notes": 12, "longest_shared_bars": 3.0, "nearest_piece": "reel-12"}
    made = make_exercise(originality=judged)
    page = cast.sign_in("teacher").get(reverse("library:exercise", args=[made.pk])).content.decode()
    assert "comes close to a piece" in page
    assert "The music is yours" not in page


def test_ones_own_bars_can_be_handed_in(cast: Cast) -> None:
    score = ContentFile(b"X:1\nK:G\nGABc|d4|\n", name="mine.abc")
    response = cast.sign_in("student").post(reverse("library:opening"), {**OWN_BARS, "score": score})
    job = CompositionJob.objects.get()
    assert response["Location"] == reverse("library:job", args=[job.pk])
    assert (job.change["kind"], job.change["value"], job.change["opening"]["name"]) == ("continue", "8", "mine.abc")


@pytest.mark.parametrize(
    ("name", "size", "words"), [("tune.exe", 10, "No score can be read"), ("tune.abc", 70_000, "smaller than 64 KB")]
)
def test_other_files_than_a_few_bars_are_turned_away(cast: Cast, name: str, size: int, words: str) -> None:
    score = ContentFile(b"x" * size, name=name)
    response = cast.sign_in("teacher").post(reverse("library:opening"), {**OWN_BARS, "score": score})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not CompositionJob.objects.exists()
