"""Refusing what cannot be composed: every name known, every conflict named with its smallest fix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from itertools import combinations

from tutor.composing.activities import ACTIVITIES
from tutor.composing.form import ENDINGS, parse_form, plan, repeats_fit, wanted_bars
from tutor.composing.levels import Level, allowed, is_level, key_need, meter_need, pitch_level, time_level
from tutor.composing.metres import CHANGING_FROM, is_changing, metres_over, parse_metres
from tutor.composing.moods import MOODS
from tutor.composing.pieces import PIECES
from tutor.composing.purposes import PURPOSES, purpose_of
from tutor.composing.register import check_triad, limits
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.composing.vocabulary import bar_ticks
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS, Skill
from tutor.music.cells import DOTTED_QUARTER, cells
from tutor.music.instruments import INSTRUMENTS, Instrument, instrument
from tutor.music.key import MODE_DEGREES, Key
from tutor.music.rhythm import Meter

CLEFS = ("treble", "bass", "alto", "tenor", "treble-8vb")
MOST_BARS = 64


class NotKnown(RequestImpossible, ValueError):
    """A name or value that does not exist here; says what does."""

    def __init__(self, what: str, wish: str, known: Iterable[str]) -> None:
        self.first, self.second = f"{what} '{wish}'", f"the {what}s that exist"
        near = get_close_matches(wish.lower().replace(" ", "-"), list(known), n=1, cutoff=0.5)
        self.fix = f"Did you mean '{near[0]}'?" if near else f"Use one of {', '.join(known)}."
        Exception.__init__(self, f"'{wish}' is not a known {what}. {self.fix}")


class Malformed(RequestImpossible, ValueError):
    """A value that cannot be read at all."""

    def __init__(self, message: str) -> None:
        self.first, self.second, self.fix = message, "", ""
        Exception.__init__(self, message if message.endswith((".", "?")) else f"{message}.")


def check(request: ComposeRequest) -> None:
    """Raise RequestImpossible when no exercise can meet the request."""
    check_tables(request)
    from tutor.composing.planning import prepare

    prepare(request)


def check_tables(request: ComposeRequest) -> None:
    """Raise RequestImpossible when that can be told without composing, within a millisecond."""
    check_names(request)
    check_conflicts(request)


def check_names(request: ComposeRequest) -> None:
    """Every name and number is one that exists."""
    _check_words(request)
    player_of(request)
    key_of(request)
    meter_of(request)
    _check_form_name(request)
    if not is_level(request.level):
        raise Malformed(f"level {request.level} does not exist; use 1 to 8, or halfway between two levels as in 3.5")
    if not isinstance(request.bars, int) or not 1 <= request.bars <= MOST_BARS:
        raise Malformed(f"{request.bars} bars cannot be composed; ask for 1 to {MOST_BARS}")
    if not 0.0 <= request.blend <= 1.0:
        raise Malformed(f"a blend of {request.blend} does not exist; it is the second style's share, from 0 to 1")
    if request.tempo_bpm is not None and not 20 <= request.tempo_bpm <= 300:
        raise Malformed(f"{request.tempo_bpm:g} quarters a minute cannot be played; use 20 to 300")


def _check_words(request: ComposeRequest) -> None:
    words: tuple[tuple[str, str | None, Iterable[str]], ...] = (
        ("style", request.style, STYLES),
        ("style", request.style2, STYLES),
        *(("skill", skill, SKILLS) for skill in request.skills),
        ("mood", request.mood, MOODS),
        ("clef", request.clef, CLEFS),
        ("activity", request.activity, ACTIVITIES),
        ("ending", request.ending, ENDINGS),
        ("purpose", request.purpose, PURPOSES),
        ("piece", request.piece, PIECES),
    )
    for what, wish, table in words:
        if wish is not None:
            _known(what, wish, table)


def _known(what: str, wish: str, table: Iterable[str]) -> None:
    if wish not in table:
        raise NotKnown(what, str(wish), table)


def player_of(request: ComposeRequest) -> Instrument:
    """The instrument asked for."""
    try:
        return instrument(request.instrument)
    except ValueError:
        raise NotKnown("instrument", request.instrument, INSTRUMENTS) from None


def key_of(request: ComposeRequest) -> Key:
    """The key asked for."""
    try:
        return Key.parse(request.key)
    except ValueError as error:
        *tonic, mode = request.key.split() or [""]
        near = get_close_matches(mode.lower(), MODE_DEGREES, n=1, cutoff=0.6) if tonic else []
        hint = f"; did you mean '{' '.join((*tonic, near[0]))}'?" if near and near[0] != mode.lower() else ""
        raise Malformed(f"{error}{hint}") from None


def meter_of(request: ComposeRequest) -> Meter:
    """The metre asked for; where it changes, the first."""
    try:
        return parse_metres(request.meter)[0]
    except ValueError as error:
        raise Malformed(str(error)) from None


def _check_form_name(request: ComposeRequest) -> None:
    if request.form is not None:
        try:
            parse_form(request.form)
        except ValueError as error:
            raise Malformed(str(error)) from None


def check_conflicts(request: ComposeRequest) -> None:
    """The conflicts that can be told without composing: level, key, metre, range, form, skills and pickup."""
    level, key, meter, player = allowed(request.level), key_of(request), meter_of(request), player_of(request)
    here = f"level {level.name}"
    if not level.reads_key(key):
        _conflict(f"the key {key.name}", here, _raise_to(key_need(key), "or choose a key with fewer signs"))
    _check_metres(request, level)
    try:
        low, high = limits(request, player)
    except ValueError as error:
        raise Malformed(str(error)) from None
    check_triad(low, high, key, request.range or f"of the {player.name}, {low}-{high},")
    _check_form(request)
    _check_purpose(request)
    _check_piece(request)
    if request.activity is not None and request.tempo_bpm is not None:
        _conflict(f"the tempo {request.tempo_bpm:g}", f"the activity {request.activity}", "Leave the activity out.")
    _check_pairs(request.skills)
    for name in request.skills:
        _check_skill(SKILLS[name], request, key, meter)


def _conflict(first: str, second: str, fix: str) -> None:
    raise RequestImpossible(first, second, fix)


def _raise_to(level: int, otherwise: str) -> str:
    return f"Raise the level to {level}, {otherwise}."


def _check_metres(request: ComposeRequest, level: Level) -> None:
    for meter in parse_metres(request.meter):
        if not level.reads_meter(meter):
            need = meter_need(meter)
            other = f"or choose {level.meters[-1]}"
            fix = _raise_to(need, other) if need <= 8 else f"Choose {', '.join(level.meters)}."
            _conflict(f"the metre {meter.name}", f"level {level.name}", fix)
    if is_changing(request.meter) and time_level(request.level) < CHANGING_FROM:
        fix = _raise_to(CHANGING_FROM, f"or choose {meter_of(request).name}")
        _conflict(f"the changing metre {request.meter}", f"level {level.name}", fix)


def _check_form(request: ComposeRequest) -> None:
    if request.form is None:
        return
    try:
        laid = plan(request.form, request.bars)
    except ValueError:
        _conflict(f"the form {request.form}", f"{request.bars} bars", f"Ask for {wanted_bars(request.form)}.")
    if not repeats_fit(replace(laid, meters=metres_over(request.meter, request.bars))):
        _conflict(f"the form {request.form}", f"the changing metre {request.meter}", "Ask for the form free.")


def _check_purpose(request: ComposeRequest) -> None:
    wish, purpose = f"the purpose {request.purpose}", purpose_of(request)
    if purpose.owed > 1 and not request.skills:
        _conflict(wish, "no skill to practise", "Name a skill, for example stepwise-motion.")
    if purpose.one_pitch and request.ending is not None:
        _conflict(f"the ending {request.ending}", wish, "Leave the ending out.")
    moving = [n for n in request.skills if SKILLS[n].line is not None and n != "repeated-notes"]
    if purpose.one_pitch and moving:
        _conflict(f"the skill {moving[0]}", wish, f"Leave the skill {moving[0]} out.")


def _check_piece(request: ComposeRequest) -> None:
    if request.piece is None:
        return
    wish, piece = f"the piece {request.piece}", PIECES[request.piece]
    if purpose_of(request).one_pitch and request.piece != "melody":
        _conflict(wish, f"the purpose {request.purpose}", "Leave the piece out.")
    if request.bars < piece.least_bars:
        _conflict(wish, f"{request.bars} bar", f"Ask for {piece.least_bars} bars.")
    if not piece.returns and request.form not in (None, "free"):
        _conflict(wish, f"the form {request.form}", "Ask for the form free.")


def _check_skill(skill: Skill, request: ComposeRequest, key: Key, meter: Meter) -> None:
    wish = f"the skill {skill.name}"
    reads = time_level(request.level) if skill.line is None else pitch_level(request.level)
    if skill.level > reads:
        _conflict(wish, f"level {request.level:g}", f"Raise the level to {skill.level}, or leave the skill out.")
    for in_the_way, fix in unmet_needs({skill.needs}, key, meter, request.bars):
        _conflict(wish, in_the_way, fix)


def unmet_needs(needs: set[str], key: Key, meter: Meter, bars: int) -> list[tuple[str, str]]:
    """(what is in the way, how to mend it) of every need of a skill that a key, metre and length do not meet."""
    in_key, in_meter, in_bars = f"the key {key.name}", f"the metre {meter.name}", f"{bars} bars"
    seventh, tonic = MODE_DEGREES[key.mode][6], key.name.split()[0]
    fourth = MODE_DEGREES[key.mode][3:5] == (5, 7)
    lengths = {length for _, length in cells(meter)}
    plain = meter.denominator <= 4
    table = (
        ("minor", key.mode == "minor", in_key, f"Choose a minor key, for example {tonic} minor."),
        ("sharps", key.fifths > 0, in_key, "Choose a key with sharps, for example G major."),
        ("flats", key.fifths < 0, in_key, "Choose a key with flats, for example F major."),
        ("leading tone", seventh == 11, in_key, f"Choose {tonic} major, or the skill leading-tone-in-minor."),
        ("lowered seventh", seventh == 10, in_key, "Choose a mixolydian, dorian or minor key."),
        ("plain fourth", fourth, in_key, f"Choose {tonic} major."),
        ("compound", DOTTED_QUARTER in lengths, in_meter, "Choose 6/8."),
        ("uneven", len(lengths) > 1, in_meter, "Choose 5/8."),
        ("quarters", plain, in_meter, "Choose 4/4."),
        ("three quarters", plain and bar_ticks(meter) >= 72, in_meter, "Choose 3/4 or 4/4."),
        ("four quarters", plain and bar_ticks(meter) >= 96, in_meter, "Choose 4/4."),
        ("pickup", bars >= 2, in_bars, "Ask for 2 bars or more."),
    )
    return [(obstacle, fix) for need, met, obstacle, fix in table if need in needs and not met]


def _check_pairs(skills: Iterable[str]) -> None:
    """Two skills that no key and metre could serve at once conflict with each other, not with what was asked."""
    for one, other in combinations(dict.fromkeys(skills), 2):
        if not _serves(frozenset({SKILLS[one].needs, SKILLS[other].needs})):
            _conflict(f"the skill {one}", f"the skill {other}", f"Leave the skill {other} out.")


@cache
def _serves(needs: frozenset[str]) -> bool:
    """Whether some key and some metre meet all the needs."""
    keys = [Key.from_fifths(fifths, mode) for mode in MODE_DEGREES for fifths in (-1, 0, 1)]
    meters = [Meter.parse(name) for name in allowed(8).meters]
    return any(not unmet_needs(set(needs), key, meter, MOST_BARS) for key in keys for meter in meters)
