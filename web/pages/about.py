"""The pages that say who we are and how we behave. What site.toml leaves empty is left out."""

from __future__ import annotations

import json
from functools import lru_cache, partial
from typing import Any

import flask

from edition.reader import rows
from paths import OWN_MARKS
from web.pages.render import database, page

TEXTS = ("accessibility", "privacy")
"""Pages of words alone: the address and the template have the same name."""
WHY = {"A04": "own.no_contact", "A11": "own.no_other_formats", "T04": "own.no_security_contact"}
"""Question of the framework -> the message that explains a mark of our own below full ones."""


def add(blueprint: flask.Blueprint) -> None:
    """Add the pages of words and the page of licences."""
    blueprint.add_url_rule("/about", "about", about)
    for name in TEXTS:
        blueprint.add_url_rule(f"/{name}", name, partial(page, f"{name}.html"))
    blueprint.add_url_rule("/licences", "licences", licences)


def about() -> tuple[str, int]:
    """Render who we are and what our own detectors say of our own site."""
    return page("about.html", own=own_marks(), why={code: [name, {}] for code, name in WHY.items()})


@lru_cache(maxsize=1)
def own_marks() -> dict[str, Any] | None:
    """Return what `judge-ourselves` kept: judged_on (ISO 8601), detectors, pages and marks; None where it never ran.

    Nobody may change it.
    """
    kept: dict[str, Any] | None = json.loads(OWN_MARKS.read_text(encoding="utf-8")) if OWN_MARKS.is_file() else None
    return kept


def licences() -> tuple[str, int]:
    """Render every source with its licence, the line it asks to be printed, its date and its coverage."""
    return page("licences.html", sources=rows(database(), "SELECT * FROM sources ORDER BY position"))
