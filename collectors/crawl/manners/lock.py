"""One crawl at a time: two would double the rate at which a council is asked."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from errors import BusyError


def live_lock_path() -> Path:
    """Return the lock of every live crawl of this user on this machine, whatever database it fills."""
    return Path(tempfile.gettempdir()) / f"council-digital-index-crawl-{os.getuid()}.lock"


def sources_lock_path() -> Path:
    """Return the lock of every run of this user on this machine that asks live sources of open data."""
    return Path(tempfile.gettempdir()) / f"council-digital-index-sources-{os.getuid()}.lock"


@contextlib.contextmanager
def only_one(path: Path, other: str = "another crawl is running") -> Iterator[None]:
    """Hold the lock while the block runs; the operating system frees it if the process dies.

    Raises BusyError if another run holds it. other: what that run does, for the message.
    """
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BusyError(f"{path}: {other}; two would double the rate for every host") from error
        yield
