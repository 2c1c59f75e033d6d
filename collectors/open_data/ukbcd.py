"""Bin-day look-ups that the volunteers of UKBinCollectionData can read: shown, not scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import reduce

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import FLAG, NEEDED, TEXT, Row, read_table
from models import Message
from register.authorities import Register

NAME = "ukbcd"
CURRENT = "ukbcd-bin-collection/ukbcd_council_current.csv"
LOOKUP = "bin_day_lookup"
URL = Place(
    "robbrad/UKBinCollectionData", "4c2a99244bc5feb652a77d09cfa56f8c6d581de4", "uk_bin_collection/tests/input.json"
).url()

SHARED = {"adur": "worthing"}
"""Slug of a module that also serves another council -> slug of that council."""

COLUMNS = {"slug": TEXT, "gss": TEXT, "ukbcd_key": NEEDED, "lad24cd": TEXT, "match": TEXT, "needs_browser": FLAG,
           "input_uprn": FLAG, "input_postcode": FLAG, "input_paon": FLAG, "input_usrn": FLAG}  # fmt: skip


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 for every council whose look-up a module reads, as of snapshot_on; others have no row.

    The link goes to the list and never to an address in it: these hold other people's property numbers.
    """
    gathering = Gathering(NAME, register)
    seen: set[str] = set()
    table = read_table(NAME, CURRENT, inputs[CURRENT], COLUMNS, ("ukbcd_key", "slug"))
    shared = table.lad24cd.str.split().str.len() > 1
    gathering.set_aside("module for calendars that many councils share", int(shared.sum()))
    for row in table[~shared].itertuples():
        if council := gathering.council(row, snapshot_on):
            sharing = register.by_slug(SHARED.get(council.slug, ""))
            for served in (council, sharing) if sharing else (council,):
                if gathering.bins(served) and gathering.first(seen, served):
                    gathering.add(served, LOOKUP, 1, snapshot_on, message=_message(row), url=URL)
    return gathering.harvest()


def _message(row: Row) -> Message:
    asked = (("ukbcd.uprn", row.input_uprn), ("ukbcd.postcode", row.input_postcode), ("ukbcd.house", row.input_paon),
             ("ukbcd.street", row.input_usrn))  # fmt: skip
    by = [Message(what) for what, is_asked in asked if is_asked]
    how = [Message("ukbcd.online_by", {"asked": reduce(_both, by)}) if by else Message("ukbcd.online")]
    if row.needs_browser:
        how.append(Message("ukbcd.browser"))
    return Message("ukbcd.lookup", {"how": tuple(how), "name": row.ukbcd_key})


def _both(first: Message, then: Message) -> Message:
    return Message("ukbcd.and", {"first": first, "then": then})


SOURCE = Source(
    name=NAME,
    inputs=(CURRENT,),
    measures=(Measure(LOOKUP, "1 if listed", "volunteers' software can read the council's bin-day look-up"),),
    parse=parse,
    why_not_live="the layout of its settings file is nowhere documented",
)
