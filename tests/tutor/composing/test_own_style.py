"""A style of one's own: tunes read safely, learned by what tunes held out say, kept in a file, spoken and private."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tutor.composing.audit.checker import violations
from tutor.composing.checkpoint import Checkpoint
from tutor.composing.compose import compose
from tutor.composing.feasibility import NotKnown
from tutor.composing.manners import MANNERS, manner_of
from tutor.composing.melody import melody_of
from tutor.composing.originality import originality_of
from tutor.composing.own_learning import ROW, learn
from tutor.composing.own_style import OwnStyle, at_hand, from_bytes, samples_of, to_bytes
from tutor.composing.own_tunes import Reading, UnusableTunes, files_in, opened, plain_name, read_tunes
from tutor.composing.request import ComposeRequest
from tutor.composing.speaking import speaking
from tutor.composing.styles import STYLES
from tutor.composing.turns import Turns
from tutor.composing.vocabulary import PREFIX_LENGTH
from tutor.errors import ModelUnavailable, RequestImpossible
from tutor.music.musicxml import to_musicxml

pytestmark = pytest.mark.usefixtures("untrained")


def abc(number: int) -> str:
    """A tune of eight bars unlike the others: its notes follow from its number."""
    rng = np.random.default_rng(number)
    letters = "GABcdefg"
    bars, at = [], 0
    for _ in range(7):
        bar = ""
        for _ in range(8):
            at = int(np.clip(at + rng.choice([-2, -1, 1, 2]), 0, 7))
            bar += letters[at]
        bars.append(bar)
    return f"X:{number}\nT:Tune {number}\nM:4/4\nL:1/8\nQ:1/4=100\nK:G\n" + "|".join([*bars, "G8"]) + "|]\n"


def book(count: int) -> bytes:
    return "\n".join(abc(n) for n in range(1, count + 1)).encode()


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_tunes([("book.abc", book(24))])


@pytest.fixture(scope="module")
def own(reading: Reading, untrained: Checkpoint) -> OwnStyle:
    return learn(reading.tunes, "own-7", "Village tunes", untrained)


def test_a_tune_book_gives_its_tunes(reading: Reading) -> None:
    assert len(reading.tunes) == 24
    assert reading.left_out == ()
    assert {(t.melody.meter.name, t.key, t.melody.full_bars) for t in reading.tunes} == {("4/4", "G major", 8)}


def test_files_that_cannot_be_read_are_left_out_and_named() -> None:
    found = read_tunes([("book.abc", book(20)), ("broken.musicxml", b"<no"), ("empty.mid", b"")])
    assert [name for name, _ in found.left_out] == ["broken.musicxml", "empty.mid"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("few.abc", book(19))], "only 19 tunes"),
        ([], "no tunes"),
        ([("a.mid", b"MThd")], "no tunes .* a.mid"),
        ([("same.abc", abc(1).encode())] * 40, "only 1 tune here"),
        ([(f"{n}.mid", b"x") for n in range(1001)], "more than 1000 files"),
        ([(f"{n}.mid", b"x" * 2_000_000) for n in range(40)], "larger than 64 MB"),
    ],
)
def test_what_no_style_can_be_learned_from_is_refused_in_words(files: list, words: str) -> None:
    with pytest.raises(UnusableTunes, match=words.replace(" here", "")):
        read_tunes(files)


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_zip_is_opened_in_memory_and_its_names_are_only_labels() -> None:
    data = zipped(
        {"../../etc/evil.abc": b"1", "/abs/a.abc": b"2", "__MACOSX/a.abc": b"3", "read.me": b"4", "b.MID": b"5"}
    )
    assert dict(opened("tunes.zip", data)) == {"evil.abc": b"1", "a.abc": b"2", "b.MID": b"5"}


def test_a_zip_bomb_is_never_unpacked_beyond_the_limit() -> None:
    data = zipped({f"{n}.abc": b"0" * 20_000_000 for n in range(3)})
    assert len(data) < 100_000
    assert all(content == b"" for _, content in opened("bomb.zip", data))


def test_a_zip_of_very_many_files_is_refused() -> None:
    with pytest.raises(UnusableTunes, match="pack 1000 tunes"):
        list(opened("many.zip", zipped({f"{n}.abc": b"" for n in range(2001)})))


def test_a_damaged_zip_is_refused() -> None:
    with pytest.raises(UnusableTunes, match="damaged"):
        list(opened("tunes.zip", b"PK\x03\x04 and then nothing"))


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a/b\\c.abc", "c.abc"),
        ("<script>.abc", "_script_.abc"),
        ("..", "tune"),
        ("x" * 200 + ".abc", "x" * 56 + ".abc"),
        ("Ærø.mid", "Ærø.mid"),
        ("a\x00b\n.mid", "a_b_.mid"),
    ],
)
def test_names_are_made_harmless(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_a_folder_is_read_without_following_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside.abc"
    outside.write_bytes(abc(1).encode())
    folder = tmp_path / "tunes"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "b.abc").write_bytes(b"2")
    (folder / "link.abc").symlink_to(outside)
    (folder / "notes.txt").write_bytes(b"3")
    assert list(files_in(folder)) == [("b.abc", b"2")]
    with pytest.raises(UnusableTunes, match="not a folder"):
        list(files_in(outside))


def test_what_is_kept_foretells_tunes_it_has_not_heard_best(own: OwnStyle) -> None:
    """Held out by families: vector and n-gram are kept only as far as they help there."""
    nats = own.figures
    assert nats["vector"] <= nats["nearest style"]
    assert nats["vector and n-gram"] <= nats["vector"]
    assert nats["held out"] >= 3
    assert own.share > 0, "turns of twenty tunes must help a network that has learned nothing"


def test_the_style_is_described_by_its_tunes(own: OwnStyle) -> None:
    assert (own.style.meters, own.style.keys, own.style.kind) == (("4/4",), ("G major",), "own")
    assert (own.style.rests, own.style.wild) == (False, False)
    assert "24 tunes" in own.style.about


def test_learning_twice_gives_the_same_bytes(reading: Reading, own: OwnStyle, untrained: Checkpoint) -> None:
    assert to_bytes(learn(reading.tunes, "own-7", "Village tunes", untrained)) == to_bytes(own)


def test_the_file_brings_back_the_same_style(own: OwnStyle) -> None:
    again = from_bytes(to_bytes(own))
    assert again == own
    assert again.hash == own.hash


@pytest.mark.parametrize(
    "data",
    [
        b"", b"not gzip", gzip.compress(b"{}"), gzip.compress(b"[1]"), gzip.compress(b'{"format": 1}'),
        gzip.compress(b" " * 40_000_000),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_style_is_refused(data: bytes) -> None:
    with pytest.raises(ModelUnavailable, match="not a style"):
        from_bytes(data, "x.etude")


def test_a_file_cannot_take_the_place_of_a_listed_style(own: OwnStyle) -> None:
    content = json.loads(gzip.decompress(to_bytes(own)))
    content["style"]["name"] = "irish-reel"
    with pytest.raises(ModelUnavailable):
        from_bytes(gzip.compress(json.dumps(content).encode()))


REQUEST = ComposeRequest(style="own-7", key="G major", meter="4/4", level=3, seed=5)


def test_it_composes_and_keeps_every_promise(own: OwnStyle) -> None:
    with at_hand(own):
        made = compose(REQUEST)
        assert violations(to_musicxml(made.score), REQUEST.to_dict()) == []
        assert compose(REQUEST).score == made.score
    assert made.provenance["corpora"] == ["Village tunes"]
    assert own.hash in made.provenance["model"]


def test_it_blends_with_a_listed_style(own: OwnStyle) -> None:
    blend = replace(REQUEST, style2="irish-reel", blend=0.4)
    with at_hand(own):
        assert violations(to_musicxml(compose(blend).score), blend.to_dict()) == []
        turned = replace(REQUEST, style="irish-reel", style2="own-7", blend=0.4)
        assert violations(to_musicxml(compose(turned).score), turned.to_dict()) == []


def test_it_is_marked_as_the_listed_style_it_lies_nearest(own: OwnStyle) -> None:
    song = replace(own, nearest="romantic-song")
    request = replace(REQUEST, level=6, form="free")
    with at_hand(song):
        assert manner_of(request) == MANNERS["romantic-song"]
        made = compose(request)
        assert violations(to_musicxml(made.score), request.to_dict()) == []
    assert made.score.part.slurs
    assert "hairpin" in {mark.kind for mark in made.score.part.directions}
    assert manner_of(request) != MANNERS["romantic-song"], "elsewhere nothing is known of it"


def test_two_styles_of_ones_own_do_not_blend(own: OwnStyle) -> None:
    other = replace(own, style=replace(own.style, name="own-8", title="Others"))
    with at_hand(own, other), pytest.raises(RequestImpossible, match="listed one"):
        speaking(replace(REQUEST, style2="own-8", blend=0.5))


def test_elsewhere_the_style_does_not_exist(own: OwnStyle) -> None:
    with at_hand(own):
        assert "own-7" in STYLES
    assert "own-7" not in STYLES
    assert "own-7" not in list(STYLES)
    with pytest.raises(NotKnown):
        compose(REQUEST)


def test_a_copy_of_ones_own_tune_is_recognised(own: OwnStyle, reading: Reading) -> None:
    tune = reading.tunes[3].melody
    with at_hand(own):
        judged = originality_of(tune)
        assert not judged["original"]
        assert judged["nearest_piece"] == own.tunes[3].id
    assert originality_of(tune)["original"]


def test_other_weights_speak_the_nearest_listed_style_instead(own: OwnStyle, untrained: Checkpoint) -> None:
    """The vector was fitted for one network; for another it would be noise."""
    with at_hand(replace(own, network="another", nearest="hymn")):
        table = speaking(REQUEST).model.embedding.weight
    from tutor.composing.vocabulary import ID

    assert (table[ROW] == untrained.model.embedding.weight[ID["STYLE_hymn"]]).all()


def test_the_shipped_network_is_left_as_it_was(own: OwnStyle, untrained: Checkpoint) -> None:
    before = untrained.model.embedding.weight[ROW].clone()
    with at_hand(own):
        compose(REQUEST)
    assert (untrained.model.embedding.weight[ROW] == before).all()


def test_turns_are_a_distribution_that_prefers_what_was_heard(reading: Reading) -> None:
    samples = samples_of([tune.melody for tune in reading.tunes])
    turns, tokens = Turns.of(samples), samples[0].tokens.tolist()
    for at in range(PREFIX_LENGTH, len(tokens)):
        chances = turns.distribution(tokens, at)
        assert chances.min() > 0
        assert chances.sum() == pytest.approx(1.0)
    assert turns.distribution(tokens, PREFIX_LENGTH + 6)[tokens[PREFIX_LENGTH + 6]] > 0.1


def test_what_it_composes_can_be_read_back(own: OwnStyle) -> None:
    with at_hand(own):
        assert melody_of(compose(REQUEST).score).full_bars == 8
