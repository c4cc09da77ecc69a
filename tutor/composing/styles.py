"""The styles that can be asked for: one table of what each is, where it was learned, and how it likes to be set.

`learned` styles speak through the network, from the corpora named; `rules` styles are exercises of our own design whose
notes follow stated rules, with a learned style lending its sense of phrase.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from tutor.composing.progressions import BLUES, CINEMATIC, LOOP, POP, SWING, Harmony

Feel = tuple[tuple[tuple[int, int], float], ...]  # (offset in the cell, ticks) -> leaning, in nats

_IRISH, _IRISH_LICENCES = ("Ceol Rince na hÉireann",), ("CC BY 4.0",)
_RYAN, _RYAN_LICENCES = ("Ryan's Mammoth Collection",), ("public domain",)
_BACH, _BACH_LICENCES = ("Bach chorales (music21)",), ("public domain",)
_HYMN, _HYMN_LICENCES = ("Open Hymnal",), ("public domain",)
_MUTOPIA = ("public domain", "CC BY")
_POLISH = ("NIFC Polish music",)


@dataclass(frozen=True)
class Style:
    """`meters` and `keys` most usual first; `tempo` quarters a minute at a lively level 8; `density` the sparsest and
    busiest bin of the vocabulary it sounds like itself in; `forms` to try when none is asked for; `title` one word."""

    name: str
    about: str
    kind: str
    corpora: tuple[str, ...]
    licences: tuple[str, ...]
    meters: tuple[str, ...]
    keys: tuple[str, ...]
    tempo: int
    density: tuple[int, int]
    title: str
    forms: tuple[str, ...] = ("period",)
    voice: str | None = None  # the learned style whose token is given to the network; None: its own name
    degrees: tuple[int, ...] | None = None  # a rule style's scale: degrees it may use, 0 = tonic
    raised: tuple[int, ...] = ()  # degrees its scale raises, from the level on that reads them so
    harmony: Harmony | None = None  # the chords a rule style is planned over
    feel: Feel = ()  # values a rule style leans towards
    bars: int = 8  # how long it is unless asked
    rests: bool = True
    wild: bool = True  # whether altered notes belong to it below level 7
    sung: bool = False  # whether a congregation sings it: within a tenth at every level

    @property
    def has_scale(self) -> bool:
        """Whether its rules leave out or alter notes of the key."""
        return self.degrees is not None or bool(self.raised)

    @property
    def token(self) -> str:
        return self.voice or self.name


_MAJOR = ("G major", "D major", "C major", "F major", "A major", "Bb major")
_TUNES = ("D major", "G major", "A major", "C major", "E minor", "A dorian", "D mixolydian", "E dorian", "F major")
_SONGS = ("F major", "C major", "G major", "D minor", "Bb major", "A minor", "Eb major", "G minor")
_PERIODS = ("period", "ABAC", "AABA")
# fmt: off
_SHUFFLE: Feel = (
    ((0, 18), 0.3), ((0, 24), 0.4), ((12, 24), 1.6), ((12, 36), 1.4), ((0, 6), -2.5), ((0, 8), 0.4), ((6, 6), -1.5),
)
_OFF_BEAT: Feel = (((12, 24), 0.9), ((12, 36), 0.9), ((0, 6), -2.0), ((6, 6), -2.0), ((0, 18), -1.0))
_LONG: Feel = (((0, 48), 0.9), ((0, 72), 0.9), ((0, 96), 0.7), ((0, 12), -0.5), ((0, 6), -2.5), ((0, 18), -2.5))
_EVEN: Feel = (((0, 12), 0.5), ((12, 12), 0.5), ((12, 24), 0.5), ((0, 6), -1.0), ((0, 18), -1.5), ((0, 8), -1.5))
_ROWS = (
    Style(
        "irish-reel", "Irish reel: running eighths in two, phrases that answer each other.", "learned", _IRISH,
        _IRISH_LICENCES, ("4/4", "2/2", "2/4"), _TUNES, 112, (2, 3), "Reel", _PERIODS, rests=False, wild=False,
    ),
    Style(
        "irish-jig", "Irish jig: eighths in threes, lilting.", "learned", _IRISH, _IRISH_LICENCES,
        ("6/8", "9/8", "12/8"), _TUNES, 120, (2, 3), "Jig", _PERIODS, rests=False, wild=False,
    ),
    Style(
        "irish-hornpipe", "Irish hornpipe: steady, with dotted swing and triplets.", "learned", _IRISH,
        _IRISH_LICENCES, ("4/4", "2/2", "2/4"), _TUNES, 96, (2, 3), "Hornpipe", _PERIODS, rests=False, wild=False,
    ),
    Style(
        "irish-polka", "Irish polka: short brisk bars of two.", "learned", _IRISH, _IRISH_LICENCES, ("2/4", "4/4"),
        _TUNES, 112, (2, 3), "Polka", ("period", "AABA"), rests=False, wild=False,
    ),
    Style(
        "american-fiddle", "American fiddle tune of the nineteenth century: breakdown, clog, quickstep.", "learned",
        _RYAN, _RYAN_LICENCES, ("2/4", "4/4", "6/8"), _MAJOR, 104, (2, 4), "Fiddle tune", _PERIODS,
    ),
    Style(
        "bach-chorale", "Chorale melody: quarters by step, a cadence at every line.", "learned", _BACH,
        _BACH_LICENCES, ("4/4", "3/4"),
        ("G major", "C major", "A minor", "D minor", "F major", "Bb major", "D major"), 76, (2, 2), "Chorale",
        ("period", "AAB"), rests=False, sung=True,
    ),
    Style(
        "hymn", "Hymn tune: plain, singable lines of even length.", "learned", _HYMN, _HYMN_LICENCES,
        ("4/4", "3/4", "6/8"), ("F major", "G major", "C major", "D major", "Eb major"), 88, (2, 2), "Hymn",
        ("period", "AABA"), rests=False, sung=True,
    ),
    Style(
        "renaissance", "Renaissance line: long notes, stepwise and modal.", "learned", (*_POLISH, "Mutopia"),
        ("CC BY 4.0", *_MUTOPIA), ("4/4", "2/2", "3/4"), ("D dorian", "G major", "C major", "A minor", "F major"),
        96, (1, 2), "Renaissance line", ("free", "period"),
    ),
    Style(
        "polish-dance", "Polish dance: triple time with the accent off the first beat.", "learned", _POLISH,
        ("CC BY 4.0",), ("3/4", "2/4", "3/8"), ("G major", "D major", "C major", "A minor", "F major"), 120, (2, 3),
        "Polish dance", ("period", "AABA"),
    ),
    Style(
        "baroque", "Baroque line: sequences, running figures, clear harmony.", "learned", ("Mutopia",), _MUTOPIA,
        ("4/4", "3/4", "6/8", "3/8"), ("D major", "G major", "A minor", "D minor", "C major", "F major"), 92,
        (2, 4), "Baroque study", ("period", "sentence"),
    ),
    Style(
        "classical", "Viennese classical melody: balanced phrases, question and answer.", "learned",
        ("OpenScore String Quartets", "Mutopia"), ("CC0", *_MUTOPIA), ("4/4", "3/4", "2/4", "6/8"), _MAJOR, 100,
        (2, 4), "Classical study", ("period", "sentence"),
    ),
    Style(
        "romantic-song", "Song of the nineteenth century: a long, breathing vocal line.", "learned",
        ("OpenScore Lieder",), ("CC0",), ("4/4", "3/4", "6/8", "2/4"), _SONGS, 84, (2, 3), "Song",
        ("sentence", "period"),
    ),
    Style(
        "romantic-piano", "Romantic piano melody: wide, singing, with altered notes.", "learned",
        ("Chopin first editions (NIFC)", "Mutopia"), ("CC BY 4.0", *_MUTOPIA), ("3/4", "4/4", "6/8"), _SONGS, 96,
        (2, 4), "Romantic piece", ("period", "AABA"),
    ),
    Style(
        "swedish-folk", "Swedish fiddle tune: polska and waltz.", "learned", ("Mutopia",), _MUTOPIA,
        ("3/4", "4/4", "2/4"), ("D major", "G major", "A minor", "D minor", "C major"), 108, (2, 3), "Swedish tune",
        ("period", "AABA"), rests=False,
    ),
    Style(
        "japanese-song", "Japanese song: five-note scales, gentle lines.", "learned", ("Mutopia",), _MUTOPIA,
        ("4/4", "2/4", "3/4"), ("A minor", "D minor", "G major", "C major", "E minor"), 80, (2, 3), "Japanese song",
        ("period",),
    ),
    Style(
        "childrens-song", "Children's song: small range, plain rhythm, much that comes back.", "learned", _POLISH,
        ("CC BY 4.0",), ("2/4", "4/4", "3/4"), ("C major", "G major", "F major", "D major"), 100, (2, 2),
        "Children's song", ("AABA", "ABAC", "period"), rests=False,
    ),
    Style(
        "ragtime", "Ragtime: syncopated melody over a steady beat.", "learned", ("Mutopia",), _MUTOPIA,
        ("2/4", "4/4"), ("C major", "F major", "G major", "Bb major"), 92, (3, 4), "Rag", ("period", "AABA"),
    ),
    Style(
        "pentatonic-study", "Five-note study: only do, re, mi, sol, la (la-based in minor).", "rules", (), (),
        ("4/4", "2/4", "3/4"), ("C major", "G major", "F major", "D major", "A minor", "D minor"), 92, (2, 3),
        "Pentatonic study", ("period", "AABA"), voice="childrens-song", degrees=(0, 1, 2, 4, 5), rests=False,
        wild=False,
    ),
    Style(
        "modal-study", "Study in a church mode: every note of the mode, no borrowed ones.", "rules", (), (),
        ("4/4", "3/4", "2/4"), ("D dorian", "G mixolydian", "A dorian", "E phrygian", "F lydian"), 88, (2, 2),
        "Modal study", ("period", "AABA"), voice="renaissance", wild=False,
    ),
    Style(
        "harmonic-minor-study", "Scale study by rule: the minor scale with its seventh raised (from level 2).", "rules",
        (), (), ("4/4", "3/4", "6/8"), ("A minor", "D minor", "E minor", "G minor", "B minor"), 88, (2, 3),
        "Harmonic minor study", ("period", "AABA"), voice="baroque", raised=(6,), rests=False, wild=False,
    ),
    Style(
        "makam-study",
        "Scale study by rule, near Kürdî and, its third raised from level 4, near Hicaz; in twelve equal steps.",
        "rules", (), (), ("4/4", "2/4", "9/8", "3/4"), ("A phrygian", "E phrygian", "D phrygian", "B phrygian"), 84,
        (2, 3), "Makam study", ("period", "AABA"), voice="renaissance", raised=(2,), rests=False, wild=False,
    ),
    Style(
        "blues", "Twelve-bar blues by rule: the minor five-note scale over I7, IV7 and V7, call and answer.", "rules",
        (), (), ("4/4", "12/8", "2/4"), ("A minor", "D minor", "E minor", "G minor"), 96, (2, 3), "Blues",
        ("12-bar", "AAB", "AABA"), voice="ragtime", degrees=(0, 2, 3, 4, 6), wild=False, harmony=BLUES,
        feel=_SHUFFLE, bars=12,
    ),
    Style(
        "swing", "Swing by rule over ii-V-I: off the beat from level 4, dotted from level 5; not learned from jazz.",
        "rules", (), (), ("4/4", "2/4"), ("F major", "C major", "G major", "Bb major", "D minor", "G minor"), 120,
        (2, 3), "Swing", ("AABA", "period", "ABAC"), voice="ragtime", wild=False, harmony=SWING, feel=_SHUFFLE,
    ),
    Style(
        "pop", "Pop line by rule over common open progressions; a song's sense of phrase, not learned from pop.",
        "rules", (), (), ("4/4", "6/8"), ("C major", "G major", "D major", "A minor", "E minor", "F major"), 100,
        (2, 3), "Pop tune", ("ABAC", "AABA", "period"), voice="childrens-song", wild=False, harmony=POP,
        feel=_OFF_BEAT,
    ),
    Style(
        "cinematic", "Film-like line by rule: long notes over modal chords and mediants that share a note.", "rules",
        (), (), ("4/4", "3/4", "6/8"), ("D minor", "A minor", "D dorian", "E minor", "C major", "A dorian"), 76,
        (1, 2), "Film theme", ("period", "sentence", "ABAC"), voice="renaissance", rests=False, wild=False,
        harmony=CINEMATIC, feel=_LONG,
    ),
    Style(
        "electronic-loop", "Electronic loop by rule: a short figure that repeats over two bars of chords, then varies.",
        "rules", (), (), ("4/4", "2/4"), ("A minor", "D minor", "E minor", "C major", "G minor", "D dorian"), 124,
        (2, 3), "Loop", ("loop", "AABA"), voice="baroque", wild=False, harmony=LOOP, feel=_EVEN,
    ),
)
# fmt: on
_LEARNED = {row.name: row for row in _ROWS if row.kind == "learned"}


def _credited(style: Style) -> Style:
    """A rule style with the corpora of the learned style whose sense of phrase it borrows."""
    if style.voice is None:
        return style
    lender = _LEARNED[style.voice]
    return replace(style, corpora=lender.corpora, licences=lender.licences)


class _Table(dict[str, Style]):
    """The styles by name. Those made known by `privately` can be looked up too, but are not listed."""

    def __missing__(self, name: str) -> Style:
        return _PRIVATE.get()[name]

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in _PRIVATE.get()


_PRIVATE: ContextVar[dict[str, Style]] = ContextVar("private styles", default={})  # noqa: B039 - never changed in place
STYLES: dict[str, Style] = _Table((row.name, _credited(row)) for row in _ROWS)


@contextmanager
def privately(*styles: Style) -> Iterator[None]:
    """Inside, these styles may be asked for by name; in this thread of work alone."""
    token = _PRIVATE.set({**_PRIVATE.get(), **{style.name: style for style in styles}})
    try:
        yield
    finally:
        _PRIVATE.reset(token)


def scale_degrees(style: Style, minor: bool) -> tuple[int, ...] | None:
    """The degrees a style keeps to in a major- or minor-like key; None when it uses the whole scale."""
    if style.name == "pentatonic-study" and minor:
        return (0, 2, 3, 4, 6)
    if style.name == "blues" and not minor:
        return (0, 1, 2, 4, 5)
    return style.degrees
