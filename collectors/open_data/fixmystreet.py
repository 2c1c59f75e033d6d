"""Councils whose street-fault reports run through FixMyStreet: shown, not scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import NEEDED, TEXT, one_of, read_table
from models import AuthorityType, Message
from register.authorities import Register

NAME = "fixmystreet"
COBRANDS = "fixmystreet-pro/fixmystreet_cobrands.csv"
JOINED = "street_faults_joined_up"
COUNCILS = Place("mysociety/fixmystreet", "84d7c80c5d9abd0d330325742c6b9eedc30b19fd", "perllib/FixMyStreet/Cobrand/")
COLUMNS = {"slug": TEXT, "gss": TEXT, "cobrand": NEEDED, "status": one_of("current", "removed"),
           "open311_backends": TEXT}  # fmt: skip
NOT_HIGHWAYS = frozenset({AuthorityType.DISTRICT, AuthorityType.NORTHERN_IRELAND})


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 for every highway authority with a current version of FixMyStreet, as of snapshot_on.

    Says how many systems it is joined to and names none: the code is under AGPL and we take our own count.
    """
    gathering = Gathering(NAME, register)
    seen: set[str] = set()
    table = read_table(NAME, COBRANDS, inputs[COBRANDS], COLUMNS, ("cobrand", "slug"))
    removed = table.status == "removed"
    gathering.set_aside("no longer in use", int(removed.sum()))
    table = table[~removed].assign(systems=lambda table: table.open311_backends.str.split().str.len())
    for row in table.sort_values("systems", ascending=False, kind="stable").itertuples():
        if council := gathering.council(row, snapshot_on):
            if council.type in NOT_HIGHWAYS:
                gathering.set_aside("not a highway authority")
            elif gathering.first(seen, council):
                url = COUNCILS.url(f"{row.cobrand}.pm")
                gathering.add(council, JOINED, 1, snapshot_on, message=_message(row.systems), url=url)
    return gathering.harvest()


def _message(systems: int) -> Message:
    return Message("fixmystreet.joined", {"n": systems}) if systems else Message("fixmystreet.own")


SOURCE = Source(
    name=NAME,
    inputs=(COBRANDS,),
    measures=(Measure(JOINED, "1 if listed", "the council's street-fault reports run through FixMyStreet"),),
    parse=parse,
    why_not_live="the list is read out of source code",
)
