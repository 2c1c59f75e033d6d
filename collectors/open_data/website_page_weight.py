"""Monthly laboratory measurements of council home pages: bytes and first contentful paint."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from collectors.open_data.contract import Harvest, Live, Measure, Source, single_file
from collectors.open_data.documents import count, field, read_object
from collectors.open_data.gathering import Gathering, is_predecessor
from collectors.open_data.tables import DAY, FLAG, NEEDED, NUMBER, TEXT, Row, optional, read_table
from errors import EmptySourceError, SourceError
from models import Authority, Status
from register.authorities import Register

if TYPE_CHECKING:
    import pandas as pd

NAME = "website_page_weight"
WEIGHTS = "website-page-weight/homepage_weight_monthly.csv"
PAINTS = "website-page-weight/homepage_fcp_monthly.csv"
PUBLISHED = "website-page-weight/index.json"
PAGES = "https://open-innovations.github.io/council-website-emissions/areas/"
WEIGHT_COLUMNS = {"date": DAY, "gss_source": NEEDED, "slug": TEXT, "match": TEXT, "page_bytes": optional(NUMBER),
                  "blocked": FLAG}  # fmt: skip
PAINT_COLUMNS = {"month": TEXT, "checked": DAY, "slug": NEEDED, "first_contentful_paint_s": NUMBER}
BYTES, PAINT = "homepage_bytes", "homepage_fcp_s"

SHARED = {"adur": "worthing"}
"""Slug in the source -> slug of the council that has the same website and no record of its own."""

LEAST_BYTES = 20_000
"""Fewer bytes than this were an error or a challenge answered to the tool, not a council's home page."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return both measures, at most one value per council and month: the last good run of that month.

    Paints name websites by today's councils: an abolished council has one only if its successor kept its site.
    The link is the publisher's page of the council, which its own code names.
    A run that the council's firewall refused is `blocked`; a document too small to be a home page is `ambiguous`.
    """
    gathering = Gathering(NAME, register)
    paints = _paints(gathering, inputs[PAINTS])
    runs = _runs(gathering, inputs[WEIGHTS]).join(paints, on=["slug", "date"], validate="many_to_one")
    for council, row in _last_of_month(gathering, runs):
        day, status, url = row.date, _status(row), f"{PAGES}{row.gss}.html"
        measured = status is Status.MEASURED
        gathering.add(council, BYTES, row.page_bytes if measured else None, day, status=status, url=url)
        has_paint = not math.isnan(row.paint_s) and not is_predecessor(row)
        if has_paint or not measured:
            gathering.add(council, PAINT, row.paint_s if measured else None, day, status=status, url=url)
    return gathering.harvest()


def parse_published(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return the bytes of every council and month from the publisher's own data/index.json, by the same rules.

    First contentful paints are printed in its pages alone, and are not read from there.
    """
    import pandas as pd  # here, for it takes long to load: collectors.open_data.tables

    gathering = Gathering(NAME, register)
    table = pd.DataFrame(_published(gathering, inputs[PUBLISHED]))
    if table.empty:
        raise EmptySourceError(NAME, f"{PUBLISHED} names no run")
    for council, row in _last_of_month(gathering, table.astype({"page_bytes": "float64"})):
        status, url = _status(row), f"{PAGES}{row.gss}.html"
        value = row.page_bytes if status is Status.MEASURED else None
        gathering.add(council, BYTES, value, row.date, status=status, url=url)
    return gathering.harvest()


def _published(gathering: Gathering, raw: bytes) -> Iterator[dict[str, object]]:
    """Yield every run that weighed a page or was refused. Raises SourceError naming the field that is wrong."""
    orgs = field(NAME, PUBLISHED, read_object(NAME, PUBLISHED, raw), "orgs", dict)
    for code in orgs:
        org = field(NAME, PUBLISHED, orgs, code, dict, within="orgs")
        urls = field(NAME, PUBLISHED, org, "urls", dict, within=f"orgs.{code}")
        match = "predecessor" if gathering.abolished(code) else ""
        for url in urls:
            within = f"orgs.{code}.urls.{url}"
            site = field(NAME, PUBLISHED, urls, url, dict, within=f"orgs.{code}.urls")
            values = field(NAME, PUBLISHED, site, "values", dict, within=within)
            for day in values:
                run = field(NAME, PUBLISHED, values, day, dict, within=f"{within}.values")
                if not run.get("blocked") and "bytes" not in run:
                    gathering.set_aside("run without a page weight")
                    continue
                place = f"{within}.values.{day}"
                weight = None if run.get("blocked") else count(NAME, PUBLISHED, run, "bytes", within=place)
                yield {"gss": code, "slug": "", "match": match, "date": _run_on(day, place), "page_bytes": weight}


def _run_on(day: str, place: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        message = f"{PUBLISHED}: found {day!r}, expected a date such as 2026-08-31"
        raise SourceError(NAME, message, column=place) from None


def _runs(gathering: Gathering, raw: bytes) -> pd.DataFrame:
    table = read_table(NAME, WEIGHTS, raw, WEIGHT_COLUMNS, ("gss_source", "date"))
    is_run = table.page_bytes.notna() | table.blocked
    gathering.set_aside("run without a page weight", int((~is_run).sum()))
    return table[is_run].rename(columns={"gss_source": "gss"})


def _paints(gathering: Gathering, raw: bytes) -> pd.Series:
    """Return seconds by slug and day checked; a day reported again in a later month keeps its first report."""
    table = read_table(NAME, PAINTS, raw, PAINT_COLUMNS, ("slug", "month", "checked"), repeats=True)
    for slug in table.slug:
        if gathering.register.by_slug(slug) is None:
            gathering.set_aside(f"unknown slug {slug}")
    first = table.sort_values("month", kind="stable").drop_duplicates(["slug", "checked"])
    return first.set_index(["slug", "checked"]).first_contentful_paint_s.rename("paint_s")


def _last_of_month(gathering: Gathering, runs: pd.DataFrame) -> list[tuple[Authority, Row]]:
    """Return the newest measured run of each council and month, or the newest run if none was measured."""
    chosen: dict[tuple[str, str], tuple[Authority, Row]] = {}
    runs = runs.assign(measured=runs.page_bytes >= LEAST_BYTES)
    for row in runs.sort_values(["measured", "date"], kind="stable").itertuples():
        if council := gathering.council(row, row.date):
            for sharing in _sharing(gathering, council):
                chosen[sharing.code, f"{row.date:%Y-%m}"] = sharing, row
    return list(chosen.values())


def _sharing(gathering: Gathering, council: Authority) -> list[Authority]:
    other = gathering.register.by_slug(SHARED.get(council.slug, ""))
    return [council, other] if other else [council]


def _status(row: Row) -> Status:
    if math.isnan(row.page_bytes):
        return Status.BLOCKED
    return Status.MEASURED if row.page_bytes >= LEAST_BYTES else Status.AMBIGUOUS


SOURCE = Source(
    name=NAME,
    inputs=(WEIGHTS, PAINTS),
    measures=(
        Measure(BYTES, "bytes", "bytes transferred when the home page is loaded once, in a laboratory"),
        Measure(PAINT, "seconds", "time to the first text or image of the home page, in a laboratory, one decimal"),
    ),
    parse=parse,
    live=Live(
        contract="Open Innovations, council-website-emissions data/index.json, as its README of 2026 describes it",
        requests=single_file(
            PUBLISHED,
            "https://raw.githubusercontent.com/open-innovations/council-website-emissions/HEAD/data/index.json",
            "text/plain",
            "application/json",
        ),
        parse=parse_published,
        max_bytes=20_000_000,
    ),
)
