"""Council websites on the list of hosts that browsers open over HTTPS only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from collectors.open_data.contract import Harvest, Live, Measure, Source, single_file
from collectors.open_data.councils import covered
from collectors.open_data.documents import field, object_in, objects
from collectors.open_data.gathering import Gathering
from collectors.open_data.tables import FLAG, TEXT, decoded, read_table
from errors import SourceError
from models import Authority, Message
from register.authorities import Register

NAME = "hsts_preload"
HOSTS = "hsts-preload/council_hsts_preload.csv"
PUBLISHED = "hsts-preload/transport_security_state_static.json"
PACKAGE_URL = "https://pypi.org/project/hstspreload/2025.1.1/"
LIVE_URL = "https://hstspreload.org/?domain="
PRELOADED = "hsts_preloaded"
COLUMNS = {"slug": TEXT, "gss": TEXT, "homepage_host": TEXT, "host_preloaded": FLAG}
COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return 0 or 1 for every council in the file, as of snapshot_on: the list states no date of its own."""
    gathering = Gathering(NAME, register)
    for row in read_table(NAME, HOSTS, inputs[HOSTS], COLUMNS, ("slug",)).itertuples():
        if council := gathering.council(row, snapshot_on):
            _add(gathering, council, row.host_preloaded, snapshot_on, PACKAGE_URL)
    return gathering.harvest()


def parse_published(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return the same from Chromium's own list (JSON with comment lines) for each council's home page."""
    gathering = Gathering(NAME, register)
    entries = _entries(inputs[PUBLISHED])
    for council in covered(register, snapshot_on):
        host = urlsplit(council.homepage).hostname or ""
        _add(gathering, council, _is_preloaded(entries, host), snapshot_on, f"{LIVE_URL}{host}")
    return gathering.harvest()


def _add(gathering: Gathering, council: Authority, listed: bool, day: date, url: str) -> None:
    message = Message("hsts_preload.listed", {"day": day}) if listed else Message("hsts_preload.absent", {"day": day})
    gathering.add(council, PRELOADED, int(listed), day, message=message, url=url)


def _entries(raw: bytes) -> dict[str, bool]:
    """Return name -> whether its subdomains are included, of the entries that force HTTPS."""
    document = object_in(NAME, PUBLISHED, COMMENT.sub("", decoded(NAME, PUBLISHED, raw)))
    entries = {
        field(NAME, PUBLISHED, entry, "name", str, within=f"entries[{position}]"): bool(entry.get("include_subdomains"))
        for position, entry in enumerate(objects(NAME, PUBLISHED, document, "entries"))
        if entry.get("mode") == "force-https"
    }
    if not entries:
        raise SourceError(NAME, f"{PUBLISHED} forces HTTPS for nobody", column="entries")
    return entries


def _is_preloaded(entries: Mapping[str, bool], host: str) -> bool:
    labels = host.split(".")
    ancestors = (".".join(labels[start:]) for start in range(1, len(labels)))
    return host in entries or any(entries.get(name) for name in ancestors)


SOURCE = Source(
    name=NAME,
    inputs=(HOSTS,),
    measures=(Measure(PRELOADED, "0 or 1", "the home page's host is on the HSTS preload list"),),
    parse=parse,
    live=Live(
        contract="Chromium, net/http/transport_security_state_static.json",
        requests=single_file(
            PUBLISHED,
            "https://raw.githubusercontent.com/chromium/chromium/main/net/http/transport_security_state_static.json",
            "text/plain",
            "application/json",
        ),
        parse=parse_published,
        max_bytes=60_000_000,
    ),
)
