"""Planning registers online and the product they run on: shown, not scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.tables import DAY, TEXT, Row, read_table
from models import Authority, Message
from register.authorities import Register

NAME = "planning_portals"
PORTALS = "planning-portals/planning_portals.csv"
PORTAL = "planning_register"
LIST = "sebvett/planning-applications"
UNNAMED = frozenset({"", "-", "Custom"})
COLUMNS = {"slug": TEXT, "gss": TEXT, "match": TEXT, "lpa": TEXT, "platform": TEXT, "url": TEXT, "source": TEXT,
           "as_of": DAY}  # fmt: skip


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 for every council with a register on the 2025 list; a council it lacks has no row.

    An older list in the same file is under LGPL and is left out. Several registers of one council, kept
    since a merger, are one fact that links to the first.
    """
    gathering = Gathering(NAME, register)
    found: dict[str, tuple[Authority, list[Row]]] = {}
    table = read_table(NAME, PORTALS, inputs[PORTALS], COLUMNS, ("lpa", "source", "slug"))
    older = table.source != LIST
    gathering.set_aside("row of an older list under LGPL", int(older.sum()))
    for row in table[~older].itertuples():
        if council := gathering.council(row, row.as_of):
            found.setdefault(council.code, (council, []))[1].append(row)
    for council, rows in found.values():
        _add(gathering, council, rows)
    return gathering.harvest()


def _add(gathering: Gathering, council: Authority, rows: list[Row]) -> None:
    linked = [row for row in rows if row.url]
    if not linked:
        gathering.set_aside("listed without a link", len(rows))
        return
    products, day, n = tuple(sorted({row.platform for row in linked} - UNNAMED)), linked[0].as_of, len(linked)
    message = Message("planning_register.listed", {"n": n, "day": day})
    if products:
        message = Message("planning_register.run_on", {"n": n, "day": day, "products": products})
    gathering.add(council, PORTAL, 1, day, message=message, url=linked[0].url)


SOURCE = Source(
    name=NAME,
    inputs=(PORTALS,),
    measures=(Measure(PORTAL, "1 if listed", "the council's planning register can be searched online"),),
    parse=parse,
    why_not_live="it is a page for people to read, without a documented layout",
)
