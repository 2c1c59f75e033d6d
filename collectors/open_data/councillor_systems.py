"""The system that publishes councillors and meetings: shown, not scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.tables import Row, read_table
from register.authorities import Register

NAME = "councillor_systems"
CURRENT = "lgsf-councillor-pages/lgsf_current.csv"
SYSTEM = "councillor_system"

WORDS = {
    "ModernGov": "Councillors and meetings are published with ModernGov",
    "CMIS": "Councillors and meetings are published with CMIS",
    "Custom HTML": "Councillors are published on pages of the council's own",
    "Custom HTML (Paged)": "Councillors are published on pages of the council's own",
    "JSON API": "Councillors are published as data (JSON)",
}
"""Kind of system in the source -> our words."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 with the system in words for every council listed with one, on the day the file states."""
    gathering = Gathering(NAME, register)
    columns = ("as_of", "register_code", "slug", "gss", "match", "cms_type", "base_url")
    seen: set[str] = set()
    for row in read_table(NAME, CURRENT, inputs[CURRENT], columns, ("register_code", "cms_type")):
        council = gathering.council(row, row.day("as_of"))
        if council and (words := _words(gathering, row)) and gathering.first(seen, council):
            gathering.add(council, SYSTEM, 1, row.day("as_of"), text=words, url=row.needed("base_url"))
    return gathering.harvest()


def _words(gathering: Gathering, row: Row) -> str | None:
    kind = row.text("cms_type")
    if not kind:
        return gathering.set_aside("listed without a system")
    if kind not in WORDS:
        raise row.refuse("cms_type", f"{kind!r} is a system nobody has put into words")
    return WORDS[kind]


SOURCE = Source(
    name=NAME,
    inputs=(CURRENT,),
    measures=(Measure(SYSTEM, "1 if known", "the system that publishes the council's councillors and meetings"),),
    parse=parse,
    why_not_live="the list is read out of source code",
)
