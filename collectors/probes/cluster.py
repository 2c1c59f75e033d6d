"""The same probes on the workers of a Dask cluster: each host is asked by one of them, and its turn holds for all.

The turns are leases of Dask's scheduler, one for each host or owner of names: whoever asks holds it, and for one delay
after the answer. So no two workers ask a host at the same time, whichever council led them there, and a driver that is
started again waits for what the one before it had asked. A lost worker's leases end by themselves, and its hosts are
asked by another.
"""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from collections.abc import Callable, Collection, Generator, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from distributed import Client, KilledWorker, Semaphore, Worker, WorkerPlugin, get_worker, secede

from collectors.crawl.cluster import CHECK_S, PROCESSING, as_done, connected, naming_loss, reach
from collectors.crawl.limits import Limits
from collectors.probes.findings import Finding
from collectors.probes.journal import Journal, visits_kept
from collectors.probes.pace import Slots
from collectors.probes.run import Answered, NoWorkerCan, Open
from errors import ClusterError, CrawlError

PLUGIN = "council-digital-index-probe"
ANSWER_S = Limits().total_s + 5.0
"""Seconds after which whoever asked has an answer, or none."""


class SharedSlots(Slots):
    """Turns that hold for every worker of a scheduler. is_wanted: whether anybody still waits for what is asked."""

    def __init__(self, delay_s: float, worker: Worker, is_wanted: Callable[[], bool]) -> None:
        super().__init__(delay_s)
        self._worker, self._is_wanted = worker, is_wanted
        self._leases: dict[str, Semaphore] = {}
        self._under_way = 0

    def wait(self, key: str) -> None:
        """Return when it is this key's turn. Raises CrawlError once nobody waits for the answer."""
        lease = self._lease(key)
        while True:
            if not self._is_wanted():
                raise CrawlError("nobody waits for this probe any longer")
            if lease.acquire(timeout=CHECK_S):
                with self._lock:
                    self._under_way += 1
                return

    def answered(self, key: str) -> None:
        """Let the next turn begin one delay from here."""
        with self._lock:
            self._under_way -= 1
        delay = max(self.delay_s, self.own.get(key, 0.0))
        self._worker.loop.add_callback(self._worker.loop.call_later, delay, self._lease(key).release)

    def settle(self) -> None:
        """Return once whoever holds a turn has its answer, at the latest when no answer can come any more."""
        until = time.monotonic() + ANSWER_S
        while self._under_way and time.monotonic() < until:
            time.sleep(0.05)

    def close(self) -> None:
        """Ask for no more time for what is held; it ends when its time is over."""
        for lease in self._leases.values():
            lease.refresh_callback.stop()

    def _lease(self, key: str) -> Semaphore:
        with self._lock:
            if key not in self._leases:
                name = f"council-digital-index-turn-of-{key}"
                self._leases[key] = Semaphore(1, name, scheduler_rpc=self._worker.scheduler, loop=self._worker.loop)
            return self._leases[key]


class ProbePlugin(WorkerPlugin):
    """A probe on one worker, opened once and asked by many tasks. why_not: why it cannot be opened here, "" if it can.

    run: tells one driver's probe from another's.
    """

    def __init__(self, run: str, make: Open, delay_s: float, workers: int) -> None:
        self.run, self.make, self.delay_s, self.workers, self.why_not = run, make, delay_s, workers, ""

    async def setup(self, worker: Worker) -> None:
        """Open the probe; a reason why that cannot be is noted and fails nothing."""
        self._tasks: set[Any] = set()
        self._free = threading.Semaphore(self.workers)
        self._ending = ExitStack()
        self._slots = SharedSlots(self.delay_s, worker, self._is_wanted)
        self._ending.callback(self._slots.close)
        try:
            self._probe = await asyncio.to_thread(self.make, self._slots, self._ending)
        except CrawlError as error:
            self.why_not = str(error)

    async def teardown(self, worker: Worker) -> None:
        """Close what was opened. What a lost driver's hosts are about to answer is waited for, so that it is kept."""
        await asyncio.to_thread(self._slots.settle)
        await asyncio.to_thread(self._ending.close)

    def ask(self, host: str) -> tuple[Finding, ...]:
        """Return the findings of a host; many are asked side by side. Raises NoWorkerCan where it is not open."""
        if self.why_not:
            raise NoWorkerCan(self.why_not)
        worker = get_worker()
        task = worker.state.tasks[worker.get_current_task()]
        self._tasks.add(task)
        try:
            with self._free:
                secede()
                return tuple(self._probe(host))
        finally:
            self._tasks.discard(task)

    def _is_wanted(self) -> bool:
        return any(task.state in PROCESSING for task in tuple(self._tasks))


def ask_on_cluster(
    address: str, make: Open, hosts: Collection[str], delay_s: float, workers: int, run: str, work: str
) -> Generator[Answered, None, None]:
    """Yield host -> findings as they come from the workers of a Dask scheduler.

    make: sent to each worker, so it is of what can be pickled. workers: hosts that one worker asks side by side. run:
    by which workers know what hosts were answered before it was ended (journal.py). work: what is done, in words.
    Raises ClusterError if the cluster cannot be reached, works for another run, has no worker or loses those that can;
    NoWorkerCan if no worker can.
    """
    mine = uuid.uuid4().hex
    plugin = ProbePlugin(mine, make, delay_s, workers)
    with connected(address, work) as client, _opened(client, plugin, address):
        with naming_loss(address):
            able = _able(client, address)
            where = _where_begun(client, run, able)
        futures: dict[Any, str] = {}
        stored: list[str] = []
        told = time.monotonic()
        try:
            left = list(hosts)
            while left:
                futures = {
                    client.submit(
                        _ask, mine, host, workers=where.get(host, able), allow_other_workers=host in where, pure=False
                    ): host
                    for host in left
                }
                left = []
                for future in as_done(client, futures, able, address):
                    host = futures[future]
                    try:
                        yield host, future.result()
                    except NoWorkerCan:
                        if where.pop(host, None) is None:
                            raise
                        left.append(host)  # those on whose machine it was begun are lost, and this one cannot
                        continue
                    future.release()  # pictures of pages would fill the workers' memory
                    stored.append(host)
                    if time.monotonic() > told + CHECK_S:
                        with naming_loss(address):
                            client.run(_forget, run, stored, on_error="ignore")
                        stored, told = [], time.monotonic()
            with naming_loss(address):
                client.run(_end, run, on_error="ignore")
        except (KilledWorker, CancelledError) as error:
            raise ClusterError(f"--cluster {address}: the scheduler or one worker after another was lost") from error
        finally:
            with suppress(OSError):
                client.cancel(list(futures), force=True)


def _where_begun(client: Client, run: str, able: Collection[str] | None) -> dict[str, list[str]]:
    """Return host -> workers that can, on whose machine a visit of it was begun. able: None for all."""
    begun: dict[str, list[str]] = {}
    for worker, hosts in client.run(visits_kept, run, on_error="ignore").items():
        for host in hosts if able is None or worker in able else ():
            begun.setdefault(host, []).append(worker)
    return begun


def _forget(run: str, hosts: list[str]) -> None:
    Journal(run).forget(hosts)


def _end(run: str) -> None:
    Journal(run).end()


def _ask(run: str, host: str) -> tuple[Finding, ...]:
    plugin = get_worker().plugins.get(PLUGIN)
    if not isinstance(plugin, ProbePlugin) or plugin.run != run:
        raise ClusterError("another run asks its own probe on this cluster now: run this one again when it is done")
    return plugin.ask(host)


@contextmanager
def _opened(client: Client, plugin: ProbePlugin, address: str) -> Iterator[None]:
    """Open the probe on all workers, those that join later too; a probe that a lost driver left open is closed."""
    for last in (False, False, True):
        try:
            client.register_plugin(plugin, name=PLUGIN)
            break
        except OSError as error:  # a worker was lost meanwhile, or the scheduler
            with naming_loss(address):
                reach(address)
            if last:
                raise ClusterError(f"--cluster {address}: its workers are lost one after another: {error}") from error
    try:
        yield
    finally:
        with suppress(OSError):
            reach(address)  # Dask would look half a minute for a scheduler that is lost
            client.unregister_worker_plugin(PLUGIN)


def _able(client: Client, address: str) -> list[str] | None:
    """Return the workers that can, None for all of them, those of the future included."""
    found: dict[str, str] = client.run(_why_not, on_error="ignore")
    if not found:
        raise ClusterError(f"--cluster {address}: the scheduler has no worker")
    able = [worker for worker, why in found.items() if not why]
    if not able:
        raise NoWorkerCan("; ".join(sorted(set(found.values()))))
    return None if len(able) == len(found) else able


def _why_not(dask_worker: Worker) -> str:
    plugin = dask_worker.plugins[PLUGIN]
    assert isinstance(plugin, ProbePlugin)
    return plugin.why_not
