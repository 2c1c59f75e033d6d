"""Which product made a page or answers at an address, from the signals of data/fingerprints.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from declared import Entry, each_once, read_declared
from detectors.beginnings import literals
from detectors.pages import PageModel
from errors import BenchmarkError
from models import SERVICE_CODES
from paths import DATA

DEFAULT_FILE = DATA / "fingerprints.toml"
SURELY_THIS, MEANT = 0.8, 0.75
"""From which confidence a signal stands for its product where that decides a mark, and where it only names it."""
KINDS = ("host", "path", "html", "generator", "header", "cookie", "script", "field")
BASES = ("seen", "known")
"""What a signal rests on: seen in public code or pages, or known and to be confirmed."""
CATEGORIES = (
    "cms", "design", "framework", "maps", "forms", "payments", "planning", "democracy", "waste", "housing", "revenues",
    "parking", "consultation", "identity", "library", "booking", "care", "schools", "email", "consent", "analytics",
    "overlay",
)  # fmt: skip
_FLAGS = ("acts", "account", "searches", "tracks", "open_source", "shared")
_HOST = re.compile(r"[a-z0-9*?\[\]-]+(?:\.[a-z0-9*?\[\]-]+)*")


class FingerprintError(BenchmarkError):
    """data/fingerprints.toml cannot be used: says which product and which field."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One piece of evidence for a product. test: compiled pattern, None for a host, which is compared by its end."""

    kind: str
    pattern: str
    confidence: float
    example: str
    test: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Product:
    """One product. acts: its pages carry out a task; account: they are a signed-in account.

    serves: the one service that councils use it for, "" if there are several.
    """

    id: str
    name: str
    category: str
    signals: tuple[Signal, ...]
    acts: bool = False
    account: bool = False
    searches: bool = False
    tracks: bool = False
    open_source: bool = False
    shared: bool = False
    standard: str = ""
    serves: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A product recognised: by which signal, how surely (0-1) and on what words."""

    product: Product
    confidence: float
    kind: str
    evidence: str


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprints:
    """All products, with the signals sorted by what they are read from."""

    products: tuple[Product, ...]

    def of_address(self, url: str) -> Sighting | None:
        """Return the surest product that answers at an address, or None."""
        return _of_address(self, url)

    def services_led_to(self, page: PageModel) -> set[str]:
        """Return the services whose products the page's own content links to or embeds."""
        urls = {link.href for link in page.main_links()} | set(page.frames)
        seen = (self.of_address(url) for url in urls)
        return {found.product.serves for found in seen if found is not None and found.confidence >= SURELY_THIS} - {""}

    def of_page(self, page: PageModel, headers: Mapping[str, str]) -> list[Sighting]:
        """Return the products seen in a page's markup, headers and own address, surest first, each once."""
        head = "\n".join(f"{k.lower()}: {v}" for k, v in headers.items())
        assets = "\n".join((*page.assets, *page.frames, page.body_class))
        texts = {"html": assets, "generator": page.metas.get("generator", ""), "header": head, "cookie": _cookies(head)}
        texts |= {"script": page.scripts, "field": "\n".join(name for form in page.forms for name, _ in form.hidden)}
        found = sorted((seen for kind, text in texts.items() if text for seen in _seen(self, kind, text)), key=_listed)
        own = self.of_address(page.url)
        return _best([*(sighting for _, sighting in found), *([own] if own else [])])


def _best(found: list[Sighting]) -> list[Sighting]:
    surest: dict[str, Sighting] = {}
    for sighting in found:
        known = surest.get(sighting.product.id)
        if known is None or sighting.confidence > known.confidence:
            surest[sighting.product.id] = sighting
    return sorted(surest.values(), key=lambda s: (-s.confidence, s.product.id))


def _cookies(head: str) -> str:
    return "\n".join(re.findall(r"^set-cookie: ([^=;]+)", head, re.MULTILINE))


_Place = tuple[int, int]
"""Where a signal is listed: the number of its product, and its own among those of the product."""


def _listed(found: tuple[_Place, Sighting]) -> _Place:
    return found[0]


@lru_cache(maxsize=200)
def _seen(prints: Fingerprints, kind: str, text: str) -> tuple[tuple[_Place, Sighting], ...]:
    """Return every signal of one kind that a text shows. The pages of a site have most of such texts in common."""
    if not _is_read_by_line(prints, kind):
        return _seen_in(prints, kind, text)
    found: dict[_Place, Sighting] = {}
    for line in text.split("\n"):
        for place, sighting in _seen_in(prints, kind, line):
            found.setdefault(place, sighting)
    return tuple(found.items())


_ACROSS_LINES = re.compile(r"\[\^|\\[sWDnrZA]|\(\?")
"""What may make a match reach over the end of a line, or depend on what stands in another."""


@lru_cache(maxsize=50)
def _is_read_by_line(prints: Fingerprints, kind: str) -> bool:
    """Return whether each line of a text tells by itself what it shows."""
    return not any(_ACROSS_LINES.search(signal.pattern.replace("(?:", "(")) for _, _, signal, _ in _tests(prints, kind))


@lru_cache(maxsize=20_000)
def _seen_in(prints: Fingerprints, kind: str, text: str) -> tuple[tuple[_Place, Sighting], ...]:
    found = []
    for place, product, signal, test in _tests(prints, kind):
        match = test.search(text)
        if match:
            found.append((place, Sighting(product, signal.confidence, kind, match.group(0)[:80])))
    return tuple(found)


@lru_cache(maxsize=50)
def _tests(prints: Fingerprints, kind: str) -> tuple[tuple[_Place, Product, Signal, re.Pattern[str]], ...]:
    return tuple(
        ((number, place), product, signal, signal.test)
        for number, product in enumerate(prints.products)
        for place, signal in enumerate(product.signals)
        if signal.kind == kind and signal.test is not None
    )


@lru_cache(maxsize=50000)
def _of_address(prints: Fingerprints, url: str) -> Sighting | None:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if not host:
        return None
    whole = f"//{host}{parts.path}{'?' + parts.query if parts.query else ''}"
    hosts, others = _told_by_address(prints)
    ends = [host[at:] for at in range(len(host)) if at == 0 or host[at - 1] == "."]
    found = [told for end in ends for told in hosts.get(end, ())]
    lowered = whole.lower() if whole.isascii() else ""
    found += [
        told for piece, told in others if (piece in lowered or not lowered) and _answers(told[2], host, whole)
    ]  # fmt: skip
    if not found:
        return None
    _, product, signal = min(found, key=lambda told: (-told[2].confidence, told[0]))
    return Sighting(product, signal.confidence, signal.kind, host if signal.kind == "host" else parts.path[:80])


_Told = tuple[_Place, Product, Signal]
_WILD = re.compile(r"\*|\?|\[.*?\]")
"""What stands for any text in the name of a host."""


@lru_cache(maxsize=50)
def _told_by_address(prints: Fingerprints) -> tuple[dict[str, list[_Told]], tuple[tuple[str, _Told], ...]]:
    """Return the signals of an address: those of a whole host by its name, and those that have to be tried.

    Each of the latter once for each piece of text, in small letters, of which one stands in all that it matches.
    """
    hosts: dict[str, list[_Told]] = {}
    others: list[tuple[str, _Told]] = []
    for number, product in enumerate(prints.products):
        for place, signal in enumerate(product.signals):
            told = ((number, place), product, signal)
            if signal.kind == "path":
                others += ((piece.lower(), told) for piece in literals(signal.pattern) or ("",))
            elif signal.kind == "host" and "*" in signal.pattern:
                others.append((max(_WILD.split(signal.pattern), key=len), told))
            elif signal.kind == "host":
                hosts.setdefault(signal.pattern, []).append(told)
    return hosts, tuple(others)


def _answers(signal: Signal, host: str, whole: str) -> bool:
    if signal.kind == "host":
        return fnmatchcase(host, signal.pattern)
    return signal.test is not None and bool(signal.test.search(whole))


def load_fingerprints(path: Path = DEFAULT_FILE) -> Fingerprints:
    """Return the products of a file. Raises FingerprintError naming file, product, field, value and expectation."""
    whole = read_declared(path, FingerprintError)
    whole.only("product")
    listed = whole.entries("product")
    products = tuple(map(_product, listed))
    each_once(listed, "id")
    return Fingerprints(products)


@lru_cache(maxsize=1)
def default_fingerprints() -> Fingerprints:
    """Return the fingerprints shipped with the product, read once."""
    return load_fingerprints()


def _product(entry: Entry) -> Product:
    name = entry.text("id")
    if not re.fullmatch("[a-z0-9]+(?:-[a-z0-9]+)*", name):
        raise entry.wrong("id", "small letters and digits, with hyphens between words")
    entry = entry.called(name)
    entry.only("id", "name", "category", "signals", *_FLAGS, "standard", "serves")
    listed = entry.entries("signals")
    category, signals = entry.one_of("category", CATEGORIES), tuple(map(_signal, listed))
    flags = {flag: entry.flag(flag) for flag in _FLAGS}
    words = {"standard": entry.text("standard", ""), "serves": entry.one_of("serves", SERVICE_CODES, "")}
    fields: dict[str, Any] = {**flags, **words}  # Any: some are texts, some are not, and the names are checked above
    return Product(name, entry.text("name"), category, signals, **fields)


def _signal(entry: Entry) -> Signal:
    entry.only("kind", "pattern", "confidence", "example", "basis")
    kind, confidence = entry.one_of("kind", KINDS), entry.fields.get("confidence")
    if not isinstance(confidence, float) or not 0 < confidence < 1:
        raise entry.wrong("confidence", "a number above 0 and below 1")
    entry.one_of("basis", BASES)
    pattern = entry.text("pattern")
    if kind == "host":
        if not _HOST.fullmatch(pattern):
            raise entry.wrong("pattern", "the end of a host's name in small letters, with * for anything")
        return Signal(kind, pattern, confidence, entry.text("example"), None)
    test = entry.expression("pattern", pattern, flags=re.IGNORECASE | re.MULTILINE)
    if test.search(""):
        raise entry.wrong("pattern", "an expression that needs a character at least")
    return Signal(kind, pattern, confidence, entry.text("example"), test)
