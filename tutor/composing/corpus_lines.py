"""From the bars a file reader finds to melodies the composer can learn: cutting, key finding, tonic-relative steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tutor.composing.melody import anchor_of, events_for, step_of
from tutor.composing.vocabulary import (
    DURATIONS,
    METERS,
    PICKUPS,
    REST,
    TIE,
    Event,
    Melody,
    bar_problem,
    bar_ticks,
)
from tutor.music.key import Key
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter

SHORTEST_PIECE = 4  # bars; what is left of a line after cutting must be this long
MODES_OF = {"tonal": ("major", "minor"), "folk": ("major", "minor", "dorian", "mixolydian")}
MODES_OF["modal"] = (*MODES_OF["folk"], "phrygian", "lydian")
# Krumhansl & Kessler's probe-tone profiles, by semitones above the tonic.
_PROFILES = {
    3: (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
    4: (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
}


@dataclass(frozen=True)
class Read:
    """One written value as read: whole ticks, its pitch (None: rest), and whether it continues a tie."""

    ticks: int
    pitch: Pitch | None
    held: bool = False


@dataclass(frozen=True)
class ReadBar:
    """A bar as read: `key` is the file's own key where it names a tonic, else None; `bad` bars cannot be told."""

    meter: Meter
    fifths: int
    reads: tuple[Read, ...]
    key: Key | None = None
    bad: bool = False
    closes: bool = False  # a final double bar line follows

    @property
    def ticks(self) -> int:
        return sum(r.ticks for r in self.reads)

    @property
    def silent(self) -> bool:
        return all(r.pitch is None for r in self.reads)


@dataclass(frozen=True)
class Line:
    """One voice of one piece. `piece` is shared by all lines that must fall in the same split."""

    piece: str
    source: str
    style: str
    bars: tuple[ReadBar, ...]
    idiom: str = "tonal"  # which modes may be found: a key of MODES_OF
    tonic: int | None = None  # pitch class known from outside
    key: Key | None = None  # found by hearing all voices together; holds where the signature is its own


def melodies_of(line: Line) -> list[Melody]:
    """Every stretch of a line that stays in one metre and signature and in the vocabulary, as melodies."""
    found: list[Melody] = []
    for stretch in _stretches(_joined(line.bars)):
        melody = _melody(line, stretch, f"{line.piece}#{len(found)}")
        if melody is not None:
            found.append(melody)
    return found


def _joined(bars: Sequence[ReadBar]) -> list[ReadBar]:
    """Bars cut in two by a repeat sign put together again."""
    out: list[ReadBar] = []
    for bar in bars:
        if not bar.reads:
            continue
        full = bar_ticks(bar.meter)
        whole = out and len(out) > 1 and out[-1].meter == bar.meter and out[-1].ticks < full
        if whole and bar.ticks < full and out[-1].ticks + bar.ticks == full:
            out[-1] = replace(bar, reads=out[-1].reads + bar.reads, bad=bar.bad or out[-1].bad)
        else:
            out.append(bar)
    return out


def _stretches(bars: Sequence[ReadBar]) -> Iterator[list[ReadBar]]:
    """Runs of bars without a change of metre or signature, a bar that cannot be told, or two silent bars."""
    run: list[ReadBar] = []
    for i, bar in enumerate(bars):
        full = bar_ticks(bar.meter)
        usable = bar.meter.name in METERS and not bar.bad and bar.ticks <= full
        quiet = bar.silent and (not run or run[-1].silent or i + 1 == len(bars) or bars[i + 1].silent)
        changed = bool(run) and (run[-1].meter != bar.meter or run[-1].fifths != bar.fifths)
        broken = bool(run) and (run[-1].closes or (run[-1].ticks < full and len(run) > 1))
        if changed or broken or not usable or quiet:
            yield _trimmed(run)
            run = []
        if usable and not quiet:
            run.append(bar)
    yield _trimmed(run)


def _trimmed(run: list[ReadBar]) -> list[ReadBar]:
    while run and run[-1].silent:
        run = run[:-1]
    while run and run[0].silent:
        run = run[1:]
    return run


def _melody(line: Line, bars: list[ReadBar], name: str) -> Melody | None:
    """One stretch as a melody; None when it is too short or does not fit the vocabulary."""
    if len(bars) < SHORTEST_PIECE:
        return None
    key = line_key(line, bars)
    pitches = [r.pitch for bar in bars for r in bar.reads if r.pitch is not None]
    if len(pitches) < 2 * SHORTEST_PIECE:
        return None
    anchor = anchor_of(key, pitches)
    meter = bars[0].meter
    try:
        told = [_events(bar, key, anchor, i == 0) for i, bar in enumerate(bars)]
    except ValueError:
        return _larger_half(line, bars, name, key, anchor)
    return _shaped(Melody(line.style, key.mode, meter, tuple(told), False, name, line.source))


def _larger_half(line: Line, bars: list[ReadBar], name: str, key: Key, anchor: int) -> Melody | None:
    """The longest run of bars that can be told, when some cannot."""
    runs: list[list[ReadBar]] = [[]]
    for bar in bars:
        try:
            _events(bar, key, anchor, True)
            runs[-1].append(bar)
        except ValueError:
            runs.append([])
    best = max(runs, key=len)
    return _melody(line, _trimmed(best), name) if len(best) < len(bars) else None


def _events(bar: ReadBar, key: Key, anchor: int, first: bool) -> tuple[Event, ...]:
    """A bar's reads as events. Raises ValueError where the vocabulary has no word for one."""
    clock = max(0, bar_ticks(bar.meter) - bar.ticks) if first else 0
    events: list[Event] = []
    for i, read in enumerate(bar.reads):
        pitch = REST if read.pitch is None else step_of(key, read.pitch, anchor)
        held = read.held and read.pitch is not None and not (first and i == 0)
        values = events_for(read.ticks, clock, bar.meter, TIE if held else pitch)
        if sum(e.ticks for e in values) != read.ticks:
            raise ValueError(f"{read.ticks} ticks cannot be written")
        events += values
        clock += read.ticks
    return tuple(events)


def _shaped(melody: Melody) -> Melody | None:
    """First and last bars made to agree: a pickup, and a last bar that completes it; None when it cannot be."""
    full = bar_ticks(melody.meter)
    bars = [list(bar) for bar in melody.bars]
    bars[0] = _without_leading_rest(bars[0], full)
    pickup = full - sum(e.ticks for e in bars[0])
    pickup = sum(e.ticks for e in bars[0]) if pickup else 0
    last = _resized(bars[-1], full - pickup) if pickup in PICKUPS or not pickup else None
    if pickup and last is None:
        pickup, bars = 0, bars[1:]
        last = _resized(bars[-1], full)
    if last is None or len(bars) < SHORTEST_PIECE:
        return None
    bars[-1] = last
    shaped = replace(melody, bars=tuple(map(tuple, bars)), pickup=pickup > 0)
    return shaped if bar_problem(shaped) is None and _tied_well(shaped) else None


def _without_leading_rest(bar: list[Event], full: int) -> list[Event]:
    """A first bar that begins with half a bar or more of rest, as a pickup."""
    rest = 0
    while bar and bar[0].pitch == REST and len(bar) > 1:
        rest += bar[0].ticks
        bar = bar[1:]
    left = full - rest
    return bar if not rest or (rest >= full / 2 and left in PICKUPS) else [Event(rest, REST), *bar]


def _resized(bar: list[Event], ticks: int) -> list[Event] | None:
    """A last bar filled with rest, or its end cut, to last `ticks`; None when no note would be left whole enough."""
    missing = ticks - sum(e.ticks for e in bar)
    if missing > 0:
        return [*bar, Event(missing, REST)] if missing in DURATIONS else None
    while missing < 0 and bar:
        final = bar[-1]
        left = final.ticks + missing
        if left > 0:
            return [*bar[:-1], Event(left, final.pitch)] if left in DURATIONS and left >= 6 else None
        if final.pitch not in (REST, TIE):
            return None
        bar, missing = bar[:-1], left
    return bar or None


def _tied_well(melody: Melody) -> bool:
    """No tie begins the melody or follows a rest."""
    pitches = [e.pitch for e in melody.events]
    return pitches[0] != TIE and all(p != TIE or q != REST for q, p in pairwise(pitches))


def line_key(line: Line, bars: Sequence[ReadBar]) -> Key:
    """The key of a stretch: what the file says, else the best fit among the modes its signature allows."""
    weights: dict[int, float] = defaultdict(float)
    last = 0
    for read in (r for bar in bars for r in bar.reads if r.pitch is not None):
        assert read.pitch is not None
        last = read.pitch.midi % 12
        weights[last] += read.ticks
    if line.tonic is not None:
        return _key_on(line.tonic, bars[0].fifths, weights)
    given = line.key or bars[0].key
    if given is not None and given.fifths == bars[0].fifths and given.mode in MODES_OF["modal"]:
        return given
    candidates = [Key.from_fifths(bars[0].fifths, mode) for mode in MODES_OF[line.idiom]]
    return max(candidates, key=lambda k: _fit(k, weights, last))


def ensemble_key(voices: Sequence[Sequence[ReadBar]], idiom: str) -> Key | None:
    """The key of all voices together, lowest last: its final note counts as the tonic. None without bars."""
    bars = tuple(replace(bar, key=None) for voice in voices for bar in voice)
    return line_key(Line("", "", "", bars, idiom), bars) if bars else None


def _fit(key: Key, weights: dict[int, float], last: int) -> float:
    """Correlation of the pitch weights with the key's profile; a final tonic and the common modes count for more."""
    profile = _PROFILES[3 if key.is_minor_like else 4]
    xs = [weights.get((key.tonic_class + i) % 12, 0.0) for i in range(12)]
    mx, mp = sum(xs) / 12, sum(profile) / 12
    covariance = sum((x - mx) * (p - mp) for x, p in zip(xs, profile, strict=True))
    spread = (sum((x - mx) ** 2 for x in xs) * sum((p - mp) ** 2 for p in profile)) ** 0.5
    common = 0.0 if key.mode in ("major", "minor") else -0.08
    return (covariance / spread if spread else 0.0) + 0.2 * (last == key.tonic_class) + common


def _key_on(tonic: int, fifths: int, weights: dict[int, float]) -> Key:
    """The key on a known tonic: the mode, spelled nearest to the signature, whose scale holds most of what sounds."""
    options = []
    for rank, mode in enumerate(MODES_OF["folk"]):
        for signature in range(-6, 7):
            key = Key.from_fifths(signature, mode)
            if key.tonic_class == tonic:
                scale = {p.midi % 12 for p in (key.pitch_at(i) for i in range(28, 35))}
                inside = sum(w for pc, w in weights.items() if pc in scale)
                options.append((inside, -abs(signature - fifths), -rank, key))
    return max(options, key=lambda o: o[:3])[3]
