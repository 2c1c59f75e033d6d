"""GOV.UK's Local Links Manager: its bulk file at both addresses, and the interface that gives its checker's word."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evaluation.contract_server.answers import Answer, Contract, Query, as_json, page

HOST = "local-links-manager.publishing.service.gov.uk"
ORIGIN = "govuk-app-assets-production.s3.eu-west-1.amazonaws.com"
FILE = "links_to_services_provided_by_local_authorities.csv"
COLUMNS = ("Authority Name", "GSS", "Description", "LGSL", "LGIL", "URL", "Title", "Supported by GOV.UK")


@dataclass(frozen=True, slots=True)
class Link:
    """One row of the register. status: the checker's word, None where it was never asked."""

    slug: str
    gss: str
    lgsl: int
    lgil: int
    url: str
    status: str | None = "ok"


def bulk_file(links: Iterable[Link]) -> bytes:
    """Return the bulk file: the publisher's columns in their order, rows by authority, LGSL and LGIL."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    for one in sorted(links, key=lambda one: (one.slug, one.lgsl, one.lgil)):
        label = f"Service {one.lgsl}: Interaction {one.lgil}"
        rows.writerow((f"{one.slug} council", one.gss, label, one.lgsl, one.lgil, one.url, "", "true"))
    return written.getvalue().encode()


def contracts(links: Iterable[Link]) -> tuple[Contract, Contract]:
    """Return both hosts of a register with these links."""
    register = tuple(links)
    drift = {"LGIL": "Interaction"}
    return (
        Contract(HOST, _manager(register), drift),
        Contract(ORIGIN, _file(f"/data/local-links-manager/{FILE}", register), drift),
    )


def _file(path: str, register: tuple[Link, ...]) -> Callable[[str, Query], Answer]:
    body = bulk_file(register)

    def answer(asked: str, query: Query) -> Answer:
        return Answer(200, "text/csv", body) if asked == path else page(404, "Not found")

    return answer


def _manager(register: tuple[Link, ...]) -> Callable[[str, Query], Answer]:
    bulk = _file(f"/data/{FILE}", register)

    def answer(path: str, query: Query) -> Answer:
        return _link(register, query) if path == "/api/link" else bulk(path, query)

    return answer


def _link(register: tuple[Link, ...], query: Query) -> Answer:
    if not query.get("authority_slug") or not query.get("lgsl", "").isdigit():
        return as_json({}, 400)
    own = [one for one in register if one.slug == query["authority_slug"]]
    of_service = [one for one in own if one.lgsl == int(query["lgsl"])]
    if not own or not any(one.lgsl == int(query["lgsl"]) for one in register):
        return as_json({}, 404)
    authority = {"name": f"{own[0].slug} council", "homepage_url": None, "country_name": "England", "tier": "unitary",
                 "slug": own[0].slug, "gss": own[0].gss}  # fmt: skip
    named = [one for one in of_service if str(one.lgil) == query.get("lgil")]
    by_default = sorted(of_service, key=lambda one: (one.lgil == 8, one.lgil))
    found = (named or (by_default if "lgil" not in query else []))[:1]
    if not found:
        return as_json({"local_authority": authority})
    (link,) = found
    interaction = {"lgsl_code": link.lgsl, "lgil_code": link.lgil, "status": link.status, "title": None,
                   "url": link.url}  # fmt: skip
    return as_json({"local_authority": authority, "local_interaction": interaction})
