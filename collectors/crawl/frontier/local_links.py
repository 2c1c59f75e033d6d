"""GOV.UK's own links to council services, as seeds: the bulk file of Local Links Manager (Open Government Licence)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from collectors.crawl.frontier.entry import Via
from detectors.urls import tidy
from errors import CrawlError
from models import Authority, Fact
from register.authorities import Register
from register.tables import read_rows

NEEDED = ("GSS", "Description", "URL")
MAX_PER_COUNCIL = 200


def read_local_links(path: Path, authorities: Iterable[Authority]) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return, per authority code, (url, words, via) of each link, distinct URLs in the order of the file.

    via: Via.LOCAL_LINKS, followed by the LGSL ids of the services that GOV.UK sends to that URL, where the file has any
    ("seed:local_links/57/59").

    Legacy codes are read as their successors'; rows of bodies not among `authorities` and without a usable URL are
    left out. Raises CrawlError naming file and column if a needed column is missing or the file cannot be read.
    """
    register = Register(tuple(authorities))
    found: dict[str, dict[str, _Link]] = {}

    def refuse(message: str, line: int, column: str | None) -> CrawlError:
        where = "" if column is None else f'column "{column}" '
        return CrawlError(f"{path}: {where}{message} (line {line})")

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CrawlError(f"{path}: cannot be read: {error}") from error
    for _, row in read_rows(text, NEEDED, refuse):
        _take(row, register, found)
    return {
        code: tuple((url, link.words, "/".join([Via.LOCAL_LINKS, *link.lgsl])) for url, link in links.items())
        for code, links in found.items()
    }


def compiled_links(facts: Iterable[Fact]) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return the same of the facts of the register that is compiled: the addresses that may be offered, no words."""
    found: dict[str, dict[str, list[str]]] = {}
    for fact in facts:
        url = tidy(fact.url) if fact.value and fact.message else None
        if url and fact.message:
            lgsl = found.setdefault(fact.authority, {}).setdefault(url, [])
            number = str(fact.message.values["lgsl"])
            lgsl.extend([number] if number not in lgsl else [])
    return {
        code: tuple(
            (url, "", "/".join([Via.LOCAL_LINKS, *lgsl])) for url, lgsl in list(links.items())[:MAX_PER_COUNCIL]
        )
        for code, links in found.items()
    }


@dataclass(slots=True)
class _Link:
    words: str
    lgsl: list[str] = field(default_factory=list)


def _take(row: dict[str, str], register: Register, found: dict[str, dict[str, _Link]]) -> None:
    council = register.by_code(row["GSS"].strip())
    try:
        url = tidy(row["URL"].strip())
    except ValueError:
        url = None
    if council and url:
        links = found.setdefault(council.code, {})
        if url not in links and len(links) >= MAX_PER_COUNCIL:
            return
        link = links.setdefault(url, _Link(row["Description"][:200]))
        number = row.get("LGSL", "").strip()
        if number.isdigit() and number not in link.lgsl:
            link.lgsl.append(number)
