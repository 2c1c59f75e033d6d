"""The same crawl on more than one machine: Dask hands out shards, each a whole crawl with a store of its own.

Shards are cut by registrable domain, so a council's hosts are asked by one worker alone and politeness stays local.
What lies on domains of no council of the shard (form platforms, joint websites) waits for a second phase, which the
machine that drives the cluster crawls alone. A shard of a worker that is lost is crawled by another; a run whose driver
was lost is gone on with by `resume`: shards that were joined already are not asked again.
"""

import os
import socket
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from sqlite_utils import Database

from collectors.crawl.environment import policy_for, proxies_from, tls_from
from collectors.crawl.evidence import open_evidence
from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.manners.lock import only_one
from collectors.crawl.merge import known_before, merge_shard
from collectors.crawl.net.fetcher import Fetcher, Identity
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.run import RunResult, begin_run, crawl, open_run, seeds_of, settings_of
from collectors.crawl.settings import Progress, Settings
from collectors.crawl.store import open_store
from errors import CrawlError
from register.domains import registrable

PROCESSING = frozenset({"executing", "long-running"})
"""States of a task of Dask's that somebody waits for while it runs."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One worker's part. known: a store with what earlier runs left of its councils (merge.known_before)."""

    number: int
    settings: Settings
    seeds: tuple[SiteSeed, ...]
    identity: Identity
    known: bytes


def crawl_on_cluster(address: str, settings: Settings, seeds: Sequence[SiteSeed], identity: Identity) -> RunResult:
    """Crawl the sites on the workers of a Dask scheduler, then what belongs to no shard here; return how it went.

    Each shard is told the validators of its pages, so that unchanged ones are not sent again. Proxies and trust store
    are those of each worker's own environment. Raises CrawlError if the cluster cannot be reached, has no worker, or
    loses all of them; what was joined until then is kept for `resume`.
    """
    with only_one(settings.lock):
        db = open_store(settings.db)
        try:
            run = open_run(db) if settings.resume else None
            if run:
                settings = replace(settings, **settings_of(db, run))
                seeds = _not_joined(db, run, seeds_of(db, run, seeds))
            else:
                run = begin_run(db, settings, seeds, identity.user_agent)
            for store in _crawled_shards(address, settings, seeds, identity, db, run):
                merge_shard(db, run, store)
        finally:
            db.close()
    second = replace(settings, resume=True)
    with _fetcher(second, identity) as fetcher:
        result = crawl(second, seeds, fetcher)
    return replace(result, progress=_whole(settings.db, run))


def _not_joined(db: Database, run: int, seeds: Sequence[SiteSeed]) -> list[SiteSeed]:
    """Return the seeds of shards that were not joined: none of their requests is known, nor whose site theirs is."""
    joined = db.execute(
        "SELECT authority FROM frontier WHERE run = :run UNION "
        "SELECT authority FROM sites WHERE run = :run AND crawled_as <> authority", {"run": run}
    )  # fmt: skip
    codes = {code for (code,) in joined}
    return [seed for seed in seeds if seed.authority not in codes]


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
    """Crawl one shard in the calling process, which is a worker of Dask's, and return its store, a whole SQLite file.

    It ends with CrawlError as soon as whoever asked for it is gone: a resumed run hands the shard out anew.
    """
    with tempfile.TemporaryDirectory(prefix="crawl-shard-") as folder:
        path = Path(folder) / "crawl.db"
        path.write_bytes(shard.known)
        domains = frozenset(_domain(seed) for seed in shard.seeds)
        settings = replace(
            shard.settings, db=path, lock=Path(folder) / "lock", domains=domains, resume=False, may_follow=True
        )
        with _fetcher(settings, shard.identity) as fetcher:
            crawl(settings, shard.seeds, fetcher, _unless_unwanted())
        db = open_store(path)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        return path.read_bytes()


def _unless_unwanted() -> Callable[[Progress], None]:
    """Return what is called again and again during a shard, and raises CrawlError once nobody waits for it."""
    from distributed import get_worker

    worker = get_worker()
    task = worker.state.tasks[worker.get_current_task()]

    def check(progress: Progress) -> None:
        if task.state not in PROCESSING:
            raise CrawlError("nobody waits for this shard any longer")

    return check


def _crawled_shards(
    address: str, settings: Settings, seeds: Sequence[SiteSeed], identity: Identity, db: Database, run: int
) -> Iterator[bytes]:
    """Yield the store of each shard as it comes; nothing is asked of the cluster where there is no seed."""
    if not seeds:
        return
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError as error:
        raise CrawlError("--cluster needs the extra libraries: pip install -r requirements-cluster.txt") from error
    _check_reachable(address)
    with Client(address, timeout="30s") as client:
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        if not workers:
            raise CrawlError(f"--cluster {address}: the scheduler has no worker")
        futures = [
            client.submit(
                crawl_shard,
                Shard(number, settings, tuple(part), identity, known_before(db, run, [one.authority for one in part])),
                pure=False,
            )
            for number, part in enumerate(shards_of(seeds, workers))
        ]
        try:
            for future in as_completed(futures):
                yield future.result()
        except KilledWorker as error:
            raise CrawlError(f"--cluster {address}: one shard after another lost its worker: {error}") from error


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
