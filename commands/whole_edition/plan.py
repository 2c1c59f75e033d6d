"""What an edition would ask of whom, for how long and into how much disk: computed, without asking anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from rich.box import SIMPLE_HEAD
from rich.table import Table

from collectors.crawl.limits import Limits
from collectors.open_data.contract import Interface
from commands.whole_edition.folder import Begun
from errors import EditionError
from models import Authority
from register.authorities import Register

PAGE_MB = 0.03
"""A stored page with its links, headers and rows: pages of 61 kB take about 14 kB, and there are larger ones."""
SECOND_LOOK_SHARE = 0.5
"""Of the first look's disk: an unchanged page is a row alone, and not every site says that it is unchanged."""
REPLIES_MB, INPUTS_MB, PUBLISHED_MB = 100.0, 20.0, 60.0
"""Replies of the live sources; the copy of the inputs; the published database while it is written beside itself."""
BESIDES_PAGES = 2 + Limits().sitemaps
"""Requests to a council's host that no page budget counts: robots.txt, security.txt, sitemaps."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one step asks. hosts: how many; most_per_host: requests that the busiest gets, '' where nothing is asked.

    hours: at least, at the polite pace. disk_mb: about. alone: the command that does the step by itself.
    """

    step: str
    hosts: int
    most_per_host: str
    hours: float
    disk_mb: float
    alone: str


def sources_asked(interfaces: Iterable[Interface], register: Register, alone: str) -> Asked:
    """Return what the live sources are asked at least: a reply may lead to further requests."""
    per_host: Counter[str] = Counter()
    seconds = 0.0
    for interface in interfaces:
        for request in interface.requests(register):
            per_host[urlsplit(request.url).hostname or ""] += 1
            seconds += interface.seconds_between
    return Asked(
        "sources", len(per_host), f"at least {max(per_host.values())}", seconds / 3600, REPLIES_MB + INPUTS_MB, alone
    )


def look_asked(step: str, chosen: Sequence[Authority], begun: Begun, share: float, alone: str) -> Asked:
    """Return what one reading of the websites asks. Hosts are asked at the same time, each at its own pace."""
    hosts = {urlsplit(one.homepage).hostname or "" for one in chosen}
    most = begun.max_pages + BESIDES_PAGES
    disk = share * PAGE_MB * begun.max_pages * len(chosen)
    return Asked(step, len(hosts), f"about {most}", most * begun.delay / 3600, disk, alone)


def plan_table(asked: Sequence[Asked]) -> Table:
    """Return the plan for a reader: a row a step, the whole below."""
    table = Table(title="What will be done, step by step", box=SIMPLE_HEAD, show_footer=True)
    table.add_column("Step", "In all", no_wrap=True)
    table.add_column("Hosts", justify="right")
    table.add_column("Requests a host", max_width=34)
    table.add_column("Time at least", _time(sum(one.hours for one in asked)), justify="right")
    table.add_column("Disk, MB", f"{sum(one.disk_mb for one in asked):,.0f}", justify="right")
    for one in asked:
        hosts = str(one.hosts) if one.hosts else "none"
        table.add_row(one.step, hosts, one.most_per_host, _time(one.hours), f"{one.disk_mb:,.0f}")
    return table


def alone(asked: Sequence[Asked]) -> Iterator[str]:
    """Yield the command that does each step by itself, a line each."""
    yield "Each step by itself, once the folder is there:"
    for one in asked:
        yield f"  {one.step}: python cli.py {one.alone}"


def _time(hours: float) -> str:
    if hours < 1 / 60:
        return f"{3600 * hours:.0f} s" if hours else ""
    return f"{hours:.1f} h" if hours >= 1 else f"{60 * hours:.0f} min"


def check_disk(asked: Sequence[Asked], free: int, where: str) -> None:
    """Raise EditionError if the plan needs more disk than there is. free: bytes, of which some may hold parts of it."""
    needed, there = sum(one.disk_mb for one in asked), free / 1e6
    if there < needed:
        raise EditionError(
            f"{where}: {there:,.0f} MB are free, the plan needs about {needed:,.0f} MB; "
            "make room, choose fewer councils or --max-pages, or another --folder"
        )
