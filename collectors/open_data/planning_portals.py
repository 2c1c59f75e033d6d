"""Planning registers online and the product they run on: shown, not scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.days import written
from collectors.open_data.gathering import Gathering
from collectors.open_data.tables import Row, read_table
from models import Authority
from register.authorities import Register

NAME = "planning_portals"
PORTALS = "planning-portals/planning_portals.csv"
PORTAL = "planning_register"
LIST = "sebvett/planning-applications"
UNNAMED = frozenset({"", "-", "Custom"})


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 for every council with a register on the 2025 list; a council it lacks has no row.

    An older list in the same file is under LGPL and is left out. Several registers of one council, kept
    since a merger, are one fact that links to the first.
    """
    gathering = Gathering(NAME, register)
    columns = ("slug", "gss", "match", "lpa", "platform", "url", "source", "as_of")
    found: dict[str, tuple[Authority, list[Row]]] = {}
    for row in read_table(NAME, PORTALS, inputs[PORTALS], columns, ("lpa", "source", "slug")):
        if row.text("source") != LIST:
            gathering.set_aside("row of an older list under LGPL")
        elif council := gathering.council(row, row.day("as_of")):
            found.setdefault(council.code, (council, []))[1].append(row)
    for council, rows in found.values():
        _add(gathering, council, rows)
    return gathering.harvest()


def _add(gathering: Gathering, council: Authority, rows: list[Row]) -> None:
    linked = [row for row in rows if row.text("url")]
    if not linked:
        gathering.set_aside("listed without a link", len(rows))
        return
    products = sorted({row.text("platform") for row in linked} - UNNAMED)
    text = "Planning register online" if len(linked) == 1 else f"{len(linked)} planning registers online, one per area"
    text += f": {', '.join(products)}" if products else ""
    day = linked[0].day("as_of")
    gathering.add(council, PORTAL, 1, day, text=f"{text} (list of {written(day)})", url=linked[0].text("url"))


SOURCE = Source(
    name=NAME,
    inputs=(PORTALS,),
    measures=(Measure(PORTAL, "1 if listed", "the council's planning register can be searched online"),),
    parse=parse,
    why_not_live="it is a page for people to read, without a documented layout",
)
