"""The mark of one row of the labelled corpus, by its page alone."""

from __future__ import annotations

from functools import cache

from detectors.cues import default_cues
from detectors.fingerprints import default_fingerprints
from detectors.owners import Owners, owners_for
from detectors.parse import read_page
from detectors.services.destinations import View
from detectors.services.ladder import PageMark, mark_page
from evaluation.corpus.render import render
from paths import REGISTER
from register.authorities import Register, load_register
from register.services import load_services


def mark_row(row: dict) -> PageMark:
    """Return the mark of a row's page for the row's service, as `inspect` would give it."""
    page = read_page(render(row), row["url"])
    view = View(
        row["service"], default_cues(), _owners(row["council"]), default_fingerprints(), lambda _: None, strict=False
    )
    return mark_page(page, view, _caps()[row["service"]])


@cache
def _caps() -> dict[str, int]:
    return {service.code: service.cap for service in load_services(REGISTER)}


@cache
def _register() -> Register:
    return load_register(REGISTER)


@cache
def _owners(council: str) -> Owners:
    register = _register()
    return owners_for(register.authorities, register.by_name(council or ""))
