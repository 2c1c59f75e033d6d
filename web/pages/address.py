"""The one address of each page, by which search engines and those who share it know it (rel=canonical, og:url).

A parameter stays in it where it makes another page: the type and view of a league table, the type that an indicator
is shown for, the councils of a comparison, the changes of a plan. What only orders or narrows a table (sort, name and
filters of the league) is a view of that table and collapses to it, because its ranks are the same. Anything
else was added elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

from werkzeug.datastructures import MultiDict

from web.pages.league_query import BY_TYPE, CORE, DEFAULT_TYPE, WITHOUT, Query
from web.pages.words import TYPES

Args = MultiDict[str, str]


def address(endpoint: str | None, path: str, args: Args) -> str:
    """Return path and query of the page that an answered request is for, percent-encoded."""
    return quote(path) + KEPT.get(endpoint or "", _nothing)(args)


def _nothing(args: Args) -> str:
    return ""


def _league(args: Args) -> str:
    """Return the query of a table; the type is named even if it is the one shown without."""
    view = args["view"] if args.get("view") in (CORE, WITHOUT) else BY_TYPE
    kind = args.get("type") or ("" if view == CORE else DEFAULT_TYPE)
    return Query(kind, view).address(path="")


def _indicator(args: Args) -> str:
    kind = args.get("type", "")
    return f"?{urlencode({'type': kind})}" if kind in TYPES else ""


def _compare(args: Args) -> str:
    """Return the councils in the order in which they stand side by side."""
    slugs = dict.fromkeys(slug.strip().lower() for value in args.getlist("c") for slug in value.split(","))
    shown = ",".join(slug for slug in slugs if slug)
    return f"?{urlencode({'c': shown}, safe=',')}" if shown else ""


def _map(args: Args) -> str:
    pairs = [("show", args.get("show", "")), ("type", args.get("type", ""))]
    kept = urlencode([(key, value.strip()) for key, value in pairs if value.strip() not in ("", "score")])
    return f"?{kept}" if kept else ""


def _planner(args: Args) -> str:
    """Return the changes of a plan in the order of their codes: the same plan has one address."""
    codes = sorted({code.strip() for code in args.getlist("fix") if code.strip()})
    return f"?{urlencode([('fix', code) for code in codes])}" if codes else ""


KEPT: dict[str, Callable[[Args], str]] = {
    "pages.league": _league,
    "pages.indicator": _indicator,
    "pages.compare": _compare,
    "pages.map": _map,
    "pages.planner": _planner,
}
"""Endpoint -> the query of its pages; every other endpoint has one page for each path."""
