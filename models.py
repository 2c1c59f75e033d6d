"""The frozen records that the layers pass to each other. Standard library imports only.

`None` always means unknown, never zero. Words are those of docs/glossary.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Union


class AuthorityType(StrEnum):
    """The eight peer groups; the value is the slug used in files, URLs and the database."""

    COUNTY = "county"
    DISTRICT = "district"
    ENGLISH_UNITARY = "english-unitary"
    METROPOLITAN = "metropolitan"
    LONDON = "london"
    SCOTLAND = "scotland"
    WALES = "wales"
    NORTHERN_IRELAND = "northern-ireland"


NATIONS = ("England", "Scotland", "Wales", "Northern Ireland")
SERVICE_CODES = (*(f"S{number:02d}" for number in range(1, 29)), *(f"C{number:02d}" for number in range(1, 13)))
"""The forty services of the framework: S01-S28 everyday services, C01-C12 complex needs."""
"""What `Authority.nation` can be, in the order in which the nations are named."""


class Status(StrEnum):
    """What became of one observation. Only `measured` carries a value."""

    MEASURED = "measured"
    NOT_APPLICABLE = "not_applicable"
    NOT_CHECKED = "not_checked"
    BLOCKED = "blocked"
    DISALLOWED = "disallowed"
    UNREACHABLE = "unreachable"
    UNPARSEABLE = "unparseable"
    NEEDS_JAVASCRIPT = "needs_javascript"
    STALE = "stale"
    AMBIGUOUS = "ambiguous"
    DISPUTED = "disputed"

    @property
    def is_missing(self) -> bool:
        """True for every reason that lowers coverage and never the score."""
        return self not in (Status.MEASURED, Status.NOT_APPLICABLE)


class Outcome(StrEnum):
    """How one fetch ended. `replied` is any HTTP status: failure of a website is data."""

    REPLIED = "replied"
    NOT_MODIFIED = "not_modified"
    DISALLOWED = "disallowed"
    UNRESOLVED = "unresolved"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    TLS_FAILED = "tls_failed"
    TOO_LARGE = "too_large"
    OFF_SITE = "off_site"


@dataclass(frozen=True, slots=True)
class Authority:
    """One principal authority. `code` is the current ONS code, `former_codes` every earlier one.

    population in people (2020), area_km2 in square kilometres; `parent` is the ONS code of the
    county above a district; `end` is the vesting day on which it ceases, if one is known.
    """

    code: str
    slug: str
    name: str
    short_name: str
    type: AuthorityType
    nation: str
    region: str
    parent: str | None
    homepage: str
    population: int | None
    area_km2: float | None
    start: date | None
    end: date | None
    former_codes: tuple[str, ...] = ()
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()

    def existed(self, on: date) -> bool:
        """Return whether the council had been created by that day and not ended; one of unknown age always had."""
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)


@dataclass(frozen=True, slots=True)
class Service:
    """One resident service of the framework (S01-S28, C01-C12) on the ladder 0-4.

    `duty` says per type whether the duty is `full`, `part` or `none`; `cap` is the highest
    ladder level that nature or law allows; `lgsl` the LGSL ids that GOV.UK uses, perhaps none; `link_codes` the same
    with the one interaction (LGIL) that means this service, None for any, where an id serves two services.
    """

    code: str
    name: str
    dimension: str
    lgsl: tuple[int, ...]
    cap: int
    core: bool
    duty: dict[AuthorityType, str] = field(hash=False)
    link_codes: tuple[tuple[int, int | None], ...] = ()


Value = Union[str, int, float, date, "Message", Sequence["str | Message"], None]
"""What a message can carry: a value, a message inside it, or several texts and messages; None is unknown."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence before it has words: the id of a message of the catalogue and its values by name.

    Data carries these, never prose, so that one catalogue words them in any language (docs/decisions/0016). As JSON
    it is `["govwifi.offered",{"day":"2026-06-30","listed_as":"Leeds City Council"}]`: dates as ISO 8601, keys sorted.
    """

    id: str
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)

    def plain(self) -> list[Any]:
        """Return the message as what JSON can say, for a message inside other JSON."""
        return [self.id, {name: _plain(one) for name, one in self.values.items()}]

    def json(self) -> str:
        """Return the message as one line of JSON, the same for the same message."""
        return json.dumps(self.plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_message(text: str | list[Any]) -> Message:
    """Return the message of one line of JSON or of what was read from it; its dates are ISO 8601 text.

    Raises ValueError if it is not one.
    """
    return _message(json.loads(text) if isinstance(text, str) else text, text)


def _plain(value: Value) -> Any:
    if isinstance(value, Message):
        return value.plain()
    if isinstance(value, date):
        return value.isoformat()
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _message(found: Any, text: str | list[Any]) -> Message:
    match found:
        case [str(name), dict(values)]:
            return Message(name, {key: _value(one, text) for key, one in values.items()})
    raise ValueError(f"found {text!r}, expected a message: an id and its values")


def _value(found: Any, text: str | list[Any]) -> Value:
    """Return one value; a list of an id and an object is a message, any other list holds texts and messages."""
    match found:
        case [str(), dict()]:
            return _message(found, text)
        case [*several]:
            return tuple(one if isinstance(one, str) else _message(one, text) for one in several)
        case str() | int() | float() | None:
            return found
    raise ValueError(f"found {text!r}: {found!r} is no value that a message can carry")


@dataclass(frozen=True, slots=True)
class Fact:
    """One dated observation of one authority: the row of data/facts/*.csv.

    value: a number in the measure's unit, or None exactly when status is not `measured`.
    denominator: n of a proportion k/n, else None. url: where a reader can see it for
    himself. message: what a reader is told, in our own words and never a source's, None if nothing.
    """

    authority: str
    measure: str
    value: float | None
    status: Status
    observed_on: date
    source: str
    denominator: int | None = None
    url: str = ""
    message: Message | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.status is Status.MEASURED):
            raise ValueError(f"{self.measure} of {self.authority}: value {self.value!r} with status {self.status}")
