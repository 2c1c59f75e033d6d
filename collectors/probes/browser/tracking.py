"""Who is behind an address or a cookie, and what for: by two lists that are kept in data/."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from paths import DATA

ADVERTISING, SOCIAL, STATISTICS, NECESSARY = "advertising", "social media", "statistics", "necessary"


@dataclass(frozen=True, slots=True)
class Tracker:
    """A company that pages of many sites ask for something. purpose: advertising, social media or statistics."""

    company: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Trackers:
    """domains: "*.name" for a domain with all below it, "name" for itself -> who it belongs to."""

    domains: Mapping[str, Tracker]

    def of(self, url: str) -> Tracker | None:
        """Return who an address belongs to, None if it is on no list: which is not to say that it does not track."""
        try:
            labels = (urlsplit(url).hostname or "").lower().split(".")
        except ValueError:
            return None
        wider = (f"*.{'.'.join(labels[start:])}" for start in range(len(labels)))
        return next((found for name in (".".join(labels), *wider) if (found := self.domains.get(name))), None)


@dataclass(frozen=True, slots=True)
class Cookies:
    """patterns: (pattern of a name, purpose), the first that fits counts."""

    patterns: Sequence[tuple[str, str]]

    def purpose_of(self, name: str) -> str:
        """Return advertising, statistics or necessary; "" for a name that is not known."""
        return next((purpose for pattern, purpose in self.patterns if fnmatchcase(name, pattern)), "")


@cache
def trackers(path: Path = DATA / "trackers.csv") -> Trackers:
    """Return the list of trackers (data/LICENCES.md says whose it is)."""
    with path.open(encoding="utf-8", newline="") as file:
        return Trackers({row["domain"]: Tracker(row["company"], row["purpose"]) for row in csv.DictReader(file)})


@cache
def cookies(path: Path = DATA / "cookies.toml") -> Cookies:
    """Return the list of cookies, each with the page that says what it is for."""
    listed = tomllib.loads(path.read_text(encoding="utf-8"))["cookie"]
    return Cookies(tuple((pattern, one["purpose"]) for one in listed for pattern in one["patterns"]))
