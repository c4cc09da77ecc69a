"""The automaton: whatever is chosen among its options, the end is reached and every condition is met."""

from __future__ import annotations

from random import Random

import pytest

from tutor.composing.automaton import Automaton
from tutor.composing.form import plan
from tutor.composing.grammar import Grammar
from tutor.composing.levels import level_of
from tutor.composing.reading_pitch import SPANS
from tutor.composing.vocabulary import TIE, Event, Melody, bar_problem
from tutor.learning.skills import SKILLS
from tutor.music.key import Key
from tutor.music.rhythm import Meter

QUOTA_SKILLS = ("leap-of-a-third", "arpeggio", "scale-runs", "repeated-notes", "dotted-quarter")


def grammar(
    level: int, key: str = "G major", meter: str = "4/4", skills: tuple[str, ...] = (), bars: int = 8
) -> Grammar:
    owed = tuple((SKILLS[name], SKILLS[name].quota(bars)) for name in skills)
    return Grammar(Key.parse(key), Meter.parse(meter), level, 0, SPANS[level - 1], owed)


def wander(machine: Automaton, rng: Random) -> Melody:
    """Take options at random to the end."""
    state, bars = machine.first_state(), []
    for index, planned in enumerate(machine.plan.bars):
        copied = bars[planned.source] if planned.source is not None else None
        state = machine.next_bar(state, copied) if index else state
        bars.append(copied or walk_bar(machine, state, rng, index))
        if copied is None:
            state = end_state(machine, state, bars[-1])
    melody = Melody("", machine.grammar.key.mode, machine.grammar.meter, tuple(map(tuple, bars)))
    assert bar_problem(melody) is None
    return melody


def walk_bar(machine: Automaton, state, rng: Random, bar: int) -> list[Event]:
    events = []
    while state.tick < machine.placement.bounds(bar)[1]:
        options = machine.options(state)
        assert options, f"a dead end at {state}"
        ticks = rng.choice(sorted(options))
        events.append(Event(ticks, rng.choice(options[ticks])))
        state = machine.after(state, events[-1])
    return events


def end_state(machine: Automaton, state, events: list[Event]):
    for event in events:
        state = machine.after(state, event)
    return state


def openings(machine_plan, pitch: int) -> dict[int, tuple[int, int]]:
    return {i: (pitch, 0) for i, bar in enumerate(machine_plan.bars) if bar.returns}


@pytest.mark.parametrize("level", range(1, 9))
@pytest.mark.parametrize("meter", ["4/4", "3/4", "6/8", "7/8"])
def test_no_choice_leads_to_a_dead_end_or_above_the_level(level: int, meter: str) -> None:
    rng = Random(level)
    planned = plan("period", 8)
    machine = Automaton(grammar(level, meter=meter), planned, openings(planned, 2))
    assert machine.possible
    melody = wander(machine, rng)
    if meter != "7/8":  # read from level 6 on, whatever its notes
        assert level_of(melody) <= level
    sounding = [e.pitch for e in melody.bars[-1] if isinstance(e.pitch, tuple)]
    assert sounding[-1][0] % 7 == 0


@pytest.mark.parametrize("form", ["period", "AABA", "sentence", "free"])
@pytest.mark.parametrize("skill", QUOTA_SKILLS)
def test_quotas_are_met_by_every_walk(form: str, skill: str) -> None:
    planned = plan(form, 8)
    machine = Automaton(grammar(4, skills=(skill,)), planned, openings(planned, 4))
    assert machine.possible
    for seed in range(3):
        assert shown(wander(machine, Random(seed)), skill) >= SKILLS[skill].quota(8)


@pytest.mark.parametrize("meter", ["4/4", "9/8", "12/8"])
@pytest.mark.parametrize("form", ["AABA", "ternary", "rondo"])
def test_the_silence_after_the_last_note_is_no_rest_that_is_practised(form: str, meter: str) -> None:
    assert_every_walk_shows("rests-on-the-beat", form, meter, opening=2)


@pytest.mark.parametrize("meter", ["4/4", "12/8"])
def test_a_leap_to_the_note_a_phrase_returns_with_is_made_once(meter: str) -> None:
    assert_every_walk_shows("recovered-leaps", "strophe", meter, opening=4)


def assert_every_walk_shows(skill: str, form: str, meter: str, opening: int) -> None:
    planned = plan(form, 16)
    rules = grammar(SKILLS[skill].level, meter=meter, skills=(skill,), bars=16)
    machine = Automaton(rules, planned, openings(planned, opening))
    assert machine.possible
    for seed in range(25):
        assert shown(wander(machine, Random(seed)), skill) >= SKILLS[skill].quota(16)


def shown(melody: Melody, skill: str) -> int:
    """Counted on the score, by the same rule a report uses."""
    from tutor.composing.melody import bars_of, notes_of, tonic_index
    from tutor.learning.skills import skills_in
    from tutor.music.score import Part, Score

    key = Key.parse("G major")
    score = Score("", bars_of(melody, key), (Part(notes_of(melody, key, tonic_index(key, 4))),))
    return len(skills_in(score).get(skill, ()))


def test_what_cannot_be_met_is_known_before_anything_is_chosen() -> None:
    narrow = Grammar(Key.parse("C major"), Meter(4, 4), 3, 0, 4, ((SKILLS["leap-of-a-sixth"], 1),))
    assert not Automaton(narrow, plan("free", 4)).possible


def test_a_phrase_neither_begins_with_a_rest_nor_is_tied_into() -> None:
    planned = plan("ABAC", 8)
    machine = Automaton(grammar(6), planned, openings(planned, 0))
    rng = Random(3)
    for _ in range(5):
        melody = wander(machine, rng)
        for index, bar in enumerate(planned.bars):
            if bar.opens:
                assert isinstance(melody.bars[index][0].pitch, tuple)


def test_ties_over_the_barline_wait_for_their_level() -> None:
    def ties(level: int) -> int:
        machine = Automaton(grammar(level), plan("free", 8))
        return sum(e.pitch == TIE for seed in range(6) for e in wander(machine, Random(seed)).events)

    assert ties(4) == 0
    assert ties(5) > 0


def test_the_notes_on_both_sides_of_a_stretch_bind_it() -> None:
    level_one = grammar(1)
    machine = Automaton(level_one, plan_without_end(), before=(4, 0), follow=(4, 0))
    for seed in range(5):
        steps = [e.pitch for e in wander(machine, Random(seed)).events if isinstance(e.pitch, tuple)]
        assert level_one.follows((4, 0), steps[0])
        assert level_one.follows(steps[-1], (4, 0))


def plan_without_end():
    from tutor.composing.form import Plan, PlannedBar

    return Plan("free", (PlannedBar(), PlannedBar()))
