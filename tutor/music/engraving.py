"""Scores as SVG to set into a page: drawn by verovio, then cleaned, named and labelled for people and style sheets.

The drawing takes the page's colour (`currentColor`), holds no style sheet, script or outside link, and is the same for
the same score. Every written note is a <g class="note"> with `data-note`, the sounding note's id; the first of a tied
group carries the id itself, prefixed by `id_prefix`. Every bar is a <g class="measure"> with `data-bar` and a label.
"""

from __future__ import annotations

import threading
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from functools import cache

from tutor.music.engraved_shapes import boxes, glyph_boxes, text_box
from tutor.music.musicxml import to_musicxml
from tutor.music.musicxml_marks import opening_words
from tutor.music.score import Part, Score, Slur
from tutor.music.speaking import BarLabel, bar_labels, key_words

_SVG = "http://www.w3.org/2000/svg"
_TAGS = {"svg", "g", "defs", "path", "use", "text", "tspan", "ellipse", "polygon", "polyline", "rect"}
_FONT_STYLES = {"tempo": ("font-weight", "bold"), "dir": ("font-style", "italic"), "mNum": ("font-style", "italic")}
# Signs of the music font inside text, as characters that ordinary fonts have.
_TEXT_SIGNS = {
    0xECA2: "whole",
    0xECA3: "half",
    0xECA5: "♩",
    0xECA7: "♪",
    0xECB7: ".",
    0xE1D3: "half",
    0xE1D5: "♩",
    0xE1D7: "♪",
    0xE1E7: ".",
    0xE260: "♭",
    0xE261: "♮",
    0xE262: "♯",
    0xE263: "♯♯",
    0xE264: "♭♭",
    0xEA64: "♭",
    0xEA65: "♮",
    0xEA66: "♯",
}
# The last: every opening word is taken for Italian, and would be read aloud so.
_NOT_OURS = ("style", "color", "overflow", "{http://www.w3.org/XML/1998/namespace}lang")
_SHORT_LABELS = {"piano-left-hand": "Left hand", "soprano-recorder": "Recorder", "alto-recorder": "Alto recorder"}
_LINE = 450  # height of a line of text, in the drawing's units; a staff space is 180
_CLEAR = 90  # between a tempo mark and what stands nearest to it
_MAX_PAGE = 60_000
# The toolkit draws ids from one generator for the whole process; one engraving at a time keeps them the same.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Engraving:
    """One SVG of all systems, its size in px at the asked width, and each bar in words."""

    svg: str
    bars: tuple[BarLabel, ...]
    width: int
    height: int


def engrave(score: Score, *, width: int = 900, scale: int = 45, id_prefix: str = "", labels: bool = True) -> Engraving:
    """Engrave a score for a column `width` px wide; `scale` 100 draws staff lines 18 px apart.

    As many systems as the width asks for, of as many bars each. `id_prefix` goes before every id, for two scores on
    one page.
    """
    numbered, names = _numbered(score)
    pages = _balanced(_labelled(to_musicxml(numbered).decode(), score), len(score.bars), width * 100 // scale)
    spoken = bar_labels(score)
    root, height = _stacked([_Page(page, names, id_prefix).cleaned() for page in pages], width * 1000 // scale)
    _name_bars(root, spoken, id_prefix, labels=labels)
    root.set("role", "group" if labels else "img")
    root.set("aria-label", f"{score.title}, {key_words(score.key.name)}, {score.meter.name}")
    svg = ET.tostring(root, encoding="unicode")
    return Engraving(svg, spoken, width, round(height * scale / 1000))


def _numbered(score: Score) -> tuple[Score, dict[str, str]]:
    """The score with ids x1, x2, ... that any XML tool accepts, and the way back to its own ids."""
    originals = [note.id for part in score.parts for note in part.notes]
    new = {old: f"x{number}" for number, old in enumerate(originals, 1)}
    return score.with_parts(*(_renamed(part, new) for part in score.parts)), {v: k for k, v in new.items()}


def _renamed(part: Part, new: dict[str, str]) -> Part:
    notes = tuple(replace(note, id=new[note.id]) for note in part.notes)
    slurs = tuple(Slur(new[s.first], new[s.last]) for s in part.slurs if s.first in new and s.last in new)
    return replace(part, notes=notes, slurs=slurs)


def _labelled(musicxml: str, score: Score) -> str:
    """The file with the names that stand before the staves short, and room before them and after the opening words.

    Room is kept by the widths of a narrow serif; a page's own may be wider by a quarter, which the spaces make up for.
    """
    words = opening_words(score)
    if words is not None:
        room = "\u00a0" * (2 + len(words.text) // 3)
        musicxml = musicxml.replace("</per-minute>", f"{room}</per-minute>", 1)
    for part in score.parts:
        written = part.instrument.replace("-", " ").capitalize()
        short = _SHORT_LABELS.get(part.instrument, written.replace("saxophone", "sax"))
        room = "\u00a0" * (len(short) // 2)
        musicxml = musicxml.replace(f"<part-name>{written}<", f"<part-name>{room}{short}<")
    return musicxml


@cache
def _resource_path() -> str:
    from pathlib import Path

    import verovio

    return str(Path(verovio.__file__).parent / "data")


def _balanced(musicxml: str, bars: int, page_width: int) -> list[str]:
    """Pages whose systems hold the same number of bars, but for the last: no bar is left on a line of its own."""
    pages = _drawn(musicxml, page_width)
    systems = sum(page.count('class="system"') for page in pages)
    starts = _system_starts(bars, systems)
    return _drawn(_with_breaks(musicxml, starts), page_width, breaks="encoded") if starts else pages


def _system_starts(bars: int, systems: int) -> range:
    """Indices of the bars that begin the second and later systems: even lines, of four bars where that fits as well."""
    if systems < 2:
        return range(0)
    most = -(-bars // systems)
    each = next((n for n in (8, 4, 2) if n <= most and bars % n == 0 and -(-bars // n) <= systems + 1), most)
    return range(each, bars, each)


def _with_breaks(musicxml: str, starts: range) -> str:
    """The score with a line break before each of these bars of every part."""
    root = ET.fromstring(musicxml)
    for part in root.iter("part"):
        measures = part.findall("measure")
        for start in starts:
            measures[start].insert(0, ET.Element("print", {"new-system": "yes"}))
    return ET.tostring(root, encoding="unicode")


def _drawn(musicxml: str, page_width: int, breaks: str = "auto") -> list[str]:
    """Verovio's pages, `page_width` in its own units (tenths of a px at scale 100)."""
    import verovio

    with _ONE_AT_A_TIME:
        verovio.setDefaultResourcePath(_resource_path())  # kept per thread
        verovio.enableLog(verovio.LOG_OFF)
        toolkit = verovio.toolkit()
        toolkit.setOptions(
            {
                "pageWidth": page_width,
                "pageHeight": _MAX_PAGE,
                "pageMarginLeft": 20,
                "pageMarginRight": 20,
                "pageMarginTop": 40,
                "pageMarginBottom": 20,
                "adjustPageHeight": True,
                "breaks": breaks,
                "header": "none",
                "footer": "none",
                "smuflTextFont": "none",
                "svgViewBox": True,
                "svgRemoveXlink": True,
                "svgFormatRaw": True,
                "xmlIdSeed": 1,
                "spacingSystem": 8,
                "mnumInterval": 0,
            }
        )
        if not toolkit.loadData(musicxml):
            raise ValueError("the score could not be engraved")
        return [toolkit.renderToSVG(number) for number in range(1, toolkit.getPageCount() + 1)]


@dataclass
class _Page:
    """One drawn page on its way to being ours."""

    svg: str
    names: dict[str, str]
    prefix: str

    def cleaned(self) -> ET.Element:
        """The definition-scale <svg> of the page with its <defs>, stripped to what we draw with."""
        root = ET.fromstring(self.svg)
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
        self.glyphs = {child.get("id", ""): self._glyph(child) for child in root.findall("defs/g")}
        scaled = root.find("svg")
        defs = root.find("defs")
        if scaled is None or defs is None:
            raise ValueError("the engraving holds no music")
        scaled.insert(0, defs)
        self._clean(scaled)
        _lift_tempo(scaled)
        return scaled

    def _glyph(self, child: ET.Element) -> str:
        return f"{self.prefix}glyph-{child.get('id', '').partition('-')[0]}"

    def _clean(self, element: ET.Element) -> None:
        for child in list(element):
            if child.tag not in _TAGS or "placeholder" in child.get("class", "") or _is_empty(child):
                element.remove(child)
            else:
                self._clean(child)
        self._attributes(element)
        if element.tag == "tspan" and element.get("font-family"):
            _use_plain_characters(element)

    def _attributes(self, element: ET.Element) -> None:
        identity = element.attrib.pop("id", "")
        for name in [n for n in element.attrib if n.startswith("on") or n in _NOT_OURS]:
            del element.attrib[name]
        if identity in self.glyphs:
            element.set("id", self.glyphs[identity])
        head, _, piece = identity.partition("-")
        if head in self.names and "note" in element.get("class", "").split():
            element.set("data-note", self.names[head])
            element.set("id", self.prefix + self.names[head] + (f"-{piece}" if piece else ""))
        if "href" in element.attrib:
            element.set("href", "#" + self.glyphs[element.get("href", "").removeprefix("#")])
        if element.tag == "text":
            element.set("stroke", "none")
        for kind in element.get("class", "").split():
            if kind in _FONT_STYLES:
                element.set(*_FONT_STYLES[kind])


def _lift_tempo(page: ET.Element) -> None:
    """Set the tempo mark clear of all that stands under it, and above the chord symbols; the page grows upwards.

    Verovio takes letters to be narrower than a page may have them, and so sees nothing under the end of the mark; and
    slurs push the mark in among the chord symbols, which keep their line to themselves.
    """
    system = next((g for g in page.iter("g") if "system" in g.get("class", "").split()), page)
    chords = [text_box(chord).line for chord in _texts(system, "harm")]
    taken = [*boxes(system, glyph_boxes(page), but="tempo"), *chords]
    for text in _texts(system, "tempo"):
        drawn = mark = text_box(text)
        while hit := [box for box in taken if mark.touches(box, _CLEAR)]:
            mark = mark.raised_to(min(box.top for box in hit) - _CLEAR)
        if mark is not drawn:
            _move_up(text, round(drawn.bottom - mark.bottom), page)


def _move_up(text: ET.Element, by: int, page: ET.Element) -> None:
    """Move a text, and the upper edge of the page with it where no line of text has room above it any more."""
    y = int(text.get("y", "0")) - by
    text.set("y", str(y))
    left, top, width, height = (int(float(n)) for n in page.get("viewBox", "0 0 0 0").split())
    room = max(0, top + _LINE - y)
    page.set("viewBox", f"{left} {top - room} {width} {height + room}")


def _texts(system: ET.Element, kind: str) -> list[ET.Element]:
    """The placed texts of one kind of mark."""
    marks = (g for g in system.iter("g") if g.get("class") == kind)
    return [text for g in marks for text in g.iter("text") if text.get("y")]


def _is_empty(element: ET.Element) -> bool:
    return element.tag in ("g", "text") and not len(element) and not (element.text or "").strip()


def _use_plain_characters(tspan: ET.Element) -> None:
    """Show the music font's signs within text by characters that ordinary fonts have, at the text's size."""
    tspan.text = "".join(_TEXT_SIGNS.get(ord(sign), sign) for sign in (tspan.text or "").replace(" ", ""))
    del tspan.attrib["font-family"]
    tspan.set("font-size", "405px")


def _stacked(pages: list[ET.Element], width: int) -> tuple[ET.Element, int]:
    """One <svg> with the pages below each other, and its height in viewBox units."""
    top = 0
    root = ET.Element("svg", {"xmlns": _SVG, "class": "score", "fill": "currentColor", "stroke": "currentColor"})
    for page in pages:
        height = int(float(page.get("viewBox", "0 0 0 0").split()[3]))
        page.attrib.pop("class", None)
        page.attrib.update({"y": str(top), "width": str(width), "height": str(height)})
        root.append(page)
        top += height
    root.set("viewBox", f"0 0 {width} {top}")
    return root, top


def _name_bars(root: ET.Element, spoken: tuple[BarLabel, ...], prefix: str, *, labels: bool) -> None:
    measures = [g for g in root.iter("g") if "measure" in g.get("class", "").split()]
    for measure, bar in zip(measures, spoken, strict=True):
        measure.set("id", f"{prefix}bar-{bar.number}")
        measure.set("data-bar", str(bar.number))
        if labels:
            measure.attrib.update({"role": "img", "tabindex": "0", "aria-label": bar.label})
