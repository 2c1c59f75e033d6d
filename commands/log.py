"""The log of the command line: to standard error, quiet unless asked. Modules write it by `logging.getLogger`."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

FORMATS = ("text", "json")
TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class JsonLines(logging.Formatter):
    """Each record as one JSON object on a line: time (UTC), level, logger, process, message, error if one was caught.

    `fields` of a record, a dict that says the same as its message, stand beside these.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of one record."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


@contextmanager
def logged(verbose: bool, form: str) -> Iterator[None]:
    """Write the log to standard error while it lasts: warnings, and what is done as well if verbose.

    form: one of FORMATS.
    """
    root, handler = logging.getLogger(), logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == "json" else logging.Formatter(TEXT))
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO if verbose else logging.WARNING)
    try:
        yield
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
