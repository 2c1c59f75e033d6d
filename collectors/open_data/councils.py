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


def covered(register: Register, on: date, types: frozenset[AuthorityType] = ALL) -> tuple[Authority, ...]:
    """Return the councils of those types that existed on that day: the register's in its order, then abolished ones."""
    everyone = (*register.authorities, *register.abolished)
    return tuple(one for one in everyone if one.type in types and one.existed(on))


def abolished_into(register: Register, successor: Authority, types: frozenset[AuthorityType]) -> tuple[Authority, ...]:
    """Return the abolished councils of those types that the successor followed, none for most councils."""
    return tuple(one for one in register.abolished if one.type in types and successor.slug in one.successors)
