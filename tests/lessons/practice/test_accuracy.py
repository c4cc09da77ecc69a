"""The accuracy card as a page: for anybody, from the file that the evaluation writes."""

import json

from lessons.practice import accuracy
from tutor.grading.accuracy_card import data_of
from tutor.grading.evaluation_counts import Tally, summary


def measured():
    """One condition, sound and level: 200 good notes, three of them accused; two of eight wrong notes overlooked."""
    tally = Tally(takes=4, notes=200)
    tally.accused.update(pitch=2, timing=1)
    tally.true.update(wrong=8)
    tally.hits.update(wrong=6)
    row = {**summary(tally), "f1_interval": {}, "twins_below_95": 0, "twin_mark_mean": None}
    rendered = {"by_condition": {"clean": row}, "by_sound": {"alto-recorder": row}, "by_level": {3: row}}
    return {"takes": 4, "seed": 7, "parts": ["rendered"], "rendered": rendered}


def show(settings, tmp_path, client, language="en"):
    (tmp_path / "docs").mkdir(exist_ok=True)
    (tmp_path / accuracy.CARD).write_text(json.dumps(data_of(measured())))
    settings.BASE_DIR = tmp_path
    accuracy._read.cache_clear()
    return client.get("/accuracy/", headers={"accept-language": language}).text


def test_anybody_reads_how_often_the_ears_are_wrong(settings, tmp_path, client, db):
    page = show(settings, tmp_path, client)
    assert "1.0 of 100 good notes were called wrong or missed, and 0.5 early or late (200 notes in 4 takes)" in page
    assert "Of 100 wrong notes 25.0 were overlooked" in page
    assert "alto recorder" in page
    assert "python -m tutor evaluate ears --takes 4 --seed 7 --parts rendered" in page
    assert "SwiftF0" in page


def test_it_reads_in_german_too(settings, tmp_path, client, db):
    assert "Altblockflöte" in show(settings, tmp_path, client, "de")


def test_an_error_that_never_occurred_has_a_dash_and_no_number():
    card = data_of(measured())
    assert card["groups"]["condition"][0]["overlooked_per_100"]["extra"] is None


def test_a_school_without_a_measurement_says_how_to_measure(settings, tmp_path, client, db):
    settings.BASE_DIR = tmp_path
    accuracy._read.cache_clear()
    assert "evaluate ears --card docs/accuracy-card.md" in client.get("/accuracy/").text


def test_the_card_that_ships_can_be_read(client, db):
    accuracy._read.cache_clear()
    card = accuracy.card()
    assert card is not None
    assert {name: bool(rows) for name, rows in card["groups"].items()} == dict.fromkeys(
        ("condition", "sound", "level"), True
    )
