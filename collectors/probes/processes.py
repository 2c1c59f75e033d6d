"""The same probe in several processes of one machine, as one interpreter lets one thread at a time go on.

Hosts are shared out, and their turns hold for all of the processes: wherever redirects of two councils lead, one host
is asked by one of them at a time, and at its pace.
"""

from __future__ import annotations

import gc
import hashlib
import math
import mmap
import multiprocessing
import os
import signal
import traceback
import uuid
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from threading import Thread

from collectors.crawl.manners.pace import JITTER_S, JITTER_SHARE
from collectors.crawl.net.addresses import LOOKUPS, AddressPolicy
from collectors.probes.journal import Journal
from collectors.probes.pace import Slots
from collectors.probes.run import Answered, Ask, Open, side_by_side
from errors import CrawlError

_FORK = multiprocessing.get_context("fork")
HOSTS_OF_A_PROCESS = 50
"""For how many hosts another process is worth its start, of some 20 ms."""
_PLACES = 1 << 22
"""Of the table of turns, one for a key by its CRC-32: two keys that share one would take turns."""
_ALONE_PLACES = 1 << 12
"""Of the table of hosts that want to be left alone: two that share a place would be asked once more."""
_GARBAGE = 200_000
"""Objects made between two collections of garbage: at the usual 700 they took a twentieth of the CPU until the last
host was first asked, at 10,000 still a thirtieth, and a visit leaves little."""
_LOOK_S = 0.02
"""How often a process looks whether another has done with a host that both ask."""


class TurnTable:
    """When each key may next be asked, in memory that processes forked from this one share."""

    def __init__(self) -> None:
        self._next = memoryview(mmap.mmap(-1, 8 * _PLACES)).cast("d")
        self._alone = memoryview(mmap.mmap(-1, 8 * _ALONE_PLACES)).cast("d")
        self._whose = memoryview(mmap.mmap(-1, 8 * _ALONE_PLACES)).cast("Q")
        self._lock = _FORK.Lock()

    def take(self, key: str, now: float) -> float | None:
        """Return from when on whoever calls may ask, and keep all others away; None while another asks."""
        place = _place(key)
        with self._lock:
            at = self._next[place]
            if math.isinf(at):
                return None
            self._next[place] = math.inf
        return max(now, at)

    def give_back(self, key: str, at: float) -> None:
        """Let the next ask from then on."""
        with self._lock:
            self._next[_place(key)] = at

    def put_off(self, key: str, until: float) -> None:
        """Let nobody ask before then."""
        place = _place(key)
        with self._lock:
            self._next[place] = max(self._next[place], until)

    def leave_alone(self, key: str, until: float) -> None:
        """Note until when a key wants to be asked for nothing."""
        whose = _digest(key)
        place = whose % _ALONE_PLACES
        with self._lock:
            same = self._whose[place] == whose
            self._whose[place], self._alone[place] = whose, max(until, self._alone[place]) if same else until

    def alone_until(self, key: str) -> float:
        """Return until when a key wants to be asked for nothing, 0 if nothing is known of that."""
        whose = _digest(key)
        place = whose % _ALONE_PLACES
        with self._lock:
            return self._alone[place] if self._whose[place] == whose else 0.0


def _digest(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")


def _place(key: str) -> int:
    return zlib.crc32(key.encode()) % _PLACES


class CommonSlots(Slots):
    """Turns that hold for all processes with the same table."""

    def __init__(self, delay_s: float, table: TurnTable) -> None:
        super().__init__(delay_s)
        self._table = table
        self._soonest: dict[str, float] = {}

    def wait(self, key: str) -> None:
        """Return when it is this key's turn."""
        while (at := self._table.take(key, self.clock())) is None:
            self.sleep(_LOOK_S)
        self._soonest[key] = at + self._delay(key)
        if (left := at - self.clock()) > 0:
            self.sleep(left)

    def rest(self, key: str) -> None:
        """Leave a key alone for a delay since this was made: a process that was ended may have asked it just before."""
        self._table.put_off(key, self._made_at + self._delay(key))

    def leave_alone(self, key: str, until: float) -> None:
        """Note until when a key wants to be asked for nothing (Unix time); of two such times the later one holds."""
        self._table.leave_alone(key, until)

    def alone_until(self, key: str) -> float:
        """Return until when a key wants to be asked for nothing (Unix time), 0 if it never said so."""
        return self._table.alone_until(key)

    def answered(self, key: str) -> None:
        """Count from here: a question may leave late, and the next one must not reach its server too soon after it."""
        delay = self._delay(key)
        rest = self.clock() + delay - min(JITTER_SHARE * delay, JITTER_S)
        self._table.give_back(key, max(self._soonest[key], rest))

    def _delay(self, key: str) -> float:
        return max(self.delay_s, self.own.get(key, 0.0))


def processes_for(hosts: int, cores: int) -> int:
    """Return in how many processes to ask: one for each core, where there are hosts enough to be worth their start."""
    return max(1, min(cores, hosts // HOSTS_OF_A_PROCESS))


def shared_out(policy: AddressPolicy, processes: int) -> AddressPolicy:
    """Return the policy of each of these processes, which together look up no more names than one resolver takes."""
    return replace(policy, lookups=max(1, LOOKUPS // processes)) if processes > 1 else policy


@contextmanager
def forked(make: Open, delay_s: float, processes: int, workers: int, journal: Journal) -> Iterator[Ask]:
    """Fork processes that each make the probe, and yield what has them ask; they end with the block.

    To be entered while no other thread runs here, which may hold what the processes need. workers: hosts that each asks
    side by side. journal: lets go of what hosts answered once their findings are stored. What is yielded raises
    CrawlError if the probe cannot be made or a process is lost, and RuntimeError for what is a bug of the probe.
    """
    table, name = TurnTable(), uuid.uuid4().hex
    crew: list[tuple[ForkProcess, Connection]] = []
    try:
        for _ in range(processes):
            ours, theirs = _FORK.Pipe()
            held = [each for _, each in crew] + [ours]
            keep = partial(Journal, journal.run, crew=name)
            process = _FORK.Process(
                target=_serve, args=(make, CommonSlots(delay_s, table), workers, keep, theirs, held), daemon=True
            )
            process.start()
            theirs.close()
            crew.append((process, ours))
        yield lambda hosts: _ask(crew, hosts)
    finally:
        for _, ours in crew:
            ours.close()  # whoever still asks ends at that
        for process, _ in crew:
            process.join()


def _ask(crew: Sequence[tuple[ForkProcess, Connection]], hosts: Sequence[str]) -> Generator[Answered, None, None]:
    left: dict[Connection, int] = {}
    for number, (_, pipe) in enumerate(crew):
        share = hosts[number :: len(crew)]
        with suppress(ConnectionError):  # of one that is lost it is told below
            pipe.send(share)
        if share:
            left[pipe] = len(share)
    while left:
        answering = wait(list(left), timeout=0.5)  # a wait without end would keep Ctrl-C waiting too
        for pipe in [each for each in left if each in answering]:
            try:
                said = pipe.recv()
            except (EOFError, ConnectionError):
                process = next(process for process, its in crew if its is pipe)
                process.join(1)
                raise CrawlError(
                    f"one of {len(crew)} processes of this probe was lost (exit code {process.exitcode}); what was "
                    "found is kept: run it again, or with --processes 1"
                ) from None
            if isinstance(said, Exception):
                raise said
            yield said
            with suppress(ConnectionError):
                pipe.send(said[0])
            left[pipe] -= 1
            if not left[pipe]:
                del left[pipe]


def _serve(
    make: Open, slots: Slots, workers: int, keep: Callable[[], Journal], pipe: Connection, held: Sequence[Connection]
) -> None:
    """Ask the hosts that are named first, answer with what is found of each, and forget those named after that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever forked this, who closes the pipe
    gc.freeze()
    gc.set_threshold(_GARBAGE, 10, 10)
    for each in held:  # a pipe that is open here too would not end with the process that forked
        each.close()
    try:
        with ExitStack() as ending:
            journal, probe = keep(), make(slots, ending)
            hosts = pipe.recv()
            Thread(target=_heed, args=(pipe, journal.forget), daemon=True).start()
            with closing(side_by_side(probe, hosts, workers, ending.close)) as answers:
                for answer in answers:
                    pipe.send(answer)
    except (EOFError, ConnectionError):
        os._exit(1)
    except CrawlError as error:
        pipe.send(error)
    except Exception:  # noqa: BLE001 - a bug, to be shown where the command runs
        pipe.send(RuntimeError(traceback.format_exc()))


def _heed(pipe: Connection, forget: Callable[[list[str]], None]) -> None:
    while True:
        try:
            forget([pipe.recv()])
        except (EOFError, OSError):
            os._exit(1)  # nobody waits for what this process asks
