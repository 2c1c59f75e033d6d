"""Pictures made of our own drawings: SVG to PNG, for those who cannot use SVG."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

FONT = "Source Sans 3"


@cache
def _font() -> str:
    return str(files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf")


def png(drawing: str, width: int) -> bytes:
    """Return an SVG as PNG, `width` pixels wide, in the font that is installed with us.

    The fonts of the machine are never used, so that the picture is the same everywhere. Raises ValueError for text that
    is no SVG.
    """
    # Read only where a picture is asked for: no other answer needs the library.
    import resvg_py

    made = resvg_py.svg_to_bytes(
        svg_string=drawing, width=width, font_files=[_font()], skip_system_fonts=True, font_family=FONT,
        sans_serif_family=FONT,
    )  # fmt: skip
    return bytes(made)
