"""A view of the explorer as the query of its address, so that it can be bookmarked and sent on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

LARGEST = 100
"""Highest position of a slider; the lowest is 0."""


@dataclass(frozen=True, slots=True)
class View:
    """What a reader has chosen: a council type and one slider position (0-100) per dimension code."""

    type: str
    sliders: tuple[tuple[str, int], ...]


def write(view: View) -> str:
    """Return the query of a view, e.g. `?type=district&D4=39&D5=26`."""
    return "?" + urlencode([("type", view.type), *view.sliders])


def read(query: str, types: Collection[str]) -> tuple[str | None, dict[str, int]]:
    """Return the type (None if none or unknown) and slider positions of a query; what makes no sense is left out."""
    pairs = dict(parse_qsl(query.lstrip("?")[:500]))
    kind = pairs.pop("type", None)
    return kind if kind in types else None, {code: int(text) for code, text in pairs.items() if _position(text)}


def _position(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= LARGEST
