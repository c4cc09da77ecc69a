"""Somebody's own tunes, as files or a zip of them: read in memory, bounded, and never trusted by name or by size.

Every limit has its sentence. A file that cannot be read is left out and named; too few tunes are refused.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path, PurePosixPath

from tutor.composing.corpus import unfolded
from tutor.composing.corpus_lines import Line, Read, ReadBar, melodies_of
from tutor.composing.vocabulary import Melody
from tutor.errors import EtudeError, UnreadableScore
from tutor.music.musicxml import ENDINGS, score_from_bytes
from tutor.music.rhythm import TICKS_PER_QUARTER
from tutor.music.score import Bar, Score

FEWEST_TUNES, MOST_FILES = 20, 1000
LARGEST_FILE, LARGEST_ALL = 2 * 1024**2, 64 * 1024**2  # bytes, unpacked
MOST_TUNES = 300  # more are slow to read and teach little more
_LONGEST_NAME = 60
Say = Callable[[str, float], None]


class UnusableTunes(EtudeError):
    """Tunes that no style can be learned from."""


@dataclass(frozen=True)
class Tune:
    """One tune: its longest readable stretch, the key it stands in and its tempo (quarters a minute)."""

    melody: Melody
    key: str
    tempo: float


@dataclass(frozen=True)
class Reading:
    """The tunes that were read, and of the others the file and why."""

    tunes: tuple[Tune, ...]
    left_out: tuple[tuple[str, str], ...]


def files_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Score files below a folder, in order of their names; links are not followed."""
    if not folder.is_dir():
        raise UnusableTunes(f"{folder} is not a folder; name one with {FEWEST_TUNES} tunes or more.")
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in ENDINGS and path.is_file() and not path.is_symlink():
            if path.stat().st_size > LARGEST_FILE:
                yield path.name, b""
            else:
                yield path.name, path.read_bytes()


def opened(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The score files of an upload: what a zip holds, else the file itself."""
    if not name.lower().endswith(".zip"):
        yield plain_name(name), data if len(data) <= LARGEST_FILE else b""
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from _members(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as error:
        raise UnusableTunes(f"{plain_name(name)} is a damaged zip file; pack the tunes again.") from error


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Members of a zip that may be scores, each read only up to the limit whatever its entry claims."""
    entries = archive.infolist()
    if len(entries) > 2 * MOST_FILES:
        raise UnusableTunes(f"the zip holds {len(entries)} files; pack {MOST_FILES} tunes at most.")
    for entry in sorted(entries, key=lambda e: e.filename):
        path = PurePosixPath(entry.filename)
        if entry.is_dir() or path.suffix.lower() not in ENDINGS or "__MACOSX" in path.parts:
            continue
        with archive.open(entry) as stream:
            content = stream.read(LARGEST_FILE + 1)
        yield plain_name(path.name), content if len(content) <= LARGEST_FILE else b""


def plain_name(name: str) -> str:
    """The last part of a file's name, without signs that a page or a path could trip over."""
    last = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[^\w .()#,'-]", "_", last).strip(" .")[-_LONGEST_NAME:] or "tune"


def read_tunes(files: Iterable[tuple[str, bytes]], say: Say | None = None) -> Reading:
    """The tunes of score files; UnusableTunes when they are too many, too large or too few.

    `say` hears how far it is: words, and the share from 0 to 1 of the tunes that may come.
    """
    tunes: list[Tune] = []
    left_out: list[tuple[str, str]] = []
    size = count = 0
    for name, data in files:
        count, size = count + 1, size + len(data)
        if count > MOST_FILES:
            raise UnusableTunes(f"these are more than {MOST_FILES} files; choose the tunes that matter most.")
        if size > LARGEST_ALL:
            raise UnusableTunes(f"the tunes are larger than {LARGEST_ALL // 1024**2} MB together; leave some out.")
        for part_name, part in _parts(name, data):
            if len(tunes) == MOST_TUNES:
                left_out.append((part_name, f"{part_name} was left out: {MOST_TUNES} tunes are enough."))
                continue
            if say:
                say(f"reading {part_name}", len(tunes) / MOST_TUNES)
            try:
                tunes.append(_tune(part_name, part))
            except UnreadableScore as error:
                left_out.append((part_name, str(error)))
    found = _distinct(tunes)
    if len(found) < FEWEST_TUNES:
        raise UnusableTunes(_too_few(found, left_out))
    return Reading(tuple(found), tuple(left_out))


def _too_few(tunes: list[Tune], left_out: list[tuple[str, str]]) -> str:
    why = f" The first that could not be read: {left_out[0][1]}" if left_out else ""
    count = f"only {len(tunes)} tune{'s' if len(tunes) != 1 else ''}" if tunes else "no tunes"
    return f"There are {count} here that can be learned from; a style needs {FEWEST_TUNES} or more.{why}"


def _parts(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """One file, or each tune of an ABC file."""
    if not name.lower().endswith(".abc"):
        yield name, data
        return
    pieces = re.split(rb"(?m)^(?=X:)", data)
    numbered = [piece for piece in pieces if piece.startswith(b"X:")] or [data]
    for number, piece in enumerate(numbered, start=1):
        label = name if len(numbered) == 1 else f"{name[:-4]} {number}.abc"
        yield label, piece


def _tune(name: str, data: bytes) -> Tune:
    """The tune in a file. Raises UnreadableScore, in one sentence about `name`."""
    if not data:
        raise UnreadableScore(f"{name} is empty or larger than {LARGEST_FILE // 1024**2} MB.")
    score = score_from_bytes(data, name)
    found = melodies_of(line_of(score, PurePosixPath(name).stem))
    if not found:
        raise UnreadableScore(f"{name} has no four bars of one voice in one metre that can be learned from.")
    longest = max(found, key=lambda melody: melody.full_bars)
    return Tune(unfolded(longest), score.key.name.replace("-", "b"), score.tempo_bpm)


def line_of(score: Score, piece: str) -> Line:
    """The first part of a score as a line that the corpus readers cut into melodies."""
    bars = [_read_bar(score, bar) for bar in score.bars]
    return Line(piece.replace("#", " "), "own", "own", tuple(bars), "folk")


def _read_bar(score: Score, bar: Bar) -> ReadBar:
    reads: list[Read] = []
    clock, bad = bar.onset, False
    for note in score.notes:
        onset = note.onset
        for i, segment in enumerate(note.segments):
            first, last = max(onset, bar.onset, clock), min(onset + segment, bar.end)
            if first < last:
                values = ((first - clock, None, False), (last - first, note.pitch, i > 0 or first > note.onset))
                for length, pitch, held in values:
                    ticks = length * TICKS_PER_QUARTER
                    bad = bad or ticks.denominator != 1
                    reads += [Read(int(ticks), pitch, held)] if ticks > 0 else []
                clock = last
            onset += segment
    rest = (bar.end - clock) * TICKS_PER_QUARTER
    reads += [Read(int(rest), None)] if rest > 0 else []
    return ReadBar(bar.meter, bar.key.fifths, tuple(reads), bar.key, bad or Fraction(rest).denominator != 1)


def _distinct(tunes: list[Tune]) -> list[Tune]:
    """Tunes without those that are the same music again, under ids of their own."""
    from dataclasses import replace

    seen = {tune.melody.bars: tune for tune in reversed(tunes)}
    kept = [tune for tune in tunes if seen[tune.melody.bars] is tune]
    return [replace(t, melody=replace(t.melody, id=f"{t.melody.id.partition('#')[0]}#{i}")) for i, t in enumerate(kept)]
