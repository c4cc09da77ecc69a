"""The marks of an editor on a melody: touch, slurs, breaths and fermatas, dynamics, and words about tempo.

Which marks a style likes is told by `manners`; from which level each is read, by the rungs below. Everything follows
from the notes and their phrases, so the same bars are always marked alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from tutor.composing.manners import (
    ARCHED,
    CONTRAST,
    DETACHED,
    FIGURES,
    OFF_BEAT,
    PAIRS,
    PHRASES,
    PLAIN,
    SECOND_BEAT,
    TERRACED,
    Manner,
    character_of,
    manner_of,
)
from tutor.composing.moods import MOODS
from tutor.composing.phrasing import Notes, height_of, phrases_of, runs_of, split
from tutor.composing.purposes import purpose_of
from tutor.composing.request import ComposeRequest
from tutor.music.instruments import INSTRUMENTS
from tutor.music.score import Bar, Direction, Note, Score, Slur

MARKS_FROM, SHADING_FROM, SLOWING_FROM, ARCHES_FROM = 3, 5, 5, 6
SHORTEST = 4  # full bars; a shorter piece has its opening dynamic and its word
_OTHER = {"mf": "p", "p": "mf", "f": "mp"}  # two steps apart: less is hardly heard
_BREATHING = ("voice", "woodwind", "brass")
Directions = tuple[Direction, ...]
# Bars under one slur at most: of a bow, a breath, a hand. Singers' slurs mean words; what is plucked has none.
_REACH = {"strings": 1, "woodwind": 2, "brass": 2, "keyboard": 4}


@dataclass(frozen=True)
class _Page:
    """A part to be marked, and what decides how."""

    score: Score
    request: ComposeRequest
    manner: Manner
    phrases: tuple[Notes, ...]

    @property
    def level(self) -> float:
        return self.request.level

    @property
    def family(self) -> str:
        known = INSTRUMENTS.get(self.score.part.instrument)
        return known.family if known else ""

    @property
    def is_short(self) -> bool:
        return sum(1 for bar in self.score.bars if bar.number > 0) < SHORTEST

    @property
    def is_rhythm(self) -> bool:
        return purpose_of(self.request).one_pitch

    def bar(self, note: Note) -> Bar:
        return self.score.bar_at(note.onset)

    def place(self, note: Note) -> Fraction:
        """Quarters from the note's place back to the beginning of its (full) bar."""
        bar = self.bar(note)
        missing = bar.meter.bar_length - bar.length if bar.number == 0 else Fraction(0)
        return note.onset - bar.onset + missing

    def beat(self, note: Note) -> Fraction:
        """Quarters of a felt beat where the note stands."""
        return self.bar(note).meter.beats[0]


def marked(score: Score, request: ComposeRequest, ends: Iterable[int]) -> Score:
    """The score with its first part marked anew; `ends` are the numbers of the bars in which its phrases end."""
    bare = _bare(score)
    if not purpose_of(request).marks or request.level < MARKS_FROM:
        return bare
    phrases = tuple(phrases_of(bare.notes, bare.bars, ends))
    page = _Page(bare, request, manner_of(request), phrases)
    part = bare.part
    if not page.is_short and not page.is_rhythm:
        touched = _touched(page)
        part = replace(part, notes=_ended(page, touched), slurs=tuple(_slurs(page, touched)))
    return bare.with_parts(replace(part, directions=_directions(page)), *bare.parts[1:])


def marked_within(score: Score, request: ComposeRequest, ends: Iterable[int], fresh: Iterable[str]) -> Score:
    """The score with its `fresh` notes (ids), and the hairpins over them, marked as a new page would be; every other
    mark stays as it is."""
    new, part, page = set(fresh), score.part, marked(score, request, ends).part
    directions = _reshaded(part.directions, page.directions, [n.onset for n in part.notes if n.id in new])
    notes = tuple(after if after.id in new else before for before, after in zip(part.notes, page.notes, strict=True))
    order = {note.id: place for place, note in enumerate(notes)}
    taken = [range(order[slur.first], order[slur.last] + 1) for slur in part.slurs]
    slurs = list(part.slurs)
    for slur in page.slurs:
        inside = range(order[slur.first], order[slur.last] + 1)
        is_new = any(notes[place].id in new for place in inside)
        if is_new and not any(set(inside) & set(other) for other in taken):
            slurs.append(slur)
    slurs.sort(key=lambda slur: order[slur.first])
    return score.with_parts(replace(part, notes=notes, slurs=tuple(slurs), directions=directions), *score.parts[1:])


def _reshaded(before: Directions, after: Directions, fresh: Sequence[Fraction]) -> Directions:
    """The directions of `before` with `after`'s hairpins where one lies over a `fresh` onset: they lead to heights."""
    new = [mark for mark in after if mark.kind == "hairpin" and _lies_over(mark, fresh)]

    def is_stale(mark: Direction) -> bool:
        return mark.kind == "hairpin" and (_lies_over(mark, fresh) or any(_overlap(mark, other) for other in new))

    return tuple(sorted([*(mark for mark in before if not is_stale(mark)), *new], key=lambda mark: mark.onset))


def _lies_over(hairpin: Direction, onsets: Sequence[Fraction]) -> bool:
    return any(hairpin.onset <= onset <= (hairpin.end or hairpin.onset) for onset in onsets)


def _overlap(one: Direction, other: Direction) -> bool:
    return one.onset < (other.end or other.onset) and other.onset < (one.end or one.onset)


def _bare(score: Score) -> Score:
    notes = tuple(replace(note, articulations=()) if note.articulations else note for note in score.notes)
    return score.with_parts(replace(score.part, notes=notes, directions=(), slurs=()), *score.parts[1:])


def _touched(page: _Page) -> Notes:
    """Every note with its touch: the mood's, else the style's from the level that reads it."""
    mood = MOODS[page.request.mood].articulation if page.request.mood else ""
    if mood:
        return _by_mood(page.score.notes, mood)
    touch = page.manner.touch if page.level >= page.manner.touch_from else ""
    signs = {DETACHED: _detached, OFF_BEAT: _off_beat, SECOND_BEAT: _second_beat}
    chosen = signs[touch](page) if touch else {}
    return tuple(replace(n, articulations=(chosen[n.id],)) if n.id in chosen else n for n in page.score.notes)


def _by_mood(notes: Notes, sign: str) -> Notes:
    """The mood's articulation on the quarters that are left by leap or repetition."""
    found = []
    for note, following in zip(notes, (*notes[1:], None), strict=True):
        apart = following is not None and abs(following.pitch.diatonic - note.pitch.diatonic) != 1
        found.append(replace(note, articulations=(sign,)) if apart and note.segments == (1,) else note)
    return tuple(found)


def _detached(page: _Page) -> dict[str, str]:
    """Staccato on the notes of a beat in equal parts that leaps or repeats on."""
    chosen: dict[str, str] = {}
    for group in _windows(page, page.score.notes, 1):
        even = len({note.duration for note in group}) == 1 and group[0].duration == page.beat(group[0]) / len(group)
        leaps = all(abs(b.pitch.diatonic - a.pitch.diatonic) != 1 for a, b in pairwise(group))
        if len(group) > 1 and even and leaps and group[0].duration >= Fraction(1, 2):
            chosen |= {note.id: "staccato" for note in group}
    return chosen


def _off_beat(page: _Page) -> dict[str, str]:
    """Accents on syncopations: begun off the beat, held over the next one."""
    chosen = {}
    for note in page.score.notes:
        within = page.place(note) % page.beat(note)
        if within and not page.bar(note).meter.is_compound and within + note.duration > page.beat(note):
            chosen[note.id] = "accent"
    return chosen


def _second_beat(page: _Page) -> dict[str, str]:
    """An accent on the second beat of three where the bar is longest there, as in a mazurka."""
    chosen = {}
    for note in page.score.notes:
        meter = page.bar(note).meter
        if meter.numerator == 3 and page.place(note) == meter.unit and note.duration > meter.unit:
            chosen[note.id] = "accent"
    return chosen


def _windows(page: _Page, notes: Notes, beats: int) -> list[Notes]:
    """The line cut at every barline and every so many beats, and at rests."""

    def window(note: Note) -> tuple[int, int]:
        return page.bar(note).number, page.place(note) // (beats * page.beat(note))

    return split(notes, lambda a, b: a.end == b.onset and window(a) == window(b))


def _ended(page: _Page, notes: Notes) -> Notes:
    """The line with a fermata on the last note of each phrase, or a breath after it."""
    last = {phrase[-1].id: following for phrase, following in _with_next(page.phrases)}
    return tuple(_with_end(page, note, last[note.id]) if note.id in last else note for note in notes)


def _with_next(phrases: tuple[Notes, ...]) -> Iterator[tuple[Notes, Note | None]]:
    for i, phrase in enumerate(phrases):
        yield phrase, phrases[i + 1][0] if i + 1 < len(phrases) else None


def _with_end(page: _Page, note: Note, following: Note | None) -> Note:
    long = note.duration >= page.beat(note)
    if page.manner.holds and long and page.request.piece != "round":
        return replace(note, articulations=(*note.articulations, "fermata"))
    if page.family in _BREATHING and long and following is not None and following.onset == note.end:
        return replace(note, articulations=(*note.articulations, "breath-mark"))
    return note


def _slurs(page: _Page, notes: Notes) -> Iterator[Slur]:
    """Slurs of the style's kind over notes that no other touch sets apart."""
    manner = page.manner
    if page.level < manner.slurs_from or page.family not in _REACH or not manner.slurs:
        return
    loose = {note.id for note in notes if {"staccato", "tenuto", "fermata"} & set(note.articulations)}
    for phrase in page.phrases:
        for run in runs_of(phrase, repeats=page.family == "keyboard" and manner.slurs == PHRASES):
            for piece in split(run, lambda a, b: a.id not in loose and b.id not in loose):
                yield from (Slur(group[0].id, group[-1].id) for group in _groups(page, piece) if len(group) > 1)


def _groups(page: _Page, run: Notes) -> Iterator[Notes]:
    """What one slur joins."""
    kind = page.manner.slurs
    if kind == PHRASES:
        yield from _spans(page, run, _REACH[page.family])
    elif kind in (PAIRS, FIGURES):
        for group in _windows(page, run, _half(page, run[0]) if kind == FIGURES else 1):
            quick = split(group, lambda a, b: _steps(a, b) and max(a.duration, b.duration) < page.beat(a))
            yield from (found[:2] if kind == PAIRS and not _in_threes(page, found) else found for found in quick)


def _spans(page: _Page, run: Notes, bars: int) -> list[Notes]:
    """A run cut every so many bars of the piece."""
    return split(run, lambda a, b: (page.bar(a).number - 1) // bars == (page.bar(b).number - 1) // bars)


def _half(page: _Page, note: Note) -> int:
    """Beats of half a bar where it has halves, else one."""
    beats = len(page.bar(note).meter.beats)
    return beats // 2 if beats in (2, 4) else 1


def _in_threes(page: _Page, notes: Notes) -> bool:
    return page.bar(notes[0]).meter.is_compound


def _steps(a: Note, b: Note) -> bool:
    return abs(b.pitch.diatonic - a.pitch.diatonic) == 1


def _directions(page: _Page) -> tuple[Direction, ...]:
    """Every word, dynamic and hairpin, in order of time; the word first where several begin the piece."""
    start = page.score.bars[0].onset
    word = character_of(page.request, page.score.tempo_bpm, page.score.meter)
    found = [Direction(start, "words", word), Direction(start, "dynamic", _opening(page))]
    if page.level >= SHADING_FROM and not page.is_short and not page.is_rhythm:
        found += _shading(page)
    if page.level >= SLOWING_FROM and page.manner.slows and not page.is_short and not page.is_rhythm:
        found.append(Direction(_slowing_from(page.score), "words", "rit."))
    return tuple(sorted(found, key=lambda mark: mark.onset))


def _opening(page: _Page) -> str:
    return MOODS[page.request.mood].dynamic if page.request.mood else page.manner.opening


def _shading(page: _Page) -> list[Direction]:
    kind, marks = page.manner.shading, list(_levels(page))
    if kind == CONTRAST or (kind == ARCHED and page.level < ARCHES_FROM):
        marks += _growth(page, page.phrases[-1], falls=False)
    elif kind == ARCHED:
        marks += [mark for phrase in page.phrases for mark in _growth(page, phrase, falls=True)]
    return marks


def _levels(page: _Page) -> Iterator[Direction]:
    """The dynamic of each phrase but the first, where it is another than the one before."""
    kind, opening = page.manner.shading, _opening(page)
    before = opening
    for i, phrase in enumerate(page.phrases[1:], 1):
        now = _OTHER[opening] if kind != PLAIN and _is_answer(kind, i, len(page.phrases)) else opening
        if now != before:
            yield Direction(phrase[0].onset, "dynamic", now)
        before = now


def _is_answer(kind: str, i: int, phrases: int) -> bool:
    """Terraces alternate; elsewhere the second of two or three phrases is set off, or the third quarter of more."""
    return i % 2 == 1 if kind == TERRACED or phrases < 4 else i == (3 * phrases - 1) // 4


def _growth(page: _Page, phrase: Notes, *, falls: bool) -> Iterator[Direction]:
    """A hairpin to the height of a phrase, and if it `falls` another to its end; of two bars each at most."""
    top, room = phrase[height_of(phrase)], 2 * page.bar(phrase[0]).meter.bar_length
    before = [
        n for n in phrase if max(phrase[0].onset + page.beat(phrase[0]), top.onset - room) <= n.onset <= top.onset
    ]
    after = [n for n in phrase if max(top.end, phrase[-1].onset - room) <= n.onset]
    if _lasts(page, before):
        yield Direction(before[0].onset, "hairpin", "<", top.onset)
    if falls and _lasts(page, after):
        yield Direction(after[0].onset, "hairpin", ">", after[-1].onset)


def _lasts(page: _Page, notes: list[Note]) -> bool:
    """Whether a hairpin has room over these: three notes and two beats."""
    return len(notes) > 2 and notes[-1].onset - notes[0].onset >= 2 * page.beat(notes[0])


def _slowing_from(score: Score) -> Fraction:
    """The beginning of the last bar, or of the one before where the last holds fewer than three notes."""
    last = score.bars[-1]
    inside = sum(last.onset <= note.onset < last.end for note in score.notes)
    return (last if inside > 2 or len(score.bars) < 2 else score.bars[-2]).onset
