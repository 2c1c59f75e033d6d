"""Records on this machine's disk that outlast the process that writes them: files that only grow, some to a process.

A file for each record costs the file system more than the record: making 1,146 of them took 0.7 s of CPU, a fifth of
the probe that wrote them (30 November 2026). Each record is one write before whoever wrote it goes on, so that a
killed process loses none; nothing waits for the disk (fsync), so that a power cut may cost what was written last.
"""

from __future__ import annotations

import errno
import os
import struct
import threading
import time
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

FULL_BYTES = 16 * 1024 * 1024
"""How large a file may grow. It is deleted once all of whom it holds records are forgotten."""
_HEAD = struct.Struct(">4sIQIH16s")
"""Mark, CRC-32 of all that follows it, time in ns, bytes of the content, bytes of the owner's name, key. The name and
the content come after it."""
_MARK, _CRC_AT = b"CDI\x01", 8
_TICK_NS = 50_000_000
"""A folder's time may not tell two changes apart that lie as close together as this."""


@dataclass(slots=True)
class _File:
    path: Path
    number: int
    size: int = 0
    owners: set[str] = field(default_factory=set)
    writers: int = 0
    full: bool = False


class _Place(NamedTuple):
    path: Path
    at: int
    length: int
    written_ns: int


class Segments:
    """The records of a folder, each of an owner and by a key of 16 bytes; for any number of threads and processes.

    lasting: owners who are never forgotten, and whose records go to files of their own. crew: the name, in letters and
    digits, of those among whom owners are shared out, '' for none; what the others of a crew write is not read here,
    nor what is written by anybody who had written nothing yet when this one first looked.
    now_ns: the time, by the clock that dates the folder.
    """

    def __init__(
        self, folder: Path, lasting: Iterable[str] = (), crew: str = "", now_ns: Callable[[], int] = time.time_ns
    ) -> None:
        self.folder, self._lasting, self._now_ns = folder, frozenset(lasting), now_ns
        self._crew, self._in_crew = f"{crew or uuid.uuid4().hex}-", bool(crew)
        self._lock = threading.Lock()
        self._writing: dict[bool, _File] = {}
        self._mine: dict[str, _File] = {}
        self._written: dict[str, set[bytes]] = {}
        self._places: dict[str, dict[bytes, _Place]] = {}
        self._read_to: dict[str, int] = {}
        self._others: dict[str, int] = {}
        self._listed_ns = 0
        self._forgotten: set[str] = set()

    def put(self, owner: str, key: bytes, content: bytes) -> None:
        """Append a record. Raises OSError if it cannot be written whole."""
        name = owner.encode()
        said = (self._now_ns(), len(content), len(name), key)
        crc = zlib.crc32(content, zlib.crc32(name, zlib.crc32(_HEAD.pack(_MARK, 0, *said)[_CRC_AT:])))
        record = b"".join((_HEAD.pack(_MARK, crc, *said), name, content))
        with self._lock:
            file = self._growing(owner in self._lasting)
            file.size += len(record)
            file.full = file.size >= FULL_BYTES
            file.owners.add(owner)
            file.writers += 1
        written = 0
        try:
            written = os.write(file.number, record)  # without the lock: hundreds of threads would wait for one
            if written != len(record):
                raise OSError(errno.ENOSPC, "written in part", str(file.path))
        finally:
            with self._lock:
                file.writers -= 1
                if written == len(record):
                    self._written.setdefault(owner, set()).add(key)
                    self._forgotten.discard(owner)
                else:
                    file.full = True  # what comes after half a record cannot be found
                self._let_go(file)

    def get(self, owner: str, key: bytes, look: bool = True) -> bytes | None:
        """Return the newest content of a record, None if there is none that is whole.

        look: for what others wrote since this was last asked to look; what they wrote before is known all the same.
        """
        with self._lock:
            mine, listed, others = key in self._written.get(owner, ()), self._listed_ns, self._others.copy()
            look = not listed or (look and bool(others or not self._in_crew))
        changed = look and self._others_wrote(listed, others)  # unlocked: hundreds of threads would wait for one
        with self._lock:
            if mine or changed:
                self._catch_up(mine)
            place = self._places.get(owner, {}).get(key)
        if place is None:
            return None
        try:
            with place.path.open("rb", buffering=0) as file:
                record = os.pread(file.fileno(), place.length, place.at)
        except OSError:  # deleted since
            return None
        if len(record) < place.length:
            return None
        _, crc, _, length, *_ = _HEAD.unpack_from(record)
        return record[-length:] if zlib.crc32(memoryview(record)[_CRC_AT:]) == crc else None

    def owners(self) -> list[str]:
        """Return of whom there are records."""
        with self._lock:
            self._catch_up(mine=False)
            return sorted({*self._places, *self._written})

    def forget(self, owners: Iterable[str]) -> None:
        """Let go of all records of these; files of this process that hold nobody else's are deleted."""
        with self._lock:
            for owner in owners:
                self._places.pop(owner, None)
                self._written.pop(owner, None)
                self._forgotten.add(owner)
                for file in [each for each in self._mine.values() if owner in each.owners]:
                    file.owners.discard(owner)
                    self._let_go(file)

    def end(self) -> None:
        """Delete the files of this process, and write to none of them any more."""
        with self._lock:
            self._writing.clear()
            for file in list(self._mine.values()):
                file.full = True
                file.owners.clear()
                self._let_go(file)

    def _growing(self, lasting: bool) -> _File:
        file = self._writing.get(lasting)
        if file is None or file.full:
            self.folder.mkdir(exist_ok=True)  # never that above, which has to be this user's own alone
            path = self.folder / f"{self._crew}{uuid.uuid4().hex}"
            file = _File(path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600))
            self._writing[lasting] = self._mine[file.path.name] = file
        return file

    def _let_go(self, file: _File) -> None:
        if file.full and not file.owners and not file.writers and file.path.name in self._mine:
            del self._mine[file.path.name]
            os.close(file.number)
            file.path.unlink(missing_ok=True)

    def _others_wrote(self, listed_ns: int, sizes: Mapping[str, int]) -> bool:
        try:
            changed = self.folder.stat().st_mtime_ns
        except OSError:
            return False
        return changed > listed_ns or any(_size(self.folder / name) > size for name, size in sizes.items())

    def _catch_up(self, mine: bool) -> None:
        """Read what others appended since the last time, and what this process did."""
        try:
            changed, paths = self.folder.stat().st_mtime_ns, list(self.folder.iterdir())
        except OSError:  # nothing was written yet, or what was cannot be had
            return
        settled = changed + _TICK_NS < self._now_ns()
        self._listed_ns = changed if settled else changed - 1
        for path in paths:
            if path.name in self._mine:
                if not mine:
                    continue
            elif path.name.startswith(self._crew):
                continue
            else:
                self._others[path.name] = _size(path)
            for owner, key, place in _records(path, self._read_to.get(path.name, 0)):
                self._read_to[path.name] = place.at + place.length
                if owner not in self._forgotten:
                    known = self._places.setdefault(owner, {})
                    known[key] = max(known.get(key, place), place, key=lambda each: each.written_ns)


def _records(path: Path, at: int) -> Iterator[tuple[str, bytes, _Place]]:
    """Yield owner, key and place of the records from there on, to the first that is not whole (yet)."""
    size = _size(path)
    if at >= size:
        return
    with suppress(OSError), path.open("rb", buffering=0) as file:  # deleted since
        while at + _HEAD.size <= size:
            head = os.pread(file.fileno(), _HEAD.size, at)
            mark, _, written_ns, content, name, key = _HEAD.unpack(head)
            length = _HEAD.size + name + content
            if mark != _MARK or at + length > size:
                return
            owner = os.pread(file.fileno(), name, at + _HEAD.size).decode(errors="replace")
            yield owner, key, _Place(path, at, length, written_ns)
            at += length


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
