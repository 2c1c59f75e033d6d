"""Hints at the product behind a bin-day look-up: patterns found in volunteers' code, with errors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import FLAG, NEEDED, TEXT, Row, one_of, read_table
from models import Authority, Message
from register.authorities import Register

NAME = "bin_platforms"
HINTS = "bin-lookup-platforms/bin_lookup_platform_hints.csv"
HINT = "bin_platform_hint"
MODULES = {
    "ukbcd": Place("robbrad/UKBinCollectionData", "156fd2141d3ea933f5d955f30f80b62b05fdf46d",
                   "uk_bin_collection/uk_bin_collection/councils/"),
    "hacs": Place("mampfes/hacs_waste_collection_schedule", "ca56677754df848e8c6d88dbb512affd1eeef4e5",
                  "custom_components/waste_collection_schedule/waste_collection_schedule/source/"),
}  # fmt: skip
"""Project -> the folder of its modules, one per council."""

COLUMNS = {"slug": TEXT, "gss": TEXT, "source": one_of(*MODULES), "module": NEEDED, "platform_hints": TEXT,
           "ics": FLAG, "json_api": FLAG}  # fmt: skip

Hint = tuple[str, str]
"""Id of a message, and the product it names, '' if it names none."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 with the hints for every council with any, as of snapshot_on; no hint is no row."""
    gathering = Gathering(NAME, register)
    hints: dict[str, tuple[Authority, dict[Hint, str]]] = {}
    table = read_table(NAME, HINTS, inputs[HINTS], COLUMNS, ("slug", "source", "module"), repeats=True)
    for row in table.itertuples():
        council = gathering.council(row, snapshot_on)
        if council and gathering.bins(council):
            found = hints.setdefault(council.code, (council, {}))[1]
            for hint in _hints(row):
                found.setdefault(hint, MODULES[row.source].url(f"{row.module}.py"))
    for council, found in hints.values():
        if found:
            message = Message("bin_hints.found", {"hints": tuple(_message(hint) for hint in sorted(found))})
            gathering.add(council, HINT, 1, snapshot_on, message=message, url=found[min(found)])
        else:
            gathering.set_aside("council without a hint")
    return gathering.harvest()


def _hints(row: Row) -> list[Hint]:
    formats = (("bin_hints.answers_json", row.json_api), ("bin_hints.calendar", row.ics))
    products = [("bin_hints.runs_on", product) for product in row.platform_hints.split()]
    return products + [(hint, "") for hint, seen in formats if seen]


def _message(hint: Hint) -> Message:
    kind, product = hint
    return Message(kind, {"product": product} if product else {})


SOURCE = Source(
    name=NAME,
    inputs=(HINTS,),
    measures=(Measure(HINT, "1 if any", "patterns in volunteers' code hint at this product or format"),),
    parse=parse,
    why_not_live="the hints are patterns matched in source code, not a published list",
)
