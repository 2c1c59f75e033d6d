"""Whether the live sources answer today as their contracts say: one request for each address form, and nothing kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from collectors.open_data.contract import Interface, Live, Request
from collectors.open_data.fetcher import Fetcher, Reply
from errors import SourceError, UnansweredError
from register.authorities import Register

Step = Callable[[str], None]
"""(the address that is asked now)."""


class State(StrEnum):
    """What an address did today."""

    AS_AGREED = "answers as its contract says"
    CHANGED = "answers, and its form has changed"
    OTHERWISE = "answers with something that its contract does not name"
    UNANSWERED = "does not answer"


@dataclass(frozen=True, slots=True)
class Checked:
    """One address of one source, and what it did. said: the field, status or error that tells, '' if all is well."""

    source: str
    request: Request
    state: State
    said: str = ""


def addresses(interface: Interface, register: Register) -> tuple[Request, ...]:
    """Return one request of each form that a reading begins with: of host, folder and names of query fields.

    Files of another folder of ours are of another form. Other addresses that are documented of the same file stand
    beside it.
    """
    return tuple(_one_of_each(_alternatives(interface.requests(register)), set()))


def check_up(
    name: str, interface: Interface, register: Register, fetcher: Fetcher, step: Step = lambda url: None
) -> tuple[Checked, ...]:
    """Return what each address form of a source did, those included that the replies lead to; facts are not touched.

    A form that drifted is told by the source's own parser, which names the field. What has to be whole to be parsed (a
    reading of many requests) is told by what each reply has to say for itself.
    """
    return tuple(_Checkup(name, interface, register, fetcher, step).run())


class _Checkup:
    def __init__(self, name: str, interface: Interface, register: Register, fetcher: Fetcher, step: Step) -> None:
        self._name, self._interface, self._register = name, interface, register
        self._fetcher, self._step = fetcher, step
        self._bodies: dict[str, bytes] = {}
        self._first: tuple[Request, ...] = ()
        self._known: set[tuple] = set()

    def run(self) -> Iterator[Checked]:
        first = self._first = tuple(self._interface.requests(self._register))
        waiting = list(_one_of_each(_alternatives(first), self._known))
        well = True
        while waiting:
            request = waiting.pop(0)
            checked, onward = self._checked(request, whole=[one.file for one in first] == [request.file])
            yield checked
            well &= checked.state is State.AS_AGREED
            waiting += _one_of_each(_alternatives(onward), self._known)
            if not waiting and self._interface.besides and well and self._bodies:
                further = self._interface.besides(self._bodies, self._register)
                waiting += _one_of_each(further, self._known)

    def _checked(self, request: Request, whole: bool) -> tuple[Checked, tuple[Request, ...]]:
        def found(state: State, error: SourceError | None = None) -> Checked:
            return Checked(self._name, request, state, str(error) if error else "")

        self._step(request.url)
        try:
            reply = self._fetcher.ask(self._name, self._interface, request)
            for other in self._others(request) if reply.body is None else ():
                if reply.body is None:
                    request, reply = other, self._fetcher.ask(self._name, self._interface, other)
        except UnansweredError as error:
            return found(State.UNANSWERED, error), ()
        except SourceError as error:
            return found(State.OTHERWISE, error), ()
        try:
            return found(State.AS_AGREED), self._understood(request, reply, whole)
        except UnansweredError as error:
            return found(State.UNANSWERED, error), ()
        except SourceError as error:
            return found(State.CHANGED, error), ()

    def _others(self, request: Request) -> tuple[Request, ...]:
        """Return two more requests of the same form: that there is no such thing tells nothing of the interface."""
        alike = (one for one in self._first if one != request and _form(one) == _form(request))
        return tuple(islice(alike, 2))

    def _understood(self, request: Request, reply: Reply, whole: bool) -> tuple[Request, ...]:
        """Return what a reply leads to. Raises SourceError naming what is not as the contract says."""
        onward = self._interface.leads_to(request, reply.body, self._register)
        if reply.body is None and not onward and request in self._first:
            said = f"{request.shown} answered {reply.status}, as if it knew none of what it was asked about"
            raise SourceError(self._name, f"{said}: did its address or what it calls things change?")
        if reply.body is None:
            return onward
        if whole and not onward and isinstance(self._interface, Live):
            harvest = self._interface.parse({request.file: reply.body}, self._register, reply.fetched_at.date())
            if not any(fact.value for fact in harvest.facts):
                raise SourceError(self._name, f"{request.file}: nothing in it is about a council of the register")
        self._bodies[request.file] = reply.body
        return onward


def _alternatives(requests: Iterable[Request]) -> Iterator[Request]:
    for request in requests:
        yield request
        yield from (replace(request, url=url) for url in request.also_at)


def _one_of_each(requests: Iterable[Request], known: set[tuple]) -> Iterator[Request]:
    """Yield the first request of each form that is not known yet, and know it from then on."""
    for request in requests:
        if (form := _form(request)) not in known:
            known.add(form)
            yield request


def _form(request: Request) -> tuple:
    parts = urlsplit(request.url)
    folder = parts.path.rpartition("/")[0]
    address = parts.netloc, folder if parts.query == "" else parts.path, frozenset(parse_qs(parts.query))
    return *address, request.file.rpartition("/")[0]
