"""The link to each service of each council: which address of GOV.UK's register is offered, and what is to mend.

Pure. Nothing of this is scored: gaps are partly the register's own (docs/decisions/0017).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from collectors.open_data.govuk_local_links import Kind, measure
from models import Authority, Fact, Service
from register.services import Duties

OPENED, NOT_OPENED = "ok", "broken"
"""Words of GOV.UK's checker: it opened the page; it could not, which includes sites that refuse programs."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the register for one code. checker: GOV.UK's checker's word, '' where it was not asked."""

    url: str
    kind: Kind | str
    lgsl: int
    lgil: int
    checker: str
    observed_on: str
    other_council: str = ""


@dataclass(frozen=True, slots=True)
class ServiceLinks:
    """What stands for one service of one council. offered: the address to use, or None.

    all: every address there is, the offered one first. expected: the service is wholly this council's job and GOV.UK's
    register has a code for it, so that no address at all is something to mend.
    """

    authority: str
    service: str
    offered: Address | None
    all: tuple[Address, ...]
    expected: bool = True


def service_links(
    authorities: Iterable[Authority], services: Iterable[Service], duties: Duties, facts: Iterable[Fact]
) -> Iterator[ServiceLinks]:
    """Yield the way in to every service that is a council's job, in the order of councils and services.

    facts: those of one reading of the register (collectors/open_data/govuk_local_links.py, newest_reading).

    Of the codes of a service the first is taken whose page GOV.UK opened, then one it was not asked about or could not
    open, then the home page; a cut address, a closed host and another council's site are never offered.
    """
    known = _addresses(facts)
    services = tuple(services)
    for council in authorities:
        for service in services:
            duty, _ = duties.duty(council, service)
            if duty == "none":
                continue
            found = [known[key] for key in _keys(council, service) if key in known]
            found.sort(key=_preference)
            offered = next((one for one in found if one.kind in (Kind.PAGE, Kind.HOME_PAGE)), None)
            expected = duty == "full" and bool(service.link_codes)
            yield ServiceLinks(council.code, service.code, offered, tuple(found), expected)


def _preference(one: Address) -> tuple[bool, bool, bool, bool]:
    return (
        one.kind is not Kind.PAGE,
        one.kind is not Kind.HOME_PAGE,
        one.checker != OPENED,
        one.checker == NOT_OPENED,
    )


def _keys(council: Authority, service: Service) -> Iterator[tuple[str, str]]:
    for lgsl, lgil in service.link_codes:
        yield council.code, measure(lgsl, lgil)


def _addresses(facts: Iterable[Fact]) -> Mapping[tuple[str, str], Address]:
    found: dict[tuple[str, str], Address] = {}
    for fact in facts:
        if fact.message is None:
            raise ValueError(f"{fact.measure} of {fact.authority}: has no message")
        kind, values = fact.message.id, fact.message.values
        found[fact.authority, fact.measure] = Address(
            "" if kind.endswith(Kind.UNUSABLE) else fact.url,
            Kind(kind.removeprefix("local_links.")),
            int(str(values["lgsl"])),
            int(str(values["lgil"])),
            str(values["checker"]),
            fact.observed_on.isoformat(),
            str(values.get("council", "")),
        )
    return found


NO_ADDRESS = "none"
"""The kind of a row that says that the register has no address for a service which is the council's job."""


def link_rows(links: Iterable[ServiceLinks]) -> Iterator[dict[str, Any]]:
    """Yield the `service_links` rows: one an address, one of kind `none` where an expected one is missing."""
    for one in links:
        if not one.all and one.expected:
            yield _row(one, 1, Address("", NO_ADDRESS, 0, 0, "", ""), offered=False)
        for position, address in enumerate(one.all, start=1):
            yield _row(one, position, address, offered=address is one.offered)


def _row(links: ServiceLinks, position: int, address: Address, offered: bool) -> dict[str, Any]:
    mend = offered and (address.kind is not Kind.PAGE or address.checker == NOT_OPENED)
    return {
        "authority": links.authority,
        "service": links.service,
        "position": position,
        "url": address.url,
        "kind": str(address.kind),
        "offered": int(offered),
        "to_mend": int(mend or not offered and address.kind is not Kind.PAGE),
        "lgsl": address.lgsl or None,
        "lgil": address.lgil if address.lgsl else None,
        "checker": address.checker,
        "other_council": address.other_council,
        "observed_on": address.observed_on or None,
    }
