"""Hypothesis strategies: scores of every metre, with tuplets, ties over bars, pickups and transposing instruments."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from tutor.music.instruments import INSTRUMENTS
from tutor.music.key import MODE_DEGREES, Key
from tutor.music.notation import notatable_values
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, ChordSymbol, Direction, Note, Part, Score, Slur

_NAMES = ["2/4", "3/4", "4/4", "5/4", "2/2", "3/2", "3/8", "6/8", "9/8", "12/8", "5/8", "7/8", "4/8"]
METERS = [Meter.parse(name) for name in _NAMES]
_KEYS = [Key.from_fifths(n, mode) for mode in MODE_DEGREES for n in range(-7, 8) if mode != "locrian" or n < 6]
_KEYS = [key for key in _KEYS if abs(key.alter) <= 1]
_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(
    lambda text: text.strip() or "Tune"
)
_STEPS = [Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(3, 2), Fraction(2), Fraction(3)]
_TRIPLETS = [(Fraction(1, 3),) * 3, (Fraction(2, 3), Fraction(1, 3)), (Fraction(1, 6),) * 3, (Fraction(2, 3),) * 3]


@st.composite
def bars(draw, pickups: bool = True):
    """Bars that abut: an optional pickup, and a change of metre or key now and then."""
    meter, key = draw(st.sampled_from(METERS)), draw(st.sampled_from(_KEYS))
    lengths = [meter.unit] if pickups and draw(st.booleans()) and meter.numerator > 1 else []
    first = 0 if lengths else 1
    made, clock = [], Fraction(0)
    for number in range(first, draw(st.integers(2, 5))):
        if number > 1 and draw(st.integers(0, 5)) == 0:
            meter, key = draw(st.sampled_from(METERS)), draw(st.sampled_from(_KEYS))
        length = lengths[0] if number == 0 else meter.bar_length
        made.append(Bar(number, clock, length, meter, key))
        clock += length
    return tuple(made)


@st.composite
def melody(draw, made, prefix="n"):
    """Notes over the bars: plain values split at the metre, triplets inside a bar, rests, chords of two notes."""
    notes, clock, end = [], made[0].onset, made[-1].end
    shift = made[0].meter.bar_length - made[0].length if made[0].number == 0 else Fraction(0)
    while clock < end:
        bar = next(b for b in made if b.onset <= clock < b.end)
        position = clock - bar.onset + (shift if bar is made[0] else 0)
        group = draw(st.sampled_from(_TRIPLETS))
        if draw(st.integers(0, 5)) == 0 and clock + sum(group) <= bar.end:
            pieces = [((value,), value) for value in group]
        else:
            length = min(draw(st.sampled_from(_STEPS)), end - clock)
            pieces = [(_segments(made, bar, clock, position, length), length)]
        for segments, length in pieces:
            if draw(st.integers(0, 4)):
                notes += _chord(draw, bar.key, clock, segments, f"{prefix}{len(notes) + 1}")
            clock += length
    return tuple(notes) or (_note(made[0].key, prefix + "1", Fraction(0), 35, (made[0].meter.unit,)),)


def _segments(made, bar, clock, position, length):
    segments = []
    while length > 0:
        piece = min(length, bar.end - clock)
        segments += notatable_values(position, piece, bar.meter)
        clock, length = clock + piece, length - piece
        bar, position = next((b for b in made if b.onset == clock), bar), Fraction(0)
    return tuple(segments)


def _chord(draw, key, onset, segments, name):
    low = draw(st.integers(28, 42))
    alter = draw(st.sampled_from([0, 0, 0, 0, 1, -1]))
    notes = [_note(key, name, onset, low, segments, alter, tuple(draw(st.sampled_from(_MARKS))))]
    if draw(st.integers(0, 9)) == 0:
        notes.append(_note(key, name + "b", onset, low + draw(st.integers(1, 7)), segments))
    return notes


_MARKS = [(), (), (), ("staccato",), ("tenuto", "accent"), ("fermata",)]


def _note(key, name, onset, diatonic, segments, alter=0, marks=()):
    own = key.signature["CDEFGAB"[diatonic % 7]]
    return Note(name, onset, key.pitch_at(diatonic, alter if abs(own + alter) <= 2 else 0), segments, marks)


@st.composite
def scores(draw, pickups: bool = True, parts: int = 1, metadata: bool = True):
    """A whole score as Etude would make it: every field that a file can carry."""
    made = draw(bars(pickups))
    row = INSTRUMENTS[draw(st.sampled_from(sorted(INSTRUMENTS)))]
    notes = draw(melody(made))
    voices = [Part(notes, row.name, row.clef, row.transposition, _directions(draw, made), _slurs(draw, notes))]
    for number in range(1, parts):
        voices.append(Part(draw(melody(made, f"p{number}n")), "piano", "bass"))
    fields = draw(st.dictionaries(_TEXT, _TEXT, max_size=3)) if metadata else {}
    tempo = draw(st.sampled_from([60.0, 72.0, 90.0, 93.1, 120.0, 132.5]))
    return Score(draw(_TEXT), made, tuple(voices), tempo, _harmony(draw, made), tuple(fields.items()))


def _directions(draw, made):
    end = made[-1].end
    found = [Direction(Fraction(0), "dynamic", draw(st.sampled_from(["p", "mf", "ff"])))] if draw(st.booleans()) else []
    if draw(st.booleans()):
        found += [Direction(end / 4, "words", "dolce"), Direction(end / 3, "hairpin", "<", end / 2)]
    if draw(st.booleans()):
        found.append(Direction(made[-1].onset + made[-1].length / 2, "hairpin", ">", end))
    return tuple(sorted(found, key=lambda d: d.onset))


def _slurs(draw, notes):
    singles = [n.id for n in notes if sum(m.onset == n.onset for m in notes) == 1]
    places = sorted(draw(st.sets(st.integers(0, len(singles) - 1), max_size=4))) if singles else []
    return tuple(Slur(singles[a], singles[b]) for a, b in zip(places[::2], places[1::2], strict=False))


def _harmony(draw, made):
    if not draw(st.booleans()):
        return ()
    chords = [("C", "major", "I"), ("F#", "minor", "ii"), ("Bb", "dominant-seventh", "V7"), ("B", "diminished", "")]
    return tuple(ChordSymbol(bar.onset, bar.length, *draw(st.sampled_from(chords))) for bar in made)
