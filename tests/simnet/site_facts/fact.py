"""One truth about a site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.simnet.site import Builder


@dataclass(frozen=True, slots=True)
class SiteFact:
    """value: what a person would find, in the terms of the key's line in README.md. url: where, None if nowhere."""

    value: object
    url: str | None = None


Facts = dict[str, SiteFact]


def day(when: date) -> str:
    """A date as council pages write it."""
    return f"{when.day} {when:%B %Y}"


def ago(site: Builder, least: int, most: int) -> date:
    """A date between `least` and `most` days before the edition's date."""
    return site.as_of - timedelta(days=site.rng.randint(least, most))


def chance(site: Builder, share: float) -> bool:
    """True with a given probability."""
    return site.rng.random() < share
