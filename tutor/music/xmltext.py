"""Building XML elements from text that may hold anything a person typed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text without the control characters that no XML document may hold."""
    return _FORBIDDEN.sub("", text)


def sub(parent: ET.Element, tag: str, text: str = "", /, **attributes: str) -> ET.Element:
    """A new last child of `parent`."""
    child = ET.SubElement(parent, tag, {name: xml_text(value) for name, value in attributes.items()})
    if text:
        child.text = xml_text(text)
    return child
