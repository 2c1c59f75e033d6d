"""Single pages and walked sites of the labelled corpus, without a crawl: truth beside finding, part by part.

A second figure: no score rests on it, since the product never sees a page this way but in `inspect`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from detectors.services.ladder import PageMark
from evaluation.corpus.blind_cases import blind_cases
from evaluation.corpus.marking import mark_row
from evaluation.corpus.rows import WRITTEN_BLIND, corpus_rows
from evaluation.grading import Case


def page_cases(split: str) -> dict[str, list[Case]]:
    """Return the cases on one split of the corpus; before the comma the detector, after it what they are about."""
    rows = (row for row in corpus_rows() if row["split"] == split and row["source"] != WRITTEN_BLIND)
    marked = [(row, mark_row(row)) for row in rows]
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
