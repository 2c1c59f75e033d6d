"""Who operates this copy of the site: site.toml, read once. Empty fields are left out, never invented."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from declared import Entry, read_declared
from errors import BenchmarkError
from paths import SITE
from web.words.language import OTHERS

NAME = "Council Digital Index"


@dataclass(frozen=True, slots=True)
class Review:
    """Who reviewed a translation, and on which day (ISO 8601)."""

    reviewed_by: str
    reviewed_on: str


@dataclass(frozen=True, slots=True)
class Site:
    """The operator and address of this copy; an empty string is not known.

    reviewed: code of a language -> who reviewed its translation; only these languages are switched on.
    """

    operator: str = ""
    contact_url: str = ""
    contact_email: str = ""
    privacy_email: str = ""
    base_url: str = ""
    security_txt_expires: str = ""
    crawler_addresses: str = ""
    links_told_on: str = ""
    reviewed: Mapping[str, Review] = field(default_factory=dict)

    @property
    def contact(self) -> str:
        """Return a link to the operator (page first, then mailto:), or '' if none is given."""
        return self.contact_url or (f"mailto:{self.contact_email}" if self.contact_email else "")


def load_site(path: Path = SITE) -> Site:
    """Return what site.toml says; nothing of anybody where there is none.

    Raises BenchmarkError naming file, table, field and value if it is not TOML, a table or field is misspelt, a field
    is not text, or no address, mail address or day where it has to be one; and if a review of a translation is
    incomplete or of a language that there is not.
    """
    if not path.exists():
        return Site()
    whole = read_declared(path, BenchmarkError)
    whole.only(*_FIELDS, "translations")
    for name, fields in _FIELDS.items():
        if name in whole.fields:
            whole.table(name).only(*fields)
    said = {(name, field): _said(whole, name, field) for name, fields in _FIELDS.items() for field in fields}
    return Site(
        operator=said["operator", "name"],
        contact_url=said["operator", "contact_url"],
        contact_email=said["operator", "contact_email"],
        privacy_email=said["operator", "privacy_email"],
        base_url=said["site", "base_url"].rstrip("/"),
        security_txt_expires=said["site", "security_txt_expires"],
        crawler_addresses=said["crawler", "addresses"],
        links_told_on=said["links", "told_on"],
        reviewed=_reviewed(whole),
    )


def _said(whole: Entry, name: str, field: str) -> str:
    """Return a field, '' where nobody has filled it in."""
    if name not in whole.fields:
        return ""
    text = _text(whole.table(name), field)
    fits, expected = _FIELDS[name][field]
    if text and not fits(text):
        raise whole.table(name).wrong(field, expected)
    return text


def _reviewed(whole: Entry) -> dict[str, Review]:
    tables = whole.fields.get("translations", {})
    if not isinstance(tables, dict):
        raise whole.wrong("translations", "one table for each language, [translations.cy]")
    found = {}
    for code, table in tables.items():
        entry = Entry(whole.file, f"[translations.{code}]", table, whole.error)
        if code not in OTHERS or not isinstance(table, dict):
            raise BenchmarkError(
                f"{entry.file}: {entry.name}: expected the table of a language that the site has: {', '.join(OTHERS)}"
            )
        entry.only("reviewed_by", "reviewed_on")
        by, on = _text(entry, "reviewed_by"), _text(entry, "reviewed_on")
        if not (by or on):
            continue
        if not by:
            raise entry.wrong("reviewed_by", f"who reviewed it on {on}")
        if not _is_day(on):
            raise entry.wrong("reviewed_on", _DAY)
        found[code] = Review(by, on)
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _text(entry: Entry, field: str) -> str:
    value = entry.fields.get(field, "")
    if not isinstance(value, str):
        raise entry.wrong(field, "text in quotation marks")
    return value.strip()


_DAY = 'a day such as "2026-11-29"'
_FREE = (bool, "some words")
_PAGE = (re.compile(r"https?://[^\s/]\S*").fullmatch, "an address that begins with https://")
_MAIL = (re.compile(r"[^\s@:/]+@[^\s@:/]+").fullmatch, "a mail address")
_FIELDS: Mapping[str, Mapping[str, tuple[Callable[[str], object], str]]] = {
    "operator": {"name": _FREE, "contact_url": _PAGE, "contact_email": _MAIL, "privacy_email": _MAIL},
    "site": {"base_url": _PAGE, "security_txt_expires": (_is_day, _DAY)},
    "crawler": {"addresses": _FREE},
    "links": {"told_on": (_is_day, _DAY)},
}
"""Table -> its fields, each with what tells whether a text that was filled in fits, and what is expected."""
