"""Where the headings of a printed page fall, read from the PDF that Chromium makes of it.

The outline of the PDF gives each heading its page and height; the content of that page, where text is set.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from playwright.sync_api import Page

MARGIN = dict.fromkeys(("top", "right", "bottom", "left"), "12mm")
SAME_LINE = 3
"""Points by which the base lines of one line may differ: small print beside larger."""
_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_TARGET = re.compile(rb"/Dest \[(\d+) 0 R /XYZ [\d.]+ ([\d.]+) 0\]")
_HEX, _PLAIN = re.compile(rb"/Title <FEFF([0-9A-F]+)>"), re.compile(rb"/Title \((.*?)\)\n")
_CONTENT = re.compile(rb"/Contents (\d+) 0 R")
Matrix = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PrintedHeading:
    """One heading: its page as a number of the PDF's, and the lines of text below its own first line on that page."""

    text: str
    page: int
    lines_below: int


def printed_headings(page: Page, height_mm: int, width_mm: int = 210) -> list[PrintedHeading]:
    """Return the headings of a page printed on paper of this size, in the order of the PDF's objects."""
    raw = page.pdf(width=f"{width_mm}mm", height=f"{height_mm}mm", margin=MARGIN, outline=True, tagged=True)
    objects = {int(number): body for number, body in _OBJECT.findall(raw)}
    found = []
    for body in objects.values():
        target = _TARGET.search(body)
        if target and b"/Title" in body:
            number, top = int(target[1]), float(target[2])
            lines = _lines([y for y in _heights(objects, number) if y < top])
            found.append(PrintedHeading(_title(body), number, len(lines) - 1))
    return found


def _title(body: bytes) -> str:
    words = _HEX.search(body)
    return bytes.fromhex(words[1].decode()).decode("utf-16-be") if words else _PLAIN.search(body)[1].decode("latin-1")


def _lines(heights: list[float]) -> list[float]:
    """Return one height for each line, from the top."""
    lines: list[float] = []
    for height in sorted(heights, reverse=True):
        if not lines or lines[-1] - height > SAME_LINE:
            lines.append(height)
    return lines


def _heights(objects: dict[int, bytes], number: int) -> list[float]:
    """Return how high on its page each run of text is set, in points from the foot."""
    stream = objects[int(_CONTENT.search(objects[number])[1])]
    content = zlib.decompress(stream[stream.index(b"stream\n") + 7 : stream.rindex(b"\nendstream")])
    state, kept, heights = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), [], []
    for words in map(bytes.split, content.split(b"\n")):
        match words[-1:]:
            case [b"q"]:
                kept.append(state)
            case [b"Q"]:
                state = kept.pop()
            case [b"cm"]:
                state = _times(_matrix(words), state)
            case [b"Tm"]:
                heights.append(_times(_matrix(words), state)[5])
    return heights


def _matrix(words: list[bytes]) -> Matrix:
    return tuple(float(word) for word in words[:6])


def _times(one: Matrix, other: Matrix) -> Matrix:
    """Return the product of two transformations as PDF writes them: a b c d e f."""
    a, b, c, d, e, f = one
    p, q, r, s, x, y = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + x, e * q + f * s + y)
