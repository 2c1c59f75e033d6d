"""data.gov.uk's CKAN: organisations page by page, counts with facets, and a page for people where an action is shut."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evaluation.contract_server.answers import Answer, Contract, Query, as_json, page

HOST, ALIAS = "ckan.publishing.service.gov.uk", "www.data.gov.uk"
HELP = f"https://{HOST}/api/3/action/help_show?name="
LICENCE = "uk-ogl"


@dataclass(frozen=True, slots=True)
class Publisher:
    """One organisation and its datasets: of each its licence's id, '' for none, and the formats of its files."""

    slug: str
    title: str
    datasets: tuple[tuple[str, tuple[str, ...]], ...] = ()


def contracts(publishers: Iterable[Publisher], most_listed: int = 1000) -> tuple[Contract, Contract]:
    """Return both names of the catalogue. most_listed: organisations a page, whatever more is asked for."""
    answer = _catalogue({one.slug: one for one in publishers}, most_listed)
    drift = {'"result"': '"results"'}
    return Contract(HOST, answer, drift), Contract(ALIAS, answer, drift)


def _catalogue(publishers: dict[str, Publisher], most_listed: int) -> Callable[[str, Query], Answer]:
    def answer(path: str, query: Query) -> Answer:
        action = re.sub("^/api(/3)?/action/", "", path)
        if action == "organization_list":
            start = int(query.get("offset", "0"))
            size = min(int(query.get("limit", "1000")), most_listed)
            return _success(action, sorted(publishers)[start : start + size])
        if action == "package_search":
            return _success(action, _search(publishers, query))
        return page(403, "403 Forbidden")

    return answer


def _success(action: str, result: object) -> Answer:
    return as_json({"help": f"{HELP}{action}", "success": True, "result": result})


def _search(publishers: dict[str, Publisher], query: Query) -> dict[str, object]:
    slug, _, formats = query["fq"].removeprefix("organization:").partition(" AND res_format:")
    wanted = set(json.loads(f"[{formats.strip('()').replace(' OR ', ', ')}]"))
    publisher = publishers.get(slug, Publisher(slug, slug))
    found = [one for one in publisher.datasets if not wanted or wanted & set(one[1])]
    values = {
        "organization": Counter({slug: len(found)} if found else {}),
        "license_id": Counter(licence for licence, _ in found if licence),
        "res_format": Counter(one for _, formats in found for one in set(formats) if one),
    }
    facets = {name: values[name] for name in json.loads(query.get("facet.field", "[]"))}
    shown = {slug: publisher.title}
    return {
        "count": len(found),
        "facets": facets,
        "results": [],
        "sort": "score desc, metadata_modified desc",
        "search_facets": {
            name: {
                "title": name,
                "items": [{"name": one, "display_name": shown.get(one, one), "count": n} for one, n in counts.items()],
            }
            for name, counts in facets.items()
        },
    }
