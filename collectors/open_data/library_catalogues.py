"""Public library catalogues online and the product each runs on: shown, not scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.tables import NEEDED, TEXT, read_table
from models import Message
from register.authorities import Register

NAME = "library_catalogues"
CATALOGUES = "library-catalogues/library_catalogues.csv"
CATALOGUE = "library_catalogue"
COLUMNS = {"slug": TEXT, "name": NEEDED, "code": TEXT, "system": TEXT, "url": NEEDED}
PRODUCTS = {
    "arena": "Arena",
    "aspen": "Aspen Discovery",
    "enterprise": "Enterprise",
    "iguana": "Iguana",
    "koha": "Koha",
    "luci": "Luci",
    "prism3": "Prism",
    "spydus": "Spydus",
    "webpac": "WebPAC",
}
"""The list's word for a product -> its name. A catalogue of a council's own has none."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 for every council with a catalogue on the volunteers' list; a council it lacks has no row."""
    gathering, seen = Gathering(NAME, register), set[str]()
    table = read_table(NAME, CATALOGUES, inputs[CATALOGUES], COLUMNS, ("name", "code", "url")).assign(
        gss=lambda t: t.code
    )
    for row in table.itertuples():
        council = gathering.council(row, snapshot_on)
        if council and gathering.first(seen, council):
            product = PRODUCTS.get(row.system)
            message = Message("library_catalogue.listed", {"day": snapshot_on})
            if product:
                message = Message("library_catalogue.runs_on", {"day": snapshot_on, "product": product})
            gathering.add(council, CATALOGUE, 1, snapshot_on, message=message, url=row.url)
    return gathering.harvest()


SOURCE = Source(
    name=NAME,
    inputs=(CATALOGUES,),
    measures=(Measure(CATALOGUE, "1 if listed", "the council's library catalogue can be searched online"),),
    parse=parse,
    why_not_live="the list is one file of a public repository, read from a copy",
)
