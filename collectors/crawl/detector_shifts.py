"""What another reading of the same pages changed, per service and measure (scoring method, 14.5). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Readings = Mapping[tuple[str, str], float | None]
"""(authority, service or measure) -> its level or value, None where it had none."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One service or measure over all councils that were read before on the same evidence.

    compared: councils with a value in both readings. changed: those whose value differs. mean_change: mean of new minus
    old over those compared, None without any. gained, lost: councils that have a value now, or had one before, only.
    """

    code: str
    compared: int
    changed: int
    mean_change: float | None
    gained: int
    lost: int


def shifts(before: Readings, after: Readings) -> tuple[Shift, ...]:
    """Return the shift of each code that either reading knows, in order of code; only councils in both count."""
    councils = {authority for authority, _ in before} & {authority for authority, _ in after}
    keys = sorted(key for key in before.keys() | after.keys() if key[0] in councils)
    by_code: dict[str, list[tuple[float | None, float | None]]] = {}
    for key in keys:
        by_code.setdefault(key[1], []).append((before.get(key), after.get(key)))
    return tuple(_shift(code, pairs) for code, pairs in sorted(by_code.items()))


def _shift(code: str, pairs: Sequence[tuple[float | None, float | None]]) -> Shift:
    both = [(old, new) for old, new in pairs if old is not None and new is not None]
    mean = sum(new - old for old, new in both) / len(both) if both else None
    gained = sum(old is None and new is not None for old, new in pairs)
    lost = sum(old is not None and new is None for old, new in pairs)
    return Shift(code, len(both), sum(old != new for old, new in both), mean, gained, lost)


def readings_of(services: Iterable[Mapping], observations: Iterable[Mapping]) -> dict[tuple[str, str], float | None]:
    """Return the readings of rows of the tables `services` and `observations`."""
    found = {(row["authority"], row["service"]): row["level"] for row in services}
    return found | {(row["authority"], row["measure"]): row["value"] for row in observations if not row["subject"]}
