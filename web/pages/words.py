"""The labels of the catalogue (web/words/) by the codes of the database, as pages ask for them."""

from __future__ import annotations

from edition.reader import Record
from models import AuthorityType, Message, Status
from web.words.catalogue import english, word
from web.words.language import OPEN

TYPES = tuple(AuthorityType)
"""The types in the order in which tables list them."""

MISSING = tuple(status for status in Status if status.is_missing)
"""Why a cell can be missing. None of these counts as nought; each lowers coverage."""


def type_name(slug: str, n: int = 1) -> str:
    """Return "district council" for "district", or "district councils" of several; an unknown slug as it is."""
    name = f"type.{slug}"
    return word(Message(name, {"n": n})) if name in english().entries else slug


def type_plural(slug: str) -> str:
    """Return "district councils" for "district"; an unknown slug comes back as it is."""
    return _known(f"type.several.{slug}") or slug


def type_short(slug: str) -> str:
    """Return the short label of a link or a tab."""
    return word(Message(f"type.short.{slug}"))


def reason(code: str) -> str:
    """Return why a cell is missing, in words; an unknown code says that no reason is recorded."""
    return _known(f"reason.{code}") or word(Message("reason.unknown"))


def duty(degree: str) -> str:
    """Return what a council has to do with a service."""
    return word(Message(f"duty.degree.{degree}"))


def scope(code: str) -> str:
    """Return what an edition of that scope rests on; an unknown code comes back as it is."""
    return _known(f"scope.{code}") or code


def factor(code: str) -> str:
    """Return what is varied when a score's uncertainty is drawn; a new factor shows its own code."""
    return _known(f"factor.{code.replace(' ', '_')}") or code


def move(code: str) -> str:
    """Return which way a council moved, '' where none may be said."""
    return _known(f"movement.{code.replace(' ', '_')}")


def gain(kind: str) -> str:
    """Return what an improvement is."""
    return word(Message(f"gain.{kind}"))


def gate(row: Record) -> str:
    """Return what a gate asks for; row: of `gates`, with the name of its dimension where it is one."""
    return row["dimension"] or _known(f"gate.asks.{row['gate']}") or row["gate"].replace("_", " ")


def gate_state(code: str) -> str:
    """Return the state of a gate."""
    return word(Message(f"gate.state.{code}"))


def edition_status(status: str, contact: str) -> str:
    """Return the status of an edition for its banner; that councils may answer only where they can reach somebody."""
    if status == "preview" and contact:
        return word(Message("edition.status.answerable"))
    return _known(f"edition.status.{status}") or status


def _known(name: str) -> str:
    return word(Message(name)) if name in english().entries else ""


def article(phrase: str) -> str:
    """Return the phrase with "a" or "an" before it."""
    return f"{'an' if phrase[:1].lower() in 'aeio' else 'a'} {phrase}"


def capital(phrase: str) -> str:
    """Return the phrase with its first letter as a capital and the rest untouched."""
    first = 1 if phrase.startswith(OPEN) else 0
    return phrase[:first] + phrase[first : first + 1].upper() + phrase[first + 1 :]


def event(slug: str) -> str:
    """Return the title of a life event."""
    return word(Message(f"event.{slug}"))


def route(code: str) -> str:
    """Return what a national route of a life event is for."""
    return word(Message(f"route.{code}"))


def effort(code: str) -> str:
    """Return what a change usually takes, '' where the framework does not say."""
    return _known(f"effort.{code}") if code else ""


def reply_kind(kind: str) -> str:
    """Return what a reply or report is."""
    return word(Message(f"reply.kind.{kind}"))


def reply_status(status: str) -> str:
    """Return what became of a reply or report."""
    return word(Message(f"reply.status.{status}"))


def reply_sender(sender: str) -> str:
    """Return whom a report is from."""
    return word(Message(f"reply.sender.{sender}"))


def link_kind(kind: str) -> str:
    """Return what an address of GOV.UK's register is, in a few words."""
    return word(Message(f"link_kind.{kind}"))


def link_kind_long(kind: str) -> str:
    """Return what a kind of address is and whether it is offered, as sentences."""
    return word(Message(f"link_kind_long.{kind}"))
