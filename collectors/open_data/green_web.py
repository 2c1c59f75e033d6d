"""Home pages whose host the Green Web Foundation lists as run on renewable energy. Context: no indicator asks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from urllib.parse import urlsplit

from collectors.open_data.contract import Context, Harvest, Measure, Request
from collectors.open_data.councils import covered
from collectors.open_data.documents import field, read_objects
from collectors.open_data.gathering import Gathering
from register.authorities import Register

NAME = "green_web"
CONTRACT = "Green Web Foundation, greencheck API v3, thegreenwebfoundation/admin-portal of July 2026"
URL = "https://api.thegreenwebfoundation.org/api/v3/greencheck/"
LISTED = "green_web_listed"
A_QUESTION = 50
"""Hosts that are asked at once: the address stays short enough for any server."""


def requests(register: Register) -> Iterator[Request]:
    """Yield a question for every fifty hosts of home pages; the reply lists those alone that are green."""
    hosts = sorted({_host(one.homepage) for one in register.authorities} - {""})
    for start in range(0, len(hosts), A_QUESTION):
        some = ",".join(hosts[start : start + A_QUESTION])
        yield Request(f"green-web/{start}.json", f"{URL}?urls={some}", ("application/json",))


def check(file: str, body: bytes, register: Register) -> tuple[Request, ...]:
    """Return no further request. Raises SourceError naming the field that is not as the contract says."""
    tuple(_green(file, body))
    return ()


def parse(bodies: Mapping[str, bytes], register: Register, day: date) -> Harvest:
    """Return 1 for every council whose home page's host is listed. Not to be listed is no evidence of anything."""
    gathering = Gathering(NAME, register)
    green = {host for file, body in bodies.items() for host in _green(file, body)}
    for council in covered(register, day):
        host = _host(council.homepage)
        if host in green:
            gathering.add(council, LISTED, 1, day, url=f"{URL}{host}")
    return gathering.harvest()


def _host(homepage: str) -> str:
    return urlsplit(homepage).hostname or ""


def _green(file: str, body: bytes) -> Iterable[str]:
    for position, one in enumerate(read_objects(NAME, file, body)):
        host = field(NAME, file, one, "url", str, within=f"[{position}]")
        if field(NAME, file, one, "green", bool, within=f"[{position}]"):
            yield host


CONTEXT = Context(
    name=NAME,
    contract=CONTRACT,
    requests=requests,
    onward=check,
    parse=parse,
    measures=(Measure(LISTED, "1", "the home page's host is on the Green Web Foundation's list"),),
    near=(),
    no_mark="no indicator asks for it, and whatever network stands in front of a website decides the answer",
    licence="Open Database Licence: what is kept of it may not be published with ours",
    attribution="The Green Web Foundation",
)
