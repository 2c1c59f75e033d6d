"""Addresses of GOV.UK's register that somebody looked at and called an error: data/register/link_errors.csv."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models import Authority
from register.authorities import Register
from register.tables import read_table

LINK_ERRORS_HEADER = ("authority", "service", "other_authority", "reviewed_on")


@dataclass(frozen=True, slots=True)
class LinkError:
    """One error: whose service, on whose site its address is, and when that was looked at."""

    authority: Authority
    service: str
    other: Authority
    reviewed_on: date


def load_link_errors(folder: Path, register: Register, services: Collection[str]) -> tuple[LinkError, ...]:
    """Return the reviewed errors. Raises RegisterError naming row and field for an unknown council, service or day."""
    found = []
    for row in read_table(folder / "link_errors.csv", LINK_ERRORS_HEADER):
        councils = []
        for field in ("authority", "other_authority"):
            council = register.by_code(row[field])
            if council is None:
                raise row.error(field, "an ONS code of authorities.csv")
            councils.append(council)
        if row["service"] not in services:
            raise row.error("service", "a code of services.csv")
        reviewed_on = row.parse("reviewed_on", date.fromisoformat, "a day such as 2026-09-26")
        found.append(LinkError(councils[0], row["service"], councils[1], reviewed_on))
    return tuple(found)
