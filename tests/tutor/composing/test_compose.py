"""Composing: whatever the network has learned, the file keeps every promise; read back by an independent checker."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutor.composing.audit.checker import violations
from tutor.composing.compose import Composition, compose, compose_many, with_defaults
from tutor.composing.purposes import PURPOSES, quotas_owed
from tutor.composing.request import ComposeRequest
from tutor.composing.styles import STYLES
from tutor.errors import RequestImpossible
from tutor.learning.skills import SKILLS
from tutor.music.musicxml import to_musicxml

pytestmark = pytest.mark.usefixtures("untrained")
ROOT = Path(__file__).parents[3]

KEYS = ("C major", "G major", "F major", "D major", "Bb major", "A minor", "D minor", "F# minor", "D dorian")
METERS = ("2/4", "3/4", "4/4", "6/8", "3/8", "9/8", "12/8", "2/2", "5/4", "5/8", "7/8", "4/4 3/4", "6/8 2/4x2")
requests = st.builds(
    ComposeRequest,
    style=st.sampled_from(sorted(STYLES)),
    key=st.sampled_from(KEYS),
    meter=st.sampled_from(METERS),
    bars=st.integers(1, 12),
    level=st.integers(2, 16).map(lambda doubled: doubled / 2),
    instrument=st.sampled_from(("violin", "cello", "clarinet", "tenor", "piano-left-hand")),
    range=st.sampled_from((None, None, None, "G3-B5", "D4-D5", "C3-E4", "A4-C5")),
    skills=st.lists(st.sampled_from(sorted(SKILLS)), max_size=3).map(tuple),
    form=st.sampled_from((None, None, "AABA", "period", "sentence", "rondo", "free")),
    pickup=st.booleans(),
    seed=st.integers(0, 99),
    ending=st.sampled_from((None, None, None, "half", "modal")),
    purpose=st.sampled_from((None, None, None, *PURPOSES)),
)


def broken(made: Composition) -> list[str]:
    request = made.request
    return violations(to_musicxml(made.score), request.to_dict(), quotas_owed(request))


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(requests)
def test_a_request_is_met_to_the_letter_or_refused_with_its_conflict(request: ComposeRequest) -> None:
    made, refusal = None, None
    try:
        made = compose(request)
    except RequestImpossible as error:
        refusal = error
    if made is not None:
        assert broken(made) == []
    else:
        assert refusal is not None
        assert refusal.first != "the request", "a refusal must name what conflicts"


@pytest.mark.parametrize("level", range(1, 9))
def test_every_level_can_be_composed(level: int) -> None:
    style = sorted(STYLES)[level * 2]
    assert broken(compose(ComposeRequest(style=style, key="D major", meter="3/4", level=level))) == []


def test_the_same_request_gives_the_same_bytes_in_another_process() -> None:
    request = ComposeRequest(style="hymn", level=2, seed=11)
    code = (
        "import sys, pytest; from tests.tutor.composing.untrained import install; install(pytest.MonkeyPatch());"
        "from tutor.composing.compose import compose; from tutor.composing.request import ComposeRequest;"
        "from tutor.music.musicxml import to_musicxml;"
        "sys.stdout.buffer.write(to_musicxml(compose(ComposeRequest(style='hymn', level=2, seed=11)).score))"
    )
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert other.stdout == to_musicxml(compose(request).score)


def test_the_number_of_threads_changes_nothing() -> None:
    import torch

    before = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        one = compose(ComposeRequest(seed=4)).score
        torch.set_num_threads(2)
        two = compose(ComposeRequest(seed=4)).score
    finally:
        torch.set_num_threads(before)
    assert to_musicxml(one) == to_musicxml(two)


def test_another_seed_gives_other_music() -> None:
    one, two = (compose(ComposeRequest(seed=seed)).score for seed in (1, 2))
    assert [n.pitch for n in one.notes] != [n.pitch for n in two.notes]


def test_many_are_all_different_and_each_can_be_made_again() -> None:
    made = compose_many(ComposeRequest(level=2, bars=4), 3)
    music = {tuple((n.onset, n.pitch) for n in one.score.notes) for one in made}
    assert len(music) == 3
    assert compose(made[2].request).score == made[2].score


def test_sections_that_return_are_exact() -> None:
    score = compose(ComposeRequest(form="AABA", bars=8)).score

    def section(first: int) -> list:
        start, end = score.bars[first].onset, score.bars[first + 1].end
        return [(n.onset - start, n.pitch, n.segments) for n in score.notes if start <= n.onset < end]

    assert section(0) == section(2) == section(6)
    assert section(4) != section(0)


@pytest.mark.parametrize("meter", ["2/4", "3/4", "4/4", "6/8"])
def test_the_last_note_lasts_to_the_end_of_the_piece(meter: str) -> None:
    score = compose(ComposeRequest(meter=meter, level=4, seed=8)).score
    assert score.notes[-1].end == score.length


def test_chords_cover_the_piece_and_end_on_the_tonic() -> None:
    score = compose(ComposeRequest(key="D major")).score
    assert sum(chord.duration for chord in score.harmony) == score.length
    assert score.harmony[-1].root == "D"


def test_a_pickup_is_bar_nought_and_the_last_bar_completes_it() -> None:
    score = compose(ComposeRequest(pickup=True, meter="3/4")).score
    assert score.bars[0].number == 0
    assert score.bars[0].length + score.bars[-1].length == score.meter.bar_length


def test_the_file_says_what_made_it() -> None:
    made = compose(ComposeRequest(style="irish-jig", meter="6/8", key="E minor", seed=3))
    meta = made.score.meta
    assert made.score.title == "Jig in E minor, level 3"
    assert meta["composer"] == "Etude"
    assert meta["seed"] == "3"
    assert meta["model"] == made.provenance["model"]
    assert made.originality["original"]


def test_the_level_sets_the_tempo_unless_the_request_does() -> None:
    assert 60 <= compose(with_defaults({"style": "irish-reel", "level": 1})).score.tempo_bpm <= 72
    assert compose(ComposeRequest(tempo_bpm=93.0)).score.tempo_bpm == 93.0


def test_transposing_instruments_are_written_in_their_own_key_and_range() -> None:
    made = compose(ComposeRequest(instrument="clarinet", key="D major"))
    assert made.score.part.transposition == -2
    assert made.score.key.name == "D major"
    assert broken(made) == []
