"""Every change of an exercise: what it keeps, what it promises, and that it names its parent."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import music21
import pytest

from tutor.composing.audit.checker import count_skill, violations
from tutor.composing.change import KINDS, Wish, change
from tutor.composing.compose import Composition, compose
from tutor.composing.lineage import fingerprint, request_of
from tutor.composing.onward import opening_of
from tutor.composing.request import ComposeRequest
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS
from tutor.music.key import Key
from tutor.music.musicxml import score_from_bytes, to_musicxml
from tutor.music.pitch import Pitch
from tutor.music.rhythm import Meter
from tutor.music.score import Bar, Note, Part, Score

pytestmark = pytest.mark.usefixtures("untrained")

CHORDS = "G | C D7 | Em | D | G | Am D7 | D7 | G"
WISHES = {
    "bars": Wish("bars", 1, (3, 4)),
    "motif": Wish("motif", 1),
    "more": Wish("more", 1),
    "easier": Wish("easier", 1),
    "harder": Wish("harder", 1),
    "skill": Wish("skill", 1, value="leap-of-a-sixth"),
    "transpose": Wish("transpose", value="Bb major"),
    "augment": Wish("augment"),
    "diminish": Wish("diminish"),
    "continue": Wish("continue", 1, value="8"),
    "chords": Wish("chords", value="plain"),
    "over": Wish("over", 1, value=CHORDS),
}


@pytest.fixture(scope="module")
def tune(untrained) -> Score:
    return compose(ComposeRequest(style="american-fiddle", level=4, seed=3, skills=("leap-of-a-fifth",))).score


@pytest.fixture(scope="module")
def made(tune: Score) -> dict[str, Composition]:
    """Every kind of change, done once."""
    return {kind: change(parent_of(kind, tune), wish) for kind, wish in WISHES.items()}


def parent_of(kind: str, tune: Score) -> Score:
    return opening_of(tune, 2) if kind == "continue" else tune


def test_a_title_that_tells_the_key_follows_it_and_one_that_was_given_stays(
    tune: Score, made: dict[str, Composition]
) -> None:
    assert tune.title == "Fiddle tune in G, level 4"
    assert made["transpose"].score.title == "Fiddle tune in B♭, level 4"
    assert made["bars"].score.title == made["chords"].score.title == tune.title
    assert change(replace(tune, title="For Anna"), WISHES["transpose"]).score.title == "For Anna"
    unknown = tuple((n, v.replace("american-fiddle", "own-99")) for n, v in tune.metadata)
    assert change(replace(tune, metadata=unknown), WISHES["transpose"]).score.title == tune.title


def heard(score: Score) -> list[tuple]:
    return [(note.onset, note.pitch, note.segments) for note in score.notes]


def test_every_kind_of_change_is_tried_here() -> None:
    assert set(WISHES) == set(KINDS)


@pytest.mark.parametrize("kind", WISHES)
def test_the_promises_of_the_request_hold_by_an_independent_reader(kind: str, made: dict[str, Composition]) -> None:
    """The checker knows music21 alone: bars, metre, key, ending, level and skills as the changed request has them."""
    request = made[kind].request
    quotas = {name: SKILLS[name].quota(request.bars) for name in request.skills}
    assert violations(to_musicxml(made[kind].score), request.to_dict(), quotas) == []


@pytest.mark.parametrize("kind", WISHES)
def test_a_change_names_its_parent_and_itself_in_the_file(kind: str, tune: Score, made: dict[str, Composition]) -> None:
    parent = parent_of(kind, tune)
    again = score_from_bytes(to_musicxml(made[kind].score), "again.musicxml")
    assert again.meta["parent"] == fingerprint(parent) == made[kind].provenance["parent"]
    assert made[kind].provenance["changes"][-1]["kind"] == kind
    assert request_of(again) == made[kind].request
    assert fingerprint(again) == fingerprint(made[kind].score)


@pytest.mark.parametrize("kind", WISHES)
def test_the_same_wish_and_seed_give_the_same_bytes(kind: str, tune: Score, made: dict[str, Composition]) -> None:
    twice = change(parent_of(kind, tune), WISHES[kind])
    assert to_musicxml(twice.score) == to_musicxml(made[kind].score)


def test_changes_add_up_to_a_history(tune: Score) -> None:
    first = change(tune, Wish("transpose", value="A major"))
    second = change(first.score, Wish("bars", 3, (2, 2)))
    assert [entry["kind"] for entry in second.provenance["changes"]] == ["transpose", "bars"]
    assert second.provenance["changes"][1]["parent"] == fingerprint(first.score)


@pytest.mark.parametrize("bars", [1, 2])
def test_the_motif_stays_note_for_note(tune: Score, bars: int) -> None:
    kept = change(tune, Wish("motif", 4, (1, bars)))
    end = tune.bars[bars - 1].end
    assert [n for n in heard(kept.score) if n[0] < end] == [n for n in heard(tune) if n[0] < end]
    assert heard(kept.score) != heard(tune)


def test_easier_and_harder_are_one_level_away(made: dict[str, Composition], tune: Score) -> None:
    assert made["easier"].request.level == 3
    assert made["harder"].request.level == 5
    assert made["easier"].request.skills == ("leap-of-a-fifth",)


def test_what_the_easier_level_cannot_read_is_given_up_and_said() -> None:
    parent = compose(ComposeRequest(style="hymn", level=4, key="E major", skills=("sixteenths",), seed=1)).score
    easier = change(parent, Wish("easier", 1))
    assert easier.request.skills == ()
    assert "sixteenths was left out" in easier.provenance["changes"][-1]["about"]


@pytest.mark.parametrize(("level", "kind"), [(1, "easier"), (8, "harder")])
def test_beyond_the_levels_there_is_nothing(level: int, kind: str) -> None:
    parent = compose(ComposeRequest(style="hymn", level=level, seed=1)).score
    with pytest.raises(RequestImpossible, match="levels are 1 to 8"):
        change(parent, Wish(kind))


def test_a_skill_is_worked_in_and_most_bars_stay(tune: Score, made: dict[str, Composition]) -> None:
    part = music21.converter.parseData(to_musicxml(made["skill"].score), format="musicxml").parts[0]
    request = made["skill"].request
    assert (count_skill(part, "leap-of-a-sixth", request.to_dict()) or 0) >= SKILLS["leap-of-a-sixth"].quota(8)
    before, after = set(heard(tune)), set(heard(made["skill"].score))
    changed = {tune.bar_at(note[0]).number for note in before ^ after}
    assert 0 < len(changed) <= 6


def test_a_skill_that_is_there_already_is_not_added_again(tune: Score) -> None:
    with pytest.raises(RequestImpossible, match="shows it already"):
        change(tune, Wish("skill", value="leap-of-a-fifth"))


@pytest.mark.parametrize("key", ["C major", "Bb major", "F# major", "Db major", "E major"])
def test_transposing_moves_every_interval_as_music21_does(tune: Score, key: str) -> None:
    raised = replace(tune, metadata=())
    moved = change(raised, Wish("transpose", value=key)).score
    interval = music21.interval.Interval(
        music21.pitch.Pitch(tune.notes[0].pitch.name.replace("b", "-")),
        music21.pitch.Pitch(moved.notes[0].pitch.name.replace("b", "-")),
    )
    expected = [music21.pitch.Pitch(n.pitch.name.replace("b", "-")).transpose(interval) for n in tune.notes]
    assert [n.pitch.midi for n in moved.notes] == [p.midi for p in expected]
    assert [n.pitch.name for n in moved.notes] == [p.nameWithOctave.replace("-", "b") for p in expected]


def test_transposing_keeps_the_instruments_range(tune: Score) -> None:
    for fifths in range(-5, 6):
        moved = change(replace(tune, metadata=()), Wish("transpose", value=Key.from_fifths(fifths).name)).score
        assert all(Pitch.parse("G3").midi <= n.pitch.midi for n in moved.notes)


def test_another_mode_is_not_a_transposition(tune: Score) -> None:
    with pytest.raises(ValueError, match="stays major"):
        change(tune, Wish("transpose", value="E minor"))


def test_a_key_the_level_does_not_read_is_refused(tune: Score) -> None:
    with pytest.raises(RequestImpossible, match="level 4"):
        change(tune, Wish("transpose", value="C# major"))


def test_augmentation_doubles_every_value_and_diminution_undoes_it(tune: Score) -> None:
    wide = change(tune, Wish("augment")).score
    assert [n.duration for n in wide.notes] == [2 * n.duration for n in tune.notes]
    assert len(wide.bars) == 2 * len(tune.bars)
    assert heard(change(wide, Wish("diminish")).score) == heard(tune)


def test_a_metre_in_three_changes_its_unit() -> None:
    waltz = compose(ComposeRequest(style="polish-dance", meter="3/4", level=3, seed=1)).score
    assert change(waltz, Wish("augment")).score.meter.name == "3/2"
    assert change(waltz, Wish("diminish")).score.meter.name == "3/8"


def test_an_upbeat_is_doubled_with_the_rest() -> None:
    tune = compose(ComposeRequest(style="american-fiddle", meter="4/4", level=3, pickup=True, seed=1)).score
    wide = change(tune, Wish("augment")).score
    assert wide.bars[0].length == 2 * tune.bars[0].length
    assert [b.length for b in wide.bars[1:-1]] == [Fraction(4)] * (len(wide.bars) - 2)


def test_values_too_short_to_halve_are_refused() -> None:
    meter, key = Meter(4, 4), Key.parse("C major")
    bars = tuple(Bar(i + 1, Fraction(4 * i), Fraction(4), meter, key) for i in range(2))
    notes = tuple(Note(f"n{i}", Fraction(i, 8), Pitch.parse("C5"), (Fraction(1, 8),)) for i in range(64))
    with pytest.raises(RequestImpossible, match="shortest notes"):
        change(Score("", bars, (Part(notes),)), Wish("diminish"))


def opening(*names: str, meter: str = "4/4", key: str = "G major", value: Fraction = Fraction(1)) -> Score:
    """Somebody's own bars in one value."""
    per_bar = int(Meter.parse(meter).bar_length / value)
    count = len(names) // per_bar
    length = Meter.parse(meter).bar_length
    bars = tuple(Bar(i + 1, i * length, length, Meter.parse(meter), Key.parse(key)) for i in range(count))
    notes = tuple(Note(f"n{i}", i * value, Pitch.parse(name), (value,)) for i, name in enumerate(names))
    return Score("Mine", bars, (Part(notes, instrument="violin"),))


@pytest.mark.parametrize("bars", [4, 7, 8, 16])
def test_a_piece_goes_on_from_ones_own_two_bars(bars: int) -> None:
    mine = opening("G4", "B4", "D5", "B4", "A4", "F#4", "D4", "D5")
    made = change(mine, Wish("continue", 3, value=str(bars)))
    assert heard(made.score)[:8] == heard(mine)
    assert len(made.score.bars) == bars == made.request.bars
    assert violations(to_musicxml(made.score), made.request.to_dict()) == []


def test_bars_the_composer_reads_but_never_writes_are_gone_on_from_too() -> None:
    """Eighth triplets: heard, not written."""
    names = ("G4", "A4", "B4", "C5", "D5", "C5") * 4
    mine = opening(*names, value=Fraction(1, 3))
    made = change(mine, Wish("continue", 3, value="6"))
    assert heard(made.score)[:24] == heard(mine)
    assert made.score.key.degree_of(made.score.notes[-1].pitch) == (1, 0)


def test_the_opening_comes_back_where_the_form_returns() -> None:
    mine = opening("G4", "B4", "D5", "B4", "A4", "F#4", "D4", "D5")
    parent = replace(mine, metadata=(("request", '{"style": "irish-reel", "level": 3}'),))
    made = change(parent, Wish("continue", 3, value="8"))
    returns = [b for b in made.score.bars if _bar(made.score, b) == _bar(mine, mine.bars[0])]
    assert len(returns) >= 2


def _bar(score: Score, bar: Bar) -> list[tuple]:
    return [(n.onset - bar.onset, n.pitch, n.segments) for n in score.notes if bar.onset <= n.onset < bar.end]


@pytest.mark.parametrize("value", ["2", "1", "many", ""])
def test_an_opening_needs_more_bars_to_go_on_to(value: str) -> None:
    mine = opening("G4", "B4", "D5", "B4", "A4", "F#4", "D4", "D5")
    with pytest.raises(ValueError, match="bars"):
        change(mine, Wish("continue", value=value))


def test_chords_begin_under_notes_of_their_own(made: dict[str, Composition]) -> None:
    """music21 reads the chords: the note that sounds where a chord begins belongs to it."""
    part = music21.converter.parseData(to_musicxml(made["over"].score), format="musicxml").parts[0]
    chords = list(part.recurse().getElementsByClass("ChordSymbol"))
    assert len(chords) == 9  # D7 goes on over the bar line
    onsets = {n.getOffsetInHierarchy(part): n for n in part.recurse().getElementsByClass("Note")}
    for chord in chords:
        note = onsets.get(chord.getOffsetInHierarchy(part))
        if note is not None and note.tie is None:
            assert note.pitch.pitchClass in {p.pitchClass for p in chord.pitches}


@pytest.mark.parametrize(
    ("chords", "words"),
    [
        ("G | H7", "'H7' is not a chord"),
        ("", "no chords"),
        ("% | G", "first bar has no chord"),
        (" | ".join(["G"] * 9), "9 bars of chords"),
        ("G A B C D E", "too many"),
        ("Gsus9", "not a chord"),
    ],
)
def test_chords_that_cannot_be_read_are_named(tune: Score, chords: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        change(tune, Wish("over", value=chords))


def test_few_chords_come_round_again(tune: Score) -> None:
    harmony = change(tune, Wish("over", 1, value="G | D")).score.harmony
    assert [c.root for c in harmony] == ["G", "D"] * 4


def test_plain_chords_are_the_three_of_the_key(tune: Score) -> None:
    roots = {(c.root, c.quality) for c in change(tune, Wish("chords", value="plain")).score.harmony}
    assert roots <= {("G", "major"), ("C", "major"), ("D", "major"), ("D", "dominant-seventh")}


def test_suggesting_chords_leaves_every_note(tune: Score, made: dict[str, Composition]) -> None:
    assert made["chords"].score.notes == tune.notes


def test_recomposing_keeps_the_skills_that_were_promised(tune: Score) -> None:
    """Wherever the bars that showed the skill are written anew, it comes back."""
    for first in range(1, 8):
        varied = change(tune, Wish("bars", 1, (first, first + 1)))
        part = music21.converter.parseData(to_musicxml(varied.score), format="musicxml").parts[0]
        shown = count_skill(part, "leap-of-a-fifth", varied.request.to_dict()) or 0
        assert shown >= SKILLS["leap-of-a-fifth"].quota(8), first


def test_a_kind_that_does_not_exist_says_which_do(tune: Score) -> None:
    with pytest.raises(ValueError, match="transpose"):
        change(tune, Wish("shuffle"))


@pytest.mark.parametrize("value", WISHES)
def test_a_wish_travels_as_json(value: str) -> None:
    assert Wish.from_dict(WISHES[value].to_dict()) == WISHES[value]
