"""What every open-data source promises: its inputs, its measures and a pure parser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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


LONGEST_SHOWN = 240
"""Characters of an address in a message."""


def shown(url: str) -> str:
    """Return an address as a message has it: some ask fifty things at once."""
    return url if len(url) <= LONGEST_SHOWN else f"{url[:LONGEST_SHOWN]}..."


@dataclass(frozen=True, slots=True)
class Request:
    """One documented address. file: the name under which the parser finds what came back.

    media_types: Content-Types that are accepted, whatever the status. absent: statuses that say that there is no such
    thing, as the contract documents; the parser then finds no body of that name. whole: a large file that is taken up
    again where a connection broke. also_at: other documented addresses of the same file, for when the first fails.
    instead: what is asked where there is no such thing. headers: what the contract asks to be sent. sends: a question
    in JSON, which is posted; '' for a GET. Only questions are posted: nothing is entered or changed anywhere.
    """

    file: str
    url: str
    media_types: tuple[str, ...]
    absent: frozenset[int] = frozenset()
    whole: bool = False
    also_at: tuple[str, ...] = ()
    instead: Request | None = None
    headers: tuple[tuple[str, str], ...] = ()
    sends: str = ""

    @property
    def shown(self) -> str:
        """Return the address as a message has it."""
        return shown(self.url)


Requests = Callable[[Register], Iterable[Request]]
Onward = Callable[[str, bytes, Register], Iterable[Request]]
"""(file, its body, register) -> what that reply leads to: the next page, or the records that a list names.

Raises SourceError naming the field if the reply does not say it as the contract does; it is then not kept.
"""

Besides = Callable[[Mapping[str, bytes], Register], Iterable[Request]]
"""(every body so far by file, register) -> what may still be asked, most wanted first."""


def single_file(file: str, url: str, *media_types: str) -> Requests:
    """Return the requests of a source that is a single file."""
    return lambda register: (Request(file, url, media_types),)


def nothing_further(file: str, body: bytes, register: Register) -> Iterable[Request]:
    """Return no request: the reply leads nowhere."""
    return ()


@dataclass(frozen=True, slots=True)
class Key:
    """What an operator may have to be let in, or in more often: it is sent in a header, and never kept or printed.

    host: the only one that it is sent to. variable: of the environment, which holds it. prefix: what stands before it
    in the header. needed: whether nothing is answered without it.
    """

    host: str
    variable: str
    header: str
    prefix: str = ""
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Interface:
    """A published form that is documented well enough to be read directly: what is asked of it.

    contract: which description of the interface it was written to, with that description's own version or day. besides:
    further questions that the source can do without, asked as far as an operator's budget goes and kept for
    `kept_days`; a source is whole without them. seconds_between: least time between two requests to a host. key: None
    where everybody is answered alike.
    """

    contract: str
    requests: Requests
    onward: Onward = nothing_further
    besides: Besides | None = None
    kept_days: int = 30
    max_bytes: int = 5_000_000
    seconds_between: float = 1.0
    key: Key | None = None

    def leads_to(self, request: Request, body: bytes | None, register: Register) -> tuple[Request, ...]:
        """Return what is asked next after a reply; body is None where there is no such thing.

        Raises SourceError naming the field that is not as the contract says.
        """
        if body is None:
            return (request.instead,) if request.instead else ()
        return tuple(self.onward(request.file, body, register))


@dataclass(frozen=True, slots=True, kw_only=True)
class Live(Interface):
    """An interface whose replies become facts."""

    parse: Parser


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(Live):
    """An interface whose replies answer no indicator as it is worded: facts to know, which are kept and never marked.

    They are written in the form of facts, but where no edition reads them. near: codes of the indicators that they
    stand near. no_mark: why they are no mark of these. licence, attribution: as its publisher states them.
    """

    name: str
    measures: tuple[Measure, ...]
    near: tuple[str, ...]
    no_mark: str
    licence: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that a public register says of a council and ours does not.

    authority: ONS code, ours or, of a council that we do not know, the publisher's. field: what differs. ours, theirs:
    what either says, '' for nothing. url: where theirs can be read.
    """

    authority: str
    field: str
    ours: str
    theirs: str
    url: str


Compare = Callable[[Mapping[str, bytes], Register], tuple[Difference, ...]]
"""(every body by file, register) -> where they differ, by code. Pure. Raises SourceError naming file and field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch(Interface):
    """A public register that is held against ours. It makes no facts and changes nothing: people decide.

    licence, attribution: as its publisher states them. of_councils: whether it names every council, so that an edition
    reads it too.
    """

    name: str
    compare: Compare
    licence: str
    attribution: str
    of_councils: bool = True


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
