"""What every open-data source promises: its inputs, its measures and a pure parser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from models import Fact
from register.authorities import Register


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing a source says about a council. unit: of the value, e.g. `bytes`, `0 or 1`, `share`.

    dated_apart: the facts of one state have different days, because they rest on different lists.
    """

    code: str
    unit: str
    meaning: str
    dated_apart: bool = False


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a parser made of its inputs.

    facts: sorted by measure, authority and date. set_aside: (reason, rows) for every row that became
    no fact, so that nothing is dropped in silence.
    """

    facts: tuple[Fact, ...]
    set_aside: tuple[tuple[str, int], ...] = ()

    @property
    def councils(self) -> frozenset[str]:
        """Codes of the councils with at least one measured value, abolished ones among them."""
        return frozenset(fact.authority for fact in self.facts if fact.value is not None)

    @property
    def dates(self) -> tuple[date, ...]:
        """Distinct days of observation, oldest first."""
        return tuple(sorted({fact.observed_on for fact in self.facts}))


Parser = Callable[[Mapping[str, bytes], Register, date], Harvest]
"""(bytes of every input by file name, register, day of the snapshot) -> Harvest. Pure.

The day is used only where the input states none. Raises SourceError naming row and column.
"""


@dataclass(frozen=True, slots=True)
class Live:
    """A published form that is documented well enough to be read directly.

    url is fetched as the one input `file`; media_types: Content-Types that are accepted.
    """

    file: str
    url: str
    media_types: tuple[str, ...]
    parse: Parser
    max_bytes: int = 5_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """One published source. inputs: files relative to the folder that holds all sources.

    live is None where nobody documents a form that could be read; why_not_live then says so.
    """

    name: str
    inputs: tuple[str, ...]
    measures: tuple[Measure, ...]
    parse: Parser
    live: Live | None = None
    why_not_live: str = "its publisher documents no live form"
