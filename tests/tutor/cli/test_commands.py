"""The command line as a contract: files, exit codes, one line on standard error, JSON on standard output."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from tutor.cli.main import main


@pytest.fixture(scope="module")
def tune(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An eight-bar exercise composed by the command line itself."""
    path = tmp_path_factory.mktemp("tunes") / "tune.musicxml"
    argv = ["compose", "--style", "irish-jig", "--key", "D major", "--meter", "6/8", "--bars", "8", "--level", "3"]
    assert main([*argv, "--instrument", "violin", "--seed", "7", "--out", str(path)]) == 0
    return path


@pytest.fixture(scope="module")
def take(tune: Path) -> Path:
    path = tune.with_name("take.wav")
    assert main(["perform", str(tune), "--out", str(path), "--instrument", "violin"]) == 0
    return path


def output(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


def test_compose_keeps_what_it_promises(tune: Path) -> None:
    root = ET.parse(tune).getroot()
    bars = root.findall("part/measure")
    assert [bar.get("number") for bar in bars] == [str(n) for n in range(1, 9)]
    assert root.findtext("part/measure/attributes/key/fifths") == "2"
    assert root.find("identification/creator").text == "Etude"
    sounding = [note for note in root.iter("note") if note.find("pitch") is not None]
    assert all(note.get("id") for note in sounding)
    assert sounding[-1].findtext("pitch/step") == "D"


def test_the_same_request_and_seed_give_the_same_bytes(tune: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.musicxml"
    argv = ["compose", "--style", "irish-jig", "--key", "D major", "--meter", "6/8", "--bars", "8", "--level", "3"]
    assert main([*argv, "--instrument", "violin", "--seed", "7", "--out", str(again)]) == 0
    assert again.read_bytes() == tune.read_bytes()


def test_count_writes_that_many_different_exercises(tmp_path: Path) -> None:
    argv = ["compose", "--style", "american-fiddle", "--bars", "4", "--level", "2", "--count", "3"]
    assert main([*argv, "--out", str(tmp_path / "set")]) == 0
    files = sorted((tmp_path / "set").iterdir())
    assert [f.name for f in files] == ["0001.musicxml", "0002.musicxml", "0003.musicxml"]
    assert len({f.read_bytes() for f in files}) == 3


def test_compose_reports_as_json_and_writes_midi(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["compose", "--style", "hymn", "--level", "2", "--out", str(tmp_path / "a.musicxml")]
    assert main([*argv, "--midi", str(tmp_path / "a.mid"), "--json"]) == 0
    report = output(capsys)
    assert report["bars"] == 8
    assert report["request"]["style"] == "hymn"
    assert (tmp_path / "a.mid").read_bytes()[:4] == b"MThd"


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (["--level", "1", "--skill", "leap-of-a-tenth"], ("leap-of-a-tenth", "level")),
        (["--range", "D4-E4"], ("range", "triad")),
        (["--style", "polka-dots"], ("polka-dots",)),
        (["--key", "H major"], ("H major",)),
        (["--meter", "4/5"], ("4/5",)),
        (["--level", "9"], ("9",)),
        (["--bars", "500"], ("500",)),
        (["--instrument", "kazoo"], ("kazoo",)),
    ],
)
def test_what_cannot_be_composed_is_said_in_one_line(
    extra: list[str], words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "never.musicxml"
    assert main(["compose", "--style", "irish-reel", "--key", "D major", *extra, "--out", str(out)]) == 2
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1
    assert "Traceback" not in complaint
    assert all(word.lower() in complaint.lower() for word in words), complaint
    assert not out.exists()


def test_a_clean_take_is_graded_and_its_report_has_every_promised_key(tune: Path, take: Path, tmp_path: Path) -> None:
    report_file = tmp_path / "report.json"
    assert main(["grade", str(tune), str(take), "--json", str(report_file)]) == 0
    report = json.loads(report_file.read_text())
    assert report["version"] == 1
    assert set(report) >= {"score", "take", "notes", "extra", "marks", "findings", "expression"}
    assert report["take"]["judged"] is True
    assert report["marks"]["overall"] >= 95
    assert report["score"]["note_count"] == len(report["notes"])
    note = report["notes"][0]
    assert set(note) >= {
        "id", "bar", "beat", "written", "sounding_midi", "quarter_length", "performed", "pitch", "cents",
        "intonation", "onset_ms", "onset", "duration_ratio", "duration",
    }  # fmt: skip


def test_a_report_is_told_in_the_voice_that_is_asked_for(tune: Path, take: Path, tmp_path: Path) -> None:
    reports = []
    for number, wish in enumerate(([], ["--audience", "child", "--names", "movable-do", "--language", "de"])):
        assert main(["grade", str(tune), str(take), *wish, "--json", str(tmp_path / f"{number}.json")]) == 0
        reports.append(json.loads((tmp_path / f"{number}.json").read_text()))
    plain, german = reports
    assert plain["voice"] == {"audience": "teen", "names": "letters", "terms": "quarter", "language": "en"}
    assert german["voice"] == {"audience": "child", "names": "movable-do", "terms": "quarter", "language": "de"}
    assert (plain["notes"], plain["marks"]) == (german["notes"], german["marks"])
    assert german["praise"].startswith("Alle")


def test_the_same_sound_gives_the_same_report(tune: Path, take: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["grade", str(tune), str(take), "--json"])
    first = capsys.readouterr().out
    main(["grade", str(tune), str(take), "--json"])
    assert capsys.readouterr().out == first


def test_the_card_of_the_ears_is_written_as_data_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tutor.grading import accuracy_card, evaluation

    rendered: dict = {f"by_{group}": {} for group in ("condition", "sound", "level")}
    found = {
        "takes": 1,
        "seed": 7,
        "parts": ["tones"],
        "tones": {"by_timbre": {}, "tones": 0, "lost": 0, "mean_cents": 0},
    }
    monkeypatch.setattr(evaluation, "evaluate_ears", lambda **_: found)
    main(["evaluate", "ears", "--card", str(tmp_path / "card.md")])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["card.md"]
    monkeypatch.setitem(accuracy_card._SECTIONS, "rendered", lambda found: "")
    monkeypatch.setattr(evaluation, "evaluate_ears", lambda **_: found | {"parts": ["rendered"], "rendered": rendered})
    main(["evaluate", "ears", "--card", str(tmp_path / "card.md")])
    data = json.loads((tmp_path / "card.json").read_text())
    assert data["command"] == "python -m tutor evaluate ears --takes 1 --seed 7 --parts rendered"
    assert set(data["groups"]) == {"condition", "sound", "level"}


def test_for_people_the_reason_is_a_sentence_in_their_language(
    tune: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tutor.performing.perform import write_audio

    silent = tmp_path / "silent.wav"
    write_audio(np.zeros(44100 * 5, dtype=np.float32), 44100, silent)
    main(["grade", str(tune), str(silent)])
    assert capsys.readouterr().out.startswith("Not judged: Nothing can be heard in the recording; check")
    main(["grade", str(tune), str(silent), "--language", "de"])
    assert capsys.readouterr().out.startswith("Not judged: In der Aufnahme ist nichts zu hören.")


def test_silence_is_not_marked_but_explained(tune: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tutor.performing.perform import write_audio

    silent = tmp_path / "silent.wav"
    write_audio(np.zeros(44100 * 5, dtype=np.float32), 44100, silent)
    assert main(["grade", str(tune), str(silent), "--json"]) == 3
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert report["take"]["judged"] is False
    assert report["take"]["reason"] == "silence"
    assert report["take"]["duration_s"] == 5.0
    assert report["marks"]["overall"] is None
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("content", [b"", b"not sound at all", b"\x89PNG\r\n\x1a\n" + bytes(200)])
def test_a_take_that_is_not_sound_is_refused(
    content: bytes, tune: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "take.wav"
    bad.write_bytes(content)
    assert main(["grade", str(tune), str(bad)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_missing_files_are_named(tune: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grade", str(tune), str(tmp_path / "nowhere.wav")]) == 2
    assert "nowhere.wav" in capsys.readouterr().err
    assert main(["grade", str(tmp_path / "nothing.musicxml"), "x.wav"]) == 2
    assert "nothing.musicxml" in capsys.readouterr().err


def test_a_batch_answers_every_pair_in_order(tune: Path, take: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.jsonl"
    lines = [
        json.dumps({"id": "good", "score": str(tune), "take": str(take)}),
        json.dumps({"id": "bad", "score": str(tune), "take": "nowhere.wav"}),
        "this is not json",
        json.dumps({"id": "again", "score": str(tune), "take": str(take)}),
    ]
    pairs.write_text("\n".join(lines))
    out = tmp_path / "out.jsonl"
    assert main(["grade", "--batch", str(pairs), "--json", str(out)]) == 0
    answers = [json.loads(line) for line in out.read_text().splitlines()]
    assert [a["id"] for a in answers] == ["good", "bad", None, "again"]
    assert [("report" in a, "error" in a) for a in answers] == [
        (True, False),
        (False, True),
        (False, True),
        (True, False),
    ]
    assert answers[0]["report"] == answers[3]["report"]


def test_an_odd_line_spoils_no_other_and_ids_come_back_as_they_were(tune: Path, tmp_path: Path) -> None:
    good = {"score": str(tune), "take": str(tmp_path / "none.wav")}
    odd = [
        b"\xff\xfe",
        b"[" * 5000,
        b'{"id": NaN}',
        b'"pair"',
        json.dumps({"id": "nul", **good, "take": "\0"}).encode(),
    ]
    ids = ["\ud800", "a\u2028b", {"deep": [1]}, 7, None, "Übung ♭"]
    lines = [*odd, *(json.dumps({"id": i, **good}, ensure_ascii=i == "\ud800").encode() for i in ids)]
    (tmp_path / "pairs.jsonl").write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(lines))
    out = tmp_path / "out.jsonl"
    assert main(["grade", "--batch", str(tmp_path / "pairs.jsonl"), "--json", str(out)]) == 0
    answers = [json.loads(line) for line in out.read_text().splitlines()]
    assert [answer["id"] for answer in answers] == [None, None, None, None, "nul", *ids]
    assert all("fault" not in answer["error"] for answer in answers)


def test_vary_changes_the_chosen_bars_and_nothing_else(tune: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.musicxml"
    assert main(["vary", str(tune), "--bars", "3-4", "--seed", "5", "--out", str(new)]) == 0

    def bars(path: Path) -> list[list[tuple]]:
        return [
            [(n.findtext("pitch/step"), n.findtext("pitch/octave"), n.findtext("duration")) for n in bar.iter("note")]
            for bar in ET.parse(path).getroot().findall("part/measure")
        ]

    old_bars, new_bars = bars(tune), bars(new)
    assert old_bars[2:4] != new_bars[2:4]
    assert old_bars[:2] + old_bars[4:] == new_bars[:2] + new_bars[4:]


@pytest.mark.parametrize("bars", ["9-10", "0-3", "4-3", "x"])
def test_vary_refuses_bars_that_are_not_there(
    bars: str, tune: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["vary", str(tune), "--bars", bars, "--out", str(tmp_path / "x.musicxml")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "options",
    [
        ["--keep-motif"], ["--more"], ["--easier"], ["--harder"], ["--skill", "leap-of-a-sixth"],
        ["--transpose", "G major"], ["--augment"], ["--chords", "plain"], ["--chords"],
        ["--over", "D | G | A7 | D"],
    ],
)  # fmt: skip
def test_vary_changes_a_tune_in_one_way_and_says_how(
    options: list[str], tune: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.musicxml"
    assert main(["vary", str(tune), *options, "--seed", "5", "--out", str(new), "--json"]) == 0
    report = output(capsys)
    assert report["change"]
    assert report["provenance"]["parent"]
    assert ET.parse(new).getroot().find("part/measure") is not None


@pytest.mark.parametrize(
    "options",
    [
        ["--transpose", "H major"],
        ["--skill", "yodel"],
        ["--continue", "8"],
        ["--over", "G | ?"],
        ["--chords", "odd"],
        [],
    ],
)
def test_a_change_that_cannot_be_is_refused_in_one_line(
    options: list[str], tune: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["vary", str(tune), *options, "--out", str(tmp_path / "x.musicxml")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(("what", "least"), [("styles", 6), ("skills", 25), ("levels", 8), ("instruments", 20)])
def test_listings_say_what_can_be_asked_for(what: str, least: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([what, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) >= least
    assert all(row["name"] and row["about"] for row in rows)
    if what == "styles":
        assert all(row["kind"] in ("learned", "rules") and row["licences"] and row["corpora"] for row in rows)


@pytest.mark.parametrize(
    ("command", "named"),
    [
        (["perform", "TUNE", "--out", "FOLDER/missing/take.wav"], "missing"),
        (["perform", "TUNE", "--out", "FOLDER/take.xyz"], ".xyz"),
        (["perform", "TUNE", "--out", "FOLDER/take.wav", "--tempo", "0"], "10 to 400"),
        (["perform", "TUNE", "--out", "FOLDER/take.wav", "--tempo", "nan"], "10 to 400"),
        (["perform", "TUNE", "--out", "FOLDER/take.wav", "--seed", "-1"], "seed"),
        (["perform", "TUNE", "--out", "FOLDER/take.wav", "--instrument", ""], "instrument"),
        (["vary", "TUNE", "--bars", "3", "--seed", "9" * 25, "--out", "FOLDER/new.musicxml"], "seed"),
        (["vary", "TUNE", "--bars", "3", "--out", "FOLDER/missing/new.musicxml"], "missing"),
        (["compose", "--style", "hymn", "--seed", "9" * 25, "--out", "FOLDER/new.musicxml"], "seed"),
        (["compose", "--style", "hymn", "--out", "FOLDER/new.musicxml", "--midi", "FOLDER/missing/new.mid"], "missing"),
    ],
)
def test_an_option_that_cannot_be_met_is_named_and_nothing_is_written(
    command: list[str], named: str, tune: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [word.replace("TUNE", str(tune)).replace("FOLDER", str(tmp_path)) for word in command]
    assert main(words) == 2
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1
    assert named in complaint
    assert not list(tmp_path.iterdir())


def test_train_reports_one_document_and_tells_its_progress_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def quick(corpora, out, minutes, *, seed, start, say) -> dict:
        say(f"{minutes:g} minutes")
        return {"seed": seed}

    monkeypatch.setattr("tutor.composing.training.train", quick)
    argv = ["train", "--out", str(tmp_path / "weights"), "--minutes", "2", "--seed", "5"]
    assert main([*argv, "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == {"out": str(tmp_path / "weights"), "seed": 5}
    assert said.err == "2 minutes\n"
    assert main([*argv[:-4], "--minutes", "0"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_unknown_command_is_one_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sing"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
