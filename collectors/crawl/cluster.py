"""The same crawl on more than one machine: Dask hands out shards, each a whole crawl with a store of its own.

Shards are cut by registrable domain, so a council's hosts are asked by one worker alone and politeness stays local.
What lies on domains of no council of the shard (form platforms, joint websites) waits for a second phase, which the
machine that drives the cluster crawls alone.
"""

import os
import socket
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from collectors.crawl.environment import policy_for, proxies_from, tls_from
from collectors.crawl.evidence import open_evidence
from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.manners.lock import only_one
from collectors.crawl.merge import merge_shard, write_hosts
from collectors.crawl.net.addresses import registrable
from collectors.crawl.net.fetcher import Fetcher, Identity
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.run import RunResult, begin_run, crawl
from collectors.crawl.settings import Progress, Settings
from collectors.crawl.store import open_store
from errors import CrawlError


@dataclass(frozen=True, slots=True)
class Shard:
    """One worker's part. hosts: rows of `hosts` that earlier runs left: robots answers and parkings."""

    number: int
    settings: Settings
    seeds: tuple[SiteSeed, ...]
    identity: Identity
    hosts: tuple[dict, ...]


def crawl_on_cluster(address: str, settings: Settings, seeds: Sequence[SiteSeed], identity: Identity) -> RunResult:
    """Crawl the sites on the workers of a Dask scheduler, then what belongs to no shard here; return how it went.

    Proxies and trust store are those of each worker's own environment. Validators stay at home, so every page of the
    first phase is asked for in full. Raises CrawlError if the cluster cannot be reached or has no worker.
    """
    with only_one(settings.lock):
        db = open_store(settings.db)
        run = begin_run(db, settings, seeds)
        hosts = tuple(db.query("SELECT * FROM hosts"))
        for store in _crawled_shards(address, settings, seeds, identity, hosts):
            merge_shard(db, run, store)
        db.close()
    second = replace(settings, resume=True)
    with _fetcher(second, identity) as fetcher:
        result = crawl(second, seeds, fetcher)
    return replace(result, progress=_whole(settings.db, run))


def _whole(path: Path, run: int) -> Progress:
    """Return the count of both phases, from what was stored: the second knows only of its own."""
    with closing(open_evidence(path)) as db:
        found = list(db.query("SELECT kind, page_status, sent_at FROM fetches WHERE run = ?", [run]))
        sites = db.execute("SELECT count(*) FROM sites WHERE run = ?", [run]).fetchone()[0]
    ends = Counter(row["page_status"] for row in found)
    return Progress(
        sites=sites,
        requests=sum(row["sent_at"] is not None for row in found),
        pages=sum(row["page_status"] == PageStatus.OK and row["kind"] in ("page", "search") for row in found),
        blocked=ends[PageStatus.BLOCKED] + ends[PageStatus.DISALLOWED],
        errors=ends[PageStatus.UNREACHABLE] + ends[PageStatus.TLS_FAILED] + ends[PageStatus.UNPARSEABLE],
    )


def shards_of(seeds: Sequence[SiteSeed], count: int) -> list[list[SiteSeed]]:
    """Return the seeds in at most `count` parts of like size; councils of one registrable domain stay together."""
    by_domain: dict[str, list[SiteSeed]] = {}
    for seed in seeds:
        by_domain.setdefault(_domain(seed), []).append(seed)
    parts: list[list[SiteSeed]] = [[] for _ in range(max(count, 1))]
    for domain in sorted(by_domain, key=lambda name: (-len(by_domain[name]), name)):
        min(parts, key=len).extend(by_domain[domain])
    return [part for part in parts if part]


def crawl_shard(shard: Shard) -> bytes:
    """Crawl one shard in the calling process and return its store, a whole SQLite file."""
    with tempfile.TemporaryDirectory(prefix="crawl-shard-") as folder:
        path = Path(folder) / "crawl.db"
        domains = frozenset(_domain(seed) for seed in shard.seeds)
        settings = replace(shard.settings, db=path, lock=Path(folder) / "lock", domains=domains, resume=False)
        write_hosts(path, shard.hosts)
        with _fetcher(settings, shard.identity) as fetcher:
            crawl(settings, shard.seeds, fetcher)
        db = open_store(path)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        return path.read_bytes()


def _crawled_shards(
    address: str, settings: Settings, seeds: Sequence[SiteSeed], identity: Identity, hosts: tuple[dict, ...]
) -> Iterable[bytes]:
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise CrawlError("--cluster needs the extra libraries: pip install -r requirements-cluster.txt") from error
    _check_reachable(address)
    with Client(address, timeout="30s") as client:
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        if not workers:
            raise CrawlError(f"--cluster {address}: the scheduler has no worker")
        parts = shards_of(seeds, workers)
        futures = [
            client.submit(crawl_shard, Shard(number, settings, tuple(part), identity, hosts), pure=False)
            for number, part in enumerate(parts)
        ]
        for future in as_completed(futures):
            yield future.result()


def _check_reachable(address: str) -> None:
    """Dask itself would try for a long time before it gave up."""
    parts = urlsplit(address)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), 5).close()
    except (OSError, ValueError) as error:
        raise CrawlError(f"--cluster {address}: no scheduler answers there: {error}") from error


def _fetcher(settings: Settings, identity: Identity) -> Fetcher:
    simulated = settings.origin == "simulated"
    return Fetcher(identity, policy_for(simulated), settings.limits, proxies_from(os.environ), tls_from(os.environ))


def _domain(seed: SiteSeed) -> str:
    return registrable(urlsplit(seed.home_url).hostname or "")
