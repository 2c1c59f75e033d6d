"""Same supplier, different result: per product, how its customers' services spread over the ladder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

FEWEST = 5
"""A product used by fewer councils than this is left out, so that no council can be recognised."""


class Supplied(Protocol):
    """One mark, as far as its supplier is concerned: detectors.records.ServiceMark, or a row that was made of one."""

    @property
    def authority(self) -> str: ...
    @property
    def service(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def level(self) -> int | None: ...
    @property
    def vendor(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Spread:
    """One product and one service: how many councils stand on each level (index 0-4). Names no council."""

    product: str
    service: str
    councils: int
    levels: tuple[int, ...]


def spreads(marks: Iterable[Supplied]) -> tuple[Spread, ...]:
    """Return the spread of each product over its customers, per service and ("all") together, in order of name.

    "all" counts every mark of the product; a product or pair with fewer than FEWEST councils is left out.
    """
    seen: dict[tuple[str, str], list[Supplied]] = defaultdict(list)
    for mark in marks:
        if mark.vendor and mark.status == "measured" and mark.level is not None:
            seen[mark.vendor, mark.service].append(mark)
            seen[mark.vendor, "all"].append(mark)
    made = (_spread(product, service, group) for (product, service), group in sorted(seen.items()))
    return tuple(spread for spread in made if spread.councils >= FEWEST)


def _spread(product: str, service: str, group: list[Supplied]) -> Spread:
    counts = [0, 0, 0, 0, 0]
    for mark in group:
        counts[mark.level or 0] += 1
    return Spread(product, service, len({mark.authority for mark in group}), tuple(counts))
