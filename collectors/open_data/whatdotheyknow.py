"""What WhatDoTheyKnow's volunteers know of each council: whether a disclosure log is linked, and how requests end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from collectors.open_data.contract import Context, Harvest, Measure, Request
from collectors.open_data.documents import count, field, read_object
from collectors.open_data.gathering import NOT_A_COUNCIL, Gathering
from collectors.open_data.tables import NEEDED, TEXT, read_table
from errors import SourceError
from models import Authority
from register.authorities import Register

if TYPE_CHECKING:
    import pandas as pd

NAME = "whatdotheyknow"
CONTRACT = "WhatDoTheyKnow (Alaveteli), all-authorities.csv and /body/NAME.json, mysociety/alaveteli of April 2026"
SITE = "https://www.whatdotheyknow.com/body/"
BODIES = "whatdotheyknow/all-authorities.csv"
LOG, REQUESTS, SUCCESSFUL = "whatdotheyknow_disclosure_log", "whatdotheyknow_requests", "whatdotheyknow_successful"
COLUMNS = {"Internal ID": NEEDED, "URL name": NEEDED, "Disclosure log": TEXT}
LEAST_CLASSIFIED = 30
"""A share of fewer requests than this that people have classified says nothing."""


def requests(register: Register) -> Iterator[Request]:
    """Yield the list of all bodies, one file."""
    yield Request(BODIES, f"{SITE}all-authorities.csv", ("text/csv",), whole=True)


def onward(file: str, body: bytes, register: Register) -> tuple[Request, ...]:
    """Return no further request. Raises SourceError naming the column or field that is not as the contract says."""
    if file == BODIES:
        _table(body)
    else:
        _counts(file, body, register)
    return ()


def besides(bodies: Mapping[str, bytes], register: Register) -> Iterator[Request]:
    """Yield one request a council, for its counts: a volunteer service is asked no more of than an operator says."""
    for council, url_name, _ in _councils(bodies[BODIES], register):
        # A body that is gone is answered with a page for people, and with 404.
        media_types = ("application/json", "text/html")
        yield Request(_file(council), f"{SITE}{url_name}.json", media_types, frozenset({404}))


def parse(bodies: Mapping[str, bytes], register: Register, day: date) -> Harvest:
    """Return what is known of every council: no row where nobody linked a log, or too few requests are classified.

    Counts are of all time, and it is requesters who say how a request ended.
    """
    gathering = Gathering(NAME, register)
    seen: set[str] = set()
    for council, url_name, log in _councils(bodies[BODIES], register):
        if not gathering.first(seen, council):
            continue
        url = f"{SITE}{url_name}"
        if log:
            gathering.add(council, LOG, 1, day, url=url)
        if _file(council) in bodies:
            _add_counts(gathering, council, day, url, bodies[_file(council)])
    gathering.set_aside(NOT_A_COUNCIL, len(_table(bodies[BODIES])) - len(seen))
    return gathering.harvest()


def _add_counts(gathering: Gathering, council: Authority, day: date, url: str, body: bytes) -> None:
    requests_made, successful, classified = _counts(_file(council), body, gathering.register)
    gathering.add(council, REQUESTS, requests_made, day, url=url)
    if successful is None or classified is None or classified < LEAST_CLASSIFIED or successful > classified:
        gathering.set_aside(f"no share: fewer than {LEAST_CLASSIFIED} requests that people have classified")
        return
    gathering.add(council, SUCCESSFUL, successful / classified, day, denominator=classified, url=url)


def _councils(body: bytes, register: Register) -> Iterator[tuple[Authority, str, str]]:
    """Yield each council with its name in addresses there, and the address of its disclosure log ('' for none)."""
    table = _table(body)
    for number, url_name, log in zip(table["Internal ID"], table["URL name"], table["Disclosure log"], strict=True):
        if council := register.by_identifier("wdtk", number):
            yield council, url_name, log


def _table(body: bytes) -> pd.DataFrame:
    return read_table(NAME, BODIES, body, COLUMNS, ("Internal ID",))


def _counts(file: str, body: bytes, register: Register) -> tuple[int, int | None, int | None]:
    """Return all requests, those that succeeded and those that people have classified, None where it is not counted.

    Raises SourceError if it speaks of another body, to which a name that was given up may lead.
    """
    reply = read_object(NAME, file, body)
    number, council = count(NAME, file, reply, "id"), register.by_identifier("wdtk", str(reply["id"]))
    if council is None or _file(council) != file:
        raise SourceError(NAME, f"{file}: {number} is another body than was asked for", column="id")
    info = field(NAME, file, reply, "info", dict)

    def known(name: str) -> int | None:
        missing = name in info and info[name] is None
        return None if missing else count(NAME, file, info, name, within="info")

    requests_made = count(NAME, file, info, "requests_count", within="info")
    return requests_made, known("requests_successful_count"), known("requests_visible_classified_count")


def _file(council: Authority) -> str:
    return f"whatdotheyknow/bodies/{council.slug}.json"


CONTEXT = Context(
    name=NAME,
    contract=CONTRACT,
    requests=requests,
    onward=onward,
    besides=besides,
    parse=parse,
    kept_days=7,
    max_bytes=60_000_000,
    seconds_between=2.0,
    measures=(
        Measure(LOG, "1", "volunteers have linked a disclosure log"),
        Measure(REQUESTS, "requests", "requests made of the council through WhatDoTheyKnow since it began"),
        Measure(SUCCESSFUL, "share", "of the requests that people have classified, those that succeeded"),
    ),
    near=("P10",),
    no_mark=(
        "P10 asks whether the council's own log holds answers, and leaves aside how timely they are; a link that no "
        "volunteer entered is no absence"
    ),
    licence="None stated: aggregates only, with a link back",
    attribution="Source: WhatDoTheyKnow (mySociety)",
)
