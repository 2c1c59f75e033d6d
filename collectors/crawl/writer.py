"""The thread that writes: everything one attempt changed goes into one transaction, several a second."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from collectors.sqlite import Database

MAX_BATCH = 500


@dataclass(slots=True)
class Record:
    """What one attempt changes, as rows of the tables in schema.py; `release` names the host that waits for it."""

    fetch: dict | None = None
    resource: dict | None = None
    page: dict | None = None
    validator: dict | None = None
    frontier: list[dict] = field(default_factory=list)
    host: dict | None = None
    site: dict | None = None
    release: str = ""


class Writer:
    """Commits records in batches, one each interval.

    on_committed is called from its thread with the hosts to release, on_failed with what stopped it.
    A host is asked again only after its last reply is safely stored: a crash loses at most one reply a host.
    """

    def __init__(
        self,
        db: Database,
        interval_s: float,
        on_committed: Callable[[list[str]], None],
        on_failed: Callable[[BaseException], None],
    ) -> None:
        self._db, self._interval_s = db, interval_s
        self._on_committed, self._on_failed = on_committed, on_failed
        self._records: queue.SimpleQueue[Record | None] = queue.SimpleQueue()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def put(self, record: Record) -> None:
        """Queue a record."""
        self._records.put(record)

    def close(self) -> None:
        """Commit what is queued and stop. Raises what the writing raised, if anything."""
        self._records.put(None)
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        pause = threading.Event()
        try:
            while True:
                batch, last = self._gather()
                if batch:
                    self._commit(batch)
                if last:
                    return
                pause.wait(self._interval_s)
        except BaseException as error:  # noqa: BLE001 - handed to the loop, which must stop asking for pages
            self._failure = error
            self._on_failed(error)

    def _gather(self) -> tuple[list[Record], bool]:
        batch: list[Record] = []
        item = self._records.get()
        while item is not None and len(batch) < MAX_BATCH:
            batch.append(item)
            try:
                item = self._records.get_nowait()
            except queue.Empty:
                return batch, False
        if item is not None:
            batch.append(item)
        return batch, item is None

    def _commit(self, batch: list[Record]) -> None:
        with self._db.atomic():
            self._insert("resources", [r.resource for r in batch if r.resource], ignore=True)
            self._insert("fetches", [r.fetch for r in batch if r.fetch], replace=True)
            self._insert("pages", [r.page for r in batch if r.page], replace=True)
            self._insert("validators", [r.validator for r in batch if r.validator], replace=True)
            self._insert("frontier", [row for r in batch for row in r.frontier], replace=True)
            self._insert("hosts", [r.host for r in batch if r.host], replace=True)
            self._insert("sites", [r.site for r in batch if r.site], replace=True)
        self._on_committed([r.release for r in batch if r.release])

    def _insert(self, table: str, rows: list[dict], ignore: bool = False, replace: bool = False) -> None:
        if rows:
            self._db.table(table).insert_all(rows, ignore=ignore, replace=replace)
