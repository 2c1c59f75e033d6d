"""Observing a stored crawl again, without the network: a better detector needs no new visit."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Protocol

from collectors.crawl.detector_shifts import Readings, Shift, readings_of, shifts
from collectors.crawl.evidence import SiteEvidence, StoredPage, earlier_run, iter_replies, open_evidence, site_evidence
from collectors.crawl.store import open_store, save_for_authority, save_observations, save_services, save_shifts
from collectors.sqlite import Database
from counted import plural
from errors import CrawlError

TOLERATED_FAILURES = 0.05  # of the councils; beyond, the detector rather than a website is broken


class Findings(Protocol):
    """What an observer made of one council: rows of the tables of the same names."""

    @property
    def services(self) -> Sequence[Mapping]: ...
    @property
    def observations(self) -> Sequence[Mapping]: ...
    @property
    def broken_links(self) -> Sequence[Mapping]: ...
    @property
    def products(self) -> Sequence[Mapping]: ...


@dataclass(frozen=True, slots=True)
class Observed:
    """Findings as plain lists."""

    services: list[Mapping] = field(default_factory=list)
    observations: list[Mapping] = field(default_factory=list)
    broken_links: list[Mapping] = field(default_factory=list)
    products: list[Mapping] = field(default_factory=list)


Observer = Callable[[SiteEvidence, Iterator[StoredPage]], Findings]


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """How a replay went. failures: (authority, error) of councils whose pages the observer could not take.

    shifts: what changed for councils that had been observed before on the same evidence. versions: of the detectors
    then and now.
    """

    authorities: int
    services: int
    observations: int
    failures: tuple[tuple[str, str], ...]
    shifts: tuple[Shift, ...] = ()
    versions: tuple[str, str] = ("", "")


def replay(
    path: Path,
    observe: Observer,
    authorities: Iterable[str] | None = None,
    on_done: Callable[[str], None] = lambda authority: None,
    detectors: str = "",
) -> ReplayResult:
    """Observe every council of the newest crawl of each (or only those named) and store what was found.

    Where the store holds a crawl of an earlier day too, that is observed first: what both days agree on has had its
    second look. A council whose pages break the observer keeps what it had and is reported. detectors: a digest of the
    observer's code, stored beside what it found. Raises CrawlError if the database holds no crawl, or if more than
    TOLERATED_FAILURES of the councils failed.
    """
    past, db = open_evidence(path), open_store(path)
    try:
        codes = list(authorities) if authorities is not None else _crawled(past)
        if not codes:
            raise CrawlError(f"{path}: holds no crawl to observe")
        return _replay_all(past, db, observe, codes, on_done, detectors)
    finally:
        past.close()
        db.close()


def _replay_all(
    past: Database, db: Database, observe: Observer, codes: list[str], on_done: Callable[[str], None], detectors: str
) -> ReplayResult:
    services = observations = 0
    failures = []
    before: dict[tuple[str, str], float | None] = {}
    after: dict[tuple[str, str], float | None] = {}
    versions = ("", "")
    for code in codes:
        try:
            observed = _observe(past, observe, code)
        except Exception as error:  # noqa: BLE001 - one council's page must not end the replay of the others
            failures.append((code, f"{type(error).__name__}: {error}"))
            continue
        known = _known(past, code)
        if known is not None and known[1] == _read_until(observed.observations):
            before |= known[0]
            after |= readings_of(observed.services, observed.observations)
            versions = (known[2], _newest(row["version"] for row in observed.observations))
        save_services(db, observed.services)
        save_observations(db, observed.observations)
        save_for_authority(db, "broken_links", code, observed.broken_links)
        save_for_authority(db, "products", code, observed.products)
        save_for_authority(db, "observed", code, [{"authority": code, "detectors": detectors}])
        services, observations = services + len(observed.services), observations + len(observed.observations)
        on_done(code)
    if len(failures) > max(1, TOLERATED_FAILURES * len(codes)):
        raise CrawlError(
            f"{len(failures)} of {plural(len(codes), 'council')} could not be observed; first {failures[0]}"
        )
    found = shifts(before, after)
    save_shifts(db, [asdict(one) | dict(zip(_VERSIONS, versions, strict=True)) for one in found])
    return ReplayResult(len(codes), services, observations, tuple(failures), found, versions)


_VERSIONS = ("version_before", "version_after")


def _known(past: Database, code: str) -> tuple[Readings, str, str] | None:
    """Return what is stored of a council, the time of its newest evidence and the detectors' version, or None."""
    observations = list(past.query("SELECT * FROM observations WHERE authority = ?", [code]))
    if not observations:
        return None
    services = past.query("SELECT authority, service, level FROM services WHERE authority = ?", [code])
    version = _newest(row["version"] for row in observations)
    return readings_of(services, observations), _read_until(observations), version


def _newest(versions: Iterable[str]) -> str:
    """Return the newest of versions such as "1.10.0", "" of none."""
    return max(versions, key=lambda one: [int(part) if part.isdigit() else 0 for part in one.split(".")], default="")


def _read_until(observations: Iterable[Mapping]) -> str:
    return max((row["observed_at"] for row in observations), default="")


def _observe(past: Database, observe: Observer, code: str) -> Findings:
    site = site_evidence(past, code)
    if site is None:
        raise CrawlError(f"{code}: was never crawled")
    before = earlier_run(past, code)
    known = site_evidence(past, code, before) if before is not None else None
    if known is not None:
        first = observe(known, iter_replies(past, code, before))
        seen = {row["service"]: (row["level"], row["fetched_at"]) for row in first.services if row["level"] is not None}
        site = replace(site, earlier=seen, unsecured_before=known.unsecured)
    return observe(site, iter_replies(past, code))


def _crawled(past: Database) -> list[str]:
    return [row[0] for row in past.execute("SELECT DISTINCT authority FROM sites ORDER BY authority")]
