"""A council's card drawn as a picture of 1200 by 630 pixels (PNG), the size that sites show beside a shared link.

The font is the one that Pillow carries: Aileron (CC0). It has the letters of every name and source of the register; a
test holds it to that.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

WIDTH, HEIGHT, MARGIN = 1200, 630, 70
INK, SOFT, BRAND, PALE, SPAN, AMBER = "#141a1a", "#46514f", "#173f3b", "#eef3f2", "#a5c9c3", "#ffb43b"
COLOURS = 64
"""Of the palette: text has few shades, and the file is a third of one in full colour."""


def draw(
    name: str, figure: str, lines: list[str], foot: str, span: tuple[float, float] | None, value: float | None
) -> bytes:
    """Return the picture as PNG, always the same bytes for the same words.

    figure: the score, or that there is none; lines: below it, the first in bold ink; foot: status and day. span, value:
    of the bar from 0 to 1, None where there is none.
    """
    from PIL import Image, ImageDraw  # seven megabytes, wanted by few requests

    image = Image.new("RGB", (WIDTH, HEIGHT), "#fff")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDTH, 14), fill=BRAND)
    pen.rectangle((0, HEIGHT - 84, WIDTH, HEIGHT), fill=PALE)
    y = _write(pen, name, 46, _font(60), BRAND)
    y = _write(pen, figure, y + 14, _font(52), INK)
    if span is not None:
        _bar(pen, y + 32, span, value)
        y += 62
    for place, line in enumerate(lines):
        y = _write(pen, line, y + 10, _font(34 if place == 0 else 29), INK if place == 0 else SOFT)
    _write(pen, foot, HEIGHT - 62, _font(29), BRAND)
    file = io.BytesIO()
    image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _font(size: int) -> FreeTypeFont | ImageFont:
    from PIL import ImageFont

    return ImageFont.load_default(size)


def _write(pen: ImageDraw, text: str, y: float, font: FreeTypeFont | ImageFont, colour: str) -> float:
    """Write text in lines that fit, from height `y` on; return where the next thing may begin."""
    left, top, right, bottom = font.getbbox("Ápg")
    step = (bottom - top) * 1.15
    for line in fitting(text, font):
        pen.text((MARGIN, y), line, fill=colour, font=font)
        y += step
    return y


def fitting(text: str, font: FreeTypeFont | ImageFont) -> list[str]:
    """Return text broken at spaces into lines that are no wider than the picture; a longer word stands alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _bar(pen: ImageDraw, y: float, span: tuple[float, float], value: float | None) -> None:
    def x(share: float) -> float:
        return MARGIN + share * (WIDTH - 2 * MARGIN)

    pen.line((x(0), y, x(1), y), fill=SOFT, width=2)
    pen.rectangle((x(span[0]), y - 12, max(x(span[1]), x(span[0]) + 2), y + 12), fill=SPAN)
    if value is not None:
        pen.rectangle((x(value) - 4, y - 20, x(value) + 4, y + 20), fill=BRAND)
