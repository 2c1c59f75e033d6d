"""Putting a database in the place of the one that is served, and back: what was replaced is kept beside it.

A file takes another's place in one step (rename), so that nobody ever finds half of one or none.
"""

from __future__ import annotations

import filecmp
import os
import re
import shutil
from datetime import datetime
from pathlib import Path

from edition.reader import examine, glance
from errors import EditionError, PublishedError

FOLDER = "replaced"
"""Beside the published database: those that were served before, each with when it was replaced and its edition."""
TAKEN_BACK = ".taken-back"
"""Before the ending of one that was replaced by going back: going back again passes it over."""
KEPT = 5
"""So many replaced databases are kept; older ones are deleted."""
_OURS = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[\w.@-]+\.db")


def put_in_place(new: Path, published: Path, now: datetime) -> Path | None:
    """Put a copy of `new` in the place of `published`; return where what was there is kept, None where nothing was.

    Raises PublishedError if `new` is not a whole published database, and EditionError if its bytes are there already.
    """
    examine(new)
    if published.is_file() and filecmp.cmp(new, published, shallow=False):
        raise EditionError(f"{new}: is what lies at {published.name} already")
    kept = _keep(published, now, "")
    _replace(new, published)
    _forget_old(published)
    return kept


def roll_back(published: Path, now: datetime, to: Path | None = None) -> tuple[Path, Path | None]:
    """Put back the database that was served before, or the replaced one at `to`; return it, and where what it
    replaced is kept (None where nothing was).

    Raises EditionError if there is none to go back to, PublishedError if it is damaged.
    """
    earlier = [path for path in replaced(published) if not path.stem.endswith(TAKEN_BACK)]
    if to is None and not earlier:
        raise EditionError(f"{published.parent / FOLDER}: no earlier database is kept here to go back to")
    old = to or earlier[-1]
    examine(old)
    kept = _keep(published, now, TAKEN_BACK)
    _replace(old, published)
    if to is None:
        old.unlink()
    _forget_old(published)
    return old, kept


def replaced(published: Path) -> list[Path]:
    """Return the databases that were served before `published`, the one that was replaced first first."""
    folder = published.parent / FOLDER
    return sorted(path for path in folder.glob("*.db") if _OURS.fullmatch(path.name))


def _keep(published: Path, now: datetime, mark: str) -> Path | None:
    if not published.is_file():
        return None
    try:
        edition = re.sub(r"[^\w.@-]", "_", glance(published)["edition"])
    except PublishedError:
        edition = "unreadable"
    kept = published.parent / FOLDER / f"{now:%Y%m%dT%H%M%S.%fZ}-{edition}{mark}.db"
    kept.parent.mkdir(exist_ok=True)
    shutil.copyfile(published, kept)
    return kept


def _replace(new: Path, published: Path) -> None:
    draft = published.with_name(f".{published.name}.draft")
    try:
        shutil.copyfile(new, draft)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(published)
    finally:
        draft.unlink(missing_ok=True)


def _forget_old(published: Path) -> None:
    for path in replaced(published)[:-KEPT]:
        path.unlink()
