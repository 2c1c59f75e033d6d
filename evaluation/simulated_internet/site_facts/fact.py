"""One truth about a site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from evaluation.simulated_internet.site import Builder


@dataclass(frozen=True, slots=True)
class SiteFact:
    """value: what a person would find, in the terms of the key's line in README.md. url: where, None if nowhere."""

    value: object
    url: str | None = None


Facts = dict[str, SiteFact]


_MISOEDD = "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr"


def day(when: date, language: str = "en") -> str:
    """A date as council pages write it, in English or Welsh."""
    month = _MISOEDD.split()[when.month - 1] if language == "cy" else f"{when:%B}"
    return f"{when.day} {month} {when.year}"


def ago(site: Builder, least: int, most: int) -> date:
    """A date between `least` and `most` days before the edition's date."""
    return site.as_of - timedelta(days=site.rng.randint(least, most))


def chance(site: Builder, share: float) -> bool:
    """True with a given probability."""
    return site.rng.random() < share
