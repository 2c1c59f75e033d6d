"""The compiled facts of data/facts/, all but those of sources that are switched off."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from collectors.open_data.facts_file import read_facts
from errors import SourceError
from models import Fact


def load_facts(folder: Path, without: Collection[str] = ()) -> tuple[Fact, ...]:
    """Return every fact of the folder's files, except those of the sources named in `without`.

    Raises SourceError if there is no such folder, and as read_facts for a file that is not as agreed.
    """
    if not folder.is_dir():
        raise SourceError("facts", f"folder {folder} not found; expected the compiled facts (CSV)")
    paths = [path for path in sorted(folder.glob("*.csv")) if path.stem not in without]
    return tuple(fact for path in paths for fact in read_facts(path))
