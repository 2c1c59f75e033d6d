"""Core Web Vitals of real visits to council websites as a whole, from the Chrome UX Report. Context, never a mark."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

from collectors.open_data.contract import Context, Harvest, Key, Measure, Request
from collectors.open_data.councils import covered
from collectors.open_data.documents import Fields, field, read_object
from collectors.open_data.gathering import Gathering
from errors import SourceError
from models import Authority
from register.authorities import Register

NAME = "crux"
CONTRACT = "Chrome UX Report API v1, records:queryRecord; thresholds of GoogleChrome/web-vitals"
URL = "https://chromeuxreport.googleapis.com/v1/records:queryRecord"
PASSED = "crux_core_web_vitals_passed"
GOOD = {"largest_contentful_paint": 2500.0, "cumulative_layout_shift": 0.1, "interaction_to_next_paint": 200.0}
"""Metric -> the most that is good at the 75th percentile: milliseconds, a score, milliseconds."""

MAY_LACK = "interaction_to_next_paint"
"""The metric that a site has none of where too few visitors did anything; the other two then decide."""


def requests(register: Register) -> Iterator[Request]:
    """Yield one question a council, about the origin of its home page. 404 says that it has too few visits.

    The largest council comes first: `doctor` asks that one alone, and a 404 would tell it nothing.
    """
    for council in sorted(register.authorities, key=lambda one: one.population or 0, reverse=True):
        if origin := _origin(council):
            sends = json.dumps({"origin": origin, "metrics": list(GOOD)})
            yield Request(_file(council), URL, ("application/json",), frozenset({404}), sends=sends)


def check(file: str, body: bytes, register: Register) -> tuple[Request, ...]:
    """Return no further request. Raises SourceError naming the field that is not as the contract says."""
    _vitals(file, body, register)
    return ()


def parse(bodies: Mapping[str, bytes], register: Register, day: date) -> Harvest:
    """Return the share of the vitals that pass for every council with enough visits, of the last day of the 28.

    The others have no row: too few visits is no bad mark.
    """
    gathering = Gathering(NAME, register)
    for council in covered(register, day):
        file = _file(council)
        if file not in bodies:
            gathering.set_aside("a website with too few visits, or at another origin")
            continue
        values, until = _vitals(file, bodies[file], register)
        if not GOOD.keys() - {MAY_LACK} <= values.keys():
            gathering.set_aside("a website without a largest paint or a layout shift")
            continue
        passed = sum(values[name] <= GOOD[name] for name in values)
        url = f"https://pagespeed.web.dev/report?url={quote(_origin(council), safe='')}"
        gathering.add(council, PASSED, passed / len(values), until, denominator=len(values), url=url)
    return gathering.harvest()


def _file(council: Authority) -> str:
    return f"crux/{council.slug}.json"


def _origin(council: Authority) -> str:
    host = urlsplit(council.homepage).hostname
    return f"https://{host}" if host else ""


def _vitals(file: str, body: bytes, register: Register) -> tuple[dict[str, float], date]:
    """Return the 75th percentile of each vital that is there, and the last day of the 28 that it is of.

    Every question has the same address: a record of another origin is refused.
    """
    record = field(NAME, file, read_object(NAME, file, body), "record", dict)
    key = field(NAME, file, record, "key", dict, within="record")
    origin = field(NAME, file, key, "origin", str, within="record.key")
    council = register.by_slug(file.removeprefix("crux/").removesuffix(".json"))
    if council is None or origin != _origin(council):
        raise SourceError(NAME, f"{file}: found {origin[:80]!r}, which was not asked for", column="record.key.origin")
    metrics = field(NAME, file, record, "metrics", dict, within="record")
    values = {name: _p75(file, metrics, name) for name in GOOD if name in metrics}
    period = field(NAME, file, record, "collectionPeriod", dict, within="record")
    last = field(NAME, file, period, "lastDate", dict, within="record.collectionPeriod")
    within = "record.collectionPeriod.lastDate"
    year, month, on = (field(NAME, file, last, name, int, within=within) for name in ("year", "month", "day"))
    try:
        return values, date(year, month, on)
    except ValueError as error:
        raise SourceError(NAME, f"{file}: {error}", column=within) from None


def _p75(file: str, metrics: Fields, name: str) -> float:
    """Return the 75th percentile; layout shifts are written as text there."""
    within = f"record.metrics.{name}"
    metric = field(NAME, file, metrics, name, dict, within="record.metrics")
    percentiles = field(NAME, file, metric, "percentiles", dict, within=within)
    found: Any = field(NAME, file, percentiles, "p75", object, within=f"{within}.percentiles")
    try:
        value = float(found) if not isinstance(found, bool) else -1.0
    except (TypeError, ValueError):
        value = -1.0
    if not 0 <= value < float("inf"):
        message = f"{file}: found {str(found)[:40]!r}, expected a number of at least 0"
        raise SourceError(NAME, message, column=f"{within}.percentiles.p75")
    return value


CONTEXT = Context(
    name=NAME,
    contract=CONTRACT,
    requests=requests,
    onward=check,
    parse=parse,
    key=Key("chromeuxreport.googleapis.com", "CRUX_API_KEY", "X-Goog-Api-Key"),
    measures=(Measure(PASSED, "share", "of the Core Web Vitals that are known, those good at the 75th percentile"),),
    near=("T09",),
    no_mark=("T09 asks it of pages of tasks, and this is of a whole website; visits and a laboratory are never mixed"),
    licence="CC BY 4.0",
    attribution="Chrome UX Report, Google",
)
