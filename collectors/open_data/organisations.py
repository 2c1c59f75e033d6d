"""Finding the councils an organisation's written name means."""

from __future__ import annotations

from collections.abc import Mapping

from models import Authority
from register.authorities import Register

ALIASES: Mapping[str, tuple[str, ...]] = {
    "Adur & Worthing Councils": ("adur", "worthing"),
    "Barnsley MBC": ("barnsley",),
    "Borough Council of King's Lynn and West Norfolk": ("kings-lynn-and-west-norfolk",),
    "Bracknell Forest Borough Council": ("bracknell-forest",),
    "Kingston Council": ("kingston-upon-thames",),
    "North Northamptonshire Unitary Council": ("north-northamptonshire",),
    "Somerset County Council": ("somerset",),
    "South Hams District Council & West Devon Borough Council": ("south-hams", "west-devon"),
    "Stockport MBC": ("stockport",),
    "West Northamptonshire Unitary Council": ("west-northamptonshire",),
}
"""Written names that the register does not know -> slugs; a joint organisation is each of its councils."""


def councils_named(register: Register, name: str) -> tuple[Authority, ...]:
    """Return the councils meant by a name; none if it is no council's.

    'X Council' and 'The X Council' are found under X too. Never guesses at a name that is only similar.
    """
    if name in ALIASES:
        return tuple(found for slug in ALIASES[name] if (found := register.by_slug(slug)))
    stem = name.removeprefix("The ")
    found = register.by_name(name) or register.by_name(stem) or _without_council(register, stem)
    return (found,) if found else ()


def _without_council(register: Register, name: str) -> Authority | None:
    return register.by_name(name.removesuffix(" Council")) if name.endswith(" Council") else None
