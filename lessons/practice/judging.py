"""From a take's recording to the columns of its row: what only a worker does."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lessons.library.written import read
from lessons.practice.models import Take
from lessons.practice.overriding import with_accepted
from lessons.work import report
from tutor.composing.levels import pitch_level
from tutor.errors import UnreadableTake
from tutor.music.score import Score

if TYPE_CHECKING:
    from tutor.listening.types import F0Track, Heard

# A file is what its first bytes say, never what its name or its sender says: (offset, bytes, kind).
SIGNATURES = (
    (0, b"RIFF", "wav"),
    (0, b"OggS", "ogg"),
    (0, b"\x1a\x45\xdf\xa3", "webm"),
    (4, b"ftyp", "mp4"),
    (0, b"fLaC", "flac"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (0, b"\xff\xf2", "mp3"),
    (0, b"MThd", "mid"),
)
CURVE_STEP_S = 0.02


@dataclass(frozen=True)
class Outcome:
    """`columns` are values for the take's row; not `judged` means the message says why."""

    judged: bool
    message: str
    columns: dict[str, Any] = field(default_factory=dict)
    evidence: dict[str, tuple[int, int]] = field(default_factory=dict)  # skill -> (right, wrong)


def kind_of(head: bytes) -> str:
    """What a recording is, from its first bytes; UnreadableTake for anything else."""
    for offset, signature, kind in SIGNATURES:
        if head[offset : offset + len(signature)] == signature:
            return kind
    raise UnreadableTake(
        "This file is not a recording Etude knows; send WAV, FLAC, MP3, Ogg or WebM Opus, MP4 AAC or MIDI."
    )


def judge(take: Take) -> Outcome:
    """Listen to the take, compare it with its exercise, and say what was found.

    A take that was heard before is compared again without listening: the same report, at another strictness.
    """
    score = read(take.exercise)
    if take.heard:
        return _outcome(take, score, _compared_again(take, score), {})
    with tempfile.TemporaryDirectory(prefix="etude-") as folder:
        path = _local_copy(take, Path(folder))
        Take.objects.filter(pk=take.pk).update(audio_kind=path.suffix.lstrip("."))
        report(take, "listening", 15)
        heard = _listen(score, path)
    report(take, "comparing with the score", 75)
    return _outcome(take, score, _compared(take, score, heard), _kept(heard))


def _listen(score: Score, path: Path) -> Heard:
    from tutor.grading.grade import listen

    return listen(score, path)


def _compared(take: Take, score: Score, heard: Heard) -> dict[str, Any]:
    from tutor.grading.grade import grade

    return grade(score, heard, level=pitch_level(take.exercise.level), strictness=take.strictness).to_dict()


def _compared_again(take: Take, score: Score) -> dict[str, Any]:
    from tutor.grading.grade import regrade

    return regrade(
        score, take.heard or {}, level=pitch_level(take.exercise.level), strictness=take.strictness
    ).to_dict()


def _kept(heard: Heard) -> dict[str, Any]:
    """What is kept of listening: enough to mark again, and the curve to look at."""
    from tutor.grading.memory import heard_to_dict

    return {
        "heard": heard_to_dict(heard),
        "curves": curve(heard.track) if heard.track is not None else None,
        "duration_s": round(float(heard.duration_s), 2),
    }


def _outcome(take: Take, score: Score, found: dict[str, Any], columns: dict[str, Any]) -> Outcome:
    from tutor.learning.evidence import evidence_of

    accepted = set(take.overrides.values_list("note", flat=True))
    if accepted:
        found = with_accepted(found, accepted)
    marks = found.get("marks") or {}
    columns = {**columns, "report": found, "concepts": concepts(found), "part": found.get("part")}
    columns |= {f"mark_{name}": marks.get(name) for name in ("overall", "pitch", "intonation", "rhythm")}
    evidence = evidence_of(played_bars(found), score)
    columns["skills"] = {skill: list(counts) for skill, counts in evidence.items()}
    reason = found["take"].get("message") or found["take"].get("reason") or ""
    return Outcome(bool(found["take"]["judged"]), str(reason), columns, evidence)


def played_bars(found: dict[str, Any]) -> dict[str, Any]:
    """The report of the bars that were played: what somebody chose not to play says nothing about what they can do."""
    part = found.get("part")
    if not part:
        return found
    bars = range(part["first_bar"], part["last_bar"] + 1)
    return {**found, "notes": [note for note in found["notes"] if note["bar"] in bars]}


def _local_copy(take: Take, folder: Path) -> Path:
    """The recording as a file on this machine, wherever it is stored."""
    if not take.audio:
        raise UnreadableTake("The recording of this take has been deleted, so it cannot be marked again.")
    with take.audio.open("rb") as stored:
        kind = kind_of(stored.read(16))
        stored.seek(0)
        path = folder / f"take.{kind}"
        with path.open("wb") as copy:
            for chunk in stored.chunks():
                copy.write(chunk)
    return path


def concepts(found: dict[str, Any]) -> list[list[Any]]:
    """[kind, concept, how many notes, the remedy's request] of every finding."""
    return [[f["kind"], f["concept"], len(f["notes"]), _request(f)] for f in found.get("findings", [])]


def _request(finding: dict[str, Any]) -> dict[str, Any]:
    return dict((finding.get("remedy") or {}).get("request") or {})


def curve(track: F0Track) -> dict[str, Any]:
    """The pitch curve for drawing: fractional MIDI about every 20 ms, null where nothing sounded."""
    import numpy as np

    times, hz = np.asarray(track.times_s), np.asarray(track.hz)
    if len(times) < 2:
        return {"start_s": 0.0, "step_s": CURVE_STEP_S, "midi": []}
    stride = max(1, round(CURVE_STEP_S / float(times[1] - times[0])))
    times, hz = times[::stride], hz[::stride]
    with np.errstate(divide="ignore"):
        midi = np.where(hz > 0, 69 + 12 * np.log2(np.maximum(hz, 1e-9) / 440.0), np.nan)
    values = [None if np.isnan(value) else round(float(value), 2) for value in midi]
    step = float(times[1] - times[0]) if len(times) > 1 else CURVE_STEP_S
    return {"start_s": round(float(times[0]), 4), "step_s": round(step, 5), "midi": values}
