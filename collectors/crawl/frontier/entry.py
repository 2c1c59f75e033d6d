"""One request that waits: what kind it is, how it was found, and what becomes of it in the stored frontier."""

from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit


class Kind(StrEnum):
    """What is asked for. The values are those of the column `kind`."""

    PAGE = "page"
    SEARCH = "search"
    SITEMAP = "sitemap"
    ROBOTS = "robots"
    FILE = "file"


class Via(StrEnum):
    """How a URL was found. The values are those of the column `discovered_via`."""

    HOME = "seed:home"
    LOCAL_LINKS = "seed:local_links"  # followed there by "/" and an LGSL id for each service of the link
    EARLIER_RUN = "seed:earlier_run"
    LINK = "link"
    SITEMAP = "sitemap"
    ROBOTS = "robots"
    SEARCH = "search"
    SECURITY_CONTACT = "standard:security_txt"
    MEETINGS = "product:meetings"
    ARCHIVE = "archive"  # of a web archive, which does not say how it was found


class State(StrEnum):
    """What became of a request. The values are those of the column `state` of `frontier`."""

    QUEUED = "queued"
    DONE = "done"
    DROPPED = "dropped"  # its host is left alone
    LEFT = "left"
    REPLACED = "replaced"  # by the same over http


@dataclass(slots=True)
class Entry:
    """One request that waits. via: a Via, or for GOV.UK's links Via.LOCAL_LINKS with the ids of their services.

    hops: URLs passed on the way, redirects only. robots_for: the host whose robots.txt this fetches, "" otherwise.
    """

    authority: str
    url: str
    kind: Kind
    priority: float
    depth: int
    via: str
    text: str = ""
    first_url: str = ""
    hops: tuple[str, ...] = ()
    tries: int = 0
    robots_for: str = ""

    @property
    def host(self) -> str:
        """The host whose pace this request keeps."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_home(self) -> bool:
        """Whether this asks for a council's home page, by which its site is judged."""
        return self.via == Via.HOME

    def hop(self, target: str) -> "Entry":
        """Return the request that follows this one to where it was sent on."""
        return replace(self, url=target, first_url=self.first_url or self.url, hops=(*self.hops, self.url), tries=0)

    def row(self, run: int, state: State) -> dict:
        """Return the row of `frontier`."""
        return {
            "run": run,
            "authority": self.authority,
            "url": self.url,
            "host": self.host,
            "state": state.value,
            "kind": self.kind.value,
            "priority": self.priority,
            "depth": self.depth,
            "discovered_via": str(self.via),
            "link_text": self.text,
            "first_url": self.first_url,
            "hops": "\n".join(self.hops),
            "tries": self.tries,
        }

    @classmethod
    def recalled(cls, row: dict) -> "Entry":
        """Return the request of a row of `frontier`."""
        return cls(
            authority=row["authority"],
            url=row["url"],
            kind=Kind(row["kind"]),
            priority=row["priority"],
            depth=row["depth"],
            via=row["discovered_via"],
            text=row["link_text"],
            first_url=row["first_url"],
            hops=tuple(row["hops"].split("\n")) if row["hops"] else (),
            tries=row["tries"],
        )
