"""What went wrong on the network, as an outcome: an exception is told by the first of its causes that has a name."""

import ssl
from collections.abc import Iterator
from enum import Enum, auto

from collectors.crawl.net.addresses import Unresolved, UnsafeUrl
from collectors.crawl.net.connections import ProxyRefused, ProxyUnreachable
from collectors.crawl.net.decoding import CutShort, TooLarge, Undecodable
from models import Outcome


class Trouble(Enum):
    """What went wrong, where more hangs on it than on the outcome: whether to ask again, and whom it tells against."""

    UNSAFE_ADDRESS = auto()  # nothing was sent
    TWO_LENGTHS = auto()
    UNDECODABLE = auto()
    CUT_SHORT = auto()  # undecodable for that reason


UNREADABLE = frozenset({Trouble.UNDECODABLE, Trouble.CUT_SHORT})
"""There was a reply, but its body cannot be had."""


class ProtocolViolation(Exception):
    """The reply breaks HTTP in a way that makes its body untrustworthy."""


class TwoLengths(ProtocolViolation):
    """The reply names two lengths for its one body."""


def outcome_of(error: Exception, expired: bool) -> tuple[Outcome, str, Trouble | None]:
    """Return the outcome, the reason and the trouble, if it is one, that an exception of the network stands for."""
    if expired:
        return Outcome.TIMED_OUT, "the reply did not end in time", None
    causes = list(_causes(error))
    for kinds, outcome, word in _OUTCOMES:
        found = next((cause for cause in causes if isinstance(cause, kinds)), None)
        if found is not None:
            ended = _BY_PROXY_ERROR.get(found.error, outcome) if isinstance(found, ProxyRefused) else outcome
            trouble = next((each for kind, each in _TROUBLES if isinstance(found, kind)), None)
            return ended, f"{word}: {_plain(found)}", trouble
    return Outcome.REFUSED, f"protocol error: {_plain(error)}", None


_OUTCOMES = (
    (UnsafeUrl, Outcome.REFUSED, "unsafe address"),
    (Unresolved, Outcome.UNRESOLVED, "no address"),
    (ProxyRefused, Outcome.REFUSED, "proxy could not connect"),
    (TooLarge, Outcome.TOO_LARGE, "too large"),
    (Undecodable, Outcome.REPLIED, "undecodable body"),
    (ProtocolViolation, Outcome.REFUSED, "protocol error"),
    (ssl.SSLCertVerificationError, Outcome.TLS_FAILED, "bad certificate"),
    ((ssl.SSLError, ssl.CertificateError), Outcome.TLS_FAILED, "TLS failed"),
    (TimeoutError, Outcome.TIMED_OUT, "timed out"),
    (ProxyUnreachable, Outcome.REFUSED, "proxy could not connect"),
    (ConnectionRefusedError, Outcome.REFUSED, "connection refused"),
    (ConnectionError, Outcome.REFUSED, "connection reset"),
)
_TROUBLES = (
    (UnsafeUrl, Trouble.UNSAFE_ADDRESS),
    (TwoLengths, Trouble.TWO_LENGTHS),
    (CutShort, Trouble.CUT_SHORT),
    (Undecodable, Trouble.UNDECODABLE),
)
_BY_PROXY_ERROR = {
    "dns_error": Outcome.UNRESOLVED,
    "dns_timeout": Outcome.UNRESOLVED,
    "connection_timeout": Outcome.TIMED_OUT,
    "connection_read_timeout": Outcome.TIMED_OUT,
    "http_response_timeout": Outcome.TIMED_OUT,
    "tls_protocol_error": Outcome.TLS_FAILED,
    "tls_certificate_error": Outcome.TLS_FAILED,
}


def _causes(error: BaseException, depth: int = 0) -> Iterator[BaseException]:
    yield error
    if depth < 6:
        inner = [getattr(error, "reason", None), *error.args, error.__cause__, error.__context__]
        for cause in inner:
            if isinstance(cause, BaseException) and cause is not error:
                yield from _causes(cause, depth + 1)


def _plain(error: BaseException) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message or "cannot be verified"
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split())[:200] or type(error).__name__
