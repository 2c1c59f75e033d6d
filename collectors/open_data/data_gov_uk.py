"""What data.gov.uk's catalogue lists of each council: datasets, licences named, formats. Context, never a mark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from collectors.open_data.contract import Context, Harvest, Measure, Request
from collectors.open_data.documents import Fields, count, field, objects, read_object
from collectors.open_data.gathering import NOT_A_COUNCIL, Gathering
from collectors.open_data.organisations import councils_named
from errors import SourceError
from models import Authority
from register.authorities import Register

NAME = "data_gov_uk"
CONTRACT = (
    "CKAN 2.10 as data.gov.uk opens it (organization_list, package_search), alphagov/govuk-dgu-charts of August 2026"
)
BASES = ("https://ckan.publishing.service.gov.uk/api/action/", "https://www.data.gov.uk/api/action/")
"""Where CKAN is, and the public name that leads there."""

DATASETS, LICENSED, READABLE = "data_gov_uk_datasets", "data_gov_uk_open_licence", "data_gov_uk_machine_readable"
MOST_ORGANISATIONS = 1000
MOST_FACETS = 50
FACETS = ("organization", "license_id", "res_format")

OPEN_LICENCES = frozenset(
    {"uk-ogl", "ogl-uk-1.0", "ogl-uk-2.0", "ogl-uk-3.0", "cc-by", "cc-by-4.0", "cc-by-sa", "cc-zero", "odc-by",
     "odc-odbl", "odc-pddl", "other-open", "other-pd"}
)  # fmt: skip
"""Licence ids of open licences, in lower case: the Open Government Licence, and those of CKAN's list that are open."""

READABLE_FORMATS = frozenset(
    {"CSV", "TSV", "XLS", "XLSX", "ODS", "JSON", "GEOJSON", "XML", "RDF", "KML", "GML", "SHP", "GPKG"}
)
"""Formats that a machine can read, in capitals and without dots: the field is free text."""


def requests(register: Register) -> Iterator[Request]:
    """Yield the first page of the organisations that publish."""
    yield _organisations(0)


def onward(file: str, body: bytes, register: Register) -> Iterator[Request]:
    """Yield the next page, the question for each council's organisation, and that for its readable datasets."""
    if file.startswith(_ORGANISATIONS):
        slugs = _slugs(file, body)
        if slugs:  # the last page is the empty one: how many a full one has may change without a word
            yield _organisations(int(file.removeprefix(_ORGANISATIONS).removesuffix(".json")) + len(slugs))
        yield from (_counts(slug) for slug in slugs if _council(register, slug))
    elif file.startswith(_COUNTS):
        found = _Counts.read(file, body)
        spellings = [one for one in found.formats if is_readable(one)]
        if spellings and len(found.formats) < MOST_FACETS:
            yield _readable(_slug(file, _COUNTS), spellings)
    else:
        _count(file, body)


def is_readable(spelling: str) -> bool:
    """Return whether a format, as a publisher wrote it, is one that a machine can read."""
    return re.sub(r"[^A-Z]", "", spelling.upper()) in READABLE_FORMATS


def parse(bodies: Mapping[str, bytes], register: Register, day: date) -> Harvest:
    """Return the datasets of every council that has an organisation there, and which shares of them are open.

    A council without an organisation has no row: nobody has to publish there. Shares have the number of datasets as
    denominator; there is none of no datasets, and no readable share where the catalogue lists more formats than it
    counts.
    """
    gathering = Gathering(NAME, register)
    seen: set[str] = set()
    for file in sorted(name for name in bodies if name.startswith(_COUNTS)):
        slug = _slug(file, _COUNTS)
        council, found = _council(register, slug), _Counts.read(file, bodies[file])
        if council is None or (found.title and councils_named(register, found.title) != (council,)):
            gathering.set_aside(f"an organisation whose title is not that of the council: {slug}")
        elif gathering.first(seen, council):
            _add(gathering, council, day, slug, found, bodies.get(f"{_READABLE}{slug}.json"))
    names = [slug for file in bodies if file.startswith(_ORGANISATIONS) for slug in _slugs(file, bodies[file])]
    gathering.set_aside(NOT_A_COUNCIL, sum(_council(register, slug) is None for slug in names))
    return gathering.harvest()


@dataclass(frozen=True, slots=True)
class _Counts:
    """What the catalogue counts of one organisation. title: '' where it has no dataset; the others by id as written."""

    datasets: int
    title: str
    licences: dict[str, int]
    formats: dict[str, int]

    @classmethod
    def read(cls, file: str, body: bytes) -> _Counts:
        """Return what a reply counts. Raises SourceError naming the field that is not as the contract says."""
        result = _result(file, body, dict)
        facets = field(NAME, file, result, "search_facets", dict, within="result")
        organisations, licences, formats = (_facet(file, facets, name) for name in FACETS)
        titles = [title for title, _ in organisations.values()]
        return cls(
            _count(file, body),
            titles[0] if titles else "",
            {name: datasets for name, (_, datasets) in licences.items()},
            {name: datasets for name, (_, datasets) in formats.items()},
        )


def _facet(file: str, facets: Fields, name: str) -> dict[str, tuple[str, int]]:
    """Return the name shown and the datasets of each value of a facet."""
    within = f"result.search_facets.{name}"
    facet = field(NAME, file, facets, name, dict, within="result.search_facets")
    found = {}
    for position, item in enumerate(objects(NAME, file, facet, "items", within=within)):
        place = f"{within}.items[{position}]"
        value, shown = (field(NAME, file, item, one, str, within=place) for one in ("name", "display_name"))
        found[value] = shown, count(NAME, file, item, "count", within=place)
    return found


def _add(
    gathering: Gathering, council: Authority, day: date, slug: str, found: _Counts, readable: bytes | None
) -> None:
    total, url = found.datasets, _counts(slug).url
    gathering.add(council, DATASETS, total, day, url=url)
    if not total:
        return
    licensed = sum(datasets for name, datasets in found.licences.items() if name.lower() in OPEN_LICENCES)
    _add_share(gathering, council, day, LICENSED, licensed, total, url)
    if len(found.formats) >= MOST_FACETS:
        gathering.set_aside("more formats than the catalogue counts: no share that a machine can read")
        return
    counted = _count(f"{_READABLE}{slug}.json", readable) if readable is not None else 0
    _add_share(gathering, council, day, READABLE, counted, total, url)


def _add_share(
    gathering: Gathering, council: Authority, day: date, measure: str, part: int, total: int, url: str
) -> None:
    if part > total:  # the catalogue goes on while it is read
        gathering.set_aside("more datasets of a kind than datasets: no share")
        return
    gathering.add(council, measure, part / total, day, denominator=total, url=url)


_ORGANISATIONS, _COUNTS, _READABLE = (f"data-gov-uk/{what}-" for what in ("organisations", "counts", "readable"))


def _organisations(offset: int) -> Request:
    query = {"limit": MOST_ORGANISATIONS, "offset": offset}
    return _request(f"{_ORGANISATIONS}{offset}.json", "organization_list", query)


def _counts(slug: str) -> Request:
    query = {"fq": f"organization:{slug}", "rows": 0, "facet.field": json.dumps(FACETS), "facet.limit": MOST_FACETS}
    return _request(f"{_COUNTS}{slug}.json", "package_search", query)


def _readable(slug: str, spellings: list[str]) -> Request:
    quoted = (json.dumps(one) for one in sorted(spellings))
    query = {"fq": f"organization:{slug} AND res_format:({' OR '.join(quoted)})", "rows": 0}
    return _request(f"{_READABLE}{slug}.json", "package_search", query)


def _request(file: str, action: str, query: Mapping[str, object]) -> Request:
    first, *others = (f"{base}{action}?{urlencode(query)}" for base in BASES)
    return Request(file, first, ("application/json",), also_at=tuple(others))


def _slug(file: str, prefix: str) -> str:
    return file.removeprefix(prefix).removesuffix(".json")


def _council(register: Register, slug: str) -> Authority | None:
    """Return the one council whose name a slug spells with hyphens, or None."""
    found = councils_named(register, slug.replace("-", " "))
    return found[0] if len(found) == 1 else None


def _slugs(file: str, body: bytes) -> list[str]:
    found: list[str] = _result(file, body, list)
    for position, one in enumerate(found):
        if not isinstance(one, str):
            raise SourceError(NAME, f"{file}: found {str(one)[:40]!r}, expected str", column=f"result[{position}]")
    return found


def _count(file: str, body: bytes) -> int:
    return count(NAME, file, _result(file, body, dict), "count", within="result")


def _result(file: str, body: bytes, kind: type) -> Any:
    reply = read_object(NAME, file, body)
    if reply.get("success") is False:
        raise SourceError(NAME, f"{file}: the service says {str(reply.get('error'))[:120]!r}", column="success")
    return field(NAME, file, reply, "result", kind)


CONTEXT = Context(
    name=NAME,
    contract=CONTRACT,
    requests=requests,
    onward=onward,
    parse=parse,
    measures=(
        Measure(DATASETS, "datasets", "datasets that data.gov.uk lists under the council's own organisation"),
        Measure(LICENSED, "share", "of them, those whose licence field names an open licence"),
        Measure(READABLE, "share", "of them, those with a file in a format that a machine can read"),
    ),
    near=("P01", "P02", "P03", "P04", "P05"),
    no_mark=(
        "these ask what the council's own pages hold; nobody has to list anything in this catalogue, and what others "
        "harvest there says little of a council"
    ),
    licence="Open Government Licence v3.0 for the catalogue; each dataset has its own",
    attribution="Contains public sector information licensed under the Open Government Licence v3.0.",
)
