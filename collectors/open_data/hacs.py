"""Bin-day look-ups that a second, independent volunteers' project can read: shown, not scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import read_table
from register.authorities import Register

NAME = "hacs"
SOURCES_FILE = "hacs-waste-schedule/hacs_uk_sources.csv"
LOOKUP = "bin_day_lookup"
URL = Place(
    "mampfes/hacs_waste_collection_schedule", "ca56677754df848e8c6d88dbb512affd1eeef4e5",
    "custom_components/waste_collection_schedule/sources.json",
).url()  # fmt: skip


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 for every council whose look-up a module reads, as of snapshot_on; others have no row."""
    gathering = Gathering(NAME, register)
    columns = ("slug", "gss", "title", "module", "match")
    seen: set[str] = set()
    for row in read_table(NAME, SOURCES_FILE, inputs[SOURCES_FILE], columns, ("slug", "module", "title")):
        council = gathering.council(row, snapshot_on)
        if council and gathering.bins(council) and gathering.first(seen, council):
            text = f"Bin days can be looked up online (Waste Collection Schedule, listed as {row.needed('title')})"
            gathering.add(council, LOOKUP, 1, snapshot_on, text=text, url=URL)
    return gathering.harvest()


SOURCE = Source(
    name=NAME,
    inputs=(SOURCES_FILE,),
    measures=(Measure(LOOKUP, "1 if listed", "volunteers' software can read the council's bin-day look-up"),),
    parse=parse,
    why_not_live="the layout of its list of sources is nowhere documented",
)
