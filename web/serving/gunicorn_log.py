"""What gunicorn says of itself, in the log of the site: without readers' addresses or what they asked for."""

from __future__ import annotations

import logging
from typing import Any

from gunicorn.glogging import Logger

INVALID, FAILED = "Invalid request from", "Error handling request"


class NothingPersonal(logging.Filter):
    """Takes the IP address and the request out of what gunicorn says of a request that is none or that failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True: every record is kept, some with fewer words."""
        for beginning, said in ((INVALID, "a request that is no HTTP was refused"), (FAILED, "a request failed")):
            if str(record.msg).startswith(beginning):
                record.msg, record.args = said, ()
                if record.exc_info and record.exc_info[0]:
                    record.msg, record.exc_info = f"{said}: {record.exc_info[0].__name__}", None
        return True


class SiteLogger(Logger):
    """gunicorn's logger, writing to the log of the command line instead of to standard error by itself."""

    def __init__(self, cfg: Any):
        super().__init__(cfg)
        self.error_log.propagate = True
        self.error_log.addFilter(NothingPersonal())

    def _set_handler(self, *_: Any, **__: Any) -> None:
        """Add no handler of gunicorn's own."""
