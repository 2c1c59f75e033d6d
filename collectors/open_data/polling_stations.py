"""Councils that gave out their polling stations as data for the 2024 general election: shown, not scored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import DAY, NEEDED, TEXT, Row, read_table
from models import Authority, AuthorityType, Message
from register.authorities import Register

NAME = "polling_stations"
IMPORTS = "polling-station-data/council_polling_station_imports.csv"
STATIONS = "polling_stations_data"
IMPORTERS = Place(
    "DemocracyClub/UK-Polling-Stations", "ad62cd2a3769075644655364580068f104b9c4ae",
    "polling_stations/apps/data_importers/management/commands/",
)  # fmt: skip
ELECTION = date(2024, 7, 4)
NOT_THEIRS = frozenset({AuthorityType.COUNTY, AuthorityType.NORTHERN_IRELAND})
COLUMNS = {"election_date": DAY, "slug": TEXT, "gss": TEXT, "match": TEXT, "importer": NEEDED, "commit": NEEDED}

BY_PREDECESSORS = frozenset({"somerset", "westmorland-and-furness"})
"""Councils whose data is still filed under the councils they replaced."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 1 for every council that delivered; only a general election asks every council.

    Counties run no polling stations, and Northern Ireland's are run by its electoral office.
    """
    gathering = Gathering(NAME, register)
    seen: set[str] = set()
    table = read_table(NAME, IMPORTS, inputs[IMPORTS], COLUMNS, ("election_date", "slug", "importer"), repeats=True)
    of_then = table.election_date == ELECTION
    gathering.set_aside("another election", int((~of_then).sum()))
    message = Message("polling_stations.given", {"election": ELECTION})
    for row in table[of_then].itertuples():
        council = _council(gathering, row)
        if council and _runs_polls(gathering, council) and gathering.first(seen, council):
            url = IMPORTERS.url(row.importer, row.commit)
            gathering.add(council, STATIONS, 1, ELECTION, message=message, url=url)
    return gathering.harvest()


def _council(gathering: Gathering, row: Row) -> Authority | None:
    if row.slug in BY_PREDECESSORS:
        return gathering.register.by_slug(row.slug)
    return gathering.council(row, ELECTION)


def _runs_polls(gathering: Gathering, council: Authority) -> bool:
    if council.type not in NOT_THEIRS:
        return True
    gathering.set_aside("runs no polling stations")
    return False


SOURCE = Source(
    name=NAME,
    inputs=(IMPORTS,),
    measures=(Measure(STATIONS, "1 if delivered", "polling stations were given out as data for the 2024 election"),),
    parse=parse,
    why_not_live="the list is read out of the history of source code",
)
