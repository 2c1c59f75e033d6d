"""Who operates this copy of the site: site.toml, read once. Empty fields are left out, never invented."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from errors import BenchmarkError
from paths import SITE

NAME = "Council Digital Index"


@dataclass(frozen=True, slots=True)
class Site:
    """The operator and address of this copy; an empty string is not known."""

    operator: str = ""
    contact_url: str = ""
    contact_email: str = ""
    privacy_email: str = ""
    base_url: str = ""
    security_txt_expires: str = ""
    crawler_addresses: str = ""
    links_told_on: str = ""

    @property
    def contact(self) -> str:
        """Return a link to the operator (page first, then mailto:), or '' if none is given."""
        return self.contact_url or (f"mailto:{self.contact_email}" if self.contact_email else "")


def load_site(path: Path = SITE) -> Site:
    """Return what site.toml says. Raises BenchmarkError naming file and field if it is not text or not TOML."""
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
    )


def _text(table: dict, key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise BenchmarkError(f'site.toml: field "{key}": {value!r} is not text in quotation marks')
    return value.strip()
