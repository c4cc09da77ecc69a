"""The corpora the shipped weights may be trained on: where each lies, its licence, and how its files are read."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tutor.composing.corpus_kern import read_kern
from tutor.composing.corpus_lines import Line, ensemble_key
from tutor.composing.corpus_midi import bars_from, downbeat_phase, read_midi, voices
from tutor.composing.corpus_music21 import read_with_music21
from tutor.composing.corpus_musicxml import open_musicxml, part_names, read_part
from tutor.composing.vocabulary import bar_ticks
from tutor.music.rhythm import Meter


@dataclass(frozen=True)
class Source:
    """A named set of files. `folder` lies under the corpora directory, or in music21's own corpus when `own`."""

    name: str
    folder: str
    pattern: str
    licence: str
    attribution: str
    read: Callable[[Path], Iterator[Line]]
    own: bool = False

    def files(self, corpora: Path | None) -> list[Path]:
        """Every file of the set, in a stable order; none when its directory is not there."""
        root = music21_corpus() if self.own else corpora
        return sorted((root / self.folder).glob(self.pattern)) if root else []


@lru_cache(maxsize=1)
def music21_corpus() -> Path:
    """The corpus folder inside the installed music21 package."""
    from importlib.util import find_spec

    spec = find_spec("music21")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "corpus"


# Tune types as the Ceol Rince file names spell them.
_IRISH = {
    "reel": "irish-reel",
    "hornpipe": "irish-hornpipe",
    "polka": "irish-polka",
    "slide": "irish-jig",
    "jig": "irish-jig",
}
_IRISH_BY_METER = {"6/8": "irish-jig", "9/8": "irish-jig", "12/8": "irish-jig", "2/4": "irish-polka"}
_MUTOPIA = {
    **{"folk-swedish": "swedish-folk", "folk-japanese": "japanese-song", "ragtime": "ragtime", "baroque": "baroque"},
    **{"classical": "classical", "studies": "classical", "renaissance": "renaissance", "romantic": "romantic-piano"},
}
_NIFC = {"dances-keyboard": "polish-dance", "children-songs": "childrens-song"}
_LOUD = 105  # the velocity that marks a downbeat in the Ceol Rince files


def _irish(path: Path) -> Iterator[Line]:
    midi = read_midi(path)
    lines = voices(midi)
    if not lines or midi.off_grid > 0.05:
        return
    meter = midi.meters[0][1] if midi.meters else Meter(4, 4)
    word = next((style for name, style in _IRISH.items() if name in path.stem.lower()), None)
    style = word or _IRISH_BY_METER.get(meter.name, "")
    phase = downbeat_phase(lines[0], bar_ticks(meter), _LOUD)
    bars = bars_from(midi, lines[0], phase, use_keys=False)
    yield Line(path.stem, "ceol-rince", style, tuple(bars), "folk", _irish_roots(path.parent.parent).get(path.stem))


@lru_cache(maxsize=2)
def _irish_roots(folder: Path) -> dict[str, int]:
    """Expert tonic pitch class of every tune."""
    with (folder / "roots.csv").open(encoding="utf-8") as rows:
        return {row[0]: int(row[1]) for row in csv.reader(rows) if len(row) == 2 and row[1].isdigit()}


def _mutopia(path: Path) -> Iterator[Line]:
    style = _MUTOPIA.get(path.parent.name)
    if path.parent.name == "folk-other" and "J95" in path.stem:
        style = "japanese-song"
    if style is None:
        return
    midi = read_midi(path)
    if midi.off_grid > 0.03:
        return
    idiom = {"renaissance": "modal", "swedish-folk": "folk", "japanese-song": "folk"}.get(style, "tonal")
    meter = midi.meters[0][1] if midi.meters else Meter(4, 4)
    everything = [note for track in midi.tracks for note in track]
    phase = downbeat_phase(sorted(everything), bar_ticks(meter))
    for line in voices(midi, 3 if style in ("baroque", "renaissance") else 1):
        bars = bars_from(midi, line, phase, use_keys=idiom == "tonal")
        yield Line(path.stem, "mutopia", style, tuple(bars), idiom)


def _kern(path: Path) -> Iterator[Line]:
    style = _NIFC.get(path.parent.name, "renaissance")
    staves = read_kern(path)
    if style != "renaissance":
        yield Line(path.stem, "nifc-polish", style, tuple(staves[-1]))
        return
    key = ensemble_key(staves[::-1], "modal")
    for bars in staves:
        yield Line(path.stem, "nifc-polish", style, tuple(bars), "modal", key=key)


def _chopin(path: Path) -> Iterator[Line]:
    yield Line(path.stem, "nifc-chopin", "romantic-piano", tuple(read_kern(path)[-1]))


def _lieder(path: Path) -> Iterator[Line]:
    root = open_musicxml(path)
    names = [name.lower() for name in part_names(root)]
    sung = [i for i, name in enumerate(names) if "piano" not in name and "klavier" not in name]
    for index in sung[:2]:
        yield Line(path.stem, "openscore-lieder", "romantic-song", tuple(read_part(root, index)))


def _quartet(path: Path) -> Iterator[Line]:
    # The composer's surname opens the path: only the Viennese classics sound like the style of that name.
    style = "classical" if any(name in str(path) for name in ("Haydn", "Mozart", "Beethoven")) else ""
    yield Line(path.stem, "openscore-quartets", style, tuple(read_part(open_musicxml(path), 0)))


def _hymn(path: Path) -> Iterator[Line]:
    # The files name every key as if it were major: judge by all four voices.
    parts = read_with_music21(path)
    key = ensemble_key(parts, "tonal")
    for bars in parts:
        yield Line(path.stem, "openhymnal", "hymn", tuple(bars), key=key)


def _chorale(path: Path) -> Iterator[Line]:
    root = open_musicxml(path)
    parts = [read_part(root, index) for index in range(min(4, len(part_names(root))))]
    key = ensemble_key(parts, "tonal")
    for bars in parts:
        yield Line(path.stem, "bach-chorales", "bach-chorale", tuple(bars), key=key)


def _ryan(path: Path) -> Iterator[Line]:
    for bars in read_with_music21(path)[:1]:
        yield Line(path.stem, "ryans-mammoth", "american-fiddle", tuple(bars), "folk")


_NIFC_CREDIT = "The Fryderyk Chopin Institute (https://nifc.pl)"
SOURCES: tuple[Source, ...] = (
    Source(
        "bach-chorales",
        "bach",
        "bwv*.mxl",
        "public-domain music; encodings distributed with music21",
        "music21",
        _chorale,
        True,
    ),
    Source("ryans-mammoth", "ryansMammoth", "*.abc", "public-domain book (1883)", "music21; Ray Davies", _ryan, True),
    Source(
        "ceol-rince",
        "irish-ceol-rince/MIDI",
        "*.mid",
        "CC BY 4.0",
        "Diamond, Shahid and McDermott (2022), from Bill Black's transcriptions of Breathnach's Ceol Rince na hÉireann",
        _irish,
    ),
    Source(
        "mutopia",
        "mutopia-midi",
        "*/*.mid",
        "Public Domain, or CC BY 2.5/3.0/4.0 per piece",
        "The Mutopia Project and its typesetters (https://www.mutopiaproject.org)",
        _mutopia,
    ),
    Source(
        "nifc-polish",
        "nifc-polish-selection",
        "*/*.krn",
        "CC BY 4.0",
        f"Polish Music Heritage in Open Access, {_NIFC_CREDIT}, https://polishscores.org",
        _kern,
    ),
    Source(
        "nifc-chopin",
        "nifc-chopin-piano/kern",
        "**/*.krn",
        "CC BY 4.0",
        f"{_NIFC_CREDIT}, https://chopinscores.org",
        _chopin,
    ),
    Source("openhymnal", "openhymnal-satb/abc", "*.abc", "public domain", "Open Hymnal Project", _hymn),
    Source("openscore-lieder", "openscore-lieder/mxl", "**/*.mxl", "CC0 1.0", "OpenScore Lieder Corpus", _lieder),
    Source(
        "openscore-quartets", "openscore-quartets/mxl", "**/*.mxl", "CC0 1.0", "OpenScore String Quartets", _quartet
    ),
)
