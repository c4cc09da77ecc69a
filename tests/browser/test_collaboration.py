"""In a real browser: composing with every wish, a style of one's own taught and blended, bars recomposed, and back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.stories import PASSWORD, ClassStory
from tests.tutor.composing.test_own_style import book

pytestmark = pytest.mark.browser
LEARNING_MS = 420_000


@pytest.fixture
def teacher(page: Page, story: ClassStory) -> Iterator[Page]:
    """The story's teacher, signed in; the test fails on any script error."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/sign-in/")
    page.get_by_label("User name").fill("teacher")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    yield page
    assert errors == []


def seen(page: Page, name: str) -> None:
    """Keep pictures of a page, light, dark and on a phone, where ETUDE_PICTURES names a folder."""
    folder = os.environ.get("ETUDE_PICTURES")
    if not folder:
        return
    for look, size in (("light", (1280, 900)), ("dark", (1280, 900)), ("phone", (390, 844))):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme="dark" if look == "dark" else "light")
        page.screenshot(path=str(Path(folder) / f"{name}-{look}.png"), full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")


def test_bars_are_recomposed_compared_and_gone_back_from(teacher: Page, story: ClassStory) -> None:
    teacher.goto(f"/library/exercises/{story.exercise}/")
    expect(teacher.locator("[data-versions]")).to_have_count(0)
    teacher.get_by_label("From bar").fill("3")
    teacher.get_by_label("to bar").fill("4")
    teacher.get_by_role("button", name="Recompose").click()
    expect(teacher.get_by_role("heading", name="A new version")).to_be_visible()
    teacher.locator("#candidates").get_by_role("button", name="Keep").click(timeout=120_000)
    seen(teacher, "new-version")
    teacher.locator("#candidates").get_by_role("link", name="Open").click()

    strip = teacher.get_by_role("navigation", name="Versions")
    expect(strip.get_by_role("link", name=re.compile("bars 3 to 4 composed anew"))).to_have_attribute(
        "aria-current", "page"
    )
    teacher.locator("#made > summary").click()
    expect(teacher.locator("#made")).to_contain_text("The music is yours to use")
    expect(teacher.locator("#made")).to_contain_text("bars 3 to 4 composed anew, by teacher")
    seen(teacher, "exercise")

    strip.get_by_role("link", name="Compare with the one before").click()
    expect(teacher.locator("main")).to_contain_text(re.compile(r"Bars? [34]( and 4)? differs?\."))
    assert teacher.locator("g.note.is-new").count() > 0
    seen(teacher, "compare")

    links = teacher.get_by_role("navigation", name="Versions").locator("ol a")
    links.last.focus()
    teacher.keyboard.press("ArrowLeft")
    expect(links.first).to_be_focused()
    teacher.keyboard.press("Enter")
    teacher.wait_for_url(f"**/library/exercises/{story.exercise}/")
    assert teacher.request.get(f"/library/exercises/{story.exercise}/score.musicxml").text() == story.musicxml


def test_a_style_of_ones_own_is_taught_and_blended(teacher: Page, tmp_path: Path) -> None:
    tunes = tmp_path / "village.abc"
    tunes.write_bytes(book(24))
    teacher.goto("/library/styles/")
    seen(teacher, "styles")
    teacher.get_by_label("Name").fill("Village tunes")
    teacher.get_by_label("Tunes", exact=True).set_input_files(tunes)
    teacher.get_by_role("button", name="Learn the style").click()
    expect(teacher.locator("progress")).to_be_visible()
    expect(teacher.locator("#style-status")).to_contain_text("Learned from 24 tunes", timeout=LEARNING_MS)
    seen(teacher, "style")

    teacher.get_by_role("link", name="Compose in this style").click()
    style = teacher.get_by_label("Style", exact=True)
    name = style.input_value()
    assert style.locator("option:checked").inner_text() == "Village tunes"
    style.select_option("irish-reel")
    teacher.get_by_text("More wishes").click()
    teacher.get_by_label("Its share, in %").fill("40")
    teacher.get_by_label("Candidates").select_option("1")
    compose(teacher)
    expect(teacher.locator(".errorlist")).to_have_text("Choose the second style to blend in, or leave its share empty.")
    seen(teacher, "blend-of-one")
    teacher.get_by_label("A second style").select_option(name)
    compose(teacher)
    keep_first(teacher)
    made = teacher.locator("#made")
    made.locator("summary").click()
    expect(made).to_contain_text("Style, 60 %")
    expect(made).to_contain_text("Style, 40 %")
    expect(made).to_contain_text(re.compile(r"Heard as\s*Irish reel: \d+ %; Village tunes: not known"))
    seen(teacher, "own-blend")


def test_a_blend_of_two_listed_styles_tells_how_likely_each_is(teacher: Page) -> None:
    teacher.goto("/library/compose/")
    teacher.get_by_label("Style", exact=True).select_option("irish-reel")
    teacher.get_by_text("More wishes").click()
    teacher.get_by_label("A second style").select_option("hymn")
    teacher.get_by_label("Candidates").select_option("1")
    compose(teacher)
    keep_first(teacher)
    teacher.locator("#made > summary").click()
    expect(teacher.locator("#made")).to_contain_text(re.compile(r"Heard as\s*Irish reel: \d+ %; Hymn tune: \d+ %"))


def test_a_piece_in_two_parts_at_a_half_level_comes_with_its_analysis(teacher: Page) -> None:
    teacher.goto("/library/compose/")
    seen(teacher, "compose")
    teacher.get_by_label("Key", exact=True).select_option("Bb major")
    teacher.get_by_label("Level", exact=True).select_option("3.5")
    teacher.get_by_text("More wishes").click()
    teacher.get_by_label("What is written").select_option("accompaniment")
    teacher.get_by_label("Or the tempo of what you do").select_option("slow practice")
    teacher.get_by_label("Candidates").select_option("1")
    compose(teacher)
    keep_first(teacher)
    expect(teacher.get_by_role("heading", level=1)).to_contain_text(re.compile("in B♭, level 3.5"))
    expect(teacher.locator("#analysis")).not_to_have_attribute("open", "")
    teacher.locator("#analysis > summary").click()
    expect(teacher.locator(".analysis__bars > li")).to_have_count(8)
    expect(teacher.locator("#analysis")).to_contain_text("Phrase endings")
    expect(teacher.locator("#analysis")).to_contain_text(re.compile(r"Bar 8[^.]* on B♭\d, the tonic"))
    seen(teacher, "analysis")


def test_what_only_trying_shows_to_be_impossible_is_refused_in_place(teacher: Page) -> None:
    """That no octave fits into a sixth stands in no table: the worker finds out, in seconds."""
    teacher.goto("/library/compose/?level=6.5&bars=10&skills=leap-of-an-octave&range=D4-B4")
    teacher.get_by_label("Metre", exact=True).select_option("7/8")
    teacher.get_by_label("Seed").fill("12")
    compose(teacher)
    expect(teacher.get_by_role("heading", name="What came")).to_be_visible()
    expect(teacher.get_by_role("alert")).to_contain_text(
        "The skill leap of an octave conflicts with level 6.5 in 7/8 with 10 bars.", timeout=60_000
    )
    seen(teacher, "refused")
    for label, value in (("Level", "6.5"), ("Metre", "7/8"), ("Bars", "10"), ("Range", "D4-B4"), ("Seed", "12")):
        expect(teacher.get_by_label(label, exact=True)).to_have_value(value)
    expect(teacher.get_by_label("leap of an octave")).to_be_checked()
    teacher.get_by_label("leap of an octave").uncheck()
    teacher.get_by_label("Candidates").select_option("1")
    compose(teacher)
    expect(teacher.locator("#candidates > li")).to_have_count(1, timeout=120_000)


def compose(page: Page) -> None:
    page.get_by_role("button", name="Compose", exact=True).click()


def keep_first(page: Page) -> None:
    """Keep the candidate that comes, and open it."""
    page.locator("#candidates").get_by_role("button", name="Keep").click(timeout=120_000)
    page.locator("#candidates").get_by_role("link", name="Open").click()


def test_a_piece_is_heard_blind_and_guessed(teacher: Page) -> None:
    teacher.goto("/listen-and-guess/")
    teacher.get_by_label("Style").select_option("irish-reel")
    teacher.get_by_role("button", name="Give me a piece").click()
    guess = teacher.get_by_role("button", name="A person wrote it")
    expect(guess).to_be_visible(timeout=120_000)
    seen(teacher, "guess")
    guess.click()
    expect(teacher.locator("main")).to_contain_text(re.compile(r"Right\.|Not so\."))
    teacher.get_by_role("link", name="Results").click()
    expect(teacher.get_by_role("row", name=re.compile("Irish reel"))).to_be_visible()
    seen(teacher, "guess-results")
