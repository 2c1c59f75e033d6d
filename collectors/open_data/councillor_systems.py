"""The system that publishes councillors and meetings: shown, not scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.tables import DAY, TEXT, read_table, refusal
from models import Message
from register.authorities import Register

NAME = "councillor_systems"
CURRENT = "lgsf-councillor-pages/lgsf_current.csv"
SYSTEM = "councillor_system"

KINDS = {
    "ModernGov": "councillors.moderngov",
    "CMIS": "councillors.cmis",
    "Custom HTML": "councillors.own_pages",
    "Custom HTML (Paged)": "councillors.own_pages",
    "JSON API": "councillors.data",
}
"""Kind of system in the source -> id of our message."""

COLUMNS = {"as_of": DAY, "register_code": TEXT, "slug": TEXT, "gss": TEXT, "match": TEXT,
           "cms_type": TEXT, "base_url": TEXT}  # fmt: skip


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 with the system for every council listed with one, on the day the file states."""
    gathering = Gathering(NAME, register)
    seen: set[str] = set()
    table = read_table(NAME, CURRENT, inputs[CURRENT], COLUMNS, ("register_code", "cms_type"))
    for row in table.itertuples():
        council = gathering.council(row, row.as_of)
        if council and not row.cms_type:
            gathering.set_aside("listed without a system")
        elif council and row.cms_type not in KINDS:
            raise refusal(NAME, row, "cms_type", f"{row.cms_type!r} is a system nobody has put into words")
        elif council and gathering.first(seen, council):
            if not row.base_url:
                raise refusal(NAME, row, "base_url", "empty, expected a value")
            gathering.add(council, SYSTEM, 1, row.as_of, message=Message(KINDS[row.cms_type]), url=row.base_url)
    return gathering.harvest()


SOURCE = Source(
    name=NAME,
    inputs=(CURRENT,),
    measures=(Measure(SYSTEM, "1 if known", "the system that publishes the council's councillors and meetings"),),
    parse=parse,
    why_not_live="the list is read out of source code",
)
