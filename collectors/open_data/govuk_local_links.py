"""Where GOV.UK sends people for each council service: the addresses of its register, and which may be offered."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from urllib.parse import urlsplit

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import FLAG, NEEDED, TEXT, WHOLE, read_table
from models import Authority, Message, Value
from register.authorities import Register

NAME = "govuk_local_links"
LINKS = "govuk-local-links-2026/links.csv"
STATUSES = "govuk-local-links-2026/link_status.csv"
BIN_DAYS = "govuk-local-links-2026/links_checked_2026-09-28.csv"
LINK_COLUMNS = {"authority": NEEDED, "lgsl": WHOLE, "lgil": WHOLE, "url": NEEDED, "cut": FLAG}
STATUS_COLUMNS = {"authority": NEEDED, "lgsl": WHOLE, "lgil": WHOLE, "status": NEEDED}
BIN_COLUMNS = {"gss": NEEDED, "bins_url": TEXT}

COPY = Place("AlexGitta/report", "7e076831fe0d47f3dcdb0f5975b2a813902a7fca", "data/raw/local_links_services.csv")
"""Where an address that cannot be a link is to be seen."""
BINS = 524
"""The one code that serves two services: interaction 17 reports a missed bin, the others tell the bin day."""
REPORTING, APPLYING = 17, 0
CODES = (
    3, 4, 9, 12, 13, 55, 57, 59, 63, 69, 92, 112, 137, 141, 178, 209, 273, 279, 280, 287, 297, 372, 412, 437, 471,
    474, 477, 499, 516, 528, 530, 533, 537, 557, 564, 577, 580, 584, 587, 860, 1579,
)  # fmt: skip
"""The codes of the forty services (data/register/services.csv) that the copy of the register has, without BINS."""
CLOSED_HOSTS = ("ukwelcomes.businesslink.gov.uk",)
"""National services that were closed years ago, with every host below them; the register still names them."""


class Kind(StrEnum):
    """What an address is. Only `page` may be offered as the way in (docs/decisions/0017)."""

    PAGE = "page"
    HOME_PAGE = "home_page"
    OTHER_COUNCIL = "other_council"
    CLOSED_HOST = "closed_host"
    CUT = "cut"
    UNUSABLE = "unusable"


def measure(lgsl: int, lgil: int | None = None) -> str:
    """Return the measure of one code; that of a code which serves two services has its interaction too."""
    return f"govuk_link_{lgsl}" if lgil is None else f"govuk_link_{lgsl}_{lgil}"


@dataclass(frozen=True, slots=True)
class Homes:
    """Whose site an address is on. hosts: host of a home page, without www, -> codes of the councils that share it."""

    hosts: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, councils: Iterable[Authority]) -> Homes:
        """Return the hosts of the councils' home pages; hosts that hold more than a council's site are no home."""
        hosts: dict[str, set[str]] = {}
        for one in councils:
            if one.homepage:
                hosts.setdefault(bare_host(one.homepage), set()).add(one.code)
        return cls({host: frozenset(codes) for host, codes in hosts.items()})

    def owners(self, host: str) -> frozenset[str]:
        """Return the codes of the councils whose site the host belongs to, its own or a host above it."""
        parts = host.split(".")
        above = (".".join(parts[i:]) for i in range(len(parts) - 1))
        return next((self.hosts[one] for one in above if one in self.hosts), frozenset())


def bare_host(url: str) -> str:
    """Return the host of an address in lower case without a leading `www.`; '' if it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def kind_of(url: str, cut: bool, council: Authority, homes: Homes, family: frozenset[str]) -> Kind:
    """Return what an address of the register is for one council. Pure; nothing is asked of any host.

    family: codes of the councils that share a place with this one (its county, or its districts): their sites are
    partners' sites, as a supplier's or a joint service's host is.
    """
    if not usable(url):
        return Kind.UNUSABLE
    host, parts = bare_host(url), urlsplit(url)
    if any(host == closed or host.endswith("." + closed) for closed in CLOSED_HOSTS):
        return Kind.CLOSED_HOST
    owners = homes.owners(host)
    if owners and council.code not in owners and not owners & family:
        return Kind.OTHER_COUNCIL
    if not parts.path.strip("/") and not parts.query and not parts.fragment and host == bare_host(council.homepage):
        return Kind.HOME_PAGE
    return Kind.CUT if cut else Kind.PAGE


def usable(url: str) -> bool:
    """Return whether an address can be a link at all: http or https, a named host, no space or control character."""
    if any(letter.isspace() or not letter.isprintable() for letter in url):
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or "." not in host or parts.username or port not in (None, 80, 443):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return not host.rpartition(".")[2].isdigit()
    return False


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return, for every council and code of the register, 1 if the address may be offered and 0 if not.

    The message of a fact says what the address is and GOV.UK's checker's word on it, where that was asked; a council
    and code without a row has no address. Nothing of this is scored (docs/decisions/0017).
    """
    reading = _Reading(Gathering(NAME, register), register, snapshot_on, _checked(inputs))
    links = read_table(NAME, LINKS, inputs[LINKS], LINK_COLUMNS, ("authority", "lgsl"))
    wanted = links[links.lgsl.isin((*CODES, BINS))]
    reading.gathering.set_aside("a code that none of the forty services has", len(links) - len(wanted))
    for row in wanted.itertuples():
        reading.take(row.authority, (row.lgsl, row.lgil), row.url, row.cut)
    reported = set(links[(links.lgsl == BINS) & (links.lgil == REPORTING)].authority)
    days = read_table(NAME, BIN_DAYS, inputs[BIN_DAYS], BIN_COLUMNS, ("gss",))
    for row in days[days.gss.isin(reported) & (days.bins_url != "")].itertuples():
        reading.take(row.gss, (BINS, APPLYING), row.bins_url, cut=False)
    return reading.gathering.harvest()


Checked = dict[tuple[str, int, int], str]


def _checked(inputs: Mapping[str, bytes]) -> Checked:
    table = read_table(NAME, STATUSES, inputs[STATUSES], STATUS_COLUMNS, ("authority", "lgsl", "lgil"))
    return {(row.authority, row.lgsl, row.lgil): row.status for row in table.itertuples()}


@dataclass(frozen=True)
class _Reading:
    gathering: Gathering
    register: Register
    day: date
    checked: Checked

    @cached_property
    def homes(self) -> Homes:
        return Homes.of(self.register.authorities)

    def take(self, code: str, codes: tuple[int, int], url: str, cut: bool) -> None:
        """Keep one address. codes: local government service (LGSL) and interaction (LGIL)."""
        lgsl, lgil = map(int, codes)
        council = self.register.by_code(code)
        if council is None:
            self.gathering.set_aside("not one of the 382 councils")
            return
        kind = kind_of(url, cut, council, self.homes, self._family(council))
        values: dict[str, Value] = {
            "lgsl": str(lgsl),
            "lgil": str(lgil),
            "checker": self.checked.get((code, lgsl, lgil), ""),
            "day": self.day,
        }
        if kind is Kind.OTHER_COUNCIL:
            owners = sorted(self.homes.owners(bare_host(url)))
            values["council"] = next(one.name for one in map(self.register.by_code, owners) if one)
        self.gathering.add(
            council,
            measure(lgsl, lgil if lgsl == BINS else None),
            int(kind is Kind.PAGE),
            self.day,
            message=Message(f"local_links.{kind}", values),
            url=url if usable(url) else COPY.url(),
        )

    def _family(self, council: Authority) -> frozenset[str]:
        parent = self.register.parent_of(council)
        districts = self.register.districts_of(council)
        siblings = self.register.districts_of(parent) if parent else ()
        return frozenset(one.code for one in (parent, *districts, *siblings) if one)


def _measures() -> Iterable[Measure]:
    about = "GOV.UK's register has an address for code {} that may be offered as the way in"
    yield from (Measure(measure(code), "0 or 1", about.format(code)) for code in CODES)
    for lgil, what in ((REPORTING, "reporting"), (APPLYING, "the bin day"), (8, "information")):
        yield Measure(measure(BINS, lgil), "0 or 1", about.format(f"{BINS} ({what})"))


SOURCE = Source(
    name=NAME,
    inputs=(LINKS, STATUSES, BIN_DAYS),
    measures=tuple(_measures()),
    parse=parse,
    why_not_live="it is read from a copy that keeps one interaction of each code",
)
