"""Reading voices from MusicXML quickly: the first voice of a part's first staff, chords by their highest note."""

from __future__ import annotations

import zipfile
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

from tutor.composing.corpus_lines import Read, ReadBar
from tutor.music.pitch import Pitch
from tutor.music.rhythm import TICKS_PER_QUARTER, Meter

Element = ElementTree.Element


def open_musicxml(path: Path) -> Element:
    """The root of a .musicxml, .xml or .mxl file. Raises ValueError when there is no score in it."""
    if path.suffix != ".mxl":
        return ElementTree.parse(path).getroot()
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.endswith((".xml", ".musicxml")) and not n.startswith("META-INF")]
        if not names:
            raise ValueError(f"{path.name} holds no score")
        return ElementTree.fromstring(archive.read(names[0]))


def part_names(root: Element) -> list[str]:
    """The printed name of every part, in order."""
    return [part.findtext("part-name") or "" for part in root.findall("part-list/score-part")]


def read_part(root: Element, index: int) -> list[ReadBar]:
    """The bars of a part, repeats not unfolded. Bars before a time signature count as unusable."""
    reader = _PartReader()
    for measure in root.findall("part")[index].findall("measure"):
        reader.measure(measure)
    return reader.bars


class _PartReader:
    """What is in force while the measures of a part go by."""

    def __init__(self) -> None:
        self.bars: list[ReadBar] = []
        self.divisions = 1
        self.fifths = 0
        self.meter: Meter | None = None

    def measure(self, measure: Element) -> None:
        """Add one bar."""
        clock, longest = Fraction(0), Fraction(0)
        events: list[tuple[Fraction, Fraction, Pitch | None, bool]] = []
        voice: str | None = None
        closes = False
        for item in measure:
            if item.tag == "attributes":
                self._attributes(item)
            elif item.tag in ("backup", "forward"):
                clock += self._length(item) * (1 if item.tag == "forward" else -1)
            elif item.tag == "barline":
                closes = item.findtext("bar-style") == "light-heavy" and item.find("repeat") is None
            elif item.tag == "note" and item.find("grace") is None and item.find("cue") is None:
                voice = voice or item.findtext("voice") or "1"
                length = self._length(item)
                if item.find("chord") is not None:
                    _raise_chord(events, item)
                    continue
                if (item.findtext("voice") or "1") == voice and item.findtext("staff", "1") == "1":
                    events.append((clock, length, _pitch(item), _held(item)))
                clock += length
            longest = max(longest, clock)
        self._close(events, longest, closes)

    def _length(self, item: Element) -> Fraction:
        return Fraction(int(item.findtext("duration") or 0), self.divisions)

    def _attributes(self, item: Element) -> None:
        self.divisions = int(item.findtext("divisions") or self.divisions)
        self.fifths = int(item.findtext("key/fifths") or self.fifths)
        beats, unit = item.findtext("time/beats"), item.findtext("time/beat-type")
        if beats and unit:
            known = beats.isdigit() and unit in ("1", "2", "4", "8", "16")
            self.meter = Meter(int(beats), int(unit)) if known else None

    def _close(self, events: list, longest: Fraction, closes: bool) -> None:
        """Turn events (onset, length, pitch, held) in quarters into a bar in ticks."""
        reads: list[Read] = []
        clock, bad = Fraction(0), self.meter is None
        for onset, length, pitch, held in [*events, (longest, Fraction(0), None, False)]:
            for value, sound, tied in ((onset - clock, None, False), (length, pitch, held)):
                ticks = value * TICKS_PER_QUARTER
                bad = bad or ticks.denominator != 1 or ticks < 0
                if ticks > 0:
                    reads.append(Read(int(ticks), sound, tied))
            clock = onset + length
        self.bars.append(ReadBar(self.meter or Meter(4, 4), self.fifths, tuple(reads), None, bad, closes))


def _pitch(item: Element) -> Pitch | None:
    step = item.findtext("pitch/step")
    if step is None:
        return None
    alter = round(float(item.findtext("pitch/alter") or 0))
    return Pitch(step, alter, int(item.findtext("pitch/octave") or 4)) if abs(alter) <= 2 else None


def _held(item: Element) -> bool:
    return any(tie.get("type") == "stop" for tie in item.findall("tie"))


def _raise_chord(events: list, item: Element) -> None:
    """Keep the higher of the last event's pitch and one more note of its chord."""
    pitch = _pitch(item)
    if events and pitch and events[-1][2] and pitch.midi > events[-1][2].midi:
        onset, length, _, held = events[-1]
        events[-1] = (onset, length, pitch, held and _held(item))
