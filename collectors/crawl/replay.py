"""Observing a stored crawl again, without the network: a better detector needs no new visit."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from collectors.crawl.evidence import SiteEvidence, StoredPage, iter_pages, open_evidence, site_evidence
from collectors.crawl.store import open_store, save_observations, save_services
from errors import CrawlError

TOLERATED_FAILURES = 0.05  # of the councils; beyond, the detector rather than a website is broken


@dataclass(frozen=True, slots=True)
class Observed:
    """What an observer made of one council: rows of `services` and of `observations`."""

    services: list[Mapping] = field(default_factory=list)
    observations: list[Mapping] = field(default_factory=list)


Observer = Callable[[SiteEvidence, Iterator[StoredPage]], Observed]


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """How a replay went. failures: (authority, error) of councils whose pages the observer could not take."""

    authorities: int
    services: int
    observations: int
    failures: tuple[tuple[str, str], ...]


def replay(path: Path, observe: Observer, authorities: Iterable[str] | None = None,
           on_done: Callable[[str], None] = lambda authority: None) -> ReplayResult:
    """Observe every council of the newest crawl of each (or only those named) and store what was found.

    A council whose pages break the observer keeps what it had and is reported. Raises CrawlError if the database
    holds no crawl, or if more than TOLERATED_FAILURES of the councils failed.
    """
    past, db = open_evidence(path), open_store(path)
    try:
        codes = list(authorities) if authorities is not None else _crawled(past)
        if not codes:
            raise CrawlError(f"{path}: holds no crawl to observe")
        return _replay_all(past, db, observe, codes, on_done)
    finally:
        past.close()
        db.close()


def _replay_all(past: Database, db: Database, observe: Observer, codes: list[str], on_done) -> ReplayResult:
    services = observations = 0
    failures = []
    for code in codes:
        try:
            observed = _observe(past, observe, code)
        except Exception as error:  # noqa: BLE001 - one council's page must not end the replay of the others
            failures.append((code, f"{type(error).__name__}: {error}"))
            continue
        save_services(db, observed.services)
        save_observations(db, observed.observations)
        services, observations = services + len(observed.services), observations + len(observed.observations)
        on_done(code)
    if len(failures) > max(1, TOLERATED_FAILURES * len(codes)):
        raise CrawlError(f"{len(failures)} of {len(codes)} councils could not be observed; first {failures[0]}")
    return ReplayResult(len(codes), services, observations, tuple(failures))


def _observe(past: Database, observe: Observer, code: str) -> Observed:
    site = site_evidence(past, code)
    if site is None:
        raise CrawlError(f"{code}: was never crawled")
    return observe(site, iter_pages(past, code))


def _crawled(past: Database) -> list[str]:
    return [row[0] for row in past.execute("SELECT DISTINCT authority FROM sites ORDER BY authority")]
