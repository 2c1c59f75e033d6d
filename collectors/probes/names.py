"""Looks names up in the DNS through dnspython; whatever goes wrong is a word, never an exception or a hang."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.resolver
import dns.rrset

from collectors.probes.journal import SHARED, Form, Journal, VisitJournal
from collectors.probes.pace import Slots
from errors import CrawlError
from register.domains import registrable

Message = dns.message.QueryMessage
EDNS_BYTES = 1232
"""Largest datagram that is asked for (DNS Flag Day 2020); what is longer comes over TCP."""
QUESTION_S, QUESTIONS, DOMAIN_S = 5.0, 60, 120.0
"""Seconds for one question with its repetitions; questions and seconds that one domain may cost."""


class Spent(dns.exception.DNSException):
    """A domain cost more questions or seconds than one may."""


class Referred(dns.exception.DNSException):
    """Who was asked names others who may know, and holds nothing itself: no word on what there is."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one question. code: found, none (the name has no such record), no_such_name, or why nothing is
    known: timed_out, server_failure, alias_loop, malformed, bad_name, spent. rrset, signatures: what was found.
    """

    code: str
    rrset: dns.rrset.RRset | None = None
    signatures: dns.rrset.RRset | None = None

    @property
    def known(self) -> bool:
        """Whether the name servers said what there is."""
        return self.code in ("found", "none", "no_such_name")

    def records(self) -> list[Any]:
        """Return the records as dnspython has them, none if there is none."""
        return list(self.rrset) if self.rrset is not None else []


class PacedResolver(dns.resolver.Resolver):
    """dnspython's resolver, held to a pace and to what one domain may cost, whoever asks through it.

    visit: the host about which it asks, '' for none.
    """

    def __init__(self, names: Names, visit: str = "", clock: Callable[[], float] = time.monotonic) -> None:
        nameserver = names.nameserver
        try:
            super().__init__(configure=nameserver is None)
        except dns.resolver.NoResolverConfiguration as error:
            raise CrawlError("this machine names no resolver (/etc/resolv.conf); give one with --nameserver") from error
        if nameserver is not None:
            self.nameservers, self.port = [nameserver[0]], nameserver[1]
        self.cache = names.cache
        self.lifetime, self.timeout = names.question_s, names.question_s / 3
        # Checking disabled: a validating resolver would hide what is wrong with a signature behind a failure.
        self.flags = dns.flags.RD | dns.flags.CD
        self.use_edns(0, dns.flags.DO, EDNS_BYTES)
        self.unanswered = 0
        self._names, self._visit = names, visit
        self._slots, self._clock, self._question_s = names.slots, clock, names.question_s
        self._until, self._left = clock() + DOMAIN_S, QUESTIONS

    @property
    def spent(self) -> bool:
        """Whether the domain cost more than one may."""
        return self._left < 0 or self._clock() > self._until

    def resolve(self, qname: Any, rdtype: Any = "A", *args: Any, **kwargs: Any) -> dns.resolver.Answer:
        """Resolve as dnspython does, at the pace. Raises Spent beyond what one domain may cost.

        What the same run was told before it was ended is not asked again.
        `unanswered` counts the questions of which nothing is known: a library may take them for an empty answer.
        """
        try:
            name = dns.name.from_text(qname) if isinstance(qname, str) else qname
            self._left -= 1
            if self.spent:
                raise Spent
            kind = dns.rdatatype.RdataType.make(rdtype)
            asked = {**kwargs, "lifetime": self._question_s, "search": False}
            with self._names.one_at_a_time(name, kind):
                if self._names.cache.get((name, kind, dns.rdataclass.IN)) is not None:
                    return super().resolve(name, kind, *args, **asked)
                written = name.to_text(omit_final_dot=True).lower()
                owner, message = registrable(written), partial(self._message, name, kind, *args, **asked)
                said = self._names.kept(self._visit, owner).answer(
                    (written, kind.name, self._names.nameserver), message, MESSAGE,
                    partial(self._slots.turn, owner), partial(self._slots.rest, owner),
                )  # fmt: skip
                return _told(name, kind, said)
        except dns.resolver.NXDOMAIN:
            raise
        except dns.resolver.NoAnswer as error:
            if not _refers(error.kwargs["response"]):
                raise
            self.unanswered += 1
            raise Referred from None
        except Exception:
            self.unanswered += 1
            raise

    def _message(self, name: dns.name.Name, kind: dns.rdatatype.RdataType, *args: Any, **kwargs: Any) -> Message:
        """Return what the name servers said, of a name that there is or not. Raises what dnspython does if nothing."""
        try:
            found = super().resolve(name, kind, *args, **kwargs).response
        except dns.resolver.NoAnswer as error:
            found = error.kwargs["response"]
        except dns.resolver.NXDOMAIN as error:
            found = error.kwargs["responses"][name]
        assert isinstance(found, Message)
        return found


def _told(name: dns.name.Name, kind: dns.rdatatype.RdataType, said: Message) -> dns.resolver.Answer:
    """Return what a message says of a name. Raises NXDOMAIN or NoAnswer, as dnspython does, if it says that."""
    if said.rcode() == dns.rcode.NXDOMAIN:
        raise dns.resolver.NXDOMAIN(qnames=[name], responses={name: said})  # type: ignore[no-untyped-call]
    answer = dns.resolver.Answer(name, kind, dns.rdataclass.IN, said)
    if answer.rrset is None:
        raise dns.resolver.NoAnswer(response=said)  # type: ignore[no-untyped-call]
    return answer


def _read(wire: bytes) -> Message:
    try:
        said = dns.message.from_wire(wire)
    except dns.exception.DNSException as error:
        raise ValueError("no message of the DNS") from error
    if not isinstance(said, Message):
        raise ValueError("no answer of the DNS")
    return said


def _wire(said: Message) -> bytes:
    return said.wire if said.wire is not None else said.to_wire()


MESSAGE = Form(_wire, _read)
"""As it came, signatures included. Its time to live does not count: what was said is judged, and no name is reached."""


@dataclass(slots=True)
class Names:
    """Where names are looked up. nameserver: address and port of a resolver, None for this machine's.

    question_s: seconds that one question may take, its repetitions included. journal: what the same run was told before
    it was ended.
    """

    slots: Slots
    nameserver: tuple[str, int] | None = None
    question_s: float = QUESTION_S
    cache: dns.resolver.LRUCache = field(default_factory=lambda: dns.resolver.LRUCache(20_000))
    journal: Journal = field(default_factory=Journal)
    _asking: dict[tuple[dns.name.Name, int], threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def one_at_a_time(self, name: dns.name.Name, kind: int) -> threading.Lock:
        """Return the lock of a question: many domains ask the same mail companies, and one answer serves them all."""
        with self._lock:
            return self._asking.setdefault((name, kind), threading.Lock())

    def resolver(self, visit: str = "") -> PacedResolver:
        """Return a resolver for the questions of one domain. visit: the host about which they are asked."""
        return PacedResolver(self, visit)

    def kept(self, visit: str, owner: str) -> VisitJournal:
        """Return what is kept of the names of an owner: by the visit if they are its own, else for all of a run."""
        return self.journal.of(visit if owner == registrable(visit) else SHARED)


def ask(resolver: PacedResolver, name: str, kind: str) -> Answer:
    """Return what the DNS holds of a name, the records at the end of its aliases."""
    try:
        found = resolver.resolve(name, kind)
    except dns.resolver.NXDOMAIN:
        return Answer("no_such_name")
    except dns.resolver.NoAnswer:
        return Answer("none")
    except (dns.resolver.LifetimeTimeout, dns.exception.Timeout):
        return Answer("timed_out")
    except dns.message.ChainTooLong:
        return Answer("alias_loop")
    except Spent:
        return Answer("spent")
    except (dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong, dns.name.BadEscape, UnicodeError):
        return Answer("bad_name")
    except dns.resolver.NoNameservers as error:
        reasons = [each[3] for each in error.kwargs.get("errors", ())]
        looped = any(isinstance(each, dns.message.ChainTooLong) for each in reasons)
        return Answer("alias_loop" if looped else "server_failure")
    except Referred:
        return Answer("server_failure")
    except (dns.exception.DNSException, OSError, ValueError):
        return Answer("malformed")
    if found.rrset is None:
        return Answer("none")
    signed = next((each for each in found.response.answer
                   if each.rdtype == dns.rdatatype.RRSIG and each.covers == found.rrset.rdtype
                   and each.name == found.rrset.name), None)  # fmt: skip
    return Answer("found", found.rrset, signed)


def _refers(response: dns.message.Message) -> bool:
    """Return whether an empty reply is a referral (RFC 2308, section 2.2: name servers, and no SOA), as of a resolver
    that does not look further or a server to which a zone is delegated that it does not have.
    """
    kinds = {each.rdtype for each in response.authority}
    own = response.flags & dns.flags.AA
    return not own and dns.rdatatype.NS in kinds and dns.rdatatype.SOA not in kinds


def texts(answer: Answer) -> list[str]:
    """Return the texts of TXT records, the strings of each joined; bytes that are no UTF-8 are shown as U+FFFD."""
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer.records()]
