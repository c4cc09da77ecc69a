"""Random requests over everything that can be asked for, the impossible among them, and whether a refusal helps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from tutor.composing.activities import ACTIVITIES
from tutor.composing.form import ENDINGS
from tutor.composing.levels import allowed, pitch_level
from tutor.composing.moods import MOODS
from tutor.composing.pieces import PIECES
from tutor.composing.purposes import PURPOSES
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS
from tutor.music.instruments import INSTRUMENTS
from tutor.music.key import MODE_DEGREES, Key

_LIKELY_MODES = ("major", "major", "major", "minor", "minor", *MODE_DEGREES)
_METERS = ("2/4", "3/4", "4/4", "6/8", "3/8", "9/8", "12/8", "2/2", "3/2", "5/4", "5/8", "7/8")
_RANGES = (None, None, None, None, "G3-B5", "D4-D5", "C3-E4", "A4-C5", "C4-E4")
_FORMS = (None, None, None, "AABA", "ABAC", "period", "sentence", "rondo", "free", "blues", "12-bar", "loop")
_LEVELS = (*range(1, 9), *range(1, 9), 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5)
_CHANGES_OF_METER = ("4/4 3/4", "2/4x3 3/4", "6/8 3/4", "5/8 6/8")
_KEY = r"([A-G](?:#|b)? (?:major|minor|dorian|phrygian|lydian|mixolydian|locrian))"


def random_requests(count: int, seed: int = 0) -> Iterator[ComposeRequest]:
    """`count` requests, the same for the same seed: by turns anything at all, most of which cannot be met, and what
    somebody who knows the levels would ask for."""
    rng = Random(f"requests:{seed}")
    for number in range(count):
        request = _random_request(rng, number)
        yield _sensible(rng, request) if number % 2 else request


def _random_request(rng: Random, number: int) -> ComposeRequest:
    blended = rng.random() < 0.2
    return ComposeRequest(
        style=rng.choice(list(STYLES)),
        style2=rng.choice(list(STYLES)) if blended else None,
        blend=round(rng.random(), 2) if blended else 0.0,
        key=_random_key(rng),
        meter=rng.choice(_METERS if rng.random() < 0.9 else _CHANGES_OF_METER),
        bars=rng.randint(1, 16),
        level=rng.choice(_LEVELS),
        instrument=rng.choice(list(INSTRUMENTS)),
        range=rng.choice(_RANGES),
        skills=tuple(rng.sample(sorted(SKILLS), rng.choice((0, 0, 1, 1, 2, 3)))),
        mood=rng.choice((None, None, *MOODS)),
        tempo_bpm=rng.choice((None, None, float(rng.randint(40, 160)))),
        form=rng.choice(_FORMS),
        pickup=rng.random() < 0.2,
        seed=number,
        activity=rng.choice((*[None] * 40, *ACTIVITIES)),
        ending=rng.choice((*[None] * 8, *ENDINGS)),
        piece=rng.choice((*[None] * 12, *PIECES)),
        purpose=rng.choice((*[None] * 12, *PURPOSES)),
    )


def _sensible(rng: Random, request: ComposeRequest) -> ComposeRequest:
    """The request with a key, a metre, a length and at most one skill that its level reads, and no range of its own."""
    level = allowed(request.level)
    readable = [name for name, skill in SKILLS.items() if skill.level <= pitch_level(request.level)]
    while not level.reads_key(Key.parse(request.key)):
        request = replace(request, key=_random_key(rng))
    return replace(
        request,
        meter=rng.choice(level.meters_on_request),
        bars=rng.choice((4, 8, 8, 8, 12, 16)),
        range=None,
        skills=tuple(rng.sample(readable, rng.choice((0, 0, 1)))),
        form=None,
        activity=None,
    )


def _random_key(rng: Random) -> str:
    """A key that can be written, up to seven signs, in any mode."""
    while True:
        try:
            return Key.parse(
                f"{rng.choice('ABCDEFG')}{rng.choice(('', '', '#', 'b'))} {rng.choice(_LIKELY_MODES)}"
            ).name
        except ValueError:
            continue


def unhelpful(request: ComposeRequest, refusal: RequestImpossible, check: Callable[[ComposeRequest], None]) -> str:
    """What is wrong with a refusal, in words; empty when it names two things and a change that settles them.

    The change is read from the sentence and made; the request must then pass `check`, or be refused for another reason.
    """
    if not refusal.first or not refusal.second or refusal.first == "the request":
        return f"no conflict is named: {refusal}"
    changed = amended(request, refusal.fix)
    if changed is None or changed == request:
        return f"no change can be read from: {refusal}"
    try:
        check(changed)
    except RequestImpossible as again:
        if (again.first, again.second) == (refusal.first, refusal.second):
            return f"the change does not help: {refusal}"
    return ""


def amended(request: ComposeRequest, fix: str) -> ComposeRequest | None:
    """The request with the first change that a fix names; None when it names none that can be made."""
    for pattern, change in _CHANGES:
        if match := re.search(pattern, fix):
            return change(request, match)
    return None


def _without_skills(request: ComposeRequest, names: list[str]) -> ComposeRequest:
    return replace(request, skills=tuple(name for name in request.skills if name not in names))


def _without_pickup(request: ComposeRequest, match: re.Match[str]) -> ComposeRequest:
    return replace(_without_skills(request, [n for n in request.skills if SKILLS[n].needs == "pickup"]), pickup=False)


def _listed(text: str) -> list[str]:
    return re.findall(r"[a-z][a-z-]+", text.replace(" and ", " "))


Change = Callable[[ComposeRequest, "re.Match[str]"], ComposeRequest]
_CHANGES: tuple[tuple[str, Change], ...] = (
    (r"level to (\d)", lambda r, m: replace(r, level=int(m[1]))),
    (r"the form free", lambda r, m: replace(r, form="free")),
    (r"Ask for (\d+) bars?", lambda r, m: replace(r, bars=int(m[1]))),
    (r"Leave the skill ([\w-]+) out", lambda r, m: _without_skills(r, [m[1]])),
    (r"Leave out ([^.]+)", lambda r, m: _without_skills(r, _listed(m[1]))),
    (_KEY, lambda r, m: replace(r, key=m[1])),
    (r"dorian or minor key", lambda r, m: replace(r, key=f"{r.key.split()[0]} minor")),
    (r"Choose .*?(\d+/\d+)", lambda r, m: replace(r, meter=m[1])),
    (r"for example to (\S+?\d-\S+?\d)", lambda r, m: replace(r, range=m[1])),
    (r"[Tt]he range, or leave it out", lambda r, m: replace(r, range=None)),
    (r"the pickup out", _without_pickup),
    (r"Name a skill, for example ([\w-]+)", lambda r, m: replace(r, skills=(*r.skills, m[1]))),
    (r"Leave the activity out", lambda r, m: replace(r, activity=None)),
    (r"Leave the ending out", lambda r, m: replace(r, ending=None)),
    (r"Ask for the piece (\w+)", lambda r, m: replace(r, piece=m[1])),
    (r"Leave the piece out", lambda r, m: replace(r, piece=None)),
    (r"fewer skills", lambda r, m: replace(r, skills=())),
)
