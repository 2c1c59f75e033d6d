"""Open datasets of Scottish councils: open licence, machine-readable, recent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.days import written
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import Row, read_table
from models import Authority
from register.authorities import Register

NAME = "open_data_scotland"
HISTORY = "open-data-scotland/scottish_council_open_data_history.csv"
SHARE = "open_data_scotland_share"
LIST = Place("OpenDataScotland/jkan", "18db5bf988aee7c78d0d699b2828ad3366bae5bf", "_datasets/")

STALE_AFTER_DAYS = 730
"""Recency falls from 1 on the day of the newest update to 0 after two years: the half-life of a catalogue."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return the mean of three proportions for every council listed, at every snapshot.

    Recency is that of the council's newest dataset, counted back from the snapshot's own day. The first
    snapshot lists twelve councils and says nothing about the others. A council with no dataset has 0.
    """
    gathering = Gathering(NAME, register)
    columns = (
        "as_of", "slug", "gss", "organisation", "datasets", "open_licensed", "machine_readable",
        "latest_dataset_update", "source_commit",
    )  # fmt: skip
    listed: dict[tuple[str, date], tuple[Authority, list[Row]]] = {}
    for row in read_table(NAME, HISTORY, inputs[HISTORY], columns, ("as_of", "organisation")):
        if council := gathering.council(row, row.day("as_of")):
            listed.setdefault((council.code, row.day("as_of")), (council, []))[1].append(row)
    for (_, day), (council, rows) in listed.items():
        share, text = _share(rows, day)
        text += f"; listed as {' and '.join(row.needed('organisation') for row in rows)} on {written(day)}"
        gathering.add(council, SHARE, share, day, text=text, url=LIST.url(commit=rows[0].needed("source_commit")))
    return gathering.harvest()


def _share(rows: list[Row], day: date) -> tuple[float, str]:
    """Return the mean and its words, over every name under which one council is listed."""
    datasets = sum(row.whole("datasets") for row in rows)
    if not datasets:
        return 0.0, "No open dataset listed"
    licensed, readable = (sum(_part(row, name) for row in rows) for name in ("open_licensed", "machine_readable"))
    updated = max((found for row in rows if (found := _updated(row, day))), default=None)
    recency = max(0.0, 1 - (day - updated).days / STALE_AFTER_DAYS) if updated else 0.0
    newest = f"newest update {written(updated)}" if updated else "no update dated"
    text = f"Of {datasets} datasets {licensed} openly licensed, {readable} machine-readable; {newest}"
    return round((licensed / datasets + readable / datasets + recency) / 3, 6), text


def _part(row: Row, column: str) -> int:
    if (part := row.whole(column)) > row.whole("datasets"):
        raise row.refuse(column, f"{part} of {row.whole('datasets')} datasets")
    return part


def _updated(row: Row, day: date) -> date | None:
    updated = row.optional_day("latest_dataset_update")
    if updated and updated > day:
        raise row.refuse("latest_dataset_update", f"{updated} is after the snapshot of {day}")
    return updated


SOURCE = Source(
    name=NAME,
    inputs=(HISTORY,),
    measures=(
        Measure(SHARE, "share", "mean of: share openly licensed, share machine-readable, recency of the newest update"),
    ),
    parse=parse,
)
