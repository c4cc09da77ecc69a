"""Hostile files: good ones of every kind that Etude reads, and what damage, malice and accident make of them.

A case is made from its number alone, so that whatever one of them brings to light can be made again.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from tutor.music.score import Score

SOUNDS = (".wav", ".flac", ".ogg", ".webm", ".mp3", ".m4a")
SCORES = (".musicxml", ".mxl", ".mid", ".abc")
ABC = b"X:1\nT:A tune\nM:4/4\nL:1/4\nQ:1/4=120\nK:G\nG A B c|d c B A|G4|]\n"
EXTREMES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
SPECIAL_SHARE = 25  # one case in so many is not damage but malice

Maker = Callable[[np.random.Generator], tuple[bytes, str]]


@dataclass(frozen=True)
class Case:
    """One file: its number, what was done, its bytes, the ending of its name, and whether it is read as a score."""

    number: int
    what: str
    data: bytes
    ending: str

    @property
    def is_score(self) -> bool:
        return self.what.startswith("score")


def case(number: int) -> Case:
    """The case of a number."""
    rng = np.random.default_rng([number, 31])
    if number % SPECIAL_SHARE == 0:
        name, maker = _special(number // SPECIAL_SHARE)
        data, ending = maker(rng)
        return Case(number, name, data, ending)
    good = list(seeds())
    name, ending = good[number % len(good)]
    data, done = seeds()[name, ending], []
    for _ in range(int(rng.integers(1, 4))):
        damage = DAMAGES[int(rng.integers(len(DAMAGES)))]
        data = damage(data, rng)
        done.append(damage.__name__.strip("_"))
    if rng.random() < 0.05:
        ending = good[int(rng.integers(len(good)))][1]
        done.append(f"called {ending}")
    return Case(number, f"{name} {', '.join(done)}", data, ending)


def _special(turn: int) -> tuple[str, Maker]:
    """All of them in turn; in one round of eight the slow ones too, whose bytes are always the same."""
    in_turn = [*list(QUICK.items()) * 8, *SLOW.items()]
    return in_turn[turn % len(in_turn)]


@cache
def tune() -> Score:
    """Five notes: the score that every hostile take is held against."""
    from tutor.music.abc_reader import score_from_abc

    return score_from_abc(ABC.replace(b"|d c B A|G4", b"|d4"), "tune.abc")


@cache
def seeds() -> dict[tuple[str, str], bytes]:
    """A small good file of every kind: takes as sound, pitch table and keys, and scores."""
    from tutor.music.midi import to_midi
    from tutor.music.musicxml import score_from_bytes, to_musicxml
    from tutor.performing.encoding import encoded
    from tutor.performing.perform import perform

    score = tune()
    made = perform(score, tempo_bpm=240)
    whole = score_from_bytes(ABC, "tune.abc")
    found = {(f"take{ending}", ending): encoded(made.samples, made.rate, ending) for ending in SOUNDS}
    found["take.wav of floats", ".wav"] = wav(made.samples.astype("<f4").tobytes(), made.rate, 1, 3, 32)
    rows = "".join(f"{k / 100:.2f},{440.0 if k % 25 else 0}\n" for k in range(200))
    found["take.csv", ".csv"] = ("time_s,f0_hz\n" + rows).encode()
    found["take.mid", ".mid"] = to_midi(score)
    xml = to_musicxml(whole)
    found["score.musicxml", ".musicxml"] = xml
    found["score.mxl", ".mxl"] = mxl(xml)
    found["score.mid", ".mid"] = to_midi(whole)
    found["score.abc", ".abc"] = ABC
    return found


def wav(data: bytes, rate: int, channels: int, kind: int, bits: int, *, declared: int | None = None) -> bytes:
    """A WAV file with whatever its header is to claim; `kind` 1 is integers, 3 floats."""
    size = len(data) if declared is None else declared
    frame = channels * bits // 8
    head = struct.pack("<HHIIHH", kind, channels, rate, (rate * frame) & 0xFFFFFFFF, frame & 0xFFFF, bits)
    whole = struct.pack("<I", min(size + 36, 0xFFFFFFFF))
    return b"RIFF" + whole + b"WAVEfmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", size) + data


def mxl(xml: bytes) -> bytes:
    """A compressed MusicXML file of these bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "META-INF/container.xml", '<container><rootfiles><rootfile full-path="a.xml"/></rootfiles></container>'
        )
        packed.writestr("a.xml", xml)
    return buffer.getvalue()


# -- damage -----------------------------------------------------------------------------------------------------------
def truncated(data: bytes, rng: np.random.Generator) -> bytes:
    return data[: int(rng.integers(0, len(data) + 1))]


def flipped(data: bytes, rng: np.random.Generator) -> bytes:
    """Up to thirty bits turned over, half the time all in the first hundred bytes, where headers are."""
    out = bytearray(data)
    reach = min(len(out), 100) if rng.random() < 0.5 else len(out)
    for at in rng.integers(0, max(reach, 1), size=int(rng.integers(1, 31))) if out else ():
        out[at] ^= 1 << int(rng.integers(8))
    return bytes(out)


def lying(data: bytes, rng: np.random.Generator) -> bytes:
    """A number of the header replaced by an extreme one."""
    size = int(rng.choice([1, 2, 4]))
    if len(data) < size:
        return data
    at = int(rng.integers(0, min(len(data), 400) - size + 1))
    value = EXTREMES[int(rng.integers(len(EXTREMES)))] & (256**size - 1)
    return data[:at] + value.to_bytes(size, "little" if rng.random() < 0.5 else "big") + data[at + size :]


def overwritten(data: bytes, rng: np.random.Generator) -> bytes:
    first, last = _span(data, rng)
    filling = (
        rng.integers(0, 256, last - first, dtype=np.uint8).tobytes() if rng.random() < 0.6 else bytes(last - first)
    )
    return data[:first] + filling + data[last:]


def cut_out(data: bytes, rng: np.random.Generator) -> bytes:
    first, last = _span(data, rng)
    return data[:first] + data[last:]


def doubled(data: bytes, rng: np.random.Generator) -> bytes:
    first, last = _span(data, rng)
    return data[:last] + data[first:last] * int(rng.integers(1, 4)) + data[last:]


def spliced(data: bytes, rng: np.random.Generator) -> bytes:
    """The beginning of one file and the end of another kind."""
    good = list(seeds().values())
    other = good[int(rng.integers(len(good)))]
    return data[: int(rng.integers(0, len(data) + 1))] + other[int(rng.integers(0, len(other) + 1)) :]


def _span(data: bytes, rng: np.random.Generator) -> tuple[int, int]:
    first = int(rng.integers(0, len(data) + 1))
    return first, min(len(data), first + int(rng.integers(1, max(2, len(data) // 4))))


DAMAGES = (truncated, flipped, lying, overwritten, cut_out, doubled, spliced)


# -- malice -----------------------------------------------------------------------------------------------------------
def _silence(seconds: float, ending: str) -> bytes:
    from tutor.performing.encoding import encoded

    return encoded(np.zeros(round(8000 * seconds), np.float32), 8000, ending)


@cache
def _zip_bomb(ending: str) -> bytes:
    """Hours of silence in a few kilobytes: one minute of compressed frames, many times over."""
    minute = _silence(60.0, ending)
    return minute if ending == ".flac" else minute * 200


def _flac_bomb(rng: np.random.Generator) -> tuple[bytes, str]:
    """A stream of constant frames, each a few bytes long."""
    data = _zip_bomb(".flac")
    start = data.index(b"\xff\xf8", 42)
    return data[:start] + data[start:] * 120, ".flac"


def _noise(rng: np.random.Generator) -> tuple[bytes, str]:
    return rng.integers(0, 256, int(rng.integers(1, 4000)), dtype=np.uint8).tobytes(), str(
        rng.choice([*SOUNDS, ".csv", ".mid"])
    )


def _odd_floats(rng: np.random.Generator) -> tuple[bytes, str]:
    odd = rng.choice(np.array([np.nan, np.inf, -np.inf, 3e38, 1e-40, 0.0], dtype="<f4"), 16_000)
    return wav(odd.tobytes(), 8000, 1, 3, 32), ".wav"


def _many_channels(rng: np.random.Generator) -> tuple[bytes, str]:
    sound = (3000 * np.sin(2 * np.pi * 392 * np.arange(192_000) / 192_000)).astype("<i2")
    return wav(np.repeat(sound, 8).tobytes(), 192_000, 8, 1, 16), ".wav"


def _lying_wav(rng: np.random.Generator) -> tuple[bytes, str]:
    """Ten hours declared, a second there; or rates, channels and sample sizes that do not exist."""
    rate, channels = int(rng.choice([1, 7, 8000, 44_100, 2**31])), int(rng.choice([0, 1, 2, 255, 65_535]))
    bits = int(rng.choice([0, 1, 8, 16, 24, 64, 65_528]))
    declared = int(rng.choice([0, 1, 36_000 * 16_000, 0xFFFFFFFF]))
    return wav(
        rng.integers(0, 256, 16_000, dtype=np.uint8).tobytes(), rate, channels, 1, bits, declared=declared
    ), ".wav"


def _ten_hours(rng: np.random.Generator) -> tuple[bytes, str]:
    return wav(bytes(16_000), 8000, 1, 1, 16, declared=36_000 * 16_000), ".wav"


def _long_keys(rng: np.random.Generator) -> tuple[bytes, str]:
    """Keys whose pauses add up to years, or a track that claims more than there is."""
    far = b"\xff\xff\xff\x7f"
    events = b"".join(far + bytes([0x90, 60 + k % 12, 64]) for k in range(50))
    size = len(events) if rng.random() < 0.5 else 0x7FFFFFFF
    return b"MThd" + struct.pack(">IHHH", 6, 1, 1, int(rng.choice([0, 1, 480, 0x8000]))) + b"MTrk" + struct.pack(
        ">I", size
    ) + events, ".mid"


def _odd_table(rng: np.random.Generator) -> tuple[bytes, str]:
    cells = ("nan", "inf", "-1", "1e308", "0x10", "", '"', "9" * 5000, "\0", "1e-400", "\N{FULLWIDTH DIGIT ONE}")
    rows = "\n".join(
        f"{k / 100 if rng.random() < 0.9 else rng.choice(cells)},{rng.choice(cells) if rng.random() < 0.1 else 440}"
        for k in range(60)
    )
    return f"time_s,f0_hz\n{rows}".encode(), ".csv"


def _score_entities(rng: np.random.Generator) -> tuple[bytes, str]:
    """XML whose entities unfold to gigabytes, or point at a file."""
    lines = "".join(f'<!ENTITY e{k} "{f"&e{k - 1};" * 10}">' for k in range(1, 12))
    inside, outside = f'[<!ENTITY e0 "ha">{lines}]', '[<!ENTITY e11 SYSTEM "file:///etc/passwd">]'
    title = "<score-partwise><movement-title>&e11;</movement-title></score-partwise>"
    return f"<!DOCTYPE s {inside if rng.random() < 0.5 else outside}>{title}".encode(), ".musicxml"


def _score_deep(rng: np.random.Generator) -> tuple[bytes, str]:
    depth = int(rng.choice([500, 100_000]))
    return b"<score-partwise>" + b"<a>" * depth + b"</a>" * depth + b"</score-partwise>", ".musicxml"


def _score_numbers(rng: np.random.Generator) -> tuple[bytes, str]:
    """Good MusicXML with one of its numbers made absurd."""
    xml = seeds()["score.musicxml", ".musicxml"]
    tags = (
        b"divisions",
        b"duration",
        b"beats",
        b"beat-type",
        b"fifths",
        b"octave",
        b"alter",
        b"transpose",
        b"per-minute",
    )
    tag = tags[int(rng.integers(len(tags)))]
    values = (b"0", b"-1", b"99999999999999999999", b"1e9", b"0.0000001", b"nan", b"", b"seven", b"1/3", b"2147483648")
    value = values[int(rng.integers(len(values)))]
    first = xml.find(b"<" + tag + b">")
    if first < 0:
        return xml, ".musicxml"
    last = xml.index(b"</" + tag + b">", first)
    return xml[: first + len(tag) + 2] + value + xml[last:], ".musicxml"


def _score_bomb(rng: np.random.Generator) -> tuple[bytes, str]:
    return mxl(b"<score-partwise>" + b" " * 300_000_000 + b"</score-partwise>") if rng.random() < 0.02 else mxl(
        gzip.compress(bytes(10**6))
    ), ".mxl"


QUICK: dict[str, Maker] = {
    "take of 0 bytes": lambda rng: (b"", str(rng.choice([*SOUNDS, ".csv", ".mid"]))),
    "take of noise bytes": _noise,
    "take of NaN and infinities": _odd_floats,
    "take of 8 channels at 192 kHz": _many_channels,
    "take whose header lies": _lying_wav,
    "take that declares ten hours": _ten_hours,
    "take of keys that last for years": _long_keys,
    "take of odd numbers in a table": _odd_table,
    "score of entities": _score_entities,
    "score nested deep": _score_deep,
    "score of absurd numbers": _score_numbers,
    "score that unpacks to far more": _score_bomb,
    "score of 0 bytes": lambda rng: (b"", str(rng.choice(SCORES))),
    "score of noise bytes": lambda rng: (rng.integers(0, 256, 2000, dtype=np.uint8).tobytes(), str(rng.choice(SCORES))),
}
SLOW: dict[str, Maker] = {
    "take of hours of silence, Ogg": lambda rng: (_zip_bomb(".ogg"), ".ogg"),
    "take of hours of silence, FLAC": _flac_bomb,
    "take of hours of silence, MP3": lambda rng: (_zip_bomb(".mp3"), ".mp3"),
}
