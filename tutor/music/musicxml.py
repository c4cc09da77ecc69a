"""Score files: reading any supported format, and writing MusicXML."""

from __future__ import annotations

from pathlib import Path

from tutor.errors import UnreadableScore
from tutor.music.score import Score

ENDINGS = (".musicxml", ".xml", ".mxl", ".mid", ".midi", ".abc")
MAX_FILE_BYTES = 16 * 1024 * 1024


def read_score(path: str | Path) -> Score:
    """The score in a .musicxml, .xml, .mxl, .mid or .abc file; UnreadableScore says what is wrong otherwise."""
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UnreadableScore(f"{path.name} is not a kind of score read here; use one of {', '.join(ENDINGS)}.")
    return score_from_bytes(_contents(path), path.name)


def score_from_bytes(data: bytes, name: str) -> Score:
    """The score in a file's bytes; `name` is its file name, whose ending says what it is."""
    ending, stem = Path(name).suffix.lower(), Path(name).stem
    if not data:
        raise UnreadableScore(f"{name} is empty; export the score again.")
    if ending in (".mid", ".midi"):
        from tutor.music.midi_reader import score_from_midi

        return score_from_midi(data, name)
    if ending == ".abc":
        from tutor.music.abc_reader import score_from_abc

        return score_from_abc(data, name)
    from tutor.music.musicxml_reader import score_from_tree
    from tutor.music.xmlfile import musicxml_tree

    return score_from_tree(musicxml_tree(data, name), name, stem)


def to_musicxml(score: Score) -> bytes:
    """The score as a MusicXML 4.0 document: the same bytes for the same score."""
    from tutor.music.musicxml_writer import score_bytes

    return score_bytes(score)


def write_score(score: Score, path: str | Path) -> None:
    """Write the score as MusicXML."""
    Path(path).write_bytes(to_musicxml(score))


def _contents(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            limit = MAX_FILE_BYTES // 1024**2
            raise UnreadableScore(f"{path.name} is larger than {limit} MB; split the score into smaller files.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableScore(f"{path.name} cannot be opened ({error.strerror}); check the path.") from error
