"""Open datasets of Scottish councils: open licence, machine-readable, recent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import DAY, NEEDED, TEXT, WHOLE, Row, optional, read_table, refusal
from models import Authority, Message
from register.authorities import Register

if TYPE_CHECKING:
    import pandas as pd

NAME = "open_data_scotland"
HISTORY = "open-data-scotland/scottish_council_open_data_history.csv"
SHARE = "open_data_scotland_share"
LIST = Place("OpenDataScotland/jkan", "18db5bf988aee7c78d0d699b2828ad3366bae5bf", "_datasets/")

COLUMNS = {
    "as_of": DAY, "slug": TEXT, "gss": TEXT, "organisation": NEEDED, "datasets": WHOLE, "open_licensed": WHOLE,
    "machine_readable": WHOLE, "latest_dataset_update": optional(DAY), "source_commit": NEEDED,
}  # fmt: skip

STALE_AFTER_DAYS = 730
"""Recency falls from 1 on the day of the newest update to 0 after two years: the half-life of a catalogue."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return the mean of three proportions for every council listed, at every snapshot.

    Recency is that of the council's newest dataset, counted back from the snapshot's own day. The first
    snapshot lists twelve councils and says nothing about the others. A council with no dataset has 0.
    """
    gathering = Gathering(NAME, register)
    listed: dict[tuple[str, date], tuple[Authority, list[Row]]] = {}
    for row in _checked(read_table(NAME, HISTORY, inputs[HISTORY], COLUMNS, ("as_of", "organisation"))).itertuples():
        if council := gathering.council(row, row.as_of):
            listed.setdefault((council.code, row.as_of), (council, []))[1].append(row)
    for (_, day), (council, rows) in listed.items():
        share, message = _share(rows, day)
        gathering.add(council, SHARE, share, day, message=message, url=LIST.url(commit=rows[0].source_commit))
    return gathering.harvest()


def _checked(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table; SourceError for a part that is more than the whole, or an update after its snapshot."""
    for column in ("open_licensed", "machine_readable"):
        for row in table[table[column] > table.datasets].itertuples():
            raise refusal(NAME, row, column, f"more than the {row.datasets} datasets")
    dated = table[table.latest_dataset_update.notna()]
    for row in dated[dated.latest_dataset_update > dated.as_of].itertuples():
        message = f"{row.latest_dataset_update} is after the snapshot of {row.as_of}"
        raise refusal(NAME, row, "latest_dataset_update", message)
    return table


def _share(rows: list[Row], day: date) -> tuple[float, Message]:
    """Return the mean and its message, over every name under which one council is listed."""
    names = tuple(row.organisation for row in rows)
    datasets = sum(row.datasets for row in rows)
    if not datasets:
        return 0.0, Message("scotland.none", {"names": names, "day": day})
    licensed, readable = sum(row.open_licensed for row in rows), sum(row.machine_readable for row in rows)
    updated = max((row.latest_dataset_update for row in rows if row.latest_dataset_update), default=None)
    recency = max(0.0, 1 - (day - updated).days / STALE_AFTER_DAYS) if updated else 0.0
    newest = Message("scotland.updated", {"day": updated}) if updated else Message("scotland.undated")
    share = round((licensed / datasets + readable / datasets + recency) / 3, 6)
    return share, Message("scotland.datasets", {
        "datasets": datasets, "licensed": licensed, "readable": readable, "newest": newest, "names": names, "day": day,
    })  # fmt: skip


SOURCE = Source(
    name=NAME,
    inputs=(HISTORY,),
    measures=(
        Measure(SHARE, "share", "mean of: share openly licensed, share machine-readable, recency of the newest update"),
    ),
    parse=parse,
)
