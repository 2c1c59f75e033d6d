"""Where GOV.UK sends people for each council service: the addresses of its register, and which may be offered."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from urllib.parse import urlencode, urlsplit

from collectors.open_data.contract import Harvest, Live, Measure, Request, Source
from collectors.open_data.documents import field, read_object
from collectors.open_data.gathering import ABOLISHED, NOT_A_COUNCIL, Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import FLAG, NEEDED, TEXT, WHOLE, one_of, read_table
from errors import SourceError
from models import Authority, Fact, Message, Value
from register.authorities import Register

NAME = "govuk_local_links"
LINKS = "govuk-local-links-2026/links.csv"
STATUSES = "govuk-local-links-2026/link_status.csv"
BIN_DAYS = "govuk-local-links-2026/links_checked_2026-09-28.csv"
LINK_COLUMNS = {"authority": NEEDED, "lgsl": WHOLE, "lgil": WHOLE, "url": NEEDED, "cut": FLAG}
STATUS_COLUMNS = {"authority": NEEDED, "lgsl": WHOLE, "lgil": WHOLE, "status": NEEDED}
BIN_COLUMNS = {"gss": NEEDED, "bins_url": TEXT}

CONTRACT = "GOV.UK Local Links Manager, bulk file and /api/link as of August 2026"
HOST = "https://local-links-manager.publishing.service.gov.uk"
BULK = "govuk-local-links/links_to_services_provided_by_local_authorities.csv"
BULK_URL = f"{HOST}/data/links_to_services_provided_by_local_authorities.csv"
BULK_ORIGIN = (
    "https://govuk-app-assets-production.s3.eu-west-1.amazonaws.com/data/local-links-manager/"
    "links_to_services_provided_by_local_authorities.csv"
)
BULK_TYPES = ("text/csv", "application/csv", "binary/octet-stream", "application/octet-stream")
BULK_COLUMNS = {
    "Authority Name": NEEDED, "GSS": NEEDED, "LGSL": WHOLE, "LGIL": WHOLE, "URL": TEXT,
    "Supported by GOV.UK": one_of("true", "false"),
}  # fmt: skip
CHECKER_URL = f"{HOST}/api/link"
CHECKER_WORDS = ("ok", "broken", "caution", "pending", "missing")
NEAREST_TO_ACTING = (17, 0, 4, 30, 6)
"""Interactions in the order in which they are offered: report, apply, pay; any other follows, information (8) last."""
INFORMATION = 8

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


OTHER_CODE = "a code that none of the forty services has"
NO_ADDRESS = "a row without an address"
LEGACY_TWICE = "the same interaction under a legacy code too"


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
    reading = _Reading(Gathering(NAME, register), register, snapshot_on, _checked(inputs), COPY.url())
    links = read_table(NAME, LINKS, inputs[LINKS], LINK_COLUMNS, ("authority", "lgsl"))
    wanted = links[links.lgsl.isin((*CODES, BINS))]
    reading.gathering.set_aside(OTHER_CODE, len(links) - len(wanted))
    for row in wanted.itertuples():
        if council := reading.council(row.authority):
            filed = measure(row.lgsl, row.lgil if row.lgsl == BINS else None)
            reading.take(council, filed, (row.lgsl, row.lgil), row.url, row.cut)
    reported = set(links[(links.lgsl == BINS) & (links.lgil == REPORTING)].authority)
    days = read_table(NAME, BIN_DAYS, inputs[BIN_DAYS], BIN_COLUMNS, ("gss",))
    for row in days[days.gss.isin(reported) & (days.bins_url != "")].itertuples():
        if council := reading.council(row.gss):
            reading.take(council, measure(BINS, APPLYING), (BINS, APPLYING), row.bins_url)
    return reading.gathering.harvest()


Checked = dict[tuple[str, int, int], str]


def _checked(inputs: Mapping[str, bytes]) -> Checked:
    table = read_table(NAME, STATUSES, inputs[STATUSES], STATUS_COLUMNS, ("authority", "lgsl", "lgil"))
    return {(row.authority, row.lgsl, row.lgil): row.status for row in table.itertuples()}


@dataclass(frozen=True)
class _Reading:
    """What addresses are judged against. shown_at: where one that cannot be a link is to be seen."""

    gathering: Gathering
    register: Register
    day: date
    checked: Checked
    shown_at: str

    @cached_property
    def homes(self) -> Homes:
        return Homes.of(self.register.authorities)

    def council(self, code: str) -> Authority | None:
        """Return the council of a current or legacy code, None after counting a row of anybody else."""
        council = self.register.by_code(code)
        if council is None:
            ended = any(code == one.other_code for one in self.register.relations)
            self.gathering.set_aside(ABOLISHED if ended else NOT_A_COUNCIL)
        return council

    def kind(self, council: Authority, url: str, cut: bool = False) -> Kind:
        return kind_of(url, cut, council, self.homes, self._family(council))

    def take(self, council: Authority, filed: str, codes: tuple[int, int], url: str, cut: bool = False) -> None:
        """Keep one address. filed: its measure. codes: local government service (LGSL) and interaction (LGIL)."""
        lgsl, lgil = map(int, codes)
        kind = self.kind(council, url, cut)
        values: dict[str, Value] = {
            "lgsl": str(lgsl),
            "lgil": str(lgil),
            "checker": self.checked.get((council.code, lgsl, lgil), ""),
            "day": self.day,
        }
        if kind is Kind.OTHER_COUNCIL:
            owners = sorted(self.homes.owners(bare_host(url)))
            values["council"] = next(one.name for one in map(self.register.by_code, owners) if one)
        self.gathering.add(
            council,
            filed,
            int(kind is Kind.PAGE),
            self.day,
            message=Message(f"local_links.{kind}", values),
            url=url if usable(url) else self.shown_at,
        )

    def _family(self, council: Authority) -> frozenset[str]:
        parent = self.register.parent_of(council)
        districts = self.register.districts_of(council)
        siblings = self.register.districts_of(parent) if parent else ()
        return frozenset(one.code for one in (parent, *districts, *siblings) if one)


Interactions = dict[tuple[str, int], dict[int, str]]
"""(current code of the council, LGSL) -> address by LGIL."""


def parse_bulk(inputs: Mapping[str, bytes], register: Register, day: date) -> Harvest:
    """Return the same from GOV.UK's own bulk file, of which every interaction is read, whole addresses all.

    Of the interactions of a code the page is taken that GOV.UK's checker did not find broken, then the one nearest to
    acting. The checker's words come from its replies to `checker_requests`, as far as they were asked, and only where
    it speaks of the same address. Legacy codes are read as their councils'; rows of abolished councils are set aside.
    """
    gathering = Gathering(NAME, register)
    found = _interactions(gathering, inputs[BULK])
    reading = _Reading(gathering, register, day, _words(inputs, found, register), BULK_URL)
    for (code, lgsl), addresses in found.items():
        council = register.by_code(code)
        assert council is not None
        for filed, lgil in _chosen(reading, council, lgsl, addresses):
            reading.take(council, filed, (lgsl, lgil), addresses[lgil])
    return gathering.harvest()


def bulk_request(register: Register) -> tuple[Request, ...]:
    """Return the one request for the bulk file, which its host often resets on the way."""
    return (Request(BULK, BULK_URL, BULK_TYPES, whole=True, also_at=(BULK_ORIGIN,)),)


def check_reply(file: str, body: bytes, register: Register) -> tuple[Request, ...]:
    """Return no further request. Raises SourceError if the checker's reply is not as its contract says."""
    if file != BULK:
        _checked_link(file, body)
    return ()


def _interactions(gathering: Gathering, raw: bytes) -> Interactions:
    table = read_table(NAME, BULK, raw, BULK_COLUMNS, ("GSS", "LGSL", "LGIL"))
    wanted = table[table.LGSL.isin((*CODES, BINS))]
    gathering.set_aside(OTHER_CODE, len(table) - len(wanted))
    named = wanted[wanted.URL != ""]
    gathering.set_aside(NO_ADDRESS, len(wanted) - len(named))
    reading = _Reading(gathering, gathering.register, date.min, {}, BULK_URL)
    found: Interactions = defaultdict(dict)
    for own in (True, False):  # a row under the code of today stands before one under a legacy code
        for code, lgsl, lgil, url in zip(named.GSS, named.LGSL, named.LGIL, named.URL, strict=True):
            if ((one := gathering.register.by_code(code)) is not None and one.code == code) is not own:
                continue
            if council := reading.council(code):
                if lgil in found[council.code, int(lgsl)]:
                    gathering.set_aside(LEGACY_TWICE)
                    continue
                found[council.code, int(lgsl)][int(lgil)] = url
    return found


def _nearness(lgil: int) -> tuple[int, int]:
    """Return what interactions are sorted by, the nearest to acting first."""
    if lgil in NEAREST_TO_ACTING:
        return NEAREST_TO_ACTING.index(lgil), lgil
    return len(NEAREST_TO_ACTING) + (lgil == INFORMATION), lgil


def _chosen(
    reading: _Reading, council: Authority, lgsl: int, addresses: Mapping[int, str]
) -> Iterator[tuple[str, int]]:
    """Yield the measure and the interaction of each address that is kept of one code."""

    def preference(lgil: int) -> tuple[bool, bool, bool, tuple[int, int]]:
        kind = reading.kind(council, addresses[lgil])
        broken = reading.checked.get((council.code, lgsl, lgil)) == "broken"
        return kind is not Kind.PAGE, kind is not Kind.HOME_PAGE, broken, _nearness(lgil)

    if lgsl != BINS:
        yield measure(lgsl), min(addresses, key=preference)
        return
    if REPORTING in addresses:
        yield measure(BINS, REPORTING), REPORTING
    if telling := sorted(addresses.keys() - {REPORTING}, key=preference):
        yield measure(BINS, APPLYING), telling[0]
        if INFORMATION in telling[1:] and addresses[INFORMATION] != addresses[telling[0]]:
            yield measure(BINS, INFORMATION), INFORMATION


def checker_requests(bodies: Mapping[str, bytes], register: Register) -> Iterator[Request]:
    """Yield what GOV.UK's checker may be asked: of each code the interaction nearest to acting, and the next one only
    where that was found broken. One request a link is all that its interface offers.
    """
    found = _interactions(Gathering(NAME, register), bodies[BULK])
    words = _words(bodies, found, register)
    for turn in range(max(map(len, found.values()), default=0)):
        for (code, lgsl), addresses in found.items():
            order = sorted(addresses, key=_nearness)
            if turn < len(order) and all(words.get((code, lgsl, lgil)) == "broken" for lgil in order[:turn]):
                council = register.by_code(code)
                assert council is not None
                yield _checker_request(council, lgsl, order[turn])


def _checker_file(code: str, lgsl: int, lgil: int) -> str:
    return f"govuk-local-links/checker/{code}-{lgsl}-{lgil}.json"


def _checker_request(council: Authority, lgsl: int, lgil: int) -> Request:
    query = urlencode({"authority_slug": council.slug, "lgsl": lgsl, "lgil": lgil})
    file = _checker_file(council.code, lgsl, lgil)
    return Request(file, f"{CHECKER_URL}?{query}", ("application/json",), frozenset({404}))


def _words(bodies: Mapping[str, bytes], found: Interactions, register: Register) -> Checked:
    """Return the checker's word on each address that it was asked about and that is still the register's."""
    words = {}
    for (code, lgsl), addresses in found.items():
        for lgil, url in addresses.items():
            file = _checker_file(code, lgsl, lgil)
            if raw := bodies.get(file):
                link = _checked_link(file, raw)
                if link.get("url") == url and (link.get("lgsl_code"), link.get("lgil_code")) == (lgsl, lgil):
                    words[code, lgsl, lgil] = str(link["status"] or "")
    return words


def _checked_link(file: str, raw: bytes) -> dict[str, object]:
    """Return the link of a checker's reply, {} if it knows none.

    Raises SourceError naming the field that is not as the contract says.
    """
    reply = read_object(NAME, file, raw)
    field(NAME, file, reply, "local_authority", dict)
    link: dict[str, object] = {}
    if "local_interaction" in reply:
        link = field(NAME, file, reply, "local_interaction", dict)
    for name, kind in {"lgsl_code": int, "lgil_code": int, "url": str}.items() if link else ():
        field(NAME, file, link, name, kind, within="local_interaction")
    if link and link.get("status", "") not in (*CHECKER_WORDS, None):
        expected = ", ".join(CHECKER_WORDS)
        raise SourceError(NAME, f"{file}: found {link.get('status')!r}, expected {expected} or null", column="status")
    return link


def newest_reading(facts: Iterable[Fact], until: date | None = None) -> tuple[Fact, ...]:
    """Return the register's facts of its last reading, or of the last on or before a day; none if there is none.

    Every reading is the whole register: an address that the last one has no more was taken out by GOV.UK.
    """
    own = [fact for fact in facts if fact.source == NAME and (until is None or fact.observed_on <= until)]
    last = max((fact.observed_on for fact in own), default=None)
    return tuple(fact for fact in own if fact.observed_on == last)


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
    live=Live(
        contract=CONTRACT,
        requests=bulk_request,
        onward=check_reply,
        parse=parse_bulk,
        besides=checker_requests,
        max_bytes=40_000_000,
    ),
)
