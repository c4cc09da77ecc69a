"""What the pitch does within notes, and what the instrument does by itself: scoops, wavering, tendencies."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.grading.case import Case, Cause
from tutor.grading.facts import Facts, place_of
from tutor.grading.verdicts import NoteVerdict

SCOOP_CENTS, ANOTHER_NOTE = -60.0, -250.0  # farther below, the note before is still sounding
WOBBLE_CENTS = 25.0
# Written pitches that leave the instrument's scale as built. Brass: valves 1-2-3 and 1-3 are too short together, the
# fifth partial lies 14 cents under the tempered third. Woodwind: short-tube and throat notes.
TENDENCIES: dict[str, dict[str, str]] = {
    "trumpet": {"C#4": "sharp", "D4": "sharp", "D5": "flat", "Eb5": "flat", "D#5": "flat", "E5": "flat"},
    "flute": {"C#5": "sharp", "C#6": "sharp", "Db5": "sharp", "Db6": "sharp"},
    "clarinet": {"G#4": "sharp", "Ab4": "sharp", "A4": "sharp", "Bb4": "sharp", "A#4": "sharp"},
    "alto-saxophone": {"D5": "sharp", "C#5": "flat", "Db5": "flat"},
    "tenor-saxophone": {"D5": "sharp", "C#5": "flat", "Db5": "flat"},
}


def tone_causes(case: Case) -> Iterator[Cause]:
    """I08 and I10, for right notes whose contour was heard."""
    yield from _of_contour(
        case, "I08", [v for v in _right(case) if ANOTHER_NOTE < (_contour(case, v)[0] or 0.0) <= SCOOP_CENTS], 0
    )
    yield from _of_contour(case, "I10", [v for v in _right(case) if (_contour(case, v)[1] or 0.0) > WOBBLE_CENTS], 1)


def _right(case: Case) -> list[NoteVerdict]:
    return [v for v in case.verdicts if v.pitch == "correct" and v.played is not None]


def _contour(case: Case, verdict: NoteVerdict) -> tuple[float | None, float | None]:
    """(scoop, wobble) in cents of the note that answers a verdict."""
    found = case.contour_at(verdict.played.onset_s) if verdict.played is not None else None
    return (found.scoop, found.wobble) if found is not None else (None, None)


def _of_contour(case: Case, kind: str, found: list[NoteVerdict], which: int) -> Iterator[Cause]:
    if found:
        worst = max(found, key=lambda v: abs(_contour(case, v)[which] or 0.0))
        facts = {**_facts(case, found[0]), "cents": round(abs(_contour(case, worst)[which] or 0.0))}
        yield Cause(kind, tuple(v.index for v in found), facts)


def tendency_causes(case: Case, left: list[NoteVerdict]) -> Iterator[Cause]:
    """I09: notes out of tune the way their instrument takes them."""
    table = TENDENCIES.get(case.score.part.instrument, {})
    for word in ("sharp", "flat"):
        found = [v for v in left if v.intonation == word and table.get(v.note.pitch.name) == word]
        if found:
            facts = {**_facts(case, found[0]), "direction": word, "instrument": case.score.part.instrument}
            worst = max(abs(v.cents or 0.0) for v in found)
            yield Cause("I09", tuple(v.index for v in found), {**facts, "cents": round(worst)})


def _facts(case: Case, verdict: NoteVerdict) -> Facts:
    return {
        "where": place_of(case.score, verdict.note.onset),
        "bar": verdict.bar,
        "beat": str(verdict.beat),
        "key": case.key_at(verdict.index).name,
        "written": verdict.note.pitch.name,
    }
