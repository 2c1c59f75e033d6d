"""The same crawl on more than one machine: Dask hands out shards, each a whole crawl with a store of its own.

Shards are cut by registrable domain, so a council's hosts are asked by one worker alone and politeness stays local.
What lies on domains of no council of the shard (form platforms, joint websites) waits for a second phase, which the
machine that drives the cluster crawls alone. Until it is joined, a shard's store stays on the disk of the machine that
crawls it: if a worker or the driver is lost, a worker of that machine goes on where it stopped. A run whose driver was
lost is gone on with by `resume`: shards that were joined already are not asked again.
"""

import json
import os
import socket
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from collectors.crawl.environment import policy_for, proxies_from, tls_from
from collectors.crawl.evidence import open_evidence
from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.manners.lock import only_one
from collectors.crawl.merge import known_before, merge_shard
from collectors.crawl.net.fetcher import Fetcher, Identity
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.run import RunResult, begin_run, crawl, open_run, seeds_of, settings_of
from collectors.crawl.settings import Progress, Settings
from collectors.crawl.store import kept_on_disk, open_store
from collectors.crawl.unfinished import forget_old, own_folder
from collectors.sqlite import Database, is_empty, unmade_if_refused
from errors import ClusterError, CrawlError
from register.domains import registrable

PROCESSING = frozenset({"executing", "long-running"})
"""States of a task of Dask's that somebody waits for while it runs."""


LOOK_S, CHECK_S, ALONE_S = 0.2, 5.0, 60.0
"""Seconds between two looks for what has come, and between two checks that somebody is still at work; that a cluster
may be without any worker, as one that is started again comes back."""
FREE_S = 60.0
"""Seconds that a shard waits for whoever crawled it before, who may have asked for something just now: Limits.total_s,
and the reading of what came."""
KEPT = timedelta(days=14)
"""How long a shard stays on its machine with which nobody goes on."""
UNWANTED = "nobody waits for this shard any longer"


@dataclass(frozen=True, slots=True)
class Shard:
    """One worker's part. cut: the run's name for its shards. known: a store with what earlier runs left of its councils
    (merge.known_before), of which the newest is number `last_run`.
    """

    cut: str
    number: int
    settings: Settings
    seeds: tuple[SiteSeed, ...]
    identity: Identity
    known: bytes
    last_run: int


def crawl_on_cluster(address: str, settings: Settings, seeds: Sequence[SiteSeed], identity: Identity) -> RunResult:
    """Crawl the sites on the workers of a Dask scheduler, then what belongs to no shard here; return how it went.

    Each shard is told the validators of its pages, so that unchanged ones are not sent again. Proxies and trust store
    are those of each worker's own environment. Raises ClusterError if the cluster cannot be reached, has no worker, or
    loses all of them; what was joined until then is kept for `resume`.
    """
    with only_one(settings.lock), kept_on_disk(settings.db), unmade_if_refused(settings.db, _was_never_cut):
        db = open_store(settings.db)
        try:
            run = open_run(db) if settings.resume else None
            if run:
                settings = replace(settings, **settings_of(db, run))
                seeds = seeds_of(db, run, seeds)
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


def _joined(db: Database, run: int) -> set[str]:
    """Return the councils of shards that were joined: one of their requests is known, or whose site theirs is."""
    joined = db.execute(
        "SELECT authority FROM frontier WHERE run = :run UNION "
        "SELECT authority FROM sites WHERE run = :run AND crawled_as <> authority", {"run": run}
    )  # fmt: skip
    return {code for (code,) in joined}


def _cut(db: Database, run: int, workers: int) -> tuple[str, int]:
    """Return the name of a run's shards and how many there are, which stay as they were when it was begun."""
    (text,) = db.execute("SELECT settings FROM runs WHERE run = ?", [run]).fetchone()
    said = json.loads(text)
    if "cut" not in said:
        said |= {"cut": uuid.uuid4().hex, "shards": workers}
        db.table("runs").update(run, {"settings": json.dumps(said)})
    return said["cut"], said["shards"]


def _was_never_cut(path: Path) -> bool:
    """Return whether no run of a store was cut into shards, of which workers may keep some."""
    with closing(open_evidence(path)) as db:
        cut = any("cut" in json.loads(settings) for (settings,) in db.execute("SELECT settings FROM runs"))
    return not cut and is_empty(path, {"runs", "sites"})


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

    What is left on this machine of an earlier try is gone on with. Once whoever asked for it is gone it stores what is
    under way, asks nothing more and ends with CrawlError: a resumed run hands the shard out anew.
    """
    is_wanted, unwanted = _is_wanted(), threading.Event()

    def check(progress: Progress) -> None:
        if not is_wanted():
            unwanted.set()

    folder = _shards_folder()
    forget_old(folder, KEPT)
    path = folder / f"{shard.cut}-{shard.number}.db"
    with kept_on_disk(path), _once_free(path.with_suffix(".lock"), is_wanted):
        if not path.exists():
            part = path.with_suffix(".part")
            part.write_bytes(shard.known)
            part.replace(path)
        begun, finished = _how_far(path, shard.last_run)
        if not finished:
            settings = replace(
                shard.settings, db=path, lock=path.with_suffix(".crawl"), resume=begun, may_follow=True,
                domains=frozenset(_domain(seed) for seed in shard.seeds),
            )  # fmt: skip
            with _fetcher(settings, shard.identity) as fetcher:
                crawl(settings, shard.seeds, fetcher, check, unwanted)
            if unwanted.is_set():
                raise CrawlError(UNWANTED)
        db = open_store(path)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        return path.read_bytes()


def _how_far(path: Path, last_run: int) -> tuple[bool, bool]:
    """Return whether the shard's own run was begun, and whether it was finished."""
    with closing(open_store(path)) as db:
        own = db.execute("SELECT state FROM runs WHERE run > ? ORDER BY run DESC LIMIT 1", [last_run]).fetchone()
    return own is not None, own is not None and own[0] == "finished"


def _shards_folder() -> Path:
    """Return where this machine keeps shards that are not joined."""
    return own_folder("shards")


def _forget(cut: str, number: int) -> None:
    """Delete what this machine keeps of a shard that was joined."""
    for path in _shards_folder().glob(f"{cut}-{number}.*"):
        path.unlink(missing_ok=True)


def _kept(cut: str) -> list[int]:
    """Return the numbers of the shards of a run that this machine keeps."""
    return [int(path.stem.rpartition("-")[2]) for path in _shards_folder().glob(f"{cut}-*.db")]


@contextmanager
def _once_free(lock: Path, is_wanted: Callable[[], bool]) -> Iterator[None]:
    """Hold a lock: whoever crawls the shard for a driver that was lost notices that within a moment, and then waits for
    the replies to what it has asked. Raises CrawlError once nobody waits for the shard.
    """
    until = time.monotonic() + FREE_S
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(only_one(lock))
                break
            except CrawlError:
                if time.monotonic() > until:
                    raise
            if not is_wanted():
                raise CrawlError(UNWANTED)
            time.sleep(0.2)
        yield


def _is_wanted() -> Callable[[], bool]:
    """Return what says, from any thread, whether anybody waits for what the calling task of Dask's makes."""
    from distributed import get_worker

    worker = get_worker()
    task = worker.state.tasks[worker.get_current_task()]
    return lambda: task.state in PROCESSING


def _crawled_shards(
    address: str, settings: Settings, seeds: Sequence[SiteSeed], identity: Identity, db: Database, run: int
) -> Iterator[bytes]:
    """Yield the store of each shard as it comes; nothing is asked of the cluster where all are joined."""
    joined = _joined(db, run)
    if all(seed.authority in joined for seed in seeds):
        return
    try:
        from distributed import KilledWorker
    except ImportError as error:
        raise CrawlError("--cluster needs the extra libraries: pip install -r requirements-cluster.txt") from error
    with connected(address, f"crawl into {settings.db.resolve()}") as client:
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        if not workers:
            raise ClusterError(f"--cluster {address}: the scheduler has no worker")
        cut, count = _cut(db, run, workers)
        (last_run,) = db.execute("SELECT coalesce(max(run), 0) FROM runs WHERE run < ?", [run]).fetchone()
        with naming_loss(address):
            kept = client.run(_kept, cut, on_error="ignore")
        futures = {}
        for number, part in enumerate(shards_of(seeds, count)):
            left = tuple(seed for seed in part if seed.authority not in joined)
            where = [worker for worker, numbers in kept.items() if number in numbers]
            if left:
                known = known_before(db, run, [seed.authority for seed in left])
                shard = Shard(cut, number, settings, left, identity, known, last_run)
                future = client.submit(
                    crawl_shard, shard, workers=where or None, allow_other_workers=bool(where), pure=False
                )
                futures[future] = number
            elif where:  # its driver was lost just after it had joined it
                with naming_loss(address):
                    client.run(_forget, cut, number, on_error="ignore")
        try:
            for future in as_done(client, futures, None, address):
                yield future.result()
                with naming_loss(address):
                    client.run(_forget, cut, futures[future], on_error="ignore")
        except (KilledWorker, CancelledError) as error:
            raise ClusterError(f"--cluster {address}: the scheduler or one worker after another was lost") from error


@contextmanager
def connected(address: str, work: str) -> Iterator[Any]:
    """Give a client of the Dask scheduler at an address such as tcp://127.0.0.1:8786, on which nobody else works.

    work: what is done there, in words, for whoever comes meanwhile. Raises ClusterError if the address is none, if what
    answers there is no scheduler, or if another run is at work: two would ask the same hosts together.
    """
    from distributed import Client

    try:
        parts = urlsplit(address)
        if parts.scheme not in ("tcp", "tls", "ws", "wss") or not parts.port:
            raise ValueError("expected an address such as tcp://192.0.2.1:8786")
        reach(address)
        client = Client(address, timeout="30s")
    # MemoryError: the first bytes of any other protocol are read as the length of a message.
    except (OSError, ValueError, MemoryError) as error:
        _close_unconnected()
        raise ClusterError(f"--cluster {address}: no scheduler answers there: {error}") from error
    with client:
        now = datetime.now(UTC)
        told = f"{work} on {socket.gethostname()}, since {now:%-d %B %Y, %H:%M} (UTC)"
        with naming_loss(address):
            other = client.run_on_scheduler(_claiming(), client=client.id, work=told)
        if other:
            raise ClusterError(
                f"--cluster {address}: is at work for another run ({other}), and two would ask hosts together: "
                "run the same command again once that is done"
            )
        yield client


def _close_unconnected() -> None:
    """Close the client that could not be connected, if one was begun.

    A search for garbage would close it, and wait for ever if it comes while the next client is started: Dask holds one
    lock for both.
    """
    from distributed import default_client

    with suppress(ValueError):
        begun = default_client()
        if begun.status == "connecting":
            begun.close()


def reach(address: str) -> None:
    """Raise OSError if nothing listens there: Dask itself would try for a long time before it gave up."""
    parts = urlsplit(address)
    socket.create_connection((parts.hostname or "", parts.port or 0), 5).close()


def _claiming() -> Callable[..., str]:
    """Return what takes a scheduler for a client, and returns what it works on for another that is still connected.

    It is done on the scheduler itself, one after another, and a client that is lost is none of its clients any more.
    Made here so that it is sent as it is: a scheduler need not have this program.
    """
    under = "council-digital-index-run"

    def claim(dask_scheduler: Any, client: str, work: str) -> str:
        holder, known = dask_scheduler.task_metadata.get(under, ("", ""))
        if holder != client and holder in dask_scheduler.clients:
            return str(known)
        dask_scheduler.task_metadata[under] = (client, work)
        return ""

    return claim


@contextmanager
def naming_loss(address: str) -> Iterator[None]:
    """Raise ClusterError where a question to the scheduler itself fails."""
    try:
        yield
    except OSError as error:
        raise ClusterError(f"--cluster {address}: the scheduler was lost: {error}") from error


def as_done(
    client: Any, futures: Collection[Any], able: Collection[str] | None, address: str, alone_s: float = ALONE_S
) -> Iterator[Any]:
    """Yield the futures of a Dask client as they end. able: addresses of the workers that can, None for all.

    Raises ClusterError if the scheduler or those able were lost, or if no worker was there for `alone_s` seconds.
    """
    from distributed import as_completed

    done, checked = as_completed(list(futures)), time.monotonic()
    served = checked
    while not done.is_empty():
        if batch := done.next_batch(block=False):
            yield from batch
            continue
        if time.monotonic() > checked + min(CHECK_S, alone_s):
            checked = time.monotonic()
            with naming_loss(address):
                there = set(client.scheduler_info(n_workers=-1)["workers"])
            if able is not None and not there & set(able):
                raise ClusterError(f"--cluster {address}: every worker that could do the rest was lost")
            served = checked if there else served
            if checked > served + alone_s:
                raise ClusterError(f"--cluster {address}: every worker was lost")
        time.sleep(LOOK_S)


def _fetcher(settings: Settings, identity: Identity) -> Fetcher:
    simulated = settings.origin == "simulated"
    return Fetcher(identity, policy_for(simulated), settings.limits, proxies_from(os.environ), tls_from(os.environ))


def _domain(seed: SiteSeed) -> str:
    return registrable(urlsplit(seed.home_url).hostname or "")
