"""What a documented service answers: replies as values, and the faults that its contract warns of."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply. validators: ETag and Last-Modified, sent with it and compared with what the client sends.

    breaks_after: the connection ends after so many bytes of the body; None lets all of it through.
    """

    status: int
    media_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    breaks_after: int | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """One host. answer: (path, query) -> what it says; of a question that was posted, `asked` in the query holds it.

    drift: names of fields, and others they might get.
    """

    host: str
    answer: Callable[[str, Query], Answer]
    drift: Mapping[str, str] = field(default_factory=dict)


class Fault(StrEnum):
    """What a service may do instead of answering, as its contract warns."""

    RESET = "the connection ends before there is a reply"
    BREAKS = "the connection breaks half-way"
    BUSY = "429 with Retry-After"
    BUSY_LONG = "429 with a Retry-After of an hour"
    BUSY_PAGE = "a page that says too many attempts, with 200"
    REFUSED_PAGE = "a page with 403"
    BROKEN_PAGE = "a page with 500"
    EMPTY = "an empty reply with 200"
    NOT_JSON = "JSON cut off in the middle, with 200"
    WRONG_TYPES = "JSON in which every text is a number and every number a text, with 200"
    NO_ROWS = "JSON in which every list is empty and every number 0, with 200"
    DRIFTED = "a field has another name"


NO_REPLY = 0
"""A status that stands for none: the connection ends."""


def as_json(content: object, status: int = 200) -> Answer:
    """Return an answer in JSON."""
    return Answer(status, "application/json; charset=utf-8", json.dumps(content).encode())


def page(status: int, words: str) -> Answer:
    """Return an answer that is a page for people."""
    return Answer(status, "text/html; charset=utf-8", f"<!DOCTYPE html><title>{words}</title>".encode())


def with_fault(fault: Fault, answer: Answer, drift: Mapping[str, str]) -> Answer:
    """Return what comes instead of an answer. drift: the names of fields, and those that they have now."""
    if fault is Fault.BUSY:
        return replace(page(429, "Too many requests"), headers={"Retry-After": "7"})
    if fault is Fault.BUSY_LONG:
        return replace(page(429, "Too many requests"), headers={"Retry-After": "3600"})
    if fault is Fault.BUSY_PAGE:
        return page(200, "Too many attempts")
    if fault is Fault.REFUSED_PAGE:
        return page(403, "Forbidden")
    if fault is Fault.BROKEN_PAGE:
        return page(500, "Sorry, we are experiencing technical difficulties")
    if fault is Fault.RESET:
        return replace(answer, status=NO_REPLY)
    if fault in (Fault.WRONG_TYPES, Fault.NO_ROWS):
        return _changed(answer, _other_types if fault is Fault.WRONG_TYPES else _without_rows)
    if fault is Fault.BREAKS:
        return replace(answer, breaks_after=len(answer.body) // 2)
    if fault is Fault.EMPTY:
        return replace(answer, body=b"")
    if fault is Fault.NOT_JSON:
        return replace(answer, body=answer.body[: len(answer.body) // 2])
    body = answer.body
    for old, new in drift.items():
        body = body.replace(old.encode(), new.encode())
    return replace(answer, body=body)


def _changed(answer: Answer, change: Callable[[object], object]) -> Answer:
    """Return an answer in JSON with another content; one that is not in JSON keeps its first line alone."""
    if not answer.body.startswith((b"{", b"[")):
        return replace(answer, body=answer.body.splitlines(keepends=True)[0])
    return replace(answer, body=json.dumps(change(json.loads(answer.body))).encode())


def _other_types(value: object) -> object:
    if isinstance(value, dict):
        return {name: _other_types(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_other_types(one) for one in value]
    if value is None or isinstance(value, bool):
        return value
    return 7 if isinstance(value, str) else "many"


def _without_rows(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without_rows(one) for name, one in value.items()}
    if isinstance(value, list):
        return []
    return 0 if isinstance(value, int | float) and not isinstance(value, bool) else value
