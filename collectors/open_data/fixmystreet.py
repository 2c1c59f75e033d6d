"""Councils whose street-fault reports run through FixMyStreet: shown, not scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import read_table
from models import AuthorityType
from register.authorities import Register

NAME = "fixmystreet"
COBRANDS = "fixmystreet-pro/fixmystreet_cobrands.csv"
JOINED = "street_faults_joined_up"
COUNCILS = Place("mysociety/fixmystreet", "84d7c80c5d9abd0d330325742c6b9eedc30b19fd", "perllib/FixMyStreet/Cobrand/")
NOT_HIGHWAYS = frozenset({AuthorityType.DISTRICT, AuthorityType.NORTHERN_IRELAND})


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 for every highway authority with a current version of FixMyStreet, as of snapshot_on.

    Says how many systems it is joined to and names none: the code is under AGPL and we take our own count.
    """
    gathering = Gathering(NAME, register)
    columns = ("slug", "gss", "cobrand", "status", "open311_backends")
    seen: set[str] = set()
    rows = read_table(NAME, COBRANDS, inputs[COBRANDS], columns, ("cobrand", "slug"))
    for row in sorted(rows, key=lambda row: -len(row.text("open311_backends").split())):
        if row.text("status") not in ("current", "removed"):
            raise row.refuse("status", f"{row.text('status')!r} is neither current nor removed")
        if row.text("status") == "removed":
            gathering.set_aside("no longer in use")
        elif council := gathering.council(row, snapshot_on):
            if council.type in NOT_HIGHWAYS:
                gathering.set_aside("not a highway authority")
            elif gathering.first(seen, council):
                text = _text(len(row.text("open311_backends").split()))
                url = COUNCILS.url(f"{row.needed('cobrand')}.pm")
                gathering.add(council, JOINED, 1, snapshot_on, text=text, url=url)
    return gathering.harvest()


def _text(systems: int) -> str:
    joined = f", joined to {systems} council {'system' if systems == 1 else 'systems'}" if systems else ""
    return f"Street faults are reported through the council's own FixMyStreet{joined}"


SOURCE = Source(
    name=NAME,
    inputs=(COBRANDS,),
    measures=(Measure(JOINED, "1 if listed", "the council's street-fault reports run through FixMyStreet"),),
    parse=parse,
    why_not_live="the list is read out of source code",
)
