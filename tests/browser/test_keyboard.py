"""A keyboard instead of the microphone: recorded in the browser, graded exactly, and what is said where that fails."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import new_page
from tests.browser.midi_keyboard import PLAY_THE_SCORE, give_keyboard
from tests.browser.steps import join
from tests.school import School
from tests.stories import ClassStory, assign, compose
from tutor.music.midi import to_midi
from tutor.music.musicxml import score_from_bytes
from tutor.music.score import Score

pytestmark = pytest.mark.browser
Launch = Callable[[Path | None], Browser]


def open_exercise(launch: Launch, school: School, story: ClassStory, name: str, **keyboard: bool) -> Page:
    """A new student before the exercise, with the keyboard chosen."""
    page = new_page(launch(None), school)
    give_keyboard(page, **keyboard)
    join(page, story.code, name)
    page.goto(f"/exercises/{story.exercise}/?assignment={story.assignment}")
    page.get_by_label("Record from").select_option("MIDI keyboard")
    return page


def record(page: Page) -> None:
    page.get_by_role("button", name="Record").click()
    wait_for(page, "counting")


def record_the_score(page: Page) -> None:
    """Press Record, and have the keyboard play what is written."""
    record(page)
    page.evaluate(PLAY_THE_SCORE)
    wait_for(page, "recording")


def wait_for(page: Page, state: str) -> None:
    expect(page.locator("[data-exercise]")).to_have_attribute("data-state", state, timeout=20_000)


def graded_notes(page: Page) -> list[dict[str, Any]]:
    """Every note's verdict, once the take was sent and graded."""
    page.wait_for_url("**/takes/**", timeout=60_000)
    expect(page.locator("[data-feedback]")).to_be_visible(timeout=60_000)
    return json.loads(page.locator("#take").text_content() or "")["report"]["notes"]


def test_a_take_is_played_on_a_keyboard_and_all_its_notes_are_right(
    browser_hearing: Launch, school: School, story: ClassStory
) -> None:
    page = open_exercise(browser_hearing, school, story, "Toni")
    record_the_score(page)
    page.wait_for_timeout(2000)
    assert page.locator("[data-meter]").is_hidden()
    assert page.locator("[data-processing]").text_content() == ""
    assert page.evaluate("[keyboard.microphones, keyboard.asked]") == [0, [[]]]  # no system exclusive messages
    notes = graded_notes(page)
    assert {note["pitch"] for note in notes} == {"correct"}
    assert max(abs(note["onset_ms"]) for note in notes) < 5
    page.goto(f"/exercises/{story.exercise}/")
    expect(page.get_by_label("Record from")).to_have_value("keyboard")


def test_a_keyboard_plugged_in_later_is_found_without_reloading(
    browser_hearing: Launch, school: School, story: ClassStory
) -> None:
    page = open_exercise(browser_hearing, school, story, "Kim", plugged_in=False)
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("alert")).to_contain_text("No keyboard was found")
    page.evaluate("keyboard.plugIn('piano')")
    record(page)
    expect(page.get_by_role("alert")).not_to_be_attached()

    page.evaluate("keyboard.unplug('piano')")
    expect(page.get_by_role("alert")).to_contain_text("The keyboard went away")
    wait_for(page, "idle")
    assert page.evaluate("keyboard.microphones") == 0


def test_nothing_is_sent_where_no_key_was_pressed(browser_hearing: Launch, school: School, story: ClassStory) -> None:
    page = open_exercise(browser_hearing, school, story, "Mika")
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    record(page)
    wait_for(page, "recording")
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("alert")).to_contain_text("No key was pressed")
    assert [url for url in sent if re.search("takes|exercises", url)] == []


def test_a_take_stopped_early_is_sent_as_far_as_it_goes(
    browser_hearing: Launch, school: School, story: ClassStory
) -> None:
    page = open_exercise(browser_hearing, school, story, "Sascha")
    record_the_score(page)
    page.wait_for_timeout(10_500)
    page.get_by_role("button", name="Stop").click()
    verdicts = [note["pitch"] for note in graded_notes(page)]
    assert verdicts.count("correct") > len(verdicts) / 3
    assert "wrong" not in verdicts


def test_a_refused_keyboard_is_explained(browser_hearing: Launch, school: School, story: ClassStory) -> None:
    page = open_exercise(browser_hearing, school, story, "Nico")
    page.evaluate("keyboard.refusal = 'NotAllowedError'")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("alert")).to_contain_text("switch MIDI devices on")


def test_a_browser_without_web_midi_offers_no_keyboard(page: Page, story: ClassStory) -> None:
    page.add_init_script("delete Navigator.prototype.requestMIDIAccess")
    join(page, story.code, "Luca")
    page.goto(f"/exercises/{story.exercise}/")
    page.evaluate("localStorage.setItem('etude-transport', JSON.stringify({ source: 'keyboard' }))")
    page.reload()
    expect(page.locator("[data-exercise]")).to_have_attribute("data-ready", "yes")
    expect(page.get_by_label("Count-in")).to_be_visible()
    expect(page.get_by_label("Record from")).to_be_hidden()
    assert page.locator("[name=source]").input_value() == "microphone"


def test_the_check_is_of_the_microphone_and_recording_goes_back_to_the_keyboard(
    browser_hearing: Launch, school: School, story: ClassStory
) -> None:
    page = open_exercise(browser_hearing, school, story, "Eike")
    page.get_by_text("Check the microphone").click()
    page.get_by_role("button", name="Start the check").click()
    expect(page.locator("[data-meter]")).to_be_visible()
    expect(page.get_by_role("button", name="Record")).to_be_disabled()
    expect(page.locator("[data-check-advice] li")).to_have_count(3, timeout=20_000)
    expect(page.locator("[data-processing]")).not_to_be_empty()
    record(page)
    expect(page.locator("[data-meter]")).to_be_hidden()
    expect(page.locator("[data-processing]")).to_be_empty()
    assert page.evaluate("keyboard.microphones") == 1


@pytest.fixture(scope="module")
def two_hands(school: School, story: ClassStory) -> tuple[int, Score]:
    """An exercise for both hands of the story's teacher."""
    wish = {"style": "classical", "key": "C major", "meter": "4/4", "bars": "4", "level": "2", "instrument": "piano",
            "piece": "accompaniment", "tempo_bpm": "90", "count": "1", "seed": "5"}  # fmt: skip
    exercise = compose(story.teacher, wish)
    assign(story.teacher, exercise)
    musicxml = story.teacher.get(f"/library/exercises/{exercise}/score.musicxml").text
    return exercise, score_from_bytes(musicxml.encode(), "piece.musicxml")


def test_a_slip_of_the_left_hand_is_marked_on_its_own_staff(
    page: Page, story: ClassStory, two_hands: tuple[int, Score]
) -> None:
    """All of both hands is right but one note of the left, a step of the keyboard too high."""
    exercise, score = two_hands
    left = score.parts[1]
    slip = left.notes[len(left.notes) // 2]
    raised = replace(slip, pitch=score.key.spell(slip.pitch.midi + 1))
    lower = replace(left, notes=tuple(raised if note is slip else note for note in left.notes))
    join(page, story.code, "Noa")
    page.goto(f"/exercises/{exercise}/")
    page.get_by_text("Send a recording as a file").click()
    take = {"name": "take.mid", "mimeType": "audio/midi", "buffer": to_midi(score.with_parts(score.part, lower))}
    page.get_by_label("A recording of this exercise").set_input_files([take])
    notes = graded_notes(page)
    assert all({note["id"] for note in notes} & {note.id for note in part.notes} for part in score.parts)
    assert [note["id"] for note in notes if note["pitch"] != "correct"] == [slip.id]
    expect(page.get_by_text("Left hand:").first).to_be_visible()
    note = page.locator(f"[data-engraving=wide] [id$='-{slip.id}'] g.notehead").bounding_box()
    cross = page.locator("[data-engraving=wide] .mark--wrong line").first.bounding_box()
    assert note
    assert cross
    assert abs(cross["x"] + cross["width"] / 2 - note["x"] - note["width"] / 2) < 3
    assert abs(cross["y"] + cross["height"] / 2 - note["y"] - note["height"] / 2) < 3
