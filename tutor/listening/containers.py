"""Which kind of sound file is this? Judged by content, never by name.

Only plain media containers are on the list: formats that can point at other files or addresses (playlists, concat
scripts) must never reach the demuxer.
"""

from __future__ import annotations

# (offset, magic bytes, demuxer): the first match wins.
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (8, b"WAVE", "wav"),
    (0, b"fLaC", "flac"),
    (0, b"OggS", "ogg"),
    (0, b"\x1a\x45\xdf\xa3", "matroska"),
    (4, b"ftyp", "mov"),
    (8, b"AIFF", "aiff"),
    (8, b"AIFC", "aiff"),
    (0, b"caff", "caf"),
)
# Words other than a demuxer's own error that help a person.
READABLE = "wav, flac, ogg or webm (opus), mp3, mp4/m4a (aac)"


def sniff(data: bytes) -> str | None:
    """Name of the demuxer for `data`, or None when it is no sound file we read."""
    for offset, magic, demuxer in _MAGIC:
        if data[offset : offset + len(magic)] == magic:
            return demuxer
    if data[:3] == b"ID3":
        tagged = data[_id3_length(data) :]
        return "flac" if tagged[:4] == b"fLaC" else "mp3"
    return _sniff_frames(data)


def _id3_length(data: bytes) -> int:
    """Bytes an ID3v2 tag takes at the file's start: a 10-byte header and a 28-bit "syncsafe" size."""
    size = 0
    for byte in data[6:10]:
        size = size << 7 | (byte & 0x7F)
    return 10 + size


def _sniff_frames(data: bytes) -> str | None:
    """Headerless streams: MPEG audio and ADTS AAC frames both start with 11 or 12 set bits."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return None
    if data[1] & 0xF6 == 0xF0:
        return "aac"
    layer, bitrate, rate = data[1] >> 1 & 3, data[2] >> 4, data[2] >> 2 & 3
    return "mp3" if layer and bitrate not in (0, 15) and rate != 3 else None


_UNKNOWN_SIZE = 0x7FFF0000  # recorders that stream write a huge size, or zero, for "not known yet"


def wav_share_present(data: bytes) -> float:
    """Share (0..1) of the sound a WAV header declares that is really in `data`; 1 where the header does not say.

    The demuxer trusts the file's size over the header's, so a file cut short in an upload looks whole to it.
    """
    at = 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == b"data":
            known = 0 < size < _UNKNOWN_SIZE
            return min(1.0, (len(data) - at - 8) / size) if known else 1.0
        at += 8 + size + size % 2
    return 1.0


def length_is_guessed(data: bytes, demuxer: str) -> bool:
    """Whether the declared length is a guess from the first frames' bit rate: ADTS AAC, and MP3 without an index."""
    return demuxer == "aac" or (demuxer == "mp3" and not _has_mp3_index(data))


def _has_mp3_index(data: bytes) -> bool:
    """Whether the first frame is a "Xing" or "Info" header that counts the frames (LAME writes one)."""
    start = _id3_length(data) if data[:3] == b"ID3" else 0
    first = data[start : start + 200]
    at = max(first.find(b"Xing"), first.find(b"Info"))
    return at >= 0 and bool(first[at + 7 : at + 8] and first[at + 7] & 1) and any(first[at + 8 : at + 12])


_OGG_HEADER, _OGG_LAST = 27, 4


def ogg_cut_short(data: bytes) -> bool:
    """Whether an Ogg stream stops in the middle of a page: an upload was cut, and how much is gone nobody can tell."""
    at = data.rfind(b"OggS")
    header = data[at : at + _OGG_HEADER]
    if at < 0 or (len(header) == _OGG_HEADER and header[5] & _OGG_LAST):
        return False
    if len(header) < _OGG_HEADER:
        return True
    lacing = data[at + _OGG_HEADER : at + _OGG_HEADER + header[26]]
    return len(lacing) < header[26] or len(data) < at + _OGG_HEADER + len(lacing) + sum(lacing)
