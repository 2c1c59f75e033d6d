"""What GOV.UK's local authority API says of each council: its name, tier, county, home page and successor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from collectors.open_data.contract import Difference, Request, Watch
from collectors.open_data.documents import Fields, field, read_object
from collectors.open_data.govuk_local_links import bare_host
from errors import SourceError
from models import Authority, AuthorityType
from register.authorities import Register

NAME = "govuk_authorities"
CONTRACT = "GOV.UK local authority API (unversioned), alphagov/frontend of August 2026"
URL = "https://www.gov.uk/api/local-authority/"
TIERS = {AuthorityType.COUNTY: "county", AuthorityType.DISTRICT: "district"}
"""Of the others the tier is `unitary`: London boroughs, metropolitan districts, Scotland, Wales, Northern Ireland."""


def requests(register: Register) -> Iterator[Request]:
    """Yield one request a council, by GOV.UK's slug, which is ours. 404 says that GOV.UK has none of that slug."""
    for council in register.authorities:
        yield Request(_file(council), f"{URL}{council.slug}", ("application/json",), frozenset({404}))


def check(file: str, body: bytes, register: Register) -> tuple[Request, ...]:
    """Return no further request. Raises SourceError naming the field that is not as the contract says."""
    _authority(file, body)
    return ()


def compare(bodies: Mapping[str, bytes], register: Register) -> tuple[Difference, ...]:
    """Return where GOV.UK says something else of a council than our register does, by code.

    A home page is compared by its host, without `www.`; one that GOV.UK leaves out is no difference.
    """
    if len(bodies) < 0.9 * len(register.authorities):
        raise SourceError(NAME, f"GOV.UK knows {len(bodies)} of {len(register.authorities)} slugs: did they change?")
    return tuple(one for council in register.authorities for one in _differences(register, council, bodies))


def _differences(register: Register, council: Authority, bodies: Mapping[str, bytes]) -> Iterator[Difference]:
    def differs(what: str, ours: str, theirs: str) -> Difference:
        return Difference(council.code, what, ours, theirs, f"{URL}{council.slug}")

    file = _file(council)
    if file not in bodies:
        yield differs("slug", council.slug, "")
        return
    theirs = _authority(file, bodies[file])
    if theirs["slug"] != council.slug:
        yield differs("successor", council.slug, theirs["slug"])
        return
    if register.by_name(theirs["name"]) is not council:
        yield differs("name", council.name, theirs["name"])
    if theirs["tier"] != (tier := TIERS.get(council.type, "unitary")):
        yield differs("tier", tier, theirs["tier"])
    parent = register.parent_of(council)
    if (told := theirs.get("parent", {}).get("slug", "")) != (slug := parent.slug if parent else ""):
        yield differs("parent", slug, told)
    home = theirs.get("homepage_url", "")
    if home and bare_host(home) != bare_host(council.homepage):
        yield differs("homepage", council.homepage, home)


def _file(council: Authority) -> str:
    return f"govuk-authorities/{council.slug}.json"


def _authority(file: str, raw: bytes) -> Fields:
    found: Fields = field(NAME, file, read_object(NAME, file, raw), "local_authority", dict)
    for name in ("name", "tier", "slug"):
        field(NAME, file, found, name, str, within="local_authority")
    if "homepage_url" in found:
        field(NAME, file, found, "homepage_url", str, within="local_authority")
    if "parent" in found:
        parent = field(NAME, file, found, "parent", dict, within="local_authority")
        field(NAME, file, parent, "slug", str, within="local_authority.parent")
    return found


WATCH = Watch(
    name=NAME,
    contract=CONTRACT,
    requests=requests,
    onward=check,
    compare=compare,
    licence="Open Government Licence v3.0",
    attribution="Contains public sector information licensed under the Open Government Licence v3.0.",
)
