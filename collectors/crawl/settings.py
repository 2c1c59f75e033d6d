"""What one crawl is asked to do, and how far it has come."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from collectors.crawl.frontier.cues import CueSource
from collectors.crawl.limits import Limits

SEARCHES = (
    "council tax",
    "missed bin",
    "planning application",
    "parking permit",
    "housing benefit",
    "report a problem",
)

MAX_PAGES = 60
"""Pages of a council: one minute at one request a second. Why so many: docs/decisions/0009-crawl-engine.md."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to crawl. cues: see frontier/cues.py. origin: `live` or `simulated`.

    delay_s: seconds between two requests to a host. domains: registrable domains to keep to, while the rest stays
    queued; None for no such bound. claimed: registrable domain -> code of the council to which the register gives it.
    elsewhere: code of a council -> services that are not its job, asked for only when nothing better is left.
    called: code of a council in Wales -> letters by which a domain is its own (`register.names.names_in_hosts`).
    time_s: how long the run may take, None for as long as it takes; what is left then goes on with `resume`. commit_s:
    for how long replies are gathered before they are stored together. may_follow: somebody else may have asked the same
    hosts a moment ago, so every host is left alone for a delay at first.
    """

    db: Path
    lock: Path
    origin: str
    cues: CueSource
    max_pages: int = MAX_PAGES
    delay_s: float = 1.0
    threads: int = 128
    resume: bool = False
    only_changed: bool = False
    sitemaps: bool = True
    searches: tuple[str, ...] = SEARCHES
    domains: frozenset[str] | None = None
    claimed: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, frozenset[str]] = field(default_factory=dict)
    called: Mapping[str, frozenset[str]] = field(default_factory=dict)
    time_s: float | None = None
    commit_s: float = 0.2
    may_follow: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class Progress:
    """Where the crawl stands, for whoever watches. begun: monotonic seconds."""

    sites: int = 0
    hosts: int = 0
    requests: int = 0
    pages: int = 0
    blocked: int = 0
    errors: int = 0
    waiting: int = 0
    begun: float = field(default_factory=time.monotonic)
