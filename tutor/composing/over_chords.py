"""A melody over given chords: a chord note wherever a chord begins, chord notes rather than others on the beats."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.composing.compose import CANDIDATES, Composition, finished, melody_of_row, prefixes_of
from tutor.composing.critics import points_of
from tutor.composing.feasibility import check_conflicts, check_names, key_of, meter_of
from tutor.composing.judging import candidate_of
from tutor.composing.originality import originality_of
from tutor.composing.planning import Setting, prepare
from tutor.composing.promises import broken_promises
from tutor.composing.request import ComposeRequest
from tutor.composing.speaking import leans_of, speaking
from tutor.composing.vocabulary import Melody
from tutor.errors import RequestImpossible
from tutor.music.chords import chord_tone
from tutor.music.metrics import metric_weight
from tutor.music.rhythm import TICKS_PER_QUARTER
from tutor.music.score import Bar, ChordSymbol, Score

if TYPE_CHECKING:
    from tutor.composing.sampling import Row

_FIT = 6.0  # points for a melody whose every beat is a chord note, beside about 14 for being a melody


def compose_over(text: str, request: ComposeRequest) -> Composition:
    """A piece over chords such as "G | C D7 | Em | G", as the request asks for otherwise.

    Raises ValueError for chords that cannot be read, RequestImpossible.
    """
    import torch

    from tutor.composing.chord_text import parse_chords
    from tutor.composing.leaning import over
    from tutor.composing.sampling import Row, decode

    check_names(request)
    check_conflicts(request)
    chords = parse_chords(text, _bars(request))
    checkpoint = speaking(request)
    settings = prepare(replace(request, form="free"), 2, with_chords=False)
    chosen = [settings[i % len(settings)] for i in range(CANDIDATES)]
    rows = [Row(s.machine, leans=(*leans_of(request), over(chords, s.plan.pickup))) for s in chosen]
    decode(checkpoint.model, rows, prefixes_of(request), torch.Generator().manual_seed(request.seed))
    for row, setting in _ranked(request, list(zip(rows, chosen, strict=True)), chords):
        melody = melody_of_row(request, row)
        made = finished(request, melody, setting.plan, setting.window, originality_of(melody), checkpoint)
        if not broken_promises(made.score, request):
            return replace(made, score=_with_chords(made.score, chords))
    raise RequestImpossible("these chords", f"level {request.level}", "Ask for fewer skills or plainer chords.")


def _bars(request: ComposeRequest) -> list[Bar]:
    """The full bars of the piece, counted from the first downbeat."""
    key, meter = key_of(request), meter_of(request)
    length = meter.bar_length
    return [Bar(i + 1, i * length, length, meter, key) for i in range(request.bars)]


def _with_chords(score: Score, chords: tuple[ChordSymbol, ...]) -> Score:
    """The chords laid under the score, after its upbeat, up to its end."""
    shift = score.bars[0].length if score.bars[0].number == 0 else Fraction(0)
    moved = [replace(chord, onset=chord.onset + shift) for chord in chords if chord.onset + shift < score.length]
    cut = [replace(c, duration=min(c.duration, score.length - c.onset)) for c in moved]
    return replace(score, harmony=_joined(cut))


def _joined(chords: list[ChordSymbol]) -> tuple[ChordSymbol, ...]:
    found: list[ChordSymbol] = []
    for chord in chords:
        if found and (found[-1].root, found[-1].quality) == (chord.root, chord.quality):
            found[-1] = replace(found[-1], duration=found[-1].duration + chord.duration)
        else:
            found.append(chord)
    return tuple(found)


def _ranked(
    request: ComposeRequest, made: list[tuple[Row, Setting]], chords: tuple[ChordSymbol, ...]
) -> list[tuple[Row, Setting]]:
    points = []
    for row, setting in made:
        melody = melody_of_row(request, row)
        merit = points_of(candidate_of(request, melody, setting.plan, row.mean_surprise, setting.window.room))
        points.append(merit + _FIT * _agreement(request, melody, setting, chords))
    return [made[i] for i in sorted(range(len(made)), key=lambda i: (-points[i], i))]


def _agreement(request: ComposeRequest, melody: Melody, setting: Setting, chords: tuple[ChordSymbol, ...]) -> float:
    """The share of what sounds, long and strong notes counting most, that belongs to its chord."""
    from tutor.composing.melody import notes_of

    meter, shift = melody.meter, Fraction(melody.pickup_ticks, TICKS_PER_QUARTER)
    inside = total = 0.0
    for note in notes_of(melody, key_of(request), setting.window.anchor):
        moment = note.onset - shift
        chord = next((c for c in chords if c.onset <= moment < c.onset + c.duration), None)
        if chord is not None:
            weight = float(note.duration) * (1 + metric_weight(moment % meter.bar_length, meter))
            total += weight
            inside += weight * (chord_tone(note.pitch, chord) is not None)
    return inside / total if total else 0.0
