"""Councils that offer GovWifi: a complete list, of which only the newest state is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from collectors.open_data.contract import Harvest, Live, Measure, Source, single_file
from collectors.open_data.councils import covered
from collectors.open_data.days import not_listed
from collectors.open_data.gathering import Gathering
from collectors.open_data.organisations import councils_named
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import DAY, NEEDED, TEXT, decoded, read_table
from errors import SourceError
from models import Authority, Message, Status
from register.authorities import Register

NAME = "govwifi"
HISTORY = "govwifi/govwifi_councils_history.csv"
PUBLISHED = "govwifi/organisations.yml"
LIST = Place("GovWifi/govwifi-product-page", "11288765a76b04164eee5d4debd8274bb6dacaf6", "data/organisations.yml")
OFFERED = "govwifi"
COLUMNS = {"as_of": DAY, "slug": TEXT, "gss": TEXT, "match": TEXT, "organisation": NEEDED, "source_commit": NEEDED}

UNSURE = {"westminster": "City of Westminster"}
"""Slug -> a name on the published list that may be this council or a college: neither 0 nor 1."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 0 or 1 for every council on the newest day of the file; `ambiguous` where a name could be two bodies.

    Earlier days are left out: the list stood still for three years, which is not history.
    """
    gathering = Gathering(NAME, register)
    table = read_table(NAME, HISTORY, inputs[HISTORY], COLUMNS, ("as_of", "slug", "match", "organisation"))
    newest = table.as_of.max()
    current = table[table.as_of == newest]
    gathering.set_aside("earlier state of a list that stood still", len(table) - len(current))
    offering = [(gathering.council(row, newest), row.organisation) for row in current.itertuples()]
    _add(gathering, offering, newest, LIST.url(commit=current.source_commit.iloc[0]))
    return gathering.harvest()


def parse_published(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return the same from the publisher's organisations.yml, a flat list of names, as of snapshot_on."""
    gathering = Gathering(NAME, register)
    found: list[tuple[Authority, str]] = []
    for line, words in enumerate(decoded(NAME, PUBLISHED, inputs[PUBLISHED]).splitlines(), start=1):
        if not words.startswith("- "):
            raise SourceError(NAME, f"{PUBLISHED}: expected '- name of an organisation', found {words!r}", line)
        name = words[2:].strip().strip("'\"")
        councils = councils_named(register, name)
        found.extend((council, name) for council in councils)
        if not councils:
            gathering.set_aside("organisation that is not one of the 382 councils")
    _add(gathering, found, snapshot_on, LIST.url(commit="HEAD"))
    return gathering.harvest()


def _add(gathering: Gathering, offering: Iterable[tuple[Authority | None, str]], day: date, url: str) -> None:
    names = {council.code: name for council, name in offering if council}
    for council in covered(gathering.register, day):
        if council.slug in UNSURE:
            message = Message("govwifi.unsure", {"name": UNSURE[council.slug], "day": day})
            gathering.add(council, OFFERED, None, day, status=Status.AMBIGUOUS, message=message, url=url)
            continue
        name = names.get(council.code)
        message = Message("govwifi.offered", {"name": name, "day": day}) if name else not_listed(day)
        gathering.add(council, OFFERED, int(name is not None), day, message=message, url=url)


SOURCE = Source(
    name=NAME,
    inputs=(HISTORY,),
    measures=(Measure(OFFERED, "0 or 1", "the council is on the list of organisations that offer GovWifi"),),
    parse=parse,
    live=Live(
        contract="GovWifi, govwifi-product-page data/organisations.yml",
        requests=single_file(
            PUBLISHED,
            "https://raw.githubusercontent.com/GovWifi/govwifi-product-page/HEAD/data/organisations.yml",
            "text/plain",
            "application/yaml",
            "text/yaml",
        ),
        parse=parse_published,
    ),
)
