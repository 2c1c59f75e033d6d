"""sqlite-utils, without what it imports wherever it is installed, though only to know its types: pandas and NumPy.

They would be half of the second that a crawl, a probe or a worker of a cluster takes to begin. Beside it, what holds
for every database that a command makes where there is none.
"""

import sqlite3
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_UNUSED = dict.fromkeys({"numpy", "pandas"} - sys.modules.keys())  # None: as if they were not installed
sys.modules.update(_UNUSED)  # type: ignore[arg-type]
try:
    from sqlite_utils import Database
finally:
    for _name in _UNUSED:
        del sys.modules[_name]

__all__ = ["Database", "is_empty", "unmade_if_refused"]
_BESIDE = ("-wal", "-shm", "-journal")


def is_empty(path: Path, besides: Collection[str] = ()) -> bool:
    """Return whether no table of a database has a row. besides: tables that may have some."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return not any(db.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in {*tables} - {*besides})


@contextmanager
def unmade_if_refused(path: Path, holds_nothing: Callable[[Path], bool] = is_empty) -> Iterator[None]:
    """Remove a database that the block made, and its folders, if the block ends with an error and nothing is in it.

    What was there before stays. holds_nothing: says so of the database once the block has closed it.
    """
    made = not path.exists()
    folders = [folder for folder in path.parents if not folder.exists()]
    try:
        yield
    except BaseException:
        if made and (not path.exists() or holds_nothing(path)):
            for name in (path.name, *(f"{path.name}{end}" for end in _BESIDE)):
                path.with_name(name).unlink(missing_ok=True)
            for folder in folders:
                if folder.is_dir() and not any(folder.iterdir()):
                    folder.rmdir()
        raise
