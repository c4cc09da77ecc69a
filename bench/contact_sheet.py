"""Twenty-four exercises over styles and levels on one sheet: engraved to look at, rendered and heard, and measured.

Writes docs/contact-sheet.png and docs/contact-sheet.md. What is measured is what an ear tires of or trips over: phrases
that do not end, nothing that returns, a line that leaves its comfortable range or sits on one note, a rhythm without
variety; and whether the ears of the program hear in the rendered sound what is written.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.chromium import open_chromium
from tutor.composing.analysis.analyse import analyse
from tutor.composing.compose import compose, with_defaults
from tutor.composing.styles import STYLES
from tutor.grading.grade import grade
from tutor.music.engraving import engrave
from tutor.music.score import Score
from tutor.performing.perform import perform, write_audio

DOCS = Path(__file__).parents[1] / "docs"
COUNT, SEED, COLUMNS, WIDTH = 24, 11, 3, 640
_RESTING = {"tonic", "supertonic", "mediant", "dominant", "leading tone", "subtonic"}
_STUCK, _SAME = 0.34, 0.75  # of the sounding time on one pitch; of the bars in one rhythm


@dataclass(frozen=True)
class Look:
    """What is measured of one exercise; `remarks` in words, empty where nothing strikes."""

    title: str
    style: str
    level: str
    form: str
    endings: int
    closed: int
    returning: int
    bars: int
    span: str
    commonest: float
    rhythms: int
    mark: float
    remarks: tuple[str, ...]


def main() -> None:
    scores = [compose(with_defaults(wish)).score for wish in wishes()]
    looks = [look_at(score) for score in scores]
    (DOCS / "contact-sheet.md").write_text(page(looks), encoding="utf-8")
    photograph(scores, DOCS / "contact-sheet.png")
    print(page(looks))


def wishes() -> list[dict[str, Any]]:
    """Every style but two, the levels going round by threes so that neighbours differ."""
    return [
        {"style": style, "level": 1 + 3 * number % 8, "seed": SEED + number}
        for number, style in enumerate(list(STYLES)[:COUNT])
    ]


def look_at(score: Score) -> Look:
    found = analyse(score)
    ends = found["cadences"]
    lengths = Counter[str]()
    for note in score.notes:
        lengths[note.pitch.name] += float(note.duration)
    commonest = max(lengths.values()) / sum(lengths.values())
    rhythms = [tuple(n.duration for n in score.notes if bar.onset <= n.onset < bar.end) for bar in score.bars]
    mark = heard(score)
    steady = max(Counter(rhythms).values()) / len(rhythms)
    remarks = (
        *([f"{commonest:.0%} of the time on one pitch"] if commonest > _STUCK else []),
        *([f"{steady:.0%} of the bars in one rhythm"] if steady > _SAME else []),
        *(["nothing returns"] if not found["motifs"] else []),
        *([f"marked {mark:g} when played as written"] if mark < 95 else []),
    )
    return Look(
        *(score.title, score.meta["style"], score.meta["level"], found["form"]["planned"] or "–"),
        *(len(ends), sum(end["degree"] in _RESTING for end in ends)),
        *(len(found["motifs"]), len(rhythms), found["compass"]["span"]),
        *(round(commonest, 2), len(set(rhythms)), mark, remarks),
    )


def heard(score: Score) -> float:
    """The mark of the exercise rendered exactly as it is written."""
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "take.wav"
        made = perform(score)
        write_audio(made.samples, made.rate, sound)
        return grade(score, sound).marks.overall


def page(looks: Sequence[Look]) -> str:
    struck = [look for look in looks if look.remarks]
    rows = "\n".join(
        f"| {escape(look.title)} | {look.style} | {look.level} | {look.form} | {look.closed} of {look.endings} "
        f"| {look.returning} of {look.bars} | {look.span} | {look.commonest:.0%} | {look.rhythms} "
        f"| {look.mark:g} | {'; '.join(look.remarks) or '–'} |"
        for look in looks
    )
    return f"""# A contact sheet

Twenty-four exercises over styles and levels, as `python -m bench.contact_sheet` composes, engraves, renders and
measures them ([the sheet itself](contact-sheet.png)). *Phrase ends* rest on a note of the tonic or the dominant chord;
*returns* are bars that are an earlier bar again, exactly, at another height, upside down or in its rhythm; *one pitch*
is the share of the sounding time on the commonest pitch; *mark* is what the program's own ears give to the rendered
sound.

| title | style | level | form | phrase ends | returns | compass | one pitch | rhythms | mark | what strikes |
|---|---|---|---|---|---|---|---|---|---|---|
{rows}

Something strikes in {len(struck)} of {len(looks)}.
"""


def photograph(scores: Sequence[Score], path: Path) -> None:
    """All scores engraved on one page, three to a row."""
    cells = "".join(
        f"<figure>{engrave(score, width=WIDTH, scale=32, id_prefix=f's{i}-', labels=False).svg}"
        f"<figcaption>{escape(score.title)}</figcaption></figure>"
        for i, score in enumerate(scores)
    )
    style = (
        "body{margin:16px;display:grid;grid-template-columns:repeat(3,1fr);gap:12px;font:14px sans-serif;"
        "background:#fff}figure{margin:0;border:1px solid #ccc;padding:6px}svg{width:100%;height:auto}"
    )
    with sync_playwright() as play:
        browser = open_chromium(play, gpu=True)
        sheet = browser.new_page(viewport={"width": COLUMNS * WIDTH, "height": 900})
        sheet.set_content(f"<style>{style}</style>{cells}")
        sheet.screenshot(path=path, full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
