"""Bin-day look-ups that a second, independent volunteers' project can read: shown, not scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import NEEDED, TEXT, read_table
from models import Message
from register.authorities import Register

NAME = "hacs"
SOURCES_FILE = "hacs-waste-schedule/hacs_uk_sources.csv"
LOOKUP = "bin_day_lookup"
COLUMNS = {"slug": TEXT, "gss": TEXT, "title": NEEDED, "module": TEXT, "match": TEXT}
URL = Place(
    "mampfes/hacs_waste_collection_schedule", "ca56677754df848e8c6d88dbb512affd1eeef4e5",
    "custom_components/waste_collection_schedule/sources.json",
).url()  # fmt: skip


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 for every council whose look-up a module reads, as of snapshot_on; others have no row."""
    gathering = Gathering(NAME, register)
    seen: set[str] = set()
    table = read_table(NAME, SOURCES_FILE, inputs[SOURCES_FILE], COLUMNS, ("slug", "module", "title"))
    for row in table.itertuples():
        council = gathering.council(row, snapshot_on)
        if council and gathering.bins(council) and gathering.first(seen, council):
            message = Message("hacs.lookup", {"name": row.title})
            gathering.add(council, LOOKUP, 1, snapshot_on, message=message, url=URL)
    return gathering.harvest()


SOURCE = Source(
    name=NAME,
    inputs=(SOURCES_FILE,),
    measures=(Measure(LOOKUP, "1 if listed", "volunteers' software can read the council's bin-day look-up"),),
    parse=parse,
    why_not_live="the layout of its list of sources is nowhere documented",
)
