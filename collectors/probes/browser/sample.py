"""Which pages a browser opens: the home page, pages of tasks and first steps of forms, by what a crawl found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from collectors.crawl.evidence import latest_run, open_evidence, site_evidence
from collectors.crawl.manners.robots import Access, RobotsAnswer
from collectors.probes.answers import RobotsCopy
from collectors.probes.browser.roles import Role
from collectors.sqlite import Database

CONTENT_PAGES, FORM_PAGES, SHELL_PAGES = 20, 10, 10
"""At most so many: the home page with pages of tasks (framework, A06), first steps of forms, and empty pages."""
ONLINE = 3
"""The ladder level from which a service is done online, so that its next step is a form."""
TABS = 2
"""Councils that are looked at side by side, each in a tab of its own."""
SENSITIVE = frozenset({"C01", "C02", "C03", "C05", "C07", "C09", "C11"})
"""Services about care, carers, abuse, special educational needs, homelessness, benefits and debt (framework, T11)."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One page to open. services: framework codes of those that it serves, none for the home page.

    was_empty: the crawl found nothing to read on it, as it needs scripts.
    """

    url: str
    role: Role
    services: tuple[str, ...] = ()
    was_empty: bool = False

    @property
    def is_sensitive(self) -> bool:
        """Return whether it is about what T11 asks of."""
        return not SENSITIVE.isdisjoint(self.services)


@dataclass(frozen=True, slots=True)
class Sample:
    """The pages of one council. crawled: how the crawl's reading of the site ended, "" where there was no crawl."""

    pages: tuple[Chosen, ...]
    crawled: str = ""


def rules_of_crawl(db_path: Path | None) -> dict[str, RobotsCopy]:
    """Return host -> its robots.txt as a crawl read it; what could not be had is not among them, {} without a crawl.

    Raises CrawlError if it is no crawl database.
    """
    if db_path is None:
        return {}
    with closing(open_evidence(db_path)) as db:
        rows = db.execute(
            "SELECT host, robots_status, robots_body, robots_at FROM hosts WHERE robots_status NOT IN ('', ?)",
            [Access.STAY_AWAY.value],
        ).fetchall()
    return {
        host: RobotsCopy(RobotsAnswer(Access(status), body), datetime.fromisoformat(at))
        for host, status, body, at in rows
    }


def sample_of(db_path: Path | None, homes: Mapping[str, str]) -> dict[str, Sample]:
    """Return ONS code -> the pages to open. homes: ONS code -> address of the home page.

    db_path: of the crawl, None for the home pages alone. Raises CrawlError if it is no crawl database.
    """
    if db_path is None:
        return {code: Sample((Chosen(home, Role.HOME),)) for code, home in homes.items()}
    db = open_evidence(db_path)
    try:
        return {code: _sample(db, code, home) for code, home in homes.items()}
    finally:
        db.close()


def _sample(db: Database, code: str, home: str) -> Sample:
    site = site_evidence(db, code)
    if site is None:
        return Sample((Chosen(home, Role.HOME),))
    first = Chosen(site.moved_to or site.home_url or home, Role.HOME)
    if site.status != "replied":
        return Sample((first,), site.status)
    rows = db.execute(
        "SELECT service, level, page_url, action_url FROM services WHERE authority = ? AND status = 'measured' "
        "ORDER BY service", [code],
    ).fetchall()  # fmt: skip
    tasks = _by_address([(page, service) for service, _, page, _ in rows])
    forms = _by_address([(action, service) for service, level, _, action in rows if level >= ONLINE])
    tasks.pop(first.url, None)
    forms = {url: services for url, services in forms.items() if url not in tasks and url != first.url}
    empty = [url for (url,) in db.execute(_SHELLS, [latest_run(db, code), site.crawled_as])]
    chosen = [first, *_spread(tasks, Role.TASK, CONTENT_PAGES - 1), *_spread(forms, Role.FORM, FORM_PAGES)]
    others = [url for url in empty if url not in {page.url for page in chosen}]
    chosen += [Chosen(url, Role.SHELL) for url in others[:SHELL_PAGES]]
    return Sample(tuple(replace(page, was_empty=page.url in empty) for page in chosen), site.status)


_SHELLS = """
SELECT DISTINCT final_url FROM fetches WHERE run = ? AND authority = ? AND page_status = 'needs_javascript'
AND kind = 'page' ORDER BY depth, final_url
"""


def _by_address(found: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return address -> the services that it serves, in order; what is no web address is left out."""
    services: dict[str, list[str]] = {}
    for url, service in found:
        if urlsplit(url).scheme in ("http", "https"):
            services.setdefault(url.partition("#")[0], []).append(service)
    return {url: tuple(codes) for url, codes in services.items()}


def _spread(found: Mapping[str, tuple[str, ...]], role: Role, most: int) -> list[Chosen]:
    """Return at most so many, the sensitive ones first and the others evenly from all, so that none is preferred."""
    every = [Chosen(url, role, services) for url, services in found.items()]
    first = [one for one in every if one.is_sensitive][:most]
    others = [one for one in every if not one.is_sensitive]
    left = min(most - len(first), len(others))
    return [*first, *(others[index * len(others) // left] for index in range(left))]
