"""Who is behind an address or a cookie, and what for: by two lists that are kept in data/."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from declared import read_declared
from errors import CrawlError
from paths import DATA
from register.tables import read_rows

ADVERTISING, SOCIAL, STATISTICS, NECESSARY = "advertising", "social media", "statistics", "necessary"
PURPOSES = (ADVERTISING, SOCIAL, STATISTICS)
"""What a tracker can be for."""
HEADER = ("domain", "purpose", "company")
_DOMAIN = re.compile(r"(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")


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
    """Return the list of trackers (data/LICENCES.md says whose it is).

    Raises CrawlError naming file, line, field and value for a row that is not as agreed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CrawlError(f"{path.name}: cannot be read as a table in UTF-8: {error}") from None

    def refuse(message: str, line: int, column: str | None) -> CrawlError:
        field = f'field "{column}": ' if column else ""
        return CrawlError(f"{path.name}: line {line}: {field}{message}")

    domains: dict[str, Tracker] = {}
    for line, row in read_rows(text, HEADER, refuse):
        if not _DOMAIN.fullmatch(row["domain"]) or row["domain"] in domains:
            raise refuse(f'found "{row["domain"]}", expected a domain of no other line, *. before it', line, "domain")
        if row["purpose"] not in PURPOSES:
            raise refuse(f'found "{row["purpose"]}", expected one of {", ".join(PURPOSES)}', line, "purpose")
        if not row["company"].strip():
            raise refuse("found nothing, expected whose it is", line, "company")
        domains[row["domain"]] = Tracker(row["company"], row["purpose"])
    if not domains:
        raise refuse("found nothing, expected at least one domain", 2, "domain")
    return Trackers(domains)


@cache
def cookies(path: Path = DATA / "cookies.toml") -> Cookies:
    """Return the list of cookies, each with the page that says what it is for.

    Raises CrawlError naming file, entry, field and value for what is not as agreed.
    """
    whole = read_declared(path, CrawlError)
    whole.only("cookie")
    listed: dict[str, str] = {}
    for entry in whole.entries("cookie"):
        entry.only("purpose", "patterns", "source")
        entry.address("source")
        purpose = entry.one_of("purpose", (NECESSARY, STATISTICS, ADVERTISING))
        for pattern in entry.texts("patterns"):
            if pattern in listed or not pattern.strip("*?"):
                raise entry.wrong("patterns", "a name that no other entry has, with * for anything after it", pattern)
            listed[pattern] = purpose
    return Cookies(tuple(listed.items()))
