"""The practisable skills: what each is, what it builds on, from which level, and how it is counted.

A skill counts an event when its `rhythm` test and its `line` test both hold (a missing test always holds). Tests are
pure functions of `tutor.learning.counting`, so the composer can promise a number of them and a report can find them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from tutor.learning.counting import (
    NOTE,
    REST,
    RUN,
    SKIP_THIRD,
    TIE,
    WIDE,
    Move,
    Step,
    Written,
    makes_arpeggio,
    makes_run,
    next_trail,
)
from tutor.music.cells import cells
from tutor.music.key import MODE_DEGREES, Key
from tutor.music.pitch import STEPS
from tutor.music.rhythm import TICKS_PER_QUARTER
from tutor.music.score import Note, Score

RhythmTest = Callable[[Written], bool]
LineTest = Callable[[Move], bool]
LONGEST_QUOTA = 4


@dataclass(frozen=True)
class Skill:
    """A skill. `quota8`: how many times an exercise of 8 bars shows it. `needs`: "", "minor", "sharps", "flats",
    "leading tone", "lowered seventh", "plain fourth", "compound", "uneven", "quarters" (a metre counted in quarters
    or halves), "three quarters", "four quarters" or "pickup"."""

    name: str
    about: str
    level: int
    requires: tuple[str, ...] = ()
    rhythm: RhythmTest | None = None
    line: LineTest | None = None
    quota8: int = 3
    needs: str = ""
    trailing: bool = False  # whether the line test looks at Move.trail
    rests: bool = False  # whether it is shown by silence
    alters: bool = False  # whether it is shown by notes outside the key's scale

    def quota(self, bars: int) -> int:
        """How many times an exercise of `bars` bars must show the skill."""
        if self.needs == "pickup":
            return 1
        return max(1, min(LONGEST_QUOTA, round(self.quota8 * bars / 8)))

    def counts(self, written: Written, move: Move | None) -> bool:
        """Whether an event counts; `move` is None for rests and ties."""
        if written.kind != NOTE and self.rhythm is None:
            return False
        if self.rhythm is not None and not self.rhythm(written):
            return False
        return self.line is None or (move is not None and self.line(move))


def _value(ticks: int, offset: int | None = None, cell: int | None = None) -> RhythmTest:
    def test(w: Written) -> bool:
        placed = (offset is None or w.offset == offset) and (cell is None or w.cell == cell)
        return w.kind == NOTE and w.ticks == ticks and placed

    return test


def _rest(on_beat: bool = False, ticks: int | None = None) -> RhythmTest:
    def test(w: Written) -> bool:
        return w.kind == REST and (not on_beat or w.offset == 0) and (ticks is None or w.ticks == ticks)

    return test


def _begins_group(w: Written) -> bool:
    return w.kind == NOTE and w.tick > 0 and w.offset == 0 and len({length for _, length in cells(w.meter)}) > 1


def _tied(w: Written) -> bool:
    return w.kind == TIE and w.tick == 0


def _syncopated(w: Written) -> bool:
    return w.kind == NOTE and w.crosses


def _leap(size: int) -> LineTest:
    return lambda m: m.size is not None and abs(m.size) == size


def _moves(*sizes: int) -> LineTest:
    return lambda m: m.size in sizes and m.before != m.after


def _repeated(m: Move) -> bool:
    return m.before == m.after


def _skip_within(*degrees: int) -> LineTest:
    return lambda m: m.size is not None and abs(m.size) >= 2 and m.degrees <= frozenset(degrees)


def _leading(minor: bool) -> LineTest:
    def test(m: Move) -> bool:
        rises = m.before is not None and m.before[0] % 7 == 6 and m.size == 1 and m.semitones == 1
        return rises and m.before is not None and m.after[1] == 0 and (m.before[1] == 1) == minor

    return test


def _chromatic(m: Move) -> bool:
    if m.before is None or m.before[1] == 0 or m.after[1] != 0:
        return False
    return not (m.key.mode == "minor" and m.before[0] % 7 in (5, 6)) and abs(m.semitones) == 1


def _recovered(m: Move) -> bool:
    return abs(m.trail) == WIDE and m.size == (-1 if m.trail > 0 else 1)


def _tritone(m: Move) -> bool:
    return m.size is not None and abs(m.semitones) == 6


def _signed(sign: int) -> LineTest:
    def test(m: Move) -> bool:
        letter = STEPS[(STEPS.index(m.key.step) + m.after[0]) % 7]
        return m.after[1] == 0 and m.key.signature[letter] == sign

    return test


def _turns_back(m: Move) -> bool:
    return abs(m.trail) in RUN and m.size == (-1 if m.trail > 0 else 1)


def _broken_third(m: Move) -> bool:
    return abs(m.trail) == SKIP_THIRD and m.size == (-1 if m.trail > 0 else 1)


def _falls(m: Move) -> bool:
    return m.size is not None and m.size <= -3


def _dominant_to_tonic(m: Move) -> bool:
    if m.before is None or m.before[1] or m.after[1]:
        return False
    return m.size in (-4, 3) and m.before[0] % 7 == 4 and m.after[0] % 7 == 0


def _raised_fourth(m: Move) -> bool:
    return m.before is not None and m.before[0] % 7 == 3 and m.before[1] == 1 and m.size == 1 and m.after[1] == 0


def _climbs_in_minor(m: Move) -> bool:
    return m.before is not None and m.before[0] % 7 == 5 and m.before[1] == m.after[1] == 1 and m.size == 1


def _augmented_second(m: Move) -> bool:
    return m.size in (1, -1) and abs(m.semitones) == 3


def _lowered_seventh(m: Move) -> bool:
    return MODE_DEGREES[m.key.mode][6] == 10 and m.after[0] % 7 == 6 and m.after[1] == 0


# fmt: off
_RHYTHM = (
    Skill("half-notes", "Half notes, held for two quarters.", 1, rhythm=_value(48), quota8=2, needs="quarters"),
    Skill(
        "whole-notes", "Whole notes, held for four quarters.", 1, ("half-notes",), _value(96), quota8=2,
        needs="four quarters",
    ),
    Skill("quarter-rests", "Quarter rests.", 1, rhythm=_rest(ticks=24), quota8=2, needs="quarters", rests=True),
    Skill("eighth-pairs", "Pairs of eighths, two to a quarter.", 1, rhythm=_value(12, 0, 24), needs="quarters"),
    Skill(
        "dotted-half", "Dotted half notes, held for three quarters.", 2, ("half-notes",), rhythm=_value(72),
        quota8=2, needs="three quarters",
    ),
    Skill("dotted-quarter", "Dotted quarters: three eighths long.", 3, ("eighth-pairs",), _value(36)),
    Skill("eighth-rests", "Eighth rests.", 3, ("eighth-pairs",), _rest(ticks=12), quota8=2, rests=True),
    Skill(
        "entries-after-the-beat", "An eighth rest on the beat, and the note that comes in after it.", 4,
        ("eighth-rests",), _rest(on_beat=True, ticks=12), quota8=2, needs="quarters", rests=True,
    ),
    Skill("rests-on-the-beat", "Silence where a beat falls.", 1, rhythm=_rest(on_beat=True), quota8=2, rests=True),
    Skill("pickup", "An upbeat before the first full bar.", 3, quota8=1, needs="pickup"),
    Skill(
        "compound-rhythm", "Quarter and eighth in the dotted beat of 6/8.", 3, (), _value(24, 0, 36),
        needs="compound",
    ),
    Skill(
        "compound-eighths", "Three eighths to the dotted beat of 6/8.", 3, (), _value(12, 12, 36), needs="compound",
    ),
    Skill("sixteenths", "Sixteenths, four to a quarter.", 4, ("eighth-pairs",), _value(6), quota8=4),
    Skill("syncopation", "Notes that begin off the beat and sound across it.", 4, ("eighth-pairs",), _syncopated),
    Skill(
        "dotted-eighth-sixteenth", "A dotted eighth and its sixteenth in one beat.", 5,
        requires=("dotted-quarter", "sixteenths"), rhythm=_value(18, 0),
    ),
    Skill(
        "triplets", "Eighth triplets, three to a quarter.", 5, ("eighth-pairs",), _value(8, 0, 24),
        needs="quarters",
    ),
    Skill("ties-over-the-barline", "Notes held over the barline.", 5, ("half-notes",), _tied, quota8=2),
    Skill(
        "siciliano-rhythm", "A dotted eighth, a sixteenth and an eighth in the dotted beat.", 5,
        ("compound-rhythm", "sixteenths"), _value(18, 0, 36), quota8=2, needs="compound",
    ),
    Skill(
        "duplets", "Two even notes in the time of three eighths.", 6, ("compound-rhythm", "dotted-quarter"),
        _value(18, 18, 36), quota8=2, needs="compound",
    ),
    Skill(
        "uneven-groups", "Notes on the beats of five and seven in a bar, groups of two and three.", 6,
        ("compound-rhythm",), _begins_group, quota8=4, needs="uneven",
    ),
    Skill(
        "sixteenth-eighth-sixteenth", "An eighth between two sixteenths in one beat.", 6,
        ("sixteenths", "syncopation"), _value(12, 6, 24), quota8=2, needs="quarters",
    ),
    Skill(
        "scotch-snap", "A sixteenth on the beat before a dotted eighth.", 6, ("sixteenths",), _value(18, 6, 24),
        needs="quarters",
    ),
)
# fmt: on
# fmt: off
_LINE = (
    Skill("stepwise-motion", "Moving to the next note of the scale.", 1, line=_moves(1, -1), quota8=4),
    Skill("repeated-notes", "The same note again.", 1, line=_repeated),
    Skill(
        "skips-in-the-tonic-chord", "Skips among do, mi and sol.", 1, ("stepwise-motion",),
        line=_skip_within(0, 2, 4),
    ),
    Skill(
        "skips-in-the-subdominant-chord", "Skips among fa, la and do.", 3, ("skips-in-the-tonic-chord",),
        line=_skip_within(3, 5, 0),
    ),
    Skill(
        "skips-in-the-dominant-chord", "Skips among sol, ti, re and fa.", 3, ("skips-in-the-tonic-chord",),
        line=_skip_within(4, 6, 1, 3),
    ),
    Skill("leap-of-a-third", "Thirds.", 1, ("stepwise-motion",), line=_leap(2)),
    Skill("leap-of-a-fourth", "Fourths.", 2, ("leap-of-a-third",), line=_leap(3)),
    Skill("leap-of-a-fifth", "Fifths.", 2, ("leap-of-a-third",), line=_leap(4)),
    Skill("leap-of-a-sixth", "Sixths.", 4, ("leap-of-a-fifth",), line=_leap(5)),
    Skill("leap-of-a-seventh", "Sevenths.", 5, ("leap-of-a-sixth",), line=_leap(6), quota8=2),
    Skill("leap-of-an-octave", "Octaves.", 4, ("leap-of-a-fifth",), line=_leap(7), quota8=2),
    Skill("leap-of-a-ninth", "Ninths.", 8, ("leap-of-an-octave",), line=_leap(8), quota8=2),
    Skill("leap-of-a-tenth", "Tenths.", 8, ("leap-of-an-octave",), line=_leap(9), quota8=2),
    Skill(
        "tritone", "The augmented fourth or diminished fifth.", 6, ("leap-of-a-fifth",), line=_tritone, quota8=2,
        alters=True,
    ),
    Skill(
        "falling-leaps", "Leaps of a fourth and more that fall.", 2, ("leap-of-a-fourth",), line=_falls, quota8=2,
    ),
    Skill(
        "dominant-to-tonic", "From sol to do, up a fourth or down a fifth.", 2, ("leap-of-a-fourth",),
        line=_dominant_to_tonic, quota8=2,
    ),
    Skill(
        "neighbour-notes", "A step away and back again.", 1, ("stepwise-motion",), line=_turns_back, trailing=True,
    ),
    Skill(
        "broken-thirds", "A third one way and a step back, as in do mi re fa.", 3, ("leap-of-a-third",),
        line=_broken_third, trailing=True,
    ),
    Skill(
        "recovered-leaps", "A wide leap answered by a step back.", 2, ("leap-of-a-fifth",), line=_recovered,
        quota8=2, trailing=True,
    ),
    Skill(
        "arpeggio", "A broken chord: two skips the same way through one triad.", 1, ("skips-in-the-tonic-chord",),
        line=lambda m: makes_arpeggio(m.trail, m.before, m.after), quota8=2, trailing=True,
    ),
    Skill(
        "scale-runs", "Five neighbouring notes of the scale in a row.", 1, ("stepwise-motion",),
        line=lambda m: makes_run(m.trail, m.before, m.after), quota8=2, trailing=True,
    ),
    Skill(
        "leading-tone", "The seventh degree a semitone below the tonic, rising to it.", 2, ("stepwise-motion",),
        line=_leading(minor=False), quota8=2, needs="leading tone",
    ),
    Skill(
        "leading-tone-in-minor", "The raised seventh of a minor key, rising to the tonic.", 2, ("leading-tone",),
        line=_leading(minor=True), quota8=2, needs="minor", alters=True,
    ),
    Skill(
        "melodic-minor", "Both the sixth and the seventh raised, climbing to the tonic.", 5,
        ("leading-tone-in-minor",), line=_climbs_in_minor, quota8=1, needs="minor", alters=True,
    ),
    Skill(
        "augmented-second", "From the sixth of a minor key to its raised seventh, or back.", 7,
        ("leading-tone-in-minor",), line=_augmented_second, quota8=1, needs="minor", alters=True,
    ),
    Skill(
        "chromatic-neighbour", "Altered notes that resolve by a semitone.", 4, ("leading-tone",), line=_chromatic,
        alters=True,
    ),
    Skill(
        "raised-fourth", "The raised fourth, leading to the fifth.", 4, ("leading-tone",), line=_raised_fourth,
        quota8=2, needs="plain fourth", alters=True,
    ),
    Skill("key-signature-sharps", "Notes sharpened by the signature.", 1, line=_signed(1), needs="sharps"),
    Skill("key-signature-flats", "Notes flattened by the signature.", 1, line=_signed(-1), needs="flats"),
    Skill(
        "lowered-seventh", "The seventh a whole tone below the tonic, as in mixolydian and dorian.", 2,
        requires=("leading-tone",), line=_lowered_seventh, needs="lowered seventh",
    ),
)
# fmt: on
SKILLS: dict[str, Skill] = {skill.name: skill for skill in (*_RHYTHM, *_LINE)}


def skills_in(score: Score) -> dict[str, list[str]]:
    """Which notes practise which skill: name -> note ids in order, for the part that is practised.

    A rest is told by the note after it, a tie by the note that is held.
    """
    found: dict[str, list[str]] = {}
    for note_id, written, move in _events(score):
        for skill in SKILLS.values():
            if skill.needs == "pickup":
                continue
            if skill.counts(written, move):
                found.setdefault(skill.name, []).append(note_id)
    if score.bars[0].number == 0:
        opening = [note.id for note in score.notes if note.onset < score.bars[0].end]
        found |= {"pickup": opening} if opening else {}
    return found


def _events(score: Score) -> list[tuple[str, Written, Move | None]]:
    events: list[tuple[str, Written, Move | None]] = []
    before, trail, key = None, 0, None
    together = Counter(note.onset for note in score.notes)
    for last, note in pairwise((None, *score.notes)):
        assert note is not None
        if together[note.onset] > 1 or (last and together[last.onset] > 1):
            before, trail = None, 0  # no one line leads into a chord or out of it
        bar = score.bar_at(note.onset)
        after = _step(bar.key, note)
        if bar.key != key:
            before, trail, key = None, 0, bar.key
        events += [(note.id, rest, None) for rest in _rests(score, last, note)]
        events.append((note.id, _written(score, note), Move(bar.key, trail, before, after)))
        events += [(note.id, tie, None) for tie in _ties(score, note)]
        before, trail = after, next_trail(trail, before, after)
    return events


def _step(key: Key, note: Note) -> Step:
    return note.pitch.diatonic - STEPS.index(key.step), key.degree_of(note.pitch)[1]


def _tick(score: Score, onset) -> int:
    """Nearest tick of a moment in its bar; a pickup counts to the bar's end."""
    return round((score.beat_of(onset) - 1) * score.bar_at(onset).meter.unit * TICKS_PER_QUARTER)


def _written(score: Score, note: Note) -> Written:
    ticks = round(note.segments[0] * TICKS_PER_QUARTER)
    return Written(score.bar_at(note.onset).meter, _tick(score, note.onset), ticks)


def _rests(score: Score, last: Note | None, note: Note) -> list[Written]:
    """The silence before a note, cut at barlines."""
    start, rests = last.end if last else score.bars[0].onset, []
    while start < note.onset:
        bar = score.bar_at(start)
        end = min(bar.end, note.onset)
        rests.append(Written(bar.meter, _tick(score, start), round((end - start) * TICKS_PER_QUARTER), REST))
        start = end
    return rests


def _ties(score: Score, note: Note) -> list[Written]:
    onset, ties = note.onset, []
    for before, segment in pairwise(note.segments):
        onset += before
        meter = score.bar_at(onset).meter
        ties.append(Written(meter, _tick(score, onset), round(segment * TICKS_PER_QUARTER), TIE))
    return ties
