"""Planning data supplied to planning.data.gov.uk, against what each council is expected to supply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.councils import ENGLISH_PLANNING, covered
from collectors.open_data.gathering import Gathering, is_predecessor
from collectors.open_data.tables import Row, read_table
from models import Authority, Status
from register.authorities import Register

NAME = "planning_data"
ENDPOINTS = "planning-data-endpoints/la_planning_data_endpoints.csv"
STATES = "planning-data-endpoints/la_planning_data_history.csv"
EXPECTED = "mhclg-digital-programmes/expected_planning_datasets.csv"
SHARE, BROWNFIELD = "planning_datasets_share", "brownfield_live"
URL = "https://www.planning.data.gov.uk/dataset/"
COUNTED = frozenset({"statutory", "expected"})
NOT_COUNTED = frozenset({"prospective", "encouraged", "experimental", "alternative", "authoritative"})

_DATASETS = """
article-4-direction article-4-direction-area brownfield-land conservation-area conservation-area-document
listed-building-outline local-plan minerals-plan plan-timetable supplementary-plan tree tree-preservation-order
tree-preservation-zone waste-plan
"""
DATASETS = frozenset(_DATASETS.split())
"""Datasets that are, or have been, statutory or expected; a pipeline of the same name supplies each."""

_OTHER_PIPELINES = """
asset-of-community-value brownfield-site central-activities-zone design-code design-code-area
developer-agreement developer-agreement-contribution developer-agreement-transaction
development-corporation-boundary development-plan-document infrastructure-funding-statement listed-building
locally-listed-building planning-application planning-application-condition planning-condition
"""
OTHER_PIPELINES = frozenset(_OTHER_PIPELINES.split())
"""Pipelines that supply no expected dataset. A brownfield *site* file is not the brownfield land register."""

Spans = dict[str, list[tuple[str, date, date | None]]]
"""Council code -> (dataset, first day, day it ended or None)."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return both measures of every English planning authority for each day the history file has.

    The share is k/n: n expected datasets already in force that day, k of them with an endpoint alive that
    day. Where nothing was expected yet the status is `not_applicable`. The list of what is expected names no
    abolished council: of these we expect what was expected of every council on that day.
    """
    gathering = Gathering(NAME, register)
    rows = read_table(NAME, STATES, inputs[STATES], ("as_of", "slug", "gss"), ("as_of", "slug"))
    days = sorted({row.day("as_of") for row in rows})
    supplied = _supplied(gathering, inputs[ENDPOINTS], days[-1])
    expected = _expected(gathering, inputs[EXPECTED], days[-1])
    for day in days:
        for council in covered(register, day, ENGLISH_PLANNING):
            alive = _alive(supplied.get(council.code, []), day)
            required = _required(register, expected, council, day)
            _add_share(gathering, council, day, required, alive)
            gathering.add(council, BROWNFIELD, int("brownfield-land" in alive), day, url=f"{URL}brownfield-land")
    return gathering.harvest()


def _required(register: Register, expected: Spans, council: Authority, day: date) -> set[str]:
    if council not in register.abolished:
        return _alive(expected.get(council.code, []), day)
    others = (one for one in covered(register, day, ENGLISH_PLANNING) if one not in register.abolished)
    return set.intersection(*(_alive(expected.get(one.code, []), day) for one in others))


def _add_share(gathering: Gathering, council: Authority, day: date, expected: set[str], alive: set[str]) -> None:
    if not expected:
        gathering.add(council, SHARE, None, day, status=Status.NOT_APPLICABLE, url=URL)
        return
    lacking = sorted(expected - alive)
    text = f"{len(expected) - len(lacking)} of {len(expected)} expected datasets supplied"
    if lacking:
        text += f"; not yet: {', '.join(lacking)}"
    share = 1 - len(lacking) / len(expected)
    gathering.add(council, SHARE, share, day, denominator=len(expected), text=text, url=URL)


def _alive(spans: list[tuple[str, date, date | None]], day: date) -> set[str]:
    return {dataset for dataset, start, end in spans if start <= day and (end is None or end > day)}


def _supplied(gathering: Gathering, raw: bytes, newest: date) -> Spans:
    columns = (
        "slug", "gss", "register_code", "match", "collection", "pipelines", "endpoint_entry_date",
        "endpoint_end_date", "source_end_date", "has_endpoint", "endpoint",
    )  # fmt: skip
    key = ("register_code", "slug", "collection", "pipelines", "endpoint", "endpoint_entry_date", "endpoint_end_date",
           "source_end_date")  # fmt: skip
    spans: Spans = {}
    for row in read_table(NAME, ENDPOINTS, raw, columns, key, repeats=True):
        if (council := _supplier(gathering, row, newest)) and _has_endpoint(gathering, row):
            ends = [end for column in ("endpoint_end_date", "source_end_date") if (end := row.optional_day(column))]
            for dataset in _datasets(row):
                span = dataset, row.day("endpoint_entry_date"), min(ends, default=None)
                spans.setdefault(council.code, []).append(span)
    return spans


def _supplier(gathering: Gathering, row: Row, newest: date) -> Authority | None:
    """Return whose endpoint it is; an abolished council has its own register letters, whatever the day."""
    if is_predecessor(row) and (before := gathering.abolished(row.text("register_code"))):
        return before
    return gathering.council(row, newest)


def _has_endpoint(gathering: Gathering, row: Row) -> bool:
    if row.flag("has_endpoint"):
        return True
    gathering.set_aside("endpoint asked for and never given")
    return False


def _datasets(row: Row) -> list[str]:
    pipelines = [name for name in row.text("pipelines").split(";") if name]
    for name in pipelines:
        if name not in DATASETS | OTHER_PIPELINES:
            raise row.refuse("pipelines", f"{name!r} is a pipeline nobody has mapped to a dataset")
    return [name for name in pipelines if name in DATASETS]


def _expected(gathering: Gathering, raw: bytes, newest: date) -> Spans:
    columns = ("slug", "gss", "dataset", "reason", "start_date")
    spans: Spans = {}
    for row in read_table(NAME, EXPECTED, raw, columns, ("slug", "dataset")):
        if (council := gathering.council(row, newest)) and _counts(row):
            spans.setdefault(council.code, []).append((row.needed("dataset"), row.day("start_date"), None))
    return spans


def _counts(row: Row) -> bool:
    reason = row.needed("reason")
    if reason not in COUNTED | NOT_COUNTED:
        raise row.refuse("reason", f"{reason!r} is no reason we know")
    if reason in COUNTED and row.text("dataset") not in DATASETS:
        raise row.refuse("dataset", f"{row.text('dataset')!r} is expected, but mapped to no pipeline")
    return reason in COUNTED


SOURCE = Source(
    name=NAME,
    inputs=(ENDPOINTS, STATES, EXPECTED),
    measures=(
        Measure(SHARE, "share", "datasets supplied out of those that law or programme expects of this council"),
        Measure(BROWNFIELD, "0 or 1", "the brownfield land register is supplied as data"),
    ),
    parse=parse,
    why_not_live="its documented tables say what answered last night, not which addresses were in force on a day",
)
