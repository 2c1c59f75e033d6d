"""Bin-day look-ups that the volunteers of UKBinCollectionData can read: shown, not scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import Row, read_table
from register.authorities import Register

NAME = "ukbcd"
CURRENT = "ukbcd-bin-collection/ukbcd_council_current.csv"
LOOKUP = "bin_day_lookup"
URL = Place(
    "robbrad/UKBinCollectionData", "4c2a99244bc5feb652a77d09cfa56f8c6d581de4", "uk_bin_collection/tests/input.json"
).url()

SHARED = {"adur": "worthing"}
"""Slug of a module that also serves another council -> slug of that council."""

ASKED = {"input_uprn": "property number (UPRN)", "input_postcode": "postcode", "input_paon": "house number",
         "input_usrn": "street number (USRN)"}  # fmt: skip


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 for every council whose look-up a module reads, as of snapshot_on; others have no row.

    The link goes to the list and never to an address in it: these hold other people's property numbers.
    """
    gathering = Gathering(NAME, register)
    columns = ("slug", "gss", "ukbcd_key", "lad24cd", "match", "needs_browser", *ASKED)
    seen: set[str] = set()
    for row in read_table(NAME, CURRENT, inputs[CURRENT], columns, ("ukbcd_key", "slug")):
        if len(row.text("lad24cd").split()) > 1:
            gathering.set_aside("module for calendars that many councils share")
        elif council := gathering.council(row, snapshot_on):
            sharing = register.by_slug(SHARED.get(council.slug, ""))
            for served in (council, sharing) if sharing else (council,):
                if gathering.bins(served) and gathering.first(seen, served):
                    gathering.add(served, LOOKUP, 1, snapshot_on, text=_text(row), url=URL)
    return gathering.harvest()


def _text(row: Row) -> str:
    asked = [words for column, words in ASKED.items() if row.flag(column)]
    by = f" by {' and '.join(asked)}" if asked else ""
    browser = "; it takes a whole browser to read" if row.flag("needs_browser") else ""
    return f"Bin days can be looked up online{by}{browser} (UKBinCollectionData, listed as {row.needed('ukbcd_key')})"


SOURCE = Source(
    name=NAME,
    inputs=(CURRENT,),
    measures=(Measure(LOOKUP, "1 if listed", "volunteers' software can read the council's bin-day look-up"),),
    parse=parse,
    why_not_live="the layout of its settings file is nowhere documented",
)
