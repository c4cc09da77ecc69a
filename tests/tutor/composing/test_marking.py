"""The marks of an editor: what belongs to a style, a level and a phrase, and nothing where none belongs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from tests.tutor.grading.playing import tune
from tutor.composing.analysis.phrases import form_of, phrase_bars
from tutor.composing.audit.checker import MARKS_FROM, faults
from tutor.composing.change import Wish, change
from tutor.composing.compose import compose, with_defaults
from tutor.composing.manners import CHARACTERS, MANNERS, character_of
from tutor.composing.marking import marked
from tutor.composing.moods import MOODS
from tutor.composing.phrasing import phrases_of
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.composing.vary import vary
from tutor.music.musicxml import score_from_bytes, to_musicxml
from tutor.music.musicxml_marks import opening_words
from tutor.music.rhythm import Meter
from tutor.music.score import Score

pytestmark = pytest.mark.usefixtures("untrained")

# Two phrases of four bars; the first rests on a half note, and two quarters lead on from it.
SONG = (
    "G4 A4 B4 C5 D5 E5 D5 C5 B4 A4 G4 A4 D4:2 G4 A4 "
    "B4 C5 D5 E5 F#5 G5 F#5 E5 D5 C5 B4 A4 G4:4"
)  # fmt: skip
RUNNING = "G4:1/2 A4:1/2 G4:1/2 B4:1/2 B4 A4 " * 7 + "G4:4"


def page(style: str, level: float = 5, line: str = SONG, meter: str = "4/4", **wishes: str) -> Score:
    """The line as an exercise in a style would print it; its phrases end in bars 4 and 8."""
    instrument = wishes.pop("instrument", "flute")
    score = tune(line, meter=meter, instrument=instrument, tempo=80)
    return marked(score, ComposeRequest(style, meter=meter, level=level, instrument=instrument, **wishes), (4, 8))


def signs(score: Score, sign: str) -> list[str]:
    return [note.id for note in score.notes if sign in note.articulations]


def words(score: Score, kind: str) -> list[tuple[Fraction, str]]:
    return [(mark.onset, mark.text) for mark in score.part.directions if mark.kind == kind]


def test_a_phrase_ends_on_its_longest_note_and_what_follows_leads_on() -> None:
    score = tune(SONG)
    assert [phrase[-1].id for phrase in phrases_of(score.notes, score.bars, (4, 8))] == ["n13", "n28"]


def test_every_style_has_its_manner_and_every_tempo_a_word() -> None:
    assert set(MANNERS) == set(STYLES)
    for style in STYLES:
        for tempo in range(20, 301, 20):
            request = ComposeRequest(style)
            assert character_of(request, float(tempo), Meter(4, 4)) in dict(CHARACTERS[MANNERS[style].words]).values()


def test_the_word_follows_the_beat_of_the_metre_and_the_mood() -> None:
    request = ComposeRequest("classical")
    assert character_of(request, 90.0, Meter(4, 4)) == "Andantino"
    assert character_of(request, 90.0, Meter(6, 8)) == "Andante"
    said = {character_of(replace(request, mood=mood), 90.0, Meter(4, 4)) for mood in MOODS}
    assert len(said) == len(MOODS)
    assert character_of(replace(request, mood="tender", tempo_bpm=90.0), 90.0, Meter(4, 4)) == "Andantino"


@pytest.mark.parametrize("style", STYLES)
def test_nothing_is_marked_below_level_3_or_for_the_ear(style: str) -> None:
    for plain in (page(style, 2), page(style, 6, purpose="dictation")):
        assert (plain.part.directions, plain.part.slurs) == ((), ())
        assert all(note.articulations == () for note in plain.notes)


@pytest.mark.parametrize("style", STYLES)
def test_a_rhythm_and_a_piece_of_three_bars_have_a_word_and_a_dynamic_alone(style: str) -> None:
    short = marked(tune("G4 A4 B4 C5 D5 C5 B4 A4 G4:4"), ComposeRequest(style, level=7), (3,))
    for plain in (short, page(style, 7, "G4 " * 28 + "G4:4", purpose="rhythm")):
        assert [mark.kind for mark in plain.part.directions] == ["words", "dynamic"]
        assert plain.part.slurs == ()
        assert all(note.articulations == () for note in plain.notes)


class TestSlurs:
    def test_a_song_is_phrased_in_as_long_slurs_as_its_player_can_hold(self) -> None:
        held = {name: next((s.first, s.last) for s in page("romantic-song", instrument=name).part.slurs)
                for name in ("violin", "flute", "piano")}  # fmt: skip
        assert held == {"violin": ("n1", "n4"), "flute": ("n1", "n8"), "piano": ("n1", "n13")}

    @pytest.mark.parametrize("instrument", ["soprano", "guitar", "xylophone"])
    def test_a_singers_slur_would_mean_a_word_and_a_plucked_one_nothing(self, instrument: str) -> None:
        assert page("romantic-song", instrument=instrument).part.slurs == ()

    @pytest.mark.parametrize("style", ["irish-reel", "irish-jig", "bach-chorale", "ragtime", "swing"])
    def test_dance_tunes_chorales_and_jazz_have_none(self, style: str) -> None:
        assert page(style, 8, RUNNING).part.slurs == ()

    def test_baroque_slurs_come_at_level_5_two_by_two(self) -> None:
        assert page("baroque", 4, RUNNING).part.slurs == ()
        pairs = [(s.first, s.last) for s in page("baroque", 5, RUNNING).part.slurs]
        assert pairs[:2] == [("n1", "n2"), ("n7", "n8")]

    def test_no_slur_joins_a_pitch_to_itself_across_a_rest_or_a_staccato(self) -> None:
        line = "G4 A4 A4 B4 C5 r D5 E5 " * 3 + "D5 C5 B4 A4 G4:4"
        for style in STYLES:
            score = page(style, 7, line)
            order = {note.id: i for i, note in enumerate(score.notes)}
            for slur in score.part.slurs:
                inside = score.notes[order[slur.first] : order[slur.last] + 1]
                assert all(a.end == b.onset and a.pitch != b.pitch for a, b in pairwise(inside))
                assert not any("staccato" in note.articulations for note in inside)


class TestTouch:
    def test_baroque_eighths_that_leap_are_detached(self) -> None:
        assert signs(page("baroque", 4, RUNNING), "staccato")[:2] == ["n3", "n4"]
        assert signs(page("baroque", 3, RUNNING), "staccato") == []

    def test_ragtime_and_swing_accent_what_is_held_over_the_beat(self) -> None:
        line = "G4:1/2 A4 B4:1/2 C5 D5 " * 7 + "G4:4"
        for style in ("ragtime", "swing"):
            assert signs(page(style, 4, line), "accent")[:2] == ["n2", "n7"]

    def test_a_polish_dance_accents_a_long_second_beat(self) -> None:
        score = page("polish-dance", 3, "G4 A4:2 B4 C5 D5 " * 3 + "C5 B4:2 G4:3", "3/4")
        assert signs(score, "accent") == ["n2", "n7", "n12", "n17"]

    def test_a_mood_has_its_own_touch_on_what_does_not_go_on_by_step(self) -> None:
        assert "accent" in page("hymn", 3, "G4 B4 C5 D5 " * 7 + "G4:4", mood="fiery").notes[0].articulations


class TestEnds:
    @pytest.mark.parametrize("style", ["bach-chorale", "hymn"])
    def test_a_fermata_stands_where_a_line_of_a_chorale_ends(self, style: str) -> None:
        assert signs(page(style, 3), "fermata") == ["n13", "n28"]

    def test_a_round_does_not_wait(self) -> None:
        assert signs(page("hymn", 3, piece="round"), "fermata") == []

    @pytest.mark.parametrize(
        ("instrument", "breaths"), [("flute", ["n13"]), ("soprano", ["n13"]), ("trumpet", ["n13"]), ("violin", [])]
    )
    def test_who_needs_breath_is_told_where(self, instrument: str, breaths: list[str]) -> None:
        assert signs(page("irish-reel", 3, instrument=instrument), "breath-mark") == breaths

    def test_a_rest_is_breath_enough(self) -> None:
        assert signs(page("irish-reel", 3, SONG.replace("D4:2 G4 A4", "D4:2 r:2")), "breath-mark") == []

    def test_a_song_slows_into_its_last_bar_from_level_5(self) -> None:
        assert words(page("romantic-song", 5), "words")[1:] == [(Fraction(24), "rit.")]
        assert words(page("romantic-song", 4), "words")[1:] == []
        assert words(page("irish-reel", 8), "words")[1:] == []


class TestShading:
    def test_a_reel_keeps_its_first_dynamic(self) -> None:
        assert words(page("irish-reel", 8), "dynamic") == [(Fraction(0), "mf")]

    def test_baroque_terraces_begin_with_the_phrase_and_do_not_grow(self) -> None:
        score = page("baroque", 5)
        assert words(score, "dynamic") == [(Fraction(0), "f"), (Fraction(14), "mp")]
        assert words(score, "hairpin") == []

    def test_a_romantic_phrase_grows_to_its_height_and_falls_from_it(self) -> None:
        hairpins = [mark for mark in page("romantic-piano", 6).part.directions if mark.kind == "hairpin"]
        heights = [(mark.text, mark.end) for mark in hairpins]
        assert heights == [("<", Fraction(5)), (">", Fraction(12)), ("<", Fraction(21)), (">", Fraction(28))]
        assert all(mark.end is not None and mark.end - mark.onset <= 8 for mark in hairpins)

    def test_nothing_is_shaded_below_level_5(self) -> None:
        for style in STYLES:
            assert len(words(page(style, 4), "dynamic")) == 1
            assert words(page(style, 4), "hairpin") == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("level", [2, 3, 5, 7.5])
def test_the_marks_of_an_exercise_are_read_back_from_its_file_and_stand_at_their_level(
    style: str, level: float
) -> None:
    made = compose(with_defaults({"style": style, "level": level, "instrument": "flute"}), candidates=1)
    data = to_musicxml(made.score)
    again = score_from_bytes(data, "x.musicxml")
    assert again.parts == made.score.parts
    assert to_musicxml(again) == data
    assert faults(data, made.request.to_dict())[1] == []


def test_the_checker_finds_marks_above_their_level() -> None:
    data, request = to_musicxml(page("romantic-song", 7)), {"key": "G major", "meter": "4/4", "bars": 8}
    marks = {level: marks_found(data, request | {"level": level}) for level in (2, 4, 5)}
    assert marks[5] == []
    assert marks[4] == ["rit. at level 4", "wedge at level 4"]
    assert {"articulations at level 2", "dynamics at level 2", "slur at level 2"} <= set(marks[2])
    assert "dynamics at level 7 in a dictation" in marks_found(data, request | {"level": 7, "purpose": "dictation"})


def marks_found(data: bytes, request: dict[str, Any]) -> list[str]:
    """What the checker says of marks, and not of notes."""
    return [fault for fault in faults(data, request)[1] if fault.split()[0] in MARKS_FROM]


@pytest.fixture(scope="module")
def song(untrained) -> Score:
    return compose(with_defaults({"style": "romantic-piano", "level": 5, "instrument": "flute"})).score


class TestChanges:
    def test_new_bars_are_marked_as_the_rest_is_and_the_rest_stays(self, song: Score) -> None:
        varied = vary(song, (2, 3), seed=1)
        old = {note.id: note for note in song.notes}
        fresh = {note.id for note in varied.notes if note.id not in old}
        assert all(old[note.id] == note for note in varied.notes if note.id in old)
        joined = {end for slur in varied.part.slurs for end in (slur.first, slur.last)}
        assert joined & fresh
        assert joined <= {note.id for note in varied.notes}
        assert varied.part.directions == song.part.directions

    def test_somebody_elses_marks_are_left_alone(self, song: Score) -> None:
        plain = replace(song, parts=(replace(song.part, directions=(), slurs=()),))
        assert vary(plain, (2, 3), seed=1).part.slurs == ()

    def test_moved_to_another_key_the_marks_stay(self, song: Score) -> None:
        moved = change(song, Wish("transpose", value="C major")).score
        assert (moved.part.slurs, moved.part.directions) == (song.part.slurs, song.part.directions)

    def test_made_easier_only_what_that_level_reads_is_left(self, song: Score) -> None:
        easier = change(song, Wish("easier", seed=1)).score
        assert opening_words(easier) is not None
        assert words(easier, "hairpin") == []
        assert len(words(easier, "words")) == 1


@pytest.mark.parametrize("seed", range(6))
def test_hairpins_over_bars_composed_anew_lead_to_the_new_height(seed: int) -> None:
    request = with_defaults({"style": "romantic-song", "level": 6, "bars": 8, "form": "free", "seed": seed})
    before = compose(request).score
    after = vary(before, (5, 6), seed=1)
    fresh = {note.id for note in after.notes} - {note.id for note in before.notes}
    anew = marked(after, request, _ends(before))
    assert fresh

    def swells(score: Score) -> list[tuple[Fraction, str, Fraction | None]]:
        over = [note.onset for note in after.notes if note.id in fresh]
        found = [mark for mark in score.part.directions if mark.kind == "hairpin"]
        return [(m.onset, m.text, m.end) for m in found if any(m.onset <= onset <= (m.end or 0) for onset in over)]

    assert swells(after) == swells(anew)
    rest = [mark for mark in before.part.directions if mark.kind != "hairpin"]
    assert [mark for mark in after.part.directions if mark.kind != "hairpin"] == rest


def _ends(score: Score) -> list[int]:
    return phrase_bars(score, form_of(score))


def test_in_a_round_the_second_voice_has_the_first_ones_slurs() -> None:
    wish = {"style": "romantic-song", "piece": "round", "level": 3, "instrument": "flute", "seed": 2}
    leader, follower = compose(with_defaults(wish)).score.parts
    played = {note.id for note in follower.notes}
    assert [f"f{s.first}" for s in leader.slurs if f"f{s.last}" in played] == [s.first for s in follower.slurs]
    assert follower.slurs


def test_all_voices_of_a_chorale_wait_at_a_fermata() -> None:
    score = compose(with_defaults({"style": "bach-chorale", "piece": "chorale", "level": 3})).score
    held = {note.end for note in score.notes if "fermata" in note.articulations}
    assert len(held) == 2
    for part in score.parts[1:]:
        assert score.length in {note.end for note in part.notes if "fermata" in note.articulations} <= held
