"""Single pages and walked sites of the labelled corpus, without a crawl: truth beside finding, part by part.

A second figure: no score rests on it, since the product never sees a page this way but in `inspect`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from detectors.cues import default_cues
from detectors.fingerprints import default_fingerprints
from detectors.owners import Owners, owners_for
from detectors.parse import read_page
from detectors.services.destinations import View
from detectors.services.ladder import PageMark, mark_page
from evaluation.corpus.blind_cases import blind_cases
from evaluation.corpus.render import render
from evaluation.corpus.rows import corpus_rows
from evaluation.grading import Case
from paths import REGISTER
from register.authorities import load_register
from register.services import load_services


def page_cases(split: str) -> dict[str, list[Case]]:
    """Return the cases on one split of the corpus; before the comma the detector, after it what they are about."""
    marked = [(row, mark_row(row)) for row in corpus_rows() if row["split"] == split]
    known = [(row, mark) for row, mark in marked if row["level"] is not None]
    ladder = [(row, Case(row["level"], mark.level, row["service"])) for row, mark in known]
    return {
        "service-ladder, page by page": [case for _, case in ladder],
        "service-ladder, real wording": [case for row, case in ladder if row["source"] == "real wording"],
        "service-ladder, Welsh": [case for row, case in ladder if row["lang"] == "cy"],
        "service-ladder, no credit on traps": list(_traps(marked)),
        **blind_cases(split),
    }


@cache
def wording_cases(split: str) -> tuple[list[Case], list[Case]]:
    """Return what `inspect` would give pages rebuilt from real wording of a split: cases of a level, and of traps."""
    real = (row for row in corpus_rows() if row["split"] == split and row["source"] == "real wording")
    marked = [(row, mark_row(row)) for row in real]
    levels = [Case(row["level"], mark.level, row["service"]) for row, mark in marked if row["level"] is not None]
    return levels, list(_traps(marked))


def _traps(marked: list[tuple[dict, PageMark]]) -> Iterator[Case]:
    for row, mark in marked:
        if row["trap"] and (row["level"] is None or row["level"] < 3):
            yield Case("refused", "credited" if (mark.level or 0) >= 3 else "refused", row["trap"])


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
def _owners(council: str) -> Owners:
    register = load_register(REGISTER)
    return owners_for(register.authorities, register.by_name(council or ""))
