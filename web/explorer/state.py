"""A view of the explorer as the query of its address, so that it can be bookmarked and sent on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

LARGEST = 100
"""Highest position of a slider; the lowest is 0."""
CHARTS = ("scores", "trend")
LONGEST = 1000
"""Characters of a query that are read; what comes after them is left out."""
SAID = 30
"""Characters of a wrong value that are said back."""
_DIMENSION, _SLUG = re.compile(r"[A-Z]\d{1,2}"), re.compile(r"[a-z0-9-]{1,80}")


@dataclass(frozen=True, slots=True)
class View:
    """What a reader has chosen: a council type and one slider position (0-100) per dimension code.

    page: which page of the table, from 0. chart: one of CHARTS, '' for none. councils: slugs that are pointed out.
    """

    type: str
    sliders: tuple[tuple[str, int], ...]
    page: int = 0
    chart: str = ""
    councils: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; None, '' and nothing where it does not say. refused: what makes no sense, in words."""

    type: str | None = None
    sliders: Mapping[str, int] = field(default_factory=dict)
    page: int | None = None
    chart: str = ""
    councils: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def write(view: View) -> str:
    """Return the query of a view, e.g. `?type=district&D4=39&D5=26&page=2&chart=trend`; pages count from 1 there."""
    pairs: list[tuple[str, object]] = [("type", view.type), *view.sliders]
    pairs += [("page", view.page + 1)] if view.page else []
    pairs += [("chart", view.chart)] if view.chart else []
    pairs += [("c", ",".join(view.councils))] if view.councils else []
    return "?" + urlencode(pairs, safe=",")


def read(query: str, types: Collection[str]) -> Asked:
    """Return what a query asks for. What makes no sense is left out and said; names that mean nothing are ignored."""
    pairs = dict(parse_qsl(query.lstrip("?")[:LONGEST], keep_blank_values=True))
    given = {name: text for name, text in pairs.items() if name in _EXPECTED or _DIMENSION.fullmatch(name)}
    sound = {name: text for name, text in given.items() if _makes_sense(name, text, types)}
    page = sound.get("page")
    return Asked(
        type=sound.get("type"),
        sliders={name: int(text) for name, text in sound.items() if _DIMENSION.fullmatch(name)},
        page=int(page) - 1 if page else None,
        chart=sound.get("chart", ""),
        councils=tuple(dict.fromkeys(sound["c"].split(","))) if "c" in sound else (),
        refused=tuple(
            f"“{name}={text[:SAID]}” is left out: expected {_EXPECTED.get(name, WEIGHT)}."
            for name, text in given.items() if name not in sound
        ),
    )  # fmt: skip


WEIGHT = f"a weight, a whole number from 0 to {LARGEST}"
_EXPECTED = {
    "type": "a type of council of this edition, as the buttons below offer them",
    "page": "a page of the table, a whole number from 1",
    "chart": f"one of {' and '.join(CHARTS)}",
    "c": "councils by the short names of their addresses, with commas between them",
}


def _makes_sense(name: str, text: str, types: Collection[str]) -> bool:
    if name == "type":
        return text in types
    if name == "chart":
        return text in CHARTS
    if name == "c":
        return all(_SLUG.fullmatch(slug) for slug in text.split(","))
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else -1
    return number >= 1 if name == "page" else 0 <= number <= LARGEST
