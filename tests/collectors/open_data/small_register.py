"""Twelve councils, one or more of each type, that the small extracts speak of."""

from __future__ import annotations

from datetime import date

from models import Authority, AuthorityType
from register.authorities import Register

ROWS = (
    ("E06000001", "hartlepool", "Hartlepool Borough Council", "english-unitary", "England", None, ""),
    ("E06000063", "cumberland", "Cumberland Council", "english-unitary", "England", date(2023, 4, 1), ""),
    ("E07000209", "guildford", "Guildford Borough Council", "district", "England", None, ""),
    ("E07000223", "adur", "Adur District Council", "district", "England", None, ""),
    ("E07000229", "worthing", "Worthing Borough Council", "district", "England", None, ""),
    ("E08000038", "barnsley", "Barnsley Metropolitan Borough Council", "metropolitan", "England", None, "E08000016"),
    ("E09000007", "camden", "London Borough of Camden", "london", "England", None, ""),
    ("E10000032", "west-sussex", "West Sussex County Council", "county", "England", None, ""),
    ("N09000003", "belfast", "Belfast City Council", "northern-ireland", "Northern Ireland", date(2015, 4, 1), ""),
    ("S12000033", "aberdeen", "Aberdeen City Council", "scotland", "Scotland", None, ""),
    ("S12000047", "fife", "Fife Council", "scotland", "Scotland", None, "S12000015"),
    ("W06000015", "cardiff", "Cardiff Council", "wales", "Wales", None, ""),
)


def _authority(code, slug, name, kind, nation, start, former) -> Authority:
    parent = "E10000032" if kind == "district" else None
    homepage = f"https://www.{slug}.gov.uk/"
    place = (nation, nation, parent, homepage, None, None, start, None)
    return Authority(code, slug, name, name, AuthorityType(kind), *place, tuple(former.split()))


def small_register() -> Register:
    """Return the register of those twelve councils."""
    return Register(tuple(_authority(*row) for row in ROWS))
