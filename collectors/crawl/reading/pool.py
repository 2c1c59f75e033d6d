"""The parse worker and its deadlines: a thread here for the process there."""

import queue
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO

from collectors.crawl.frontier.cues import CueSource
from collectors.crawl.limits import Limits
from collectors.crawl.reading.examine import Finding, Job
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.reading.worker import read_frame, write_frame
from paths import ROOT

BATCH = 16


class ParsePool:
    """Examines bodies in a worker process; each document has a deadline, and a worker that misses it is replaced.

    on_finding is called from the pool's thread, once for every job. on_broken is called with the reason if a worker
    cannot even start: nothing more will come from the thread, and waiting would be for ever.
    """

    def __init__(
        self,
        cues: CueSource,
        limits: Limits,
        on_finding: Callable[[Finding], None],
        on_broken: Callable[[str], None] = lambda reason: None,
    ) -> None:
        self._settings, self._limits, self._on_finding = (cues, limits), limits, on_finding
        self._on_broken = on_broken
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.killed = 0
        self._thread = threading.Thread(target=self._serve, name="parse", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a body."""
        self._jobs.put(job)

    def close(self) -> None:
        """End the worker once the queue is empty."""
        self._jobs.put(None)
        self._thread.join(timeout=60)

    def _serve(self) -> None:
        try:
            self._examine_batches()
        except (EOFError, BrokenPipeError):
            self._on_broken("a parse worker ended as it started; its own message stands above")

    def _examine_batches(self) -> None:
        child = self._start()
        while batch := self._next_batch():
            while batch:
                done = self._examine(child, batch)
                batch = batch[done:]
                if batch:
                    child = self._replace(child, batch[0])
                    batch = batch[1:]
        for pipe in _pipes(child):
            pipe.close()
        child.wait()

    def _next_batch(self) -> list[Job]:
        batch: list[Job] = []
        while len(batch) < BATCH:
            try:
                job = self._jobs.get(block=not batch)
            except queue.Empty:
                break
            if job is None:
                if batch:
                    self._jobs.put(None)
                break
            batch.append(job)
        return batch

    def _examine(self, child: subprocess.Popen[bytes], batch: list[Job]) -> int:
        """Return how many of the batch came back; fewer than all means that the worker hangs or is dead."""
        done, (to, answers) = 0, _pipes(child)
        try:
            write_frame(to, batch)
            while done < len(batch) and select.select([answers], [], [], self._limits.parse_s)[0]:
                self._on_finding(read_frame(answers))
                done += 1
        except (EOFError, BrokenPipeError):
            return done
        return done

    def _replace(self, child: subprocess.Popen[bytes], culprit: Job) -> subprocess.Popen[bytes]:
        self._end(child)
        self.killed += 1
        self._on_finding(Finding(culprit.token, PageStatus.UNPARSEABLE, "page stopped its parser"))
        return self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            [sys.executable, "-m", "collectors.crawl.reading.worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        try:
            to, answers = _pipes(child)
            write_frame(to, self._settings)
            read_frame(answers)
        except (EOFError, BrokenPipeError):
            self._end(child)
            raise
        return child

    @staticmethod
    def _end(child: subprocess.Popen) -> None:
        child.kill()
        child.wait()
        for pipe in _pipes(child):
            pipe.close()


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Return the ways to a worker and back; it is started with both."""
    assert child.stdin is not None and child.stdout is not None
    return child.stdin, child.stdout
