"""Pieces for a blind hearing are dressed alike, whoever wrote them."""

from __future__ import annotations

import pytest

from tutor.composing.blind import SHELVES, blind_piece
from tutor.music.musicxml import to_musicxml

pytestmark = pytest.mark.usefixtures("untrained")


@pytest.mark.parametrize("style", SHELVES)
@pytest.mark.parametrize("human", [True, False])
def test_nothing_but_the_notes_can_tell(style: str, human: bool) -> None:
    score = blind_piece(style, human, seed=2).score
    assert len(score.bars) == 8
    assert all(bar.length == score.meter.bar_length for bar in score.bars)
    assert (score.title, score.metadata, score.harmony, score.part.directions, score.part.slurs) == ("", (), (), (), ())
    assert (score.part.instrument, score.part.clef) == ("violin", "treble")
    assert [note.id for note in score.notes] == [f"n{i}" for i in range(1, len(score.notes) + 1)]
    heights = [note.pitch.midi for note in score.notes]
    assert 60 <= sum(heights) / len(heights) <= 80


def test_both_kinds_have_the_same_key_metre_and_tempo() -> None:
    pairs = [(blind_piece("irish-reel", True, s).score, blind_piece("irish-reel", False, s).score) for s in (1, 2)]
    for theirs, ours in pairs:
        assert (theirs.meter, theirs.tempo_bpm) == (ours.meter, ours.tempo_bpm)
        assert theirs.key.name in ("G major", "A minor", "A dorian", "D mixolydian")


def test_the_same_seed_gives_the_same_piece() -> None:
    first, second = (to_musicxml(blind_piece("bach-chorale", True, 5).score) for _ in range(2))
    assert first == second
    assert to_musicxml(blind_piece("bach-chorale", True, 6).score) != first


def test_styles_without_pieces_by_people_are_refused() -> None:
    with pytest.raises(ValueError, match="irish-reel"):
        blind_piece("cinematic", True, 1)
