# SPDX-License-Identifier: EUPL-1.2
"""SVG parts: classes inside pages (the style sheet colours them), plain attributes in files of their own."""

from __future__ import annotations

from xml.etree import ElementTree as ET

Element = ET.Element

TEXT_SIZES = {
    "c-tick": 13.0,
    "c-limitword": 13.0,
    "c-small": 14.0,
    "c-label": 16.0,
    "c-value": 16.0,
    "c-printed": 14.0,
    "c-head": 14.0,
}
_LIGHT = {"page": "#ffffff", "ink": "#131525", "ink2": "#51577a", "line": "#dfe1ea", "line3": "#6e7597"} | {
    "data1": "#2044aa",
    "data2": "#6e7597",
    "data3": "#9e5c00",
    "band": "#c5d3ef",
    "bad": "#b60000",
}
STYLES: dict[str, dict[str, str]] = {
    "c-tick": {"fill": _LIGHT["ink2"]},
    "c-small": {"fill": _LIGHT["ink2"]},
    "c-head": {"fill": _LIGHT["ink2"]},
    "c-label": {"fill": _LIGHT["ink"]},
    "c-value": {"fill": _LIGHT["ink"]},
    "c-printed": {"fill": _LIGHT["data3"]},
    "c-strong": {"font-weight": "600"},
    "c-grid": {"stroke": _LIGHT["line"], "stroke-width": "1"},
    "c-zero": {"stroke": _LIGHT["ink"], "stroke-width": "1.5"},
    "c-bar": {"fill": _LIGHT["data1"]},
    "c-bar2": {"fill": _LIGHT["data2"]},
    "c-open": {"fill": "none", "stroke": _LIGHT["data1"], "stroke-width": "1.5", "stroke-dasharray": "4 3"},
    "c-open2": {"fill": "none", "stroke": _LIGHT["data2"], "stroke-width": "1.5", "stroke-dasharray": "4 3"},
    "c-edge": {"fill": _LIGHT["page"]},
    "c-print": {"fill": _LIGHT["data3"]},
    "c-span": {"stroke": _LIGHT["data3"], "stroke-width": "2", "stroke-dasharray": "4 3", "fill": "none"},
    "c-line": {"stroke": _LIGHT["data1"], "stroke-width": "2.5", "fill": "none"},
    "c-point": {"fill": _LIGHT["data1"]},
    "c-band": {"fill": _LIGHT["band"]},
    "c-ahead": {"stroke": _LIGHT["data1"], "stroke-width": "2.5", "stroke-dasharray": "5 4", "fill": "none"},
    "c-usual": {"fill": "#e8e9ef"},
    "c-nowtick": {"stroke": _LIGHT["ink"], "stroke-width": "1", "fill": "none"},
    "c-line--silent": {"stroke": _LIGHT["data2"], "stroke-width": "1.5"},
    "c-ring": {"fill": _LIGHT["page"], "stroke": _LIGHT["data2"], "stroke-width": "1.5"},
    "c-lost": {"stroke": _LIGHT["data2"], "stroke-width": "1.5", "stroke-dasharray": "2 4", "fill": "none"},
    "c-limit": {"stroke": _LIGHT["bad"], "stroke-width": "1.5", "fill": "none"},
    "c-limitword": {"fill": _LIGHT["bad"]},
    "c-other": {"stroke": _LIGHT["data2"], "stroke-width": "2", "stroke-dasharray": "6 4", "fill": "none"},
    "c-cell": {"fill": "none", "stroke": _LIGHT["line3"], "stroke-width": "1"},
}
_NARROW = frozenset("iljtfrI.,:;|!'()[]- ·")
_WIDE = frozenset("mwMWÄÖÜ@%&–—")


def number(value: float) -> str:
    """Return a coordinate, short and with a point in every language."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text_width(text: str, size: float) -> float:
    """Return about how wide ``text`` runs in Fira Sans; a little too wide rather than too narrow."""
    units = sum(0.32 if char in _NARROW else 0.86 if char in _WIDE else 0.57 for char in text)
    return units * size


def wrap(text: str, size: float, width: float, lines: int = 2) -> list[str]:
    """Return ``text`` in at most ``lines`` lines; what does not fit in the last one ends in an ellipsis."""
    found = [""]
    for word in text.split():
        longer = f"{found[-1]} {word}".strip()
        if text_width(longer, size) <= width or not found[-1]:
            found[-1] = longer
        else:
            found.append(word)
    if len(found) > lines:
        found = [*found[: lines - 1], " ".join(found[lines - 1 :])]
    return [_cut(line, size, width) for line in found]


def _cut(line: str, size: float, width: float) -> str:
    if text_width(line, size) <= width:
        return line
    while line and text_width(line + "…", size) > width:
        line = line[:-1]
    return line.rstrip() + "…"


def root(width: float, height: float) -> Element:
    """Return an empty drawing."""
    size = {"viewBox": f"0 0 {number(width)} {number(height)}", "width": number(width), "height": number(height)}
    return ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "c-chart", **size})


def text(parent: Element, words: str, x: float, y: float, css: str, anchor: str = "start") -> None:
    """Write ``words`` with their base line at ``y``."""
    place = {"x": number(x), "y": number(y), "class": css}
    if anchor != "start":
        place["text-anchor"] = anchor
    ET.SubElement(parent, "text", place).text = words


def rect(parent: Element, x: float, y: float, width: float, height: float, css: str) -> None:
    """Draw a rectangle; nothing when it has no width."""
    if width > 0:
        place = {"x": number(x), "y": number(y), "width": number(width), "height": number(height), "class": css}
        ET.SubElement(parent, "rect", place)


def path(parent: Element, points: str, css: str) -> None:
    """Draw a path."""
    ET.SubElement(parent, "path", {"d": points, "class": css})


def circle(parent: Element, x: float, y: float, radius: float, css: str) -> None:
    """Draw a filled circle."""
    ET.SubElement(parent, "circle", {"cx": number(x), "cy": number(y), "r": number(radius), "class": css})


def plain(drawing: Element) -> None:
    """Turn the classes of ``drawing`` into attributes, so that it looks the same without a style sheet."""
    for element in drawing.iter():
        names = element.attrib.pop("class", "").split()
        for name in names:
            element.attrib.update(STYLES.get(name, {}))
            if name in TEXT_SIZES and element.tag == "text":
                element.set("font-size", number(TEXT_SIZES[name]))


def serialise(drawing: Element) -> str:
    """Return the drawing as text."""
    return ET.tostring(drawing, encoding="unicode")
