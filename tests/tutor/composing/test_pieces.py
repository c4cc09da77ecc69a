"""Pieces in several parts: part-writing read back from the file by music21 alone; the melody is what it was."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from tutor.composing.accompanying import FIGURES, figure_of
from tutor.composing.audit.voices import part_writing_faults
from tutor.composing.audit.wishes import unhelpful
from tutor.composing.canon import delay_of
from tutor.composing.compose import Composition, compose, with_defaults
from tutor.composing.feasibility import check
from tutor.composing.pieces import PIECES
from tutor.composing.promises import broken_promises
from tutor.composing.request import ComposeRequest
from tutor.composing.voices import cheapest, parallel, sounding_key
from tutor.errors import RequestImpossible
from tutor.music.chords import chord_classes
from tutor.music.key import Key
from tutor.music.musicxml import read_score, to_musicxml

pytestmark = pytest.mark.usefixtures("untrained")


def made(piece: str, **wishes: object) -> Composition:
    return compose(with_defaults({"style": "classical", "piece": piece, **wishes}))


@pytest.mark.parametrize("piece", ["duet", "round", "chorale"])
@pytest.mark.parametrize(("key", "meter", "level"), [
    ("G major", "4/4", 2), ("D minor", "3/4", 4), ("Bb major", "6/8", 3), ("E minor", "4/4", 5), ("D dorian", "2/2", 4),
])  # fmt: skip
def test_no_rule_of_part_writing_is_broken(piece: str, key: str, meter: str, level: int) -> None:
    for seed in range(2):
        one = made(piece, key=key, meter=meter, level=level, seed=seed)
        assert part_writing_faults(to_musicxml(one.score), piece) == []
        assert broken_promises(one.score, one.request) == []


@pytest.mark.parametrize("piece", ["duet", "accompaniment", "chorale", "chords", "melody"])
def test_the_melody_is_the_same_whatever_stands_beside_it(piece: str) -> None:
    alone = compose(with_defaults({"style": "hymn", "instrument": "soprano", "level": 3, "seed": 1})).score
    beside = compose(with_defaults({"style": "hymn", "instrument": "soprano", "level": 3, "seed": 1, "piece": piece}))
    assert beside.score.notes == alone.notes


def test_each_piece_has_its_parts() -> None:
    parts = {piece: [part.instrument for part in made(piece, level=3).score.parts] for piece in PIECES}
    assert parts == {
        "melody": ["violin"],
        "chords": ["violin"],
        "duet": ["violin", "violin"],
        "round": ["violin", "violin"],
        "accompaniment": ["violin", "piano-left-hand"],
        "chorale": ["soprano", "alto", "tenor", "bass"],
    }


def test_a_melody_alone_has_no_chord_symbols_and_a_lead_sheet_has() -> None:
    assert made("melody").score.harmony == ()
    assert made("chords").score.harmony


def test_a_round_enters_a_quarter_of_the_piece_later() -> None:
    score = made("round", level=3, seed=4).score
    leader, follower = score.parts
    shift = score.bars[2].onset
    assert delay_of(8) == 2
    assert [(n.onset + shift, n.pitch) for n in leader.notes][: len(follower.notes)] == [
        (n.onset, n.pitch) for n in follower.notes
    ]


def test_a_left_hand_plays_the_chords_that_are_written() -> None:
    score = made("accompaniment", level=4, meter="3/4").score
    for note in score.parts[1].notes:
        chord = next(c for c in score.harmony if c.onset <= note.onset < c.onset + c.duration)
        assert note.pitch.midi % 12 in chord_classes(chord)
    lowest = {}
    for note in score.parts[1].notes:
        lowest[note.onset] = min(lowest.get(note.onset, 999), note.pitch.midi)
    roots = [lowest[c.onset] % 12 == chord_classes(c)[0] for c in score.harmony]
    assert all(roots), "each chord begins on its root"


def test_a_left_hand_for_a_transposing_instrument_sounds_with_it() -> None:
    score = made("accompaniment", instrument="clarinet", key="D major").score
    assert score.parts[1].transposition == 0
    chord = score.harmony[-1]
    sounding = {(pitch - 2) % 12 for pitch in chord_classes(chord)}
    last = [note for note in score.parts[1].notes if note.end == score.length]
    assert {note.pitch.midi % 12 for note in last} <= sounding


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_can_be_read_back_from_its_file(piece: str, tmp_path) -> None:
    score = made(piece, level=4, seed=2).score
    path = tmp_path / "piece.musicxml"
    path.write_bytes(to_musicxml(score))
    again = read_score(str(path))
    assert [len(part.notes) for part in again.parts] == [len(part.notes) for part in score.parts]
    assert [n.pitch for n in again.notes] == [n.pitch for n in score.notes]


def test_the_same_request_gives_the_same_parts() -> None:
    one, two = made("chorale", seed=3).score, made("chorale", seed=3).score
    assert to_musicxml(one) == to_musicxml(two)


def test_a_chorale_ends_on_the_tonic_in_root_position() -> None:
    score = made("chorale", key="F major", seed=1).score
    assert score.parts[3].notes[-1].pitch.step == "F"
    assert score.harmony[-1].root == "F"


@pytest.mark.parametrize(
    ("wishes", "fix"),
    [
        ({"piece": "round", "bars": 1}, {"bars": 2}),
        ({"piece": "round", "form": "AABA"}, {"form": "free"}),
        ({"piece": "duet", "purpose": "rhythm"}, {"piece": None}),
    ],
)
def test_a_piece_that_cannot_be_is_refused_with_a_change_that_works(wishes: dict, fix: dict) -> None:
    with pytest.raises(RequestImpossible, match="the piece"):
        check(ComposeRequest(**wishes))
    check(replace(ComposeRequest(**wishes), **fix))


def test_a_melody_too_low_for_a_chorale_is_refused_with_the_piece_that_works() -> None:
    low = ComposeRequest(style="hymn", piece="chorale", instrument="double-bass", level=2)
    with pytest.raises(RequestImpossible, match="the piece chorale conflicts with the range of the double-bass") as no:
        compose(low)
    assert no.value.fix == (
        "Ask for the piece chords, a melody with chord symbols. Or choose a higher instrument, for example soprano."
    )
    assert not unhelpful(low, no.value, check)
    assert compose(replace(low, piece="chords")).score.harmony
    assert len(compose(replace(low, instrument="soprano")).score.parts) == 4


def test_parallels_are_told_from_oblique_and_contrary_motion() -> None:
    assert parallel((67, 69), (60, 62))
    assert parallel((72, 74), (60, 62))
    assert not parallel((67, 67), (60, 60)), "nothing moves"
    assert not parallel((67, 69), (60, 60)), "one voice stays"
    assert not parallel((67, 69), (60, 65)), "a third follows"


def test_the_cheapest_way_keeps_what_is_forbidden_out() -> None:
    way = cheapest([[1, 2], [1, 2], [2]], lambda i, a, b: None if a == b else float(b), beam=4)
    assert way == [2, 1, 2]
    assert cheapest([[1], [1]], lambda i, a, b: None if a == b else 0.0, beam=4) is None


def test_a_transposing_part_sounds_in_the_key_with_the_fewest_signs() -> None:
    assert sounding_key(Key.parse("D major"), -2) == Key.parse("C major")
    assert sounding_key(Key.parse("B minor"), -9) == Key.parse("D minor")


def test_figures_suit_the_style_and_the_metre() -> None:
    bars = {meter: made("melody", meter=meter, level=3).score.bars[0] for meter in ("4/4", "3/4", "6/8")}
    assert figure_of("classical", bars["4/4"]) == "alberti"
    assert figure_of("classical", bars["3/4"]) == "waltz"
    assert figure_of("irish-jig", bars["6/8"]) == "rocking"
    assert all(sum(length for length, _ in figure) > 0 for figure in FIGURES.values())


def test_inner_parts_move_little() -> None:
    score = made("chorale", key="G major", level=3, seed=2).score
    for part in score.parts[1:3]:
        leaps = [abs(b.pitch.midi - a.pitch.midi) for a, b in pairwise(part.notes)]
        assert sum(leaps) / len(leaps) < 3
