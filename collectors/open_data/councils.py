"""Which councils a register of somebody else covers, and which of them existed when."""

from __future__ import annotations

from datetime import date

from models import Authority, AuthorityType
from register.authorities import Register

ENGLISH_PLANNING = frozenset(
    {
        AuthorityType.DISTRICT,
        AuthorityType.ENGLISH_UNITARY,
        AuthorityType.METROPOLITAN,
        AuthorityType.LONDON,
    }
)
"""Types of the 296 English councils that keep land charges and decide planning applications."""

ENGLAND = ENGLISH_PLANNING | {AuthorityType.COUNTY}
"""Types of the 317 English principal councils."""

ALL = frozenset(AuthorityType)
"""All eight types: 382 councils."""


def existed(council: Authority, on: date) -> bool:
    """Return whether the council had been created by that day; one of unknown age always had."""
    return council.start is None or council.start <= on


def covered(register: Register, on: date, types: frozenset[AuthorityType] = ALL) -> tuple[Authority, ...]:
    """Return the councils of those types that existed on that day, in the order of the register."""
    return tuple(one for one in register.authorities if one.type in types and existed(one, on))
