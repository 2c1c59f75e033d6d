"""Where each council's website was found in the end, and what that says of the register's address. Reads crawl.db."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from collectors.crawl.fallbacks import GONE
from collectors.crawl.frontier.entry import Via
from collectors.crawl.frontier.site import COUNCIL_DOMAINS
from collectors.crawl.reading.verdict import PageStatus
from collectors.sqlite import Database
from detectors.urls import tidy
from register.domains import registrable

READ = frozenset({PageStatus.OK, PageStatus.NEEDS_JAVASCRIPT})


@dataclass(frozen=True, slots=True)
class SiteAddress:
    """read_at: the address under which the home page was read, "" if it was not. moved_to: the new address of a website
    that is on another host than the register says, www or not; "" if it is not. gone: the register's own address is
    not there any more. plain: read over http although the register says https.
    """

    read_at: str = ""
    moved_to: str = ""
    gone: bool = False
    plain: bool = False

    @property
    def remark(self) -> str:
        """What the register should be told, in words; "" if its address is right."""
        said = ["the register's address is gone"] if self.gone else []
        if self.moved_to:
            said.append(f"moved to {self.moved_to}")
        elif self.gone and self.read_at:
            said.append(f"read at {self.read_at}")
        return "; ".join([*said, *(["read over http, not https"] if self.plain else [])])


def site_address(db: Database, run: int, crawled_as: str, home_url: str) -> SiteAddress:
    """Return where a website was found in a run. crawled_as: the council under which it was read."""
    rows = db.execute(
        "SELECT url, final_url, page_status FROM fetches WHERE run = ? AND authority = ? "
        "AND kind = 'page' AND discovered_via = ? ORDER BY id",
        [run, crawled_as, Via.HOME.value],
    ).fetchall()
    read_at = next((final for _, final, status in rows if status in READ), "")
    given = tidy(home_url) or home_url
    moved = bool(read_at) and _host(read_at) != _host(given)
    return SiteAddress(
        read_at=read_at,
        moved_to=read_at if moved else _where_most_pages_are(db, run, crawled_as, given),
        gone=any(url == given and status in GONE for url, _, status in rows),
        plain=read_at.startswith("http://") and given.startswith("https://"),
    )


def _where_most_pages_are(db: Database, run: int, crawled_as: str, given: str) -> str:
    """Return the root of the host of another domain that has most of the pages, "" if the register's domain has."""
    rows = db.execute(
        "SELECT host, count(*) FROM fetches WHERE run = ? AND authority = ? AND kind = 'page' "
        "AND page_status = 'ok' GROUP BY 1 ORDER BY 2 DESC, 1",
        [run, crawled_as],
    ).fetchall()
    if not rows or rows[0][1] * 2 <= sum(number for _, number in rows):
        return ""
    host = rows[0][0]
    elsewhere = host.endswith(COUNCIL_DOMAINS) and registrable(host) != registrable(_host(given))
    return f"https://{host}/" if elsewhere else ""


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
