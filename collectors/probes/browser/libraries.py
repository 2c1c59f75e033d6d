"""Which versions of script libraries pages load, by their addresses, and whether one has a known, mended hole (T07).

Only an address that names library and version says something. A library without a version is unknown; one that is
not in data/library-advisories.toml, or is bundled under another name, is not seen at all and no credit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from declared import Entry, each_once, read_declared
from errors import CrawlError
from paths import DATA

TABLE = DATA / "library-advisories.toml"
NAMES = {"jquery": ("jquery",), "jquery-ui": ("jquery-ui", "jquery.ui", "jqueryui"), "bootstrap": ("bootstrap",)}
"""Library -> what its file is called."""
_VERSION = r"v?(\d{1,4}(?:\.\d{1,4}){1,2})"
_FILE = {
    library: re.compile(
        rf"(?:{'|'.join(re.escape(name) for name in names)})(?:[-.@_]{_VERSION})?"
        r"(?:[-.](?:slim|min|bundle|custom|pack))*\.js"
    )
    for library, names in NAMES.items()
}
_LIBS = rf"/ajax/libs/([a-z.-]+)/{_VERSION}/"
_PACKAGE = rf"([a-z.-]+)@{_VERSION}/"
_SHARED = {
    "ajax.googleapis.com": re.compile(_LIBS), "cdnjs.cloudflare.com": re.compile(_LIBS),
    "cdn.jsdelivr.net": re.compile(rf"/npm/{_PACKAGE}"), "unpkg.com": re.compile(rf"/{_PACKAGE}"),
    "code.jquery.com": re.compile(rf"/(ui)/{_VERSION}/"),
}  # fmt: skip
"""Hosts that serve everybody's libraries -> where their paths say library and version. Anywhere else a folder that is
called by a version may be that of a product or a theme."""
_CALLED = {"jquery": "jquery", "jqueryui": "jquery-ui", "jquery-ui": "jquery-ui", "ui": "jquery-ui",
           "jquery-ui-dist": "jquery-ui", "bootstrap": "bootstrap", "twitter-bootstrap": "bootstrap"}  # fmt: skip
"""What those hosts call a library."""
_CORE = ("/wp-includes/js/jquery/", "/core/assets/vendor/")
"""Where two systems keep libraries and write the library's own version behind the question mark."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """One hole: in versions of a library from `introduced` on, before `mended`. url: where anybody can read of it."""

    library: str
    introduced: tuple[int, ...]
    mended: tuple[int, ...]
    id: str
    published_on: date
    url: str


@dataclass(frozen=True, slots=True)
class Library:
    """A library that an address names. version: '' where the address does not say it."""

    name: str
    version: str


@cache
def load_advisories(path: Path = TABLE) -> tuple[Advisory, ...]:
    """Return the advisories of a file. Raises CrawlError naming file, entry, field, value and what was expected."""
    whole = read_declared(path, CrawlError)
    whole.only("advisory")
    listed = whole.entries("advisory")
    found = tuple(map(_advisory, listed))
    # One advisory may concern several series of a library, each mended in a version of its own.
    each_once(listed, "library", "introduced", "id")
    return found


def _advisory(entry: Entry) -> Advisory:
    entry.only("library", "introduced", "mended", "id", "published_on", "url")
    library, url = entry.one_of("library", tuple(NAMES)), entry.address("url")
    introduced, mended = _version_of(entry, "introduced"), _version_of(entry, "mended")
    if mended <= introduced:
        raise entry.wrong("mended", f"a version later than {entry.fields['introduced']}, where the hole came")
    return Advisory(library, introduced, mended, entry.text("id"), entry.day("published_on"), url)


def _version_of(entry: Entry, field: str) -> tuple[int, ...]:
    text = entry.text(field)
    if not re.fullmatch(r"\d+(\.\d+)*", text):
        raise entry.wrong(field, "a version such as 3.5.0")
    return numbers(text)


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers that compare, three at least: 1.12 is 1.12.0."""
    parts = tuple(int(part) for part in version.split("."))
    return parts + (0,) * (3 - len(parts))


def library_of(address: str) -> Library | None:
    """Return the library that the address of a script names, None where it names none of ours."""
    try:
        parts = urlsplit(address.lower())
    except ValueError:
        return None
    path = unquote(parts.path)
    file = path.rpartition("/")[2]
    for name, pattern in _FILE.items():
        if found := pattern.fullmatch(file):
            asked = parse_qs(parts.query)
            said = _of_shared(name, parts.hostname, path) or _of_core(parts.path, asked.get("ver") or asked.get("v"))
            return Library(name, found[1] or said)
    return None


def _of_shared(name: str, host: str | None, path: str) -> str:
    """Return the version that a host of everybody's libraries has in the path, '' if there is none."""
    pattern = _SHARED.get(host or "")
    found = pattern.match(path) if pattern else None
    return found[2] if found and _CALLED.get(found[1]) == name else ""


def _of_core(path: str, said: list[str] | None) -> str:
    if said and path.startswith(_CORE) and re.fullmatch(_VERSION, said[0]):
        return said[0].removeprefix("v")
    return ""


def holes(library: Library) -> tuple[Advisory, ...]:
    """Return the advisories that a library's version is in; none where it is not known."""
    if not library.version:
        return ()
    version = numbers(library.version)
    return tuple(
        one for one in load_advisories() if one.library == library.name and one.introduced <= version < one.mended
    )


def libraries_of(addresses: Iterable[str]) -> tuple[Library, ...]:
    """Return the libraries that scripts' addresses name, each once, in order."""
    found = {library for address in addresses if (library := library_of(address))}
    return tuple(sorted(found, key=lambda one: (one.name, one.version)))


def names_version(address: str) -> bool:
    """Return whether the address of a script names a listed library with its version."""
    library = library_of(address)
    return library is not None and bool(library.version)


def verdict(libraries: Iterable[Library]) -> tuple[float | None, str]:
    """Return 0 where one has a hole, 1 where every version is the newest mended or later, else None; and why in a word.

    Lists of holes are never complete for what is older: a version in between is unknown, not free of holes.
    """
    every = tuple(libraries)
    dead = {one.name for one in every if holes(one)}
    if dead:
        return 0.0, "one" if len(dead) == 1 else "several"
    if not every:
        return None, "none_recognised"
    if any(not one.version for one in every):
        return None, "version_not_shown"
    return (1.0, "none") if all(_is_mended(one) for one in every) else (None, "version_in_between")


def _is_mended(library: Library) -> bool:
    """Return whether a version is no older than the newest that mended a hole of its library; no hole listed, no."""
    mended = [one.mended for one in load_advisories() if one.library == library.name]
    return bool(mended) and numbers(library.version) >= max(mended)
