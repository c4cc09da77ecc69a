"""MusicXML (partwise) to Score: measures become bars in absolute time, ties become single notes, ids are kept.

Read with our own walker and not through music21, which drops the ids that feedback is keyed by and the written values
inside ties. Repeats are not unfolded: bars come in written order, and the metadata says so.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import count, pairwise

from tutor.errors import NotMusic, UnreadableScore
from tutor.music.instruments import instrument_for_program, instrument_in
from tutor.music.key import MODE_DEGREES, Key
from tutor.music.musicxml_jumps import turns_with_jumps
from tutor.music.musicxml_marks import CHORD_KINDS
from tutor.music.musicxml_measures import RawHarmony, RawMeasure, RawPart, number, read_part
from tutor.music.musicxml_writer import NUMERALS_FIELD
from tutor.music.pitch import ALTER_SIGNS, Pitch
from tutor.music.rhythm import Meter
from tutor.music.road import ROAD_FIELD, Turn, road_text, way_through
from tutor.music.score import Bar, ChordSymbol, Direction, Note, Part, Score, Slur

MAX_BARS, MAX_NOTES = 4_000, 40_000
MAX_BAR_QUARTERS = 256  # a long cadenza written as one bar stays below this
DEFAULT_TEMPO = 90.0
_MODES = {"ionian": "major", "aeolian": "minor"}
_QUALITIES = {kind: quality for quality, (kind, _) in CHORD_KINDS.items()} | {
    "major-sixth": "major",
    "minor-sixth": "minor",
    "dominant-ninth": "dominant-seventh",
    "dominant-11th": "dominant-seventh",
    "dominant-13th": "dominant-seventh",
    "major-ninth": "major-seventh",
    "minor-ninth": "minor-seventh",
    "augmented-seventh": "augmented",
    "suspended-second": "major",
    "suspended-fourth": "major",
    "power": "major",
    "other": "major",
}


@dataclass
class _Draft:
    """A sounding note being gathered from its tied signs."""

    onset: Fraction
    pitch: Pitch
    segments: list[Fraction]
    id: str | None
    articulations: tuple[str, ...]
    slurs: list[tuple[int, str, str]] = field(default_factory=list)  # (place in the file, number, "start" or "stop")

    @property
    def end(self) -> Fraction:
        return self.onset + sum(self.segments)


def score_from_tree(root: ET.Element, name: str, fallback_title: str) -> Score:
    """The score of a parsed file; UnreadableScore, in one sentence about `name`, if it is not one."""
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    if root.tag == "score-timewise":
        raise UnreadableScore(f"{name} is a timewise score; export it as partwise MusicXML.")
    if root.tag != "score-partwise":
        raise UnreadableScore(f"{name} holds <{root.tag[:40]}>, not a MusicXML score; export it as MusicXML.")
    try:
        return _score(root, name, fallback_title)
    except NotMusic as error:
        raise UnreadableScore(f"{name} cannot be read as a score: {error}.") from error
    except (ValueError, KeyError, IndexError, ArithmeticError, TypeError, AttributeError) as error:
        raise UnreadableScore(f"{name} contradicts itself and cannot be read as a score; export it again.") from error


def _score(root: ET.Element, name: str, fallback_title: str) -> Score:
    elements = root.findall("part")
    raw = [read_part(element) for element in elements]
    measures = max((len(part.measures) for part in raw), default=0)
    notes = sum(len(measure.notes) for part in raw for measure in part.measures)
    if measures > MAX_BARS or notes > MAX_NOTES:
        raise UnreadableScore(f"{name} is too long ({measures} bars); keep to {MAX_BARS} bars and {MAX_NOTES} notes.")
    if not notes:
        raise UnreadableScore(f"{name} holds no pitched notes, so there is nothing to play.")
    onsets, lengths, meters = _timeline(raw, measures)
    staves = _staves(root, elements, raw, onsets)
    melody = staves[0]
    bars = _bars(raw, melody.part_index, list(zip(onsets, lengths, meters, strict=True)), melody.drafts)
    fields, numerals = _metadata(root, raw, bars)
    return Score(
        title=_title(root) or fallback_title,
        bars=bars,
        parts=_with_ids(staves),
        tempo_bpm=next((m.tempo_bpm for p in raw for m in p.measures if m.tempo_bpm), None) or DEFAULT_TEMPO,
        harmony=_harmony(raw, onsets, bars[-1].end, numerals),
        metadata=fields,
    )


def _timeline(raw: Sequence[RawPart], measures: int) -> tuple[list[Fraction], list[Fraction], list[Meter]]:
    """Onset, length and metre of every measure; a measure is as long as its fullest part."""
    onsets, lengths, meters = [], [], []
    clock, meter = Fraction(0), Meter(4, 4)
    for index in range(measures):
        here = [part.measures[index] for part in raw if index < len(part.measures)]
        meter = next((measure.meter for measure in here if measure.meter), meter)
        length = max(measure.length for measure in here) or meter.bar_length
        if length > MAX_BAR_QUARTERS:
            raise NotMusic(f"bar {index + 1} lasts longer than {MAX_BAR_QUARTERS} quarters")
        onsets.append(clock)
        lengths.append(length)
        meters.append(meter)
        clock += length
    return onsets, lengths, meters


def _bars(
    raw: Sequence[RawPart],
    melody: int,
    times: Sequence[tuple[Fraction, Fraction, Meter]],
    drafts: Sequence[_Draft],
) -> tuple[Bar, ...]:
    first = raw[melody].measures
    numbers = _numbers(first, len(times), is_pickup=len(times) > 1 and times[0][1] < times[0][2].bar_length)
    bars: list[Bar] = []
    key = (0, "")
    for index, (onset, length, meter) in enumerate(times):
        key = (first[index].key if index < len(first) else None) or key
        bars.append(Bar(numbers[index], onset, length, meter, _key(key, drafts[-1].pitch)))
    return tuple(bars)


def _numbers(measures: Sequence[RawMeasure], total: int, *, is_pickup: bool) -> list[int]:
    """The file's own bar numbers where they count upwards, else 1, 2, ...; a pickup is 0."""
    plain = all(measure.number.isascii() and measure.number.isdigit() for measure in measures)
    if plain and len(measures) == total:
        numbers = [int(measure.number[:9]) for measure in measures]
        if is_pickup and numbers[0] == 1:
            numbers = [n - 1 for n in numbers]
        elif numbers[0] == 0 and not is_pickup and not measures[0].implicit:
            numbers = [n + 1 for n in numbers]
        if all(a < b for a, b in pairwise(numbers)):
            return numbers
    first = 0 if is_pickup or (measures and measures[0].implicit and total > 1) else 1
    return list(range(first, first + total))


def _key(stated: tuple[int, str], last: Pitch) -> Key:
    """The key of a signature; where the file names no mode, minor if the last note is that tonic, else major."""
    fifths, mode = stated
    mode = _MODES.get(mode, mode)
    if mode in MODE_DEGREES:
        return Key.from_fifths(fifths, mode)
    minor = Key.from_fifths(fifths, "minor")
    return minor if last.midi % 12 == minor.tonic_class else Key.from_fifths(fifths)


@dataclass
class _Staff:
    """One staff of one part: its drafts, and the Part that will hold them."""

    part_index: int
    drafts: list[_Draft]
    part: Part


def _staves(
    root: ET.Element, elements: Sequence[ET.Element], raw: Sequence[RawPart], onsets: list[Fraction]
) -> list[_Staff]:
    """Every staff that has notes, in file order."""
    found = []
    for index, part in enumerate(raw):
        staves = sorted({note.staff for measure in part.measures for note in measure.notes})
        for staff in staves:
            drafts = _drafts(part, staff, onsets)
            shown = Part(
                notes=(),
                instrument=_instrument(root, elements[index].get("id", ""), part.transposition, staff),
                clef=part.clefs.get(staff, "treble" if staff == 1 else "bass"),
                transposition=part.transposition,
                directions=_directions(part, staff, staves[0], onsets),
            )
            found.append(_Staff(index, drafts, shown))
    return found


def _drafts(part: RawPart, staff: int, onsets: Sequence[Fraction]) -> list[_Draft]:
    """Sounding notes of a staff in time order (low before high), ties joined, unisons of two voices merged."""
    written = (
        (onset + note.offset, note)
        for onset, measure in zip(onsets, part.measures, strict=False)
        for note in measure.notes
        if note.staff == staff
    )
    signs = [(onset, place, note) for place, (onset, note) in enumerate(written)]
    signs.sort(key=lambda item: (item[0], item[2].pitch.diatonic, item[2].pitch.midi))
    drafts: list[_Draft] = []
    open_ties: dict[tuple[str, int, Fraction], _Draft] = {}  # by staff position (an accidental lasts) and moment
    for onset, place, note in signs:
        position = (note.pitch.step, note.pitch.octave)
        slurs = [(place, slur, kind) for slur, kind in note.slurs]
        draft = open_ties.pop((*position, onset), None) if note.tied_from else None
        if draft:
            draft.segments.append(note.quarters)
            draft.slurs += slurs
        else:
            draft = _Draft(onset, note.pitch, [note.quarters], note.id, note.articulations, slurs)
            drafts.append(draft)
        if note.tied_to:
            open_ties[(*position, draft.end)] = draft
    return _without_unisons(drafts)


def _without_unisons(drafts: Iterable[_Draft]) -> list[_Draft]:
    kept: dict[tuple[Fraction, int], _Draft] = {}
    for draft in drafts:
        place = (draft.onset, draft.pitch.midi)
        if place not in kept or kept[place].end < draft.end:
            kept[place] = draft
    return list(kept.values())


def _with_ids(staves: Sequence[_Staff]) -> tuple[Part, ...]:
    """Parts with their notes: the file's ids where given (and not taken), else n1, n2, ... in score order."""
    stated = {draft.id for staff in staves for draft in staff.drafts if draft.id}
    taken: set[str] = set()
    numbers = count(1)
    parts = []
    for staff in staves:
        notes = []
        for draft in staff.drafts:
            position = next(numbers)
            draft.id = _free_id(draft.id, position, stated, taken)
            taken.add(draft.id)
            notes.append(Note(draft.id, draft.onset, draft.pitch, tuple(draft.segments), draft.articulations))
        shown = staff.part
        parts.append(
            Part(
                tuple(notes),
                shown.instrument,
                shown.clef,
                shown.transposition,
                shown.directions,
                _slurs(staff.drafts),
            )
        )
    return tuple(parts)


def _free_id(stated: str | None, position: int, used: set[str], taken: set[str]) -> str:
    if stated and stated not in taken:
        return stated
    candidate = f"n{position}"
    while candidate in used or candidate in taken:
        candidate += "x"
    return candidate


def _slurs(drafts: Sequence[_Draft]) -> tuple[Slur, ...]:
    """Slurs matched by number in the order of the file, given in the order of their first notes."""
    ends = [(place, kind == "start", slur, index) for index, d in enumerate(drafts) for place, slur, kind in d.slurs]
    found: list[tuple[int, int]] = []
    open_at: dict[str, int] = {}
    for _, is_start, slur, index in sorted(ends):
        if is_start:
            open_at[slur] = index
        elif slur in open_at:
            found.append((open_at.pop(slur), index))
    return tuple(Slur(drafts[first].id or "", drafts[last].id or "") for first, last in sorted(found))


def _directions(part: RawPart, staff: int, first_staff: int, onsets: Sequence[Fraction]) -> tuple[Direction, ...]:
    """Marks of a staff in time order, hairpins joined with their ends; marks of unknown staves go to the first."""
    timed = [
        (onset + mark.offset, mark)
        for onset, measure in zip(onsets, part.measures, strict=False)
        for mark in measure.marks
        if mark.staff == staff or (staff == first_staff and mark.staff < first_staff)
    ]
    timed.sort(key=lambda item: (item[0], item[1].text != "stop"))
    found: list[Direction] = []
    open_at: dict[str, int] = {}
    for onset, mark in timed:
        if mark.kind != "wedge":
            found.append(Direction(onset, mark.kind, mark.text))
        elif mark.text != "stop":
            open_at[mark.number] = len(found)
            found.append(Direction(onset, "hairpin", mark.text))
        elif mark.number in open_at:
            index = open_at.pop(mark.number)
            found[index] = Direction(found[index].onset, "hairpin", found[index].text, onset)
    return tuple(d for d in found if d.kind != "hairpin" or d.end is not None)


def _instrument(root: ET.Element, part_id: str, transposition: int, staff: int) -> str:
    entry = next((e for e in root.iterfind("part-list/score-part") if e.get("id") == part_id), None)
    if entry is None:
        return "piano"
    names = [entry.findtext("score-instrument/instrument-name", ""), entry.findtext("part-name", "")]
    found = next((row for row in map(instrument_in, names) if row), None)
    program = entry.findtext("midi-instrument/midi-program")
    if found is None and program:
        found = instrument_for_program(int(number(program)) - 1, transposition)
    if found and found.name == "piano" and staff > 1:
        return "piano-left-hand"
    return found.name if found else "piano"


def _harmony(
    raw: Sequence[RawPart], onsets: Sequence[Fraction], end: Fraction, numerals: str
) -> tuple[ChordSymbol, ...]:
    """Chord symbols of all parts in time order, each lasting to the next; "no chord" ends the one before."""
    timed: dict[Fraction, RawHarmony] = {}
    for part in raw:
        for onset, measure in zip(onsets, part.measures, strict=False):
            for chord in measure.harmonies:
                timed.setdefault(onset + chord.offset, chord)
    moments = [*sorted(moment for moment in timed if moment < end), end]
    chords = [
        ChordSymbol(start, stop - start, chord.root + ALTER_SIGNS[chord.alter], _QUALITIES.get(chord.kind, chord.kind))
        for start, stop in pairwise(moments)
        if (chord := timed[start]).root
    ]
    names = numerals.split()
    if len(names) != len(chords):
        return tuple(chords)
    return tuple(
        ChordSymbol(c.onset, c.duration, c.root, c.quality, "" if numeral == "-" else numeral)
        for c, numeral in zip(chords, names, strict=True)
    )


def _title(root: ET.Element) -> str:
    return (root.findtext("work/work-title") or root.findtext("movement-title") or "").strip()


def _turns(part: RawPart) -> list[Turn]:
    turns = [Turn(m.opens_repeat, m.closes_repeat, m.times, m.endings) for m in part.measures]
    return turns_with_jumps(turns, [m.jumps for m in part.measures])


def _metadata(root: ET.Element, raw: Sequence[RawPart], bars: Sequence[Bar]) -> tuple[tuple[tuple[str, str], ...], str]:
    """(metadata pairs, the numerals field): the file's own fields in order, its composer, and what repeats ask for."""
    entries = root.iterfind("identification/miscellaneous/miscellaneous-field")
    fields = {entry.get("name", ""): entry.text or "" for entry in entries}
    numerals = fields.pop(NUMERALS_FIELD, "")
    creators = root.iterfind("identification/creator")
    composer = next((c.text for c in creators if c.get("type", "composer") == "composer" and c.text), None)
    pairs = list(fields.items())
    if composer and "composer" not in fields:
        pairs.insert(0, ("composer", composer.strip()))
    turns = max(map(_turns, raw), key=lambda found: sum(turn.turns_back for turn in found))
    if any(turn.turns_back for turn in turns) and "repeats" not in fields:
        pairs.append(("repeats", "played once, as written"))
        pairs.append((ROAD_FIELD, road_text(way_through(turns), [bar.number for bar in bars])))
    return tuple(pairs), numerals
