"""Sections and phrases: where they end, which come back, and the cadence that each phrase reaches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.composing.analysis.figures import Figure
from tutor.composing.form import NAMED, plan, sections_of
from tutor.music.degrees import degree_name
from tutor.music.embellishing import cadence_kind, chord_at
from tutor.music.score import ChordSymbol, Note, Score

USUAL_PHRASE = 4  # bars, where nobody says how long a phrase is
MOST_SECTIONS, MOST_LETTERS = 16, 3
ALIKE = 0.5  # share of its bars from which a section is another one varied


@dataclass(frozen=True)
class Section:
    """Bars `first` to `last`; a `letter` that came before returns bar for bar, with a prime varied."""

    letter: str
    first: int
    last: int


@dataclass(frozen=True)
class PhraseEnd:
    """Where a phrase comes to rest: `note` by id in `bar` on a degree of the key over `numeral` (None without chords);
    `kind` is a cadence's, None where the chords make none."""

    bar: int
    note: str
    pitch: str
    degree: str
    numeral: str | None
    kind: str | None


def form_of(score: Score) -> str | None:
    """The form that the score was composed in, as its own metadata tells; None where it does not."""
    try:
        told = json.loads(score.meta.get("provenance", "{}"))
    except ValueError:
        return None
    form = told.get("form") if isinstance(told, dict) else None
    return form if isinstance(form, str) and is_form(form) else None


def is_form(form: str) -> bool:
    """Whether a text is a form that can be laid over bars in no time; a file from elsewhere may claim anything."""
    if form in NAMED:
        return True
    letters = "".join(form.translate({ord(sign): None for sign in "'~"}).split())
    return letters.isalpha() and len(letters) <= MOST_SECTIONS and len(set(letters)) <= MOST_LETTERS


def full_bars(score: Score) -> int:
    return sum(1 for bar in score.bars if bar.number > 0)


def phrase_bars(score: Score, form: str | None) -> list[int]:
    """The last bar of each phrase, by number: where the form has its cadences, else every fourth bar."""
    count = full_bars(score)
    try:
        planned = plan(form, count).bars if form else ()
    except ValueError:
        planned = ()
    ends = [number for number, bar in enumerate(planned, start=1) if bar.cadence is not None]
    return ends or [*range(USUAL_PHRASE, count, USUAL_PHRASE), count]


def sections(score: Score, form: str | None, bars: Sequence[Figure]) -> list[Section]:
    """The sections of the form where it has several, else its phrases, lettered by what returns in their notes."""
    lettered: list[tuple[Section, Sequence[Figure]]] = []
    for first, last in _spans(score, form):
        inside = bars[first - 1 : last]
        lettered.append((Section(_letter(inside, lettered), first, last), inside))
    return [section for section, _ in lettered]


def _spans(score: Score, form: str | None) -> list[tuple[int, int]]:
    try:
        laid = sections_of(form, full_bars(score)) if form else []
    except ValueError:
        laid = []
    if len(laid) > 1:
        return [(section.start + 1, section.start + section.bars) for section in laid]
    ends = phrase_bars(score, form)
    return [(before + 1, end) for before, end in zip((0, *ends), ends, strict=False)]


def _letter(bars: Sequence[Figure], before: Sequence[tuple[Section, Sequence[Figure]]]) -> str:
    """The letter of a section like it, primed once more for every way it was varied; else the next letter."""
    for section, others in before:
        if _same(bars, others) == len(bars) == len(others):
            return section.letter
    for section, others in before:
        if len(section.letter) == 1 and len(bars) == len(others) and _same(bars, others) >= ALIKE * len(bars):
            variants = {other.letter for other, _ in before if other.letter.startswith(f"{section.letter}'")}
            return section.letter + "'" * (len(variants) + 1)
    used = {section.letter[0] for section, _ in before}
    return chr(ord("A") + len(used))


def _same(bars: Sequence[Figure], others: Sequence[Figure]) -> int:
    """How many bars have the same notes in both."""
    return sum((a.rhythm, a.names) == (b.rhythm, b.names) for a, b in zip(bars, others, strict=False))


def phrase_ends(score: Score, harmony: Sequence[ChordSymbol], form: str | None) -> list[PhraseEnd]:
    """How each phrase comes to rest: its arrival is the longest note begun in its last bar, the later of equals."""
    arrivals = [(bar, _arrival(score, bar)) for bar in phrase_bars(score, form)]
    return [_rest(score, harmony, bar, note) for bar, note in arrivals if note is not None]


def _arrival(score: Score, number: int) -> Note | None:
    bar = next(bar for bar in score.bars if bar.number == number)
    inside = [note for note in score.notes if bar.onset <= note.onset < bar.end]
    return max(reversed(inside), key=lambda note: note.duration, default=None)


def _rest(score: Score, harmony: Sequence[ChordSymbol], bar: int, note: Note) -> PhraseEnd:
    key, chord = score.bar_at(note.onset).key, chord_at(harmony, note.onset)
    kind = cadence_kind(harmony, note.onset, note.pitch, key)
    numeral = chord.numeral or chord.root if chord else None
    return PhraseEnd(bar, note.id, note.pitch.name, degree_name(note.pitch, key), numeral, kind)
