"""Answers for a postcode, made once for each set of councils that serves it: only the postcode is filled in on sending.

What is kept is made for a stand-in, at the stand-in's own address, so nothing that anybody typed is ever in it. Its key
is who makes it, the root path (which tells languages apart) and the councils; there are no more than some hundred sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from flask import Flask, Response, current_app, make_response, request
from flask.typing import ResponseReturnValue

from register.find_place import Council, Place, served
from web.serving.page_cache import KEPT_HEADERS

OUTWARD, INWARD = "OUTWARDCODE", "INWARDCODE"
"""Stand for the halves of a postcode. Letters alone, so that they come through HTML, addresses and JSON unchanged."""
MOST = 2048
"""Templates at once: three times the 361 sets of councils of the real list in two makers."""

Make: TypeAlias = Callable[[Place], ResponseReturnValue]
"""Makes the whole answer for a found place, of which nothing but the place and its postcode is about the request."""


@dataclass(frozen=True, slots=True)
class Template:
    """The 200 answer for one set of councils, with the stand-in where the postcode goes."""

    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...]

    def response(self, postcode: str) -> Response:
        """Return the answer for a postcode as it is printed ("LS1 4AP").

        Raises ValueError for anything but two words of letters and digits, which need no escaping anywhere.
        """
        outward, _, inward = postcode.partition(" ")
        if not (postcode.isascii() and outward.isalnum() and inward.isalnum()):
            raise ValueError(f"postcode: {postcode!r}: expected two words of letters and digits")
        body = self.body.replace(OUTWARD.encode(), outward.encode()).replace(INWARD.encode(), inward.encode())
        return Response(body, content_type=self.content_type, headers=list(self.headers))


def register(server: Flask) -> None:
    """Give `server` a memory of templates. Safe to share between threads; a template may be made twice at first."""
    server.extensions["postcode_templates"] = lru_cache(MOST)(_template)
    server.extensions["postcode_makers"] = {}


def offer(server: Flask, prefix: str, make: Make) -> None:
    """Say that answers below the path `prefix` are made by `make`, so that `prepare` makes them too."""
    server.extensions["postcode_makers"][prefix] = make


def answer(prefix: str, place: Place) -> Response:
    """Return the answer for a found place at its address below `prefix`, an offered one, asked without a query."""
    template = current_app.extensions["postcode_templates"]
    return template(prefix, request.script_root, place.authorities).response(place.postcode or "")


def prepare(server: Flask, sets: Iterable[tuple[Council, ...]]) -> None:
    """Make the templates of these sets of councils, so that no reader waits for one."""
    with server.app_context():
        for councils in sets:
            for prefix in server.extensions["postcode_makers"]:
                server.extensions["postcode_templates"](prefix, "", councils)


def _template(prefix: str, root: str, councils: tuple[Council, ...]) -> Template:
    make: Make = current_app.extensions["postcode_makers"][prefix]
    path = f"{prefix}{OUTWARD}{INWARD}"
    with current_app.test_request_context(path, environ_overrides={"SCRIPT_NAME": root}):
        made = make_response(make(served(f"{OUTWARD} {INWARD}", councils)))
    kept = tuple((name, value) for name, value in made.headers if name in KEPT_HEADERS)
    return Template(made.get_data(), made.content_type, kept)
