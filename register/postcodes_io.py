"""Optional live fallback: asks Postcodes.io about a postcode our own list does not know. Off by default.

Contract: github.com/ideal-postcodes/postcodes.io, release 18. `GET /postcodes/:pc` answers 200 with
`codes.admin_district` and `codes.admin_county`, or 404 with `error` and perhaps `terminated`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

from models import Authority
from register.authorities import Register
from register.find_place import Council, Place, PlaceKind
from register.postcodes import PSEUDO_CODES

BASE = "https://api.postcodes.io"
SOURCE = "Postcodes.io, asked just now"
_TIMEOUT_S = 3.0
_LARGEST = 100_000

Get = Callable[[str, float], tuple[int, bytes]]
"""get(url, timeout in seconds) -> (HTTP status, body). Raises OSError if there is no reply."""


def parse_answer(status: int, body: bytes, register: Register, place: Place) -> Place:
    """Return `place` completed by one reply of Postcodes.io; `place` itself if the reply settles nothing.

    200 with a council we know: found. A pseudo code of the Channel Islands or the Isle of Man: crown
    dependency. 404 with `terminated`: still unknown, and the message says when the postcode ended.
    Anything else (429, 500, HTML, a code that is no council's): no answer, because a failing service
    says nothing about a place. Never raises for what the service may send.
    """
    reply = _object(body)
    if status == 200:
        return _found(reply.get("result"), register, place)
    terminated = reply.get("terminated")
    if status == 404 and isinstance(terminated, dict):
        return _terminated(terminated, place)
    return place


def ask(get: Get, register: Register, place: Place, base: str = BASE) -> Place:
    """Return `place`, completed by Postcodes.io where our own list did not know the postcode.

    Only the kind `unknown` is asked about, with one request. No reply leaves `place` as it is. A copy built
    without Northern Ireland does not ask about it either: who left those postcodes out had a licence in mind.
    """
    if place.kind is not PlaceKind.UNKNOWN or place.postcode is None:
        return place
    try:
        status, body = get(f"{base}/postcodes/{quote(place.postcode)}", _TIMEOUT_S)
    except OSError:
        return place
    return parse_answer(status, body, register, place)


def http_get(url: str, timeout_s: float) -> tuple[int, bytes]:
    """Return (status, body) of one GET without following redirects; OSError if there is no reply.

    Every error of requests is an OSError. At most 100,001 bytes are read, so an endless body does no harm.
    """
    import requests

    with requests.get(url, timeout=timeout_s, stream=True, allow_redirects=False) as reply:
        body = b""
        for piece in reply.iter_content(_LARGEST + 1):  # a reply without a length comes in pieces of its own
            body += piece[: _LARGEST + 1 - len(body)]
            if len(body) > _LARGEST:
                break
        return reply.status_code, body


def _object(body: bytes) -> dict[str, object]:
    try:
        reply = json.loads(body) if len(body) <= _LARGEST else {}
    except (ValueError, RecursionError):
        return {}
    return reply if isinstance(reply, dict) else {}


def _found(result: object, register: Register, place: Place) -> Place:
    codes = result.get("codes") if isinstance(result, dict) else None
    district = codes.get("admin_district") if isinstance(codes, dict) else None
    if not isinstance(district, str):
        return place
    if district in PSEUDO_CODES:
        message = f"{place.postcode} is in a Crown dependency, which has no UK council."
        return replace(place, kind=PlaceKind.CROWN_DEPENDENCY, nearby=(), message=message, list_date=SOURCE)
    council = register.by_code(district)
    return _served_by(council, register, place) if council else place


def _served_by(council: Authority, register: Register, place: Place) -> Place:
    # The county comes from our register: the service's own admin_county is null for every single tier.
    both = (council, register.parent_of(council))
    councils = tuple(Council(one.code, one.slug, one.name, one.short_name, one.type.value) for one in both if one)
    message = f"{place.postcode} is served by {' and '.join(one.name for one in councils)}."
    return replace(place, kind=PlaceKind.FOUND, authorities=councils, nearby=(), message=message, list_date=SOURCE)


def _terminated(terminated: dict[str, object], place: Place) -> Place:
    month, year = terminated.get("month_terminated"), terminated.get("year_terminated")
    if not (isinstance(month, int) and isinstance(year, int) and 1 <= month <= 12):
        return place
    return replace(place, message=f"{place.postcode} is no longer in use: it ended in {month:02d}/{year}.")
