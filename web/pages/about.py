"""The pages that say who we are and how we behave. What site.toml leaves empty is left out."""

from __future__ import annotations

from functools import partial

import flask

from edition.reader import rows
from web.pages.render import database, page

TEXTS = ("about", "accessibility", "privacy")
"""Pages of words alone: the address and the template have the same name."""


def add(blueprint: flask.Blueprint) -> None:
    """Add the pages of words and the page of licences."""
    for name in TEXTS:
        blueprint.add_url_rule(f"/{name}", name, partial(page, f"{name}.html"))
    blueprint.add_url_rule("/licences", "licences", licences)


def licences() -> tuple[str, int]:
    """Render every source with its licence, the line it asks to be printed, its date and its coverage."""
    return page("licences.html", sources=rows(database(), "SELECT * FROM sources ORDER BY position"))
