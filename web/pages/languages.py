"""Pages in other languages: their addresses (/cy/...), what leads there, and what is English inside them.

A page of another language has the address of the English one with the code of the language before it. WSGI's own means
for that is the root path (SCRIPT_NAME), so every route, view and template is the same. What has no translation is sent
on to the English page. A finished page is gone through once: links lead to pages of its language where there are any,
and what stayed English says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

import flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from web.words.language import CLOSE, ENGLISH, OPEN, OTHERS, current, speaking

TRANSLATED = frozenset(
    f"pages.{name}"
    for name in (
        "home",
        "search",
        "postcode_search",
        "postcode",
        "council_services",
        "council",
        "council_slash",
        "service",
        "services",
        "start",
        "start_event",
    )  # fmt: skip
)
"""Endpoints whose pages have words in every language; errors have them too."""
ENGLISH_TAG = "en-GB"
_PREFIXED = re.compile(rf"/({'|'.join(OTHERS)})(/.*)", re.DOTALL)
_TYPED_MARKS = re.compile("%EE%80%8[01]", re.IGNORECASE)
_TOKENS = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"<(/?\w+)")
_LINK = re.compile(r' (href|action)="(/[^"]*)"')
_PLAIN = ("title", "textarea", "option")
"""Elements that can hold no other element."""


def register(server: flask.Flask) -> None:
    """Give `server` the addresses of other languages. Call it once all routes are added."""
    server.wsgi_app = _Spoken(server.wsgi_app)  # type: ignore[method-assign]
    for code in OTHERS:
        server.add_url_rule(f"/{code}", f"root_{code}", partial(flask.redirect, f"/{code}/", 301))

    @server.before_request
    def only_what_is_translated() -> flask.typing.ResponseReturnValue | None:
        endpoint = flask.request.endpoint
        if current() == ENGLISH or endpoint is None or endpoint in TRANSLATED:
            return None
        return flask.redirect(english_address(), 302)

    @server.after_request
    def stay(response: flask.Response) -> flask.Response:
        if current() != ENGLISH and response.status_code < 300:
            response.headers["Content-Language"] = current()
        if current() != ENGLISH and response.location and flask.request.endpoint in TRANSLATED:
            response.location = in_language(response.location, current())
        return response


class _Spoken:
    """WSGI: speaks the language that the path begins with, and takes it off the path."""

    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = _PREFIXED.fullmatch(environ.get("PATH_INFO", ""))
        if found is None:
            return self._application(environ, start_response)
        # Nobody can type the marks of what is English: they would open elements that nothing closes.
        path = found[2].encode("latin-1").replace(OPEN.encode(), b"").replace(CLOSE.encode(), b"").decode("latin-1")
        query = _TYPED_MARKS.sub("", environ.get("QUERY_STRING", ""))
        spoken = {
            **environ,
            "SCRIPT_NAME": f"{environ.get('SCRIPT_NAME', '')}/{found[1]}",
            "PATH_INFO": path,
            "QUERY_STRING": query,
        }
        with speaking(found[1]):
            return self._application(spoken, start_response)


def html_tag() -> str:
    """Return the language of the present page as HTML names it."""
    return ENGLISH_TAG if current() == ENGLISH else current()


def english_address() -> str:
    """Return path and query of the present request, without its language."""
    query = flask.request.query_string.decode("ascii", "replace")
    return quote(flask.request.path) + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class Version:
    """The present page in one language. code, tag: of the language, tag as HTML names it; prefix: before its path."""

    code: str
    tag: str
    name: str
    prefix: str


def versions(reviewed: Iterable[str], root: str = "") -> list[Version]:
    """Return the languages that the present page may say it is in; none where it is English only, or an error.

    reviewed: the codes that are switched on; a page of another language names nothing but English. root: what comes
    before every language in the address.
    """
    if flask.request.endpoint not in TRANSLATED:
        return []
    others = [Version(code, code, OTHERS[code], f"{root}/{code}") for code in OTHERS if code in reviewed]
    return [Version(ENGLISH, ENGLISH_TAG, "English", root), *others]


def in_language(url: str, code: str) -> str:
    """Return where an address of ours leads in a language: the same address where its page has no translation."""
    ours = url.startswith("/") and not url.startswith(("//", f"/{code}/"))
    return f"/{code}{url}" if ours and _is_translated(flask.current_app.url_map.bind(""), urlsplit(url).path) else url


def _is_translated(adapter: MapAdapter, path: str) -> bool:
    try:
        return adapter.match(path)[0] in TRANSLATED
    except RequestRedirect:
        return True
    except HTTPException:
        return False


def finish(page: str) -> str:
    """Return a rendered page of another language with its links led to pages of its language, and its English marked.

    A link that names its own language (hreflang) is left alone; one of ours to an English page is given that.
    """
    adapter, done, inside = flask.current_app.url_map.bind(""), [], ""
    for token in _TOKENS.split(page):
        name = _NAME.match(token)
        if name is None:
            done.append(_marked(token, not inside))
            continue
        if name[1] in _PLAIN:
            inside = name[1]
        elif name[1] == f"/{inside}":
            inside = ""
        done.append(_tag(token, name[1], adapter))
    return "".join(done)


def _tag(token: str, name: str, adapter: MapAdapter) -> str:
    plain = _marked(token, False)
    if name not in ("a", "form") or " hreflang=" in plain:
        return plain
    return _LINK.sub(partial(_led, adapter=adapter, code=current(), element=name), plain)


def _marked(text: str, elements: bool) -> str:
    return text.replace(OPEN, '<span lang="en">' if elements else "").replace(CLOSE, "</span>" if elements else "")


def _led(link: re.Match[str], adapter: MapAdapter, code: str, element: str) -> str:
    path = re.split("[?#]", link[2], maxsplit=1)[0]
    if _is_translated(adapter, path):
        return f' {link[1]}="/{code}{link[2]}"'
    return f'{link[0]} hreflang="en"' if element == "a" else link[0]
