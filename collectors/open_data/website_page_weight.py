"""Monthly laboratory measurements of council home pages: bytes and first contentful paint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering, is_predecessor
from collectors.open_data.tables import Row, read_table
from models import Authority, Status
from register.authorities import Register

NAME = "website_page_weight"
WEIGHTS = "website-page-weight/homepage_weight_monthly.csv"
PAINTS = "website-page-weight/homepage_fcp_monthly.csv"
PAGES = "https://open-innovations.github.io/council-website-emissions/areas/"
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
    runs = _weights(gathering, inputs[WEIGHTS])
    paints = _paints(gathering, inputs[PAINTS])
    for council, row in _last_of_month(gathering, runs):
        day, status, url = row.day("date"), _status(row), f"{PAGES}{row.needed('gss_source')}.html"
        measured = status is Status.MEASURED
        gathering.add(council, BYTES, row.number("page_bytes") if measured else None, day, status=status, url=url)
        paint = None if is_predecessor(row) else paints.get((row.text("slug"), day))
        if paint is not None or not measured:
            gathering.add(council, PAINT, paint if measured else None, day, status=status, url=url)
    return gathering.harvest()


def _weights(gathering: Gathering, raw: bytes) -> list[Row]:
    columns = ("date", "gss_source", "slug", "match", "page_bytes", "blocked")
    rows = read_table(NAME, WEIGHTS, raw, columns, ("gss_source", "date"))
    return [row for row in rows if _is_run(gathering, row)]


def _is_run(gathering: Gathering, row: Row) -> bool:
    if row.text("page_bytes") or row.flag("blocked"):
        return True
    gathering.set_aside("run without a page weight")
    return False


def _paints(gathering: Gathering, raw: bytes) -> dict[tuple[str, date], float]:
    """Return seconds by (slug, day checked); a day reported again in a later month keeps its first report."""
    columns = ("month", "checked", "slug", "first_contentful_paint_s")
    rows = read_table(NAME, PAINTS, raw, columns, ("slug", "month", "checked"), repeats=True)
    paints: dict[tuple[str, date], float] = {}
    for row in sorted(rows, key=lambda row: row.text("month")):
        seconds = row.number("first_contentful_paint_s")
        paints.setdefault((row.needed("slug"), row.day("checked")), seconds)
        if gathering.register.by_slug(row.text("slug")) is None:
            gathering.set_aside(f"unknown slug {row.text('slug')}")
    return paints


def _last_of_month(gathering: Gathering, rows: Iterable[Row]) -> list[tuple[Authority, Row]]:
    """Return the newest measured run of each council and month, or the newest run if none was measured."""
    chosen: dict[tuple[str, str], tuple[Authority, Row]] = {}
    for row in sorted(rows, key=lambda row: (_status(row) is Status.MEASURED, row.day("date"))):
        if council := gathering.council(row, row.day("date"), "gss_source"):
            for sharing in _sharing(gathering, council):
                chosen[sharing.code, row.text("date")[:7]] = sharing, row
    return list(chosen.values())


def _sharing(gathering: Gathering, council: Authority) -> list[Authority]:
    other = gathering.register.by_slug(SHARED.get(council.slug, ""))
    return [council, other] if other else [council]


def _status(row: Row) -> Status:
    if not row.text("page_bytes"):
        return Status.BLOCKED
    return Status.MEASURED if row.number("page_bytes") >= LEAST_BYTES else Status.AMBIGUOUS


SOURCE = Source(
    name=NAME,
    inputs=(WEIGHTS, PAINTS),
    measures=(
        Measure(BYTES, "bytes", "bytes transferred when the home page is loaded once, in a laboratory"),
        Measure(PAINT, "seconds", "time to the first text or image of the home page, in a laboratory, one decimal"),
    ),
    parse=parse,
)
