"""A General MIDI sound bank (SoundFont 2): which recorded samples make up a note, and how they are to be played.

Read straight from the SoundFont 2.04 specification, because each note needs its own cents, glide and vibrato, which
the renderers that can be installed without a system library do not give.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tutor.errors import ModelUnavailable

# Generator numbers of the specification, section 8.1.2, with the defaults that matter here.
_DEFAULTS = {
    34: -12000,
    35: -12000,
    36: -12000,
    37: 0,
    38: -12000,
    48: 0,
    51: 0,
    52: 0,
    54: 0,
    56: 100,
    58: -1,
    8: 13500,
    11: 0,
    26: -12000,
    27: -12000,
    28: -12000,
    29: 0,
}
_OFFSETS = {"start": (0, 4), "end": (1, 12), "loop_start": (2, 45), "loop_end": (3, 50)}  # fine, coarse (x 32768)
_KEY_RANGE, _VELOCITY_RANGE, _INSTRUMENT, _SAMPLE = 43, 44, 41, 53
_SUMMED = (
    48,
    51,
    52,
    8,
    11,
)  # a preset's generators are added to its instrument's; only these are used in banks met here
_SHDR = struct.Struct("<20sIIIIIBbHH")


@dataclass(frozen=True)
class Zone:
    """One sample as one key plays it. `wave` float32 (n,) at `rate` Hz; loop points are indices into it, 0 = no loop.

    `root` is the MIDI pitch (with cents) the untouched sample sounds at; times in seconds; `gain` is linear.
    """

    wave: NDArray[np.float32]
    rate: int
    root: float
    loop: tuple[int, int]
    gain: float
    attack_s: float
    hold_s: float
    decay_s: float
    sustain: float
    release_s: float
    cutoff_hz: float
    brightness_hz: float  # cutoff at the height of the filter's own envelope, and that envelope
    bright_attack_s: float
    bright_decay_s: float
    bright_sustain: float


class Bank:
    """A sound bank in memory; raises ModelUnavailable when the file is not a SoundFont 2."""

    def __init__(self, path: Path) -> None:
        self.path = path
        chunks = _chunks(_read(path))
        try:
            self._wave = np.frombuffer(chunks["smpl"], dtype="<i2")
            self._samples = [_SHDR.unpack_from(chunks["shdr"], i) for i in range(0, len(chunks["shdr"]) - 46, 46)]
            self._presets = {
                (bank, program): zones
                for (program, bank), zones in _tree(chunks, "p", 38, lambda b, o: struct.unpack_from("<HH", b, o + 20))
            }
            self._instruments = [zones for _, zones in _tree(chunks, "i", 22, lambda b, o: (o, 0))]
        except (KeyError, struct.error) as error:
            raise ModelUnavailable(
                f"{path.name} is not a SoundFont 2 sound bank; name another in ETUDE_SOUNDFONT."
            ) from error

    def zones(self, program: int, key: int, velocity: int = 90) -> tuple[Zone, ...]:
        """The samples that sound together for one key of a General MIDI program, 0-127, on its first bank."""
        preset = self._presets.get((0, program)) or self._presets.get((0, 0)) or []
        return tuple(
            self._zone({**generators, **{g: generators.get(g, _DEFAULTS[g]) + outer.get(g, 0) for g in _SUMMED}}, key)
            for outer in _matching(preset, key, velocity, _INSTRUMENT)
            for generators in _matching(self._instruments[outer[_INSTRUMENT]], key, velocity, _SAMPLE)
        )

    def _zone(self, generators: dict[int, int], key: int) -> Zone:
        values = {**_DEFAULTS, **generators}
        _, start, end, loop_start, loop_end, rate, original, correction, _, _ = self._samples[values[_SAMPLE]]
        shift = {n: values.get(fine, 0) + 32768 * values.get(coarse, 0) for n, (fine, coarse) in _OFFSETS.items()}
        first, last = start + shift["start"], end + shift["end"]
        loop = (loop_start + shift["loop_start"] - first, loop_end + shift["loop_end"] - first)
        root = values[58] if values[58] >= 0 else original
        scale = values[56] / 100
        tuned = root - correction / 100 - values[51] - values[52] / 100
        wave = self._wave[first:last].astype(np.float32) / 32768.0
        return Zone(
            wave=np.concatenate([wave, np.zeros(4, np.float32)]),
            rate=rate,
            root=tuned if scale == 1 else key - (key - root) * scale - (root - tuned),
            loop=loop if values[54] in (1, 3) and loop[1] - loop[0] > 0 and loop[1] <= len(wave) else (0, 0),
            gain=10 ** (-0.4 * values[48] / 200),  # the spec's centibels as the makers of banks hear them
            attack_s=_timecents(values[34]),
            hold_s=_timecents(values[35]),
            decay_s=_timecents(values[36]),
            sustain=10 ** (-values[37] / 200),
            release_s=_timecents(values[38]),
            cutoff_hz=8.176 * 2 ** (values[8] / 1200),
            brightness_hz=8.176 * 2 ** ((values[8] + values[11]) / 1200),
            bright_attack_s=_timecents(values[26]),
            bright_decay_s=_timecents(values[27]) + _timecents(values[28]),
            bright_sustain=max(0.0, 1 - values[29] / 1000),
        )


def _timecents(value: int) -> float:
    return float(2 ** (value / 1200))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelUnavailable(f"The sound bank {path} cannot be read; name another in ETUDE_SOUNDFONT.") from error


def _chunks(data: bytes) -> dict[str, bytes]:
    """Every leaf chunk of a RIFF file by its four-letter name."""
    found: dict[str, bytes] = {}
    stack = [(12, len(data))]
    while stack:
        at, end = stack.pop()
        while at + 8 <= end:
            name, size = data[at : at + 4].decode("latin-1"), struct.unpack_from("<I", data, at + 4)[0]
            if name == "LIST":
                stack.append((at + 12, at + 8 + size))
            else:
                found[name] = data[at + 8 : at + 8 + size]
            at += 8 + size + size % 2
    return found


def _tree(chunks, letter, width, identify):
    """[(identity, [generators of each zone])] of the presets ("p") or instruments ("i"); global zones are folded in."""
    heads, bags, gens = (
        chunks[letter + ("hdr" if letter == "p" else "nst")],
        chunks[letter + "bag"],
        chunks[letter + "gen"],
    )
    bag_at = 24 if letter == "p" else 20
    last = _INSTRUMENT if letter == "p" else _SAMPLE
    trees = []
    for offset in range(0, len(heads) - width, width):
        first, stop = (struct.unpack_from("<H", heads, o + bag_at)[0] for o in (offset, offset + width))
        zones = [_generators(bags, gens, bag) for bag in range(first, stop)]
        shared = zones[0] if zones and last not in zones[0] else {}
        trees.append((identify(heads, offset), [{**shared, **zone} for zone in zones if last in zone]))
    return trees


def _generators(bags: bytes, gens: bytes, bag: int) -> dict[int, int]:
    first, stop = (struct.unpack_from("<H", bags, 4 * b)[0] for b in (bag, bag + 1))
    pairs = (
        struct.unpack_from("<HHh", gens[4 * i : 4 * i + 4] + gens[4 * i + 2 : 4 * i + 4]) for i in range(first, stop)
    )
    unsigned = (_KEY_RANGE, _VELOCITY_RANGE, _INSTRUMENT, _SAMPLE)
    return {number: plain if number in unsigned else signed for number, plain, signed in pairs}


def _matching(zones: list[dict[int, int]], key: int, velocity: int, target: int) -> list[dict[int, int]]:
    """Zones whose key and velocity ranges hold; the zone nearest in key when none does."""
    fits = [z for z in zones if _inside(z, _KEY_RANGE, key) and _inside(z, _VELOCITY_RANGE, velocity)]
    if fits or not zones:
        return fits
    return [
        min(zones, key=lambda z: abs((z.get(_KEY_RANGE, 0x7F00) & 255) + (z.get(_KEY_RANGE, 0x7F00) >> 8) - 2 * key))
    ]


def _inside(zone: dict[int, int], generator: int, value: int) -> bool:
    span = zone.get(generator, 0x7F00)
    return (span & 255) <= value <= (span >> 8)


@lru_cache(maxsize=4)
def _load(path: Path) -> Bank:
    return Bank(path)


def sound_bank() -> Bank:
    """The bank named by ETUDE_SOUNDFONT, else the one that comes with pretty_midi; nothing is ever fetched."""
    named = os.environ.get("ETUDE_SOUNDFONT")
    return _load(Path(named) if named else _packaged())


def _packaged() -> Path:
    from importlib.util import find_spec

    spec = find_spec("pretty_midi")
    if spec is None or spec.origin is None:
        raise ModelUnavailable("There is no sound bank: install pretty_midi or name a SoundFont 2 in ETUDE_SOUNDFONT.")
    return Path(spec.origin).parent / "TimGM6mb.sf2"
