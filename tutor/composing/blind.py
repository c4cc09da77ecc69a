"""Pieces for a blind hearing: by people or by the composer, dressed so that nothing but the notes can tell.

The people's pieces are public-domain melodies of music21's own corpus, read from the installed package when they are
asked for. Both kinds are eight bars without upbeat, in the same key of their mode, register, tempo, clef and engraving,
with no title, dynamics, chords or metadata. A generated piece is asked for in the metre, mode and level of a human one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from tutor.composing.compose import compose
from tutor.composing.corpus_lines import melodies_of
from tutor.composing.corpus_sources import music21_corpus
from tutor.composing.levels import level_of
from tutor.composing.melody import bars_of, melody_of, notes_of, tonic_index
from tutor.composing.own_tunes import line_of
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.composing.vocabulary import REST, TIE, Event, Melody, bar_problem, bar_ticks
from tutor.errors import ModelUnavailable, RequestImpossible, UnreadableScore
from tutor.music.cells import QUARTER
from tutor.music.key import Key
from tutor.music.musicxml import score_from_bytes
from tutor.music.score import Part, Score

BARS = 8
_EASIEST = 3  # a generated piece is not asked for below it: people's tunes hardly are
_TRIES = 40
_KEYS = {"major": "G major", "minor": "A minor", "dorian": "A dorian", "mixolydian": "D mixolydian"}
_MIDDLE = 34  # the staff step (above C0) about which every piece lies: B4


@dataclass(frozen=True)
class Shelf:
    """Where in music21's corpus the pieces of a style stand; of ABC books only tunes of this rhythm."""

    folder: str
    pattern: str
    rhythm: str = ""


SHELVES = {
    "irish-reel": Shelf("oneills1850", "*.abc", "reel"),
    "irish-jig": Shelf("oneills1850", "*.abc", "jig"),
    "irish-hornpipe": Shelf("oneills1850", "*.abc", "hornpipe"),
    "american-fiddle": Shelf("ryansMammoth", "*.abc"),
    "bach-chorale": Shelf("bach", "bwv*.mxl"),
}


@dataclass(frozen=True)
class Piece:
    """What is heard and seen, and what is not to be told before the answer."""

    score: Score
    style: str
    human: bool


def blind_piece(style: str, human: bool, seed: int) -> Piece:
    """A piece of a style by a person or by the composer; the same seed gives the same.

    Raises ModelUnavailable when music21's corpus holds none.
    """
    if style not in SHELVES:
        raise ValueError(f"there are no pieces by people for '{style}'; use one of {', '.join(SHELVES)}")
    for turn in range(_TRIES):
        theirs = _human(style, Random(f"{seed}:{turn}:{style}"))
        if theirs is None:
            continue
        melody = theirs if human else _composed(style, theirs, seed + turn)
        if melody is not None:
            return Piece(_dressed(melody, style), style, human)
    raise ModelUnavailable(f"no piece in the style {style} could be read from music21's corpus.")


def _human(style: str, rng: Random) -> Melody | None:
    """Eight bars that close, of a tune drawn at random; None when it has none or cannot be told."""
    tunes = _tunes(SHELVES[style])
    if not tunes:
        raise ModelUnavailable("music21 is installed without its corpus; install the full package.")
    name, data = rng.choice(tunes)
    try:
        score = score_from_bytes(data, name)
    except UnreadableScore:
        return None
    for melody in melodies_of(line_of(score, name)):
        if melody.mode in _KEYS and melody.full_bars >= BARS and (found := _closing_bars(melody)) is not None:
            return found
    return None


@lru_cache(maxsize=len(SHELVES))
def _tunes(shelf: Shelf) -> list[tuple[str, bytes]]:
    """(name, content) of every piece on a shelf: files, or of ABC books each tune of the rhythm."""
    found: list[tuple[str, bytes]] = []
    for path in sorted((music21_corpus() / shelf.folder).glob(shelf.pattern)):
        data = path.read_bytes()
        if path.suffix != ".abc":
            found.append((path.name, data))
            continue
        tunes = [tune for tune in re.split(rb"(?m)^(?=X:)", data) if tune.startswith(b"X:")]
        found += [(path.name, tune) for tune in tunes if _has_rhythm(tune, shelf.rhythm)]
    return found


def _has_rhythm(tune: bytes, rhythm: str) -> bool:
    return not rhythm or re.search(rb"(?mi)^R:\s*(double\s+)?" + rhythm.encode(), tune) is not None


def _closing_bars(melody: Melody) -> Melody | None:
    """The first eight bars if they come to rest, else the last eight; without upbeats, begun by a note."""
    shift, last = int(melody.pickup), melody.full_bars - BARS
    for start in (0, last):
        bars = melody.bars[start + shift : start + shift + BARS]
        final = _rested(bars[-1], bar_ticks(melody.meter))
        if final is None or bars[0][0].pitch in (REST, TIE):
            continue
        found = Melody("", melody.mode, melody.meter, (*bars[:-1], final))
        if bar_problem(found) is None:
            return found
    return None


def _rested(bar: tuple[Event, ...], full: int) -> tuple[Event, ...] | None:
    """A last bar that ends on the tonic, a quarter long at least; that note lasts on over what follows it, to the bar's
    end: a rest, or the room that was made for an upbeat. None when it ends otherwise."""
    kept = list(bar)
    while kept and kept[-1].pitch == REST:
        kept.pop()
    pitch = kept[-1].pitch if kept else REST
    if not isinstance(pitch, tuple) or kept[-1].ticks < QUARTER or (pitch[0] % 7, pitch[1]) != (0, 0):
        return None
    before = sum(event.ticks for event in kept[:-1])
    return (*kept[:-1], Event(full - before, pitch))


def _composed(style: str, like: Melody, seed: int) -> Melody | None:
    """A piece of the composer's in the metre, mode and level of another."""
    level = max(_EASIEST, level_of(like))
    key = _KEYS[like.mode]
    request = ComposeRequest(style=style, key=key, meter=like.meter.name, bars=BARS, level=level, seed=seed)
    try:
        made = melody_of(compose(request).score)
    except (RequestImpossible, ValueError):
        return None
    return Melody("", made.mode, made.meter, made.bars)


def _dressed(melody: Melody, style: str) -> Score:
    """The same for both kinds: key, register, tempo, instrument, and nothing else on the page."""
    key = Key.parse(_KEYS[melody.mode])
    steps = [event.pitch[0] for event in melody.events if isinstance(event.pitch, tuple)]
    middle = (max(steps) + min(steps)) / 2
    anchors = [tonic_index(key, octave) for octave in range(2, 7)]
    anchor = min(anchors, key=lambda a: abs(a + middle - _MIDDLE))
    part = Part(notes_of(melody, key, anchor), instrument="violin")
    return Score("", bars_of(melody, key), (part,), tempo_bpm=float(STYLES[style].tempo))
