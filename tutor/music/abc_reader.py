"""ABC notation, read by music21 and handed on as MusicXML to the one reader of scores."""

from __future__ import annotations

import re
import warnings

from tutor.errors import NotMusic, UnreadableScore
from tutor.music.score import Score

MAX_BYTES = 256 * 1024  # a tune is a kilobyte; a whole tune book is still below this
# Characters that MusicXML, the way to our reader, cannot hold.
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TITLES = ("creator", "movement-title", "work-title")
_PLACEHOLDERS = {"Music21", "Music21 Fragment"}


def score_from_abc(data: bytes, name: str) -> Score:
    """The (first) tune of an ABC file; UnreadableScore, in one sentence about `name`, when it is none."""
    from tutor.music.musicxml_reader import score_from_tree
    from tutor.music.xmlfile import musicxml_tree

    if len(data) > MAX_BYTES:
        raise UnreadableScore(f"{name} is larger than {MAX_BYTES // 1024} KB; keep one tune to a file.")
    tree = musicxml_tree(_as_musicxml(_first_tune(data, name), name), name)
    for parent in list(tree.iter()):
        for child in list(parent):
            if child.tag == "miscellaneous" or (child.tag in _TITLES and (child.text or "") in _PLACEHOLDERS):
                parent.remove(child)
    return score_from_tree(tree, name, name.rpartition(".")[0])


def _first_tune(data: bytes, name: str) -> str:
    """The lines from the first X: field (or the start) to the next; ABC needs a K: field to be a tune."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    starts = [index for index, line in enumerate(lines) if line.startswith("X:")]
    directives = [line for line in lines[: starts[0] if starts else 0] if line.startswith("%%")]
    if starts:
        lines = lines[starts[0] : starts[1] if len(starts) > 1 else None]
    if not any(line.startswith("K:") for line in lines):
        raise UnreadableScore(f"{name} is not ABC notation: it has no K: line for the key.")
    # Named as ABC 2.1, in which an accidental lasts to the bar line; music21 reads unnamed versions otherwise.
    head, body = (lines[:1], lines[1:]) if starts else (["X:1"], lines)
    if not any(line.startswith(("M:", "L:")) for line in lines):
        head = [*head, "L:1/8"]  # what ABC takes for granted where no metre says otherwise
    return "\n".join(["%abc-2.1", *directives, *head, *body])


def _as_musicxml(text: str, name: str) -> bytes:
    from music21 import abcFormat, musicxml

    try:
        if _UNWRITABLE.search(text):
            raise NotMusic("control characters stand in a text")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            handler = abcFormat.ABCFile().readstr(text)
            stream = abcFormat.translate.abcToStreamScore(handler)
            exporter = musicxml.m21ToXml.GeneralObjectExporter(stream)
            # Its own notation would pad short bars with rests nobody wrote; only a tune without bar lines needs it.
            exporter.makeNotation = not all(part.hasMeasures() for part in stream.parts)
            return exporter.parse()
    except Exception as error:  # music21 raises many kinds on bad ABC, from IndexError to its own
        raise UnreadableScore(f"{name} cannot be read as ABC notation; check it in an ABC editor.") from error
