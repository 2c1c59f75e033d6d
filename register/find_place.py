"""From what somebody typed to the councils that serve that place. Pure but for reading an open database."""

from __future__ import annotations

import sqlite3
import struct
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from register.postcodes import (
    CHANNEL_ISLANDS,
    COUNCIL,
    ISLE_OF_MAN,
    LIST_DATE,
    NOT_INCLUDED,
    normalise_outcode,
    normalise_postcode,
    unit_number,
)

ISLANDS = ("the Isle of Man", "the Channel Islands")
STRADDLE_NOTE = (
    "A postcode can straddle a boundary, and the list names one council for each. "
    "To be certain, check your address at https://www.gov.uk/find-local-council"
)
"""Printed with every answer: the list holds one council per postcode."""


class PlaceKind(StrEnum):
    """How the question was answered. `found`, `crown_dependency` and `no_council` are answers of the list itself."""

    FOUND = "found"
    MALFORMED = "malformed"
    UNKNOWN = "unknown"
    CROWN_DEPENDENCY = "crown_dependency"
    NO_COUNCIL = "no_council"
    NOT_INCLUDED = "not_included"
    NOT_IN_EDITION = "not_in_edition"


SENTENCES = {
    PlaceKind.MALFORMED: "That is not a full UK postcode. A postcode looks like LS1 4AP.",
    PlaceKind.UNKNOWN: "%(postcode)s is not in the postcode list of %(month)s. It may be new or mistyped.",
    PlaceKind.CROWN_DEPENDENCY: (
        "%(postcode)s is in %(islands)s, a Crown dependency with its own government and no UK council."
    ),
    PlaceKind.NO_COUNCIL: (
        "%(postcode)s is in the postcode list of %(month)s, which places it in no UK council's area."
    ),
    PlaceKind.NOT_INCLUDED: "%(postcode)s: this copy was built without Northern Ireland postcodes.",
    PlaceKind.NOT_IN_EDITION: "The council of %(postcode)s is not in this edition.",
}
"""Kind of answer without a council -> its sentence."""


@dataclass(frozen=True, slots=True)
class Council:
    """One council of an answer: current ONS code, slug, full and short name, slug of its type."""

    code: str
    slug: str
    name: str
    short_name: str
    type: str


@dataclass(frozen=True, slots=True)
class Place:
    """The answer to one postcode.

    postcode: as printed ("LS1 4AP"), or None if malformed. authorities: district or single tier first,
    then the county where there is one; empty unless `kind` is found. nearby: the councils of the outward
    code, most postcodes first, where there is no answer. message: one sentence for a person.
    """

    kind: PlaceKind
    postcode: str | None
    authorities: tuple[Council, ...]
    nearby: tuple[Council, ...]
    message: str
    list_date: str = LIST_DATE
    note: str = STRADDLE_NOTE


_COUNCIL_SQL = """
SELECT p.answer, a.authority, a.slug, a.name, a.short_name, a.type, c.authority, c.slug, c.name, c.short_name, c.type
FROM postcode_areas p LEFT JOIN authorities a ON a.authority = p.authority
LEFT JOIN authorities c ON c.authority = a.parent WHERE p.code = ?
"""
_UNITS_SQL = "SELECT units FROM outcodes WHERE outcode = ?"
_NOT_INCLUDED_SQL = "SELECT 1 FROM postcode_areas WHERE answer = ?"


def find_place(connection: sqlite3.Connection, text: str) -> Place:
    """Return the councils for a postcode in any spacing and case. Never raises for what a person may type.

    The list has no end dates, so a postcode no longer in use is answered like any other: print
    `list_date` and `note` beside the answer.
    """
    postcode = normalise_postcode(text)
    if postcode is None:
        return _malformed(connection, text)
    outcode, inward = postcode.split()
    area = _area(connection, outcode, unit_number(inward))
    return _unlisted(connection, postcode, outcode) if area is None else _listed(connection, postcode, outcode, area)


def served(postcode: str, councils: tuple[Council, ...]) -> Place:
    """Return the answer to a postcode, as printed, that these councils serve: district or single tier, then county."""
    names = " and ".join(one.name for one in councils)
    return Place(PlaceKind.FOUND, postcode, councils, (), f"{postcode} is served by {names}.")


def sets_of_councils(connection: sqlite3.Connection) -> tuple[tuple[Council, ...], ...]:
    """Return every set of councils that the answer to a postcode can name, each once, in no particular order."""
    areas = [row[0] for row in connection.execute("SELECT code FROM postcode_areas WHERE answer = ?", (COUNCIL,))]
    return tuple({councils for area in areas if (councils := _councils(connection, area)[1])})


def outcode_places(connection: sqlite3.Connection, outcode: str) -> tuple[Council, ...]:
    """Return the district and single-tier councils of an outward code, most postcodes first, perhaps none."""
    row = connection.execute(_UNITS_SQL, (outcode,)).fetchone()
    if row is None:
        return ()
    count = Counter(area for _, area in struct.iter_unpack("<HH", row[0]))
    answers = (_councils(connection, area) for area, _ in sorted(count.items(), key=lambda item: (-item[1], item[0])))
    return tuple(councils[0] for _, councils in answers if councils)


def _area(connection: sqlite3.Connection, outcode: str, unit: int) -> int | None:
    row = connection.execute(_UNITS_SQL, (outcode,)).fetchone()
    if row is None:
        return None
    units, number = row[0], len(row[0]) // 4
    place = bisect_left(range(number), unit, key=lambda i: struct.unpack_from("<H", units, 4 * i)[0])
    found = struct.unpack_from("<HH", units, 4 * place) if place < number else (None, None)
    return found[1] if found[0] == unit else None


def _councils(connection: sqlite3.Connection, area: int) -> tuple[str, tuple[Council, ...]]:
    answer, *cells = connection.execute(_COUNCIL_SQL, (area,)).fetchone()
    return answer, tuple(Council(*part) for part in (cells[:5], cells[5:]) if part[0] is not None)


def _listed(connection: sqlite3.Connection, postcode: str, outcode: str, area: int) -> Place:
    answer, councils = _councils(connection, area)
    if answer == COUNCIL:
        return served(postcode, councils) if councils else _told(PlaceKind.NOT_IN_EDITION, postcode)
    if answer in (CHANNEL_ISLANDS, ISLE_OF_MAN):
        return _told(PlaceKind.CROWN_DEPENDENCY, postcode)
    return _told(PlaceKind.NO_COUNCIL, postcode, outcode_places(connection, outcode))


def _unlisted(connection: sqlite3.Connection, postcode: str, outcode: str) -> Place:
    if outcode.startswith("BT") and connection.execute(_NOT_INCLUDED_SQL, (NOT_INCLUDED,)).fetchone():
        return _told(PlaceKind.NOT_INCLUDED, postcode)
    return _told(PlaceKind.UNKNOWN, postcode, outcode_places(connection, outcode))


def _malformed(connection: sqlite3.Connection, text: str) -> Place:
    outcode = normalise_outcode(text)
    nearby = outcode_places(connection, outcode) if outcode else ()
    return _told(PlaceKind.MALFORMED, None, nearby)


def _told(kind: PlaceKind, postcode: str | None, nearby: tuple[Council, ...] = ()) -> Place:
    values = {"postcode": postcode, "month": LIST_DATE, "islands": islands(postcode or "")}
    return Place(kind, postcode, (), nearby, SENTENCES[kind] % values)


def islands(postcode: str) -> str:
    """Return which Crown dependency a postcode of one is in."""
    return ISLANDS[0] if postcode.startswith("IM") else ISLANDS[1]
