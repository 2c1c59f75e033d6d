"""Who operates this copy of the site: site.toml, read once. Empty fields are left out, never invented."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

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
    """Return what site.toml says.

    Raises BenchmarkError naming file and field if it is not TOML, a field is not text, or a review of a translation
    is incomplete or of a language that there is not.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Site()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BenchmarkError(f"{path.name}: is not TOML in UTF-8: {error}") from error
    operator, site = tables.get("operator", {}), tables.get("site", {})
    return Site(
        operator=_text(operator, "name"),
        contact_url=_text(operator, "contact_url"),
        contact_email=_text(operator, "contact_email"),
        privacy_email=_text(operator, "privacy_email"),
        base_url=_text(site, "base_url").rstrip("/"),
        security_txt_expires=_text(site, "security_txt_expires"),
        crawler_addresses=_text(tables.get("crawler", {}), "addresses"),
        links_told_on=_text(tables.get("links", {}), "told_on"),
        reviewed=_reviewed(tables.get("translations", {})),
    )


def _reviewed(tables: Any) -> dict[str, Review]:
    if not isinstance(tables, dict):
        raise BenchmarkError('site.toml: "translations": expected one table for each language, [translations.cy]')
    found = {}
    for code, table in tables.items():
        where = f"site.toml: [translations.{code}]"
        if code not in OTHERS or not isinstance(table, dict):
            raise BenchmarkError(f"{where}: expected the table of a language that the site has: {', '.join(OTHERS)}")
        by, on = _text(table, "reviewed_by"), _text(table, "reviewed_on")
        if not (by or on):
            continue
        if not by:
            raise BenchmarkError(f'{where}: field "reviewed_by": is empty; expected who reviewed it on {on}')
        if not _is_day(on):
            raise BenchmarkError(f'{where}: field "reviewed_on": {on!r}; expected a day such as "2026-11-29"')
        found[code] = Review(by, on)
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _text(table: dict, key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise BenchmarkError(f'site.toml: field "{key}": {value!r} is not text in quotation marks')
    return value.strip()
