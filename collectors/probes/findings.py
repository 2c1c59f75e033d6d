"""One answer of a probe to one check: a value where the check was decided, a reason where it was not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models import Status


@dataclass(frozen=True, slots=True)
class Kept:
    """A small file that is kept beside a finding for a reader to check, such as a picture of the page."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check of a probe came to.

    subject: the domain or host that was asked. value: 1 met, 0 not met, or a number where the check says so; None
    exactly when status is not measured. code: what decided it, in one word of the check's own. seen: the record or
    figure itself, for a reader to check; kept: what is too large for it.
    """

    check: str
    subject: str
    status: Status
    value: float | None
    code: str
    seen: Mapping[str, str | float | None] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()

    def __post_init__(self) -> None:
        if (self.value is None) == (self.status is Status.MEASURED):
            raise ValueError(f"{self.check} of {self.subject}: value {self.value!r} with status {self.status}")


def decided(check: str, subject: str, value: float, code: str, **seen: str | float | None) -> Finding:
    """Return a finding with a value."""
    return Finding(check, subject, Status.MEASURED, value, code, seen)


def undecided(check: str, subject: str, status: Status, code: str, **seen: str | float | None) -> Finding:
    """Return a finding without a value: status says why."""
    return Finding(check, subject, status, None, code, seen)


def all_of(check: str, subject: str, parts: Iterable[Finding]) -> Finding:
    """Return 1 if every part is met, 0 if one is known not to be, else the first reason why that is not known."""
    return _combined(check, subject, list(parts), settles=0.0)


def any_of(check: str, subject: str, parts: Iterable[Finding]) -> Finding:
    """Return 1 if one part is met, 0 if every one is known not to be, else the first reason why that is not known."""
    return _combined(check, subject, list(parts), settles=1.0)


def _combined(check: str, subject: str, parts: list[Finding], settles: float) -> Finding:
    code = ", ".join(f"{part.check} {part.code}" for part in parts)
    if any(part.value == settles for part in parts):
        return decided(check, subject, settles, code)
    missing = next((part.status for part in parts if part.value is None), None)
    return undecided(check, subject, missing, code) if missing else decided(check, subject, 1.0 - settles, code)
