"""The plain-English words that pages use for the codes of the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models import AuthorityType, Message, Status
from web.words.catalogue import english, word

TYPE_NAMES: dict[str, tuple[str, str]] = {
    AuthorityType.COUNTY: ("county council", "county councils"),
    AuthorityType.DISTRICT: ("district council", "district councils"),
    AuthorityType.ENGLISH_UNITARY: ("English unitary council", "English unitary councils"),
    AuthorityType.METROPOLITAN: ("metropolitan borough", "metropolitan boroughs"),
    AuthorityType.LONDON: ("London borough", "London boroughs and the City"),
    AuthorityType.SCOTLAND: ("Scottish council", "Scottish councils"),
    AuthorityType.WALES: ("Welsh council", "Welsh councils"),
    AuthorityType.NORTHERN_IRELAND: ("Northern Irish council", "Northern Irish councils"),
}
"""Type -> (singular, plural), in the order in which tables list the types."""

SHORT_NAMES: dict[str, str] = {
    AuthorityType.COUNTY: "Counties",
    AuthorityType.DISTRICT: "Districts",
    AuthorityType.ENGLISH_UNITARY: "English unitaries",
    AuthorityType.METROPOLITAN: "Metropolitan",
    AuthorityType.LONDON: "London",
    AuthorityType.SCOTLAND: "Scotland",
    AuthorityType.WALES: "Wales",
    AuthorityType.NORTHERN_IRELAND: "Northern Ireland",
}
"""Type -> the short label of a link or a tab."""

MISSING = tuple(status for status in Status if status.is_missing)
"""Why a cell can be missing. None of these counts as nought; each lowers coverage."""

DUTIES: dict[str, str] = {
    "full": "responsible",
    "part": "partly responsible, shared or delegated",
    "none": "not this council's job",
}

SCOPES: dict[str, str] = {
    "open-data": "published data",
    "website": "open data and council websites",
    "full": "open data, council websites, and network and browser checks",
}

EDITION_STATUS: dict[str, str] = {
    "preview": "Preview: not final",
    "published": "Published",
    "back-cast": "Worked out later by the method of today, never published at the time",
}

FACTORS: dict[str, str] = {
    "aggregation": "how dimensions are combined",
    "weights": "the weights",
    "ladder": "the spacing of steps",
    "goalposts": "the goalposts",
    "missing cells": "what is missing",
    "observed cells": "doubt about what was observed",
    "proportions": "chance in counts",
}
"""What is varied when a score's uncertainty is drawn (scoring method, section 9); a new factor shows its own code."""

GATES: dict[str, str] = {
    "services": "services online",
    "https": "a home page over HTTPS",
    "accessibility_statement": "an accessibility statement",
    "online_payment": "paying online",
    "resident_account": "an account for residents",
    "published_data": "published data",
}
"""Gate of a maturity level -> what it asks for; a dimension stands under its own name."""

GATE_STATES: dict[str, str] = {"met": "met", "failed": "not met", "unknown": "no evidence"}

MOVES: dict[str, str] = {"up": "Clearly better", "down": "Clearly worse", "no clear change": "No clear change"}

GAINS: dict[str, str] = {"improve": "Make it better", "evidence": "We could not see this"}


def gate(row: Mapping[str, Any]) -> str:
    """Return what a gate asks for; row: of `gates`, with the name of its dimension where it is one."""
    return row["dimension"] or GATES.get(row["gate"], row["gate"].replace("_", " "))


def gate_detail(row: Mapping[str, Any]) -> str:
    """Return the figures behind a gate, '' where its state says all."""
    if row["dimension"]:
        return row["detail"].replace(f"{row['gate']} ", "score ", 1)
    return row["detail"] if row["gate"] == "services" else ""


def edition_status(status: str, contact: str) -> str:
    """Return the status of an edition for its banner; that councils may answer only where they can reach somebody."""
    if status == "preview" and contact:
        return "Preview: councils may still answer"
    return EDITION_STATUS.get(status, status)


def type_name(slug: str) -> str:
    """Return "district council" for "district"; an unknown slug comes back as it is."""
    return TYPE_NAMES.get(slug, (slug, slug))[0]


def type_plural(slug: str) -> str:
    """Return "district councils" for "district"; an unknown slug comes back as it is."""
    return TYPE_NAMES.get(slug, (slug, slug))[1]


def reason(code: str) -> str:
    """Return why a cell is missing, in words; an unknown code says that no reason is recorded."""
    name = f"reason.{code}"
    return word(Message(name if name in english().entries else "reason.unknown"))


def article(phrase: str) -> str:
    """Return the phrase with "a" or "an" before it."""
    return f"{'an' if phrase[:1].lower() in 'aeio' else 'a'} {phrase}"


def capital(phrase: str) -> str:
    """Return the phrase with its first letter as a capital and the rest untouched."""
    return phrase[:1].upper() + phrase[1:]


def event(slug: str) -> str:
    """Return the title of a life event."""
    return word(Message(f"event.{slug}"))


def route(code: str) -> str:
    """Return what a national route of a life event is for."""
    return word(Message(f"route.{code}"))


def link_kind(kind: str) -> str:
    """Return what an address of GOV.UK's register is, in a few words."""
    return word(Message(f"link_kind.{kind}"))


def link_kind_long(kind: str) -> str:
    """Return what a kind of address is and whether it is offered, as sentences."""
    return word(Message(f"link_kind.{kind}.long"))
