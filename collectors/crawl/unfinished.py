"""Where this machine keeps what belongs to runs that are not finished: folders of this user's own."""

import os
import shutil
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from errors import CrawlError


def own_folder(name: str) -> Path:
    """Return a folder that is made where there is none.

    Raises CrawlError if it cannot be made, or if others could read or write there.
    """
    try:
        folder = Path(tempfile.gettempdir()) / f"council-digital-index-{name}-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.stat(follow_symlinks=False)
    except OSError as error:
        where = error.filename or "TMPDIR"
        raise CrawlError(
            f"{where}: no folder for what runs keep until they end can be made: {error.strerror}"
        ) from error
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise CrawlError(f"{folder}: is not this user's own alone: delete it or give it the mode 700")
    return folder


def forget_old(folder: Path, kept: timedelta) -> None:
    """Delete what nobody has gone on with for so long: files, and folders with the files in them."""
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # whoever it belonged to is done with it
            written = [path, *(path.iterdir() if path.is_dir() else ())]
            if max(each.stat().st_mtime for each in written) < time.time() - kept.total_seconds():
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
