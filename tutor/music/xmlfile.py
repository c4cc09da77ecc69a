"""Opening MusicXML files from strangers: size limits, no entities, no zip bombs; one clear sentence when refused."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
import zlib
from xml.parsers import expat

from tutor.errors import UnreadableScore

MAX_BYTES = 16 * 1024 * 1024  # of XML, compressed or not; a full orchestral movement stays below it
_MAX_DEPTH = 64
_CONTAINER = "META-INF/container.xml"


def musicxml_tree(data: bytes, name: str) -> ET.Element:
    """The root element of a .musicxml or .mxl file's bytes; UnreadableScore says what is wrong with `name`."""
    if not data:
        raise UnreadableScore(f"{name} is empty; export the score again as MusicXML.")
    if data[:4] == b"PK\x03\x04":
        data = _unpacked(data, name)
    if len(data) > MAX_BYTES:
        raise UnreadableScore(f"{name} is larger than {MAX_BYTES // 1024**2} MB; split the score into smaller files.")
    return _parsed(data, name)


def _unpacked(data: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _member(archive, _root_name(archive, name), name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error) as error:
        raise UnreadableScore(f"{name} is a damaged compressed file; export the score again.") from error


def _root_name(archive: zipfile.ZipFile, name: str) -> str:
    members = archive.namelist()
    if _CONTAINER in members:
        container = _parsed(_member(archive, _CONTAINER, name), name)
        paths = [e.get("full-path", "") for e in container.iter() if e.tag.rpartition("}")[2] == "rootfile"]
        members = [path for path in paths if path in members] or members
    scores = [m for m in members if m.lower().endswith((".musicxml", ".xml")) and not m.startswith("META-INF/")]
    if not scores:
        raise UnreadableScore(f"{name} is a compressed file with no MusicXML score inside.")
    return scores[0]


def _member(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    """Unpack one member, never more than the limit, whatever its directory entry claims."""
    with archive.open(member) as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableScore(f"{name} unpacks to more than {MAX_BYTES // 1024**2} MB, which is no score.")
    return data


def _parsed(data: bytes, name: str) -> ET.Element:
    builder, depth = ET.TreeBuilder(), 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise UnreadableScore(f"{name} nests its elements deeper than any score does.")
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    def refuse(*_: object) -> None:
        raise UnreadableScore(f"{name} declares XML entities, which no score needs; export it again as MusicXML.")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = builder.data, refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except expat.ExpatError as error:
        raise UnreadableScore(
            f"{name} is not a MusicXML file: line {error.lineno} cannot be read; export the score again."
        ) from error
    except (AssertionError, ValueError, LookupError) as error:
        raise UnreadableScore(f"{name} is not a MusicXML file; export the score again.") from error
