"""Bin-day look-ups that a second, independent volunteers' project can read: shown, not scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.tables import Row, read_table
from register.authorities import Register

NAME = "hacs"
SOURCES_FILE = "hacs-waste-schedule/hacs_uk_sources.csv"
LOOKUP = "bin_day_lookup"
URL = "https://github.com/mampfes/hacs_waste_collection_schedule"
TEXT = "Bin days can be looked up online (Waste Collection Schedule)"


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 for every council whose look-up a module reads, as of snapshot_on; others have no row."""
    gathering = Gathering(NAME, register)
    columns = ("slug", "gss", "title", "module", "match", "url")
    seen: set[str] = set()
    for row in read_table(NAME, SOURCES_FILE, inputs[SOURCES_FILE], columns, ("slug", "module", "title")):
        council = gathering.council(row, snapshot_on)
        if council and gathering.bins(council) and gathering.first(seen, council):
            gathering.add(council, LOOKUP, 1, snapshot_on, text=TEXT, url=_link(row))
    return gathering.harvest()


def _link(row: Row) -> str:
    host = urlsplit(row.text("url")).hostname
    return f"https://{host}/" if host else URL


SOURCE = Source(
    name=NAME,
    inputs=(SOURCES_FILE,),
    measures=(Measure(LOOKUP, "1 if listed", "volunteers' software can read the council's bin-day look-up"),),
    parse=parse,
    why_not_live="the layout of its list of sources is nowhere documented",
)
