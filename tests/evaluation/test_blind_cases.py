"""Pages and whole sites written without sight of the detectors: no transaction is invented, few are missed."""

from __future__ import annotations

import pytest

from detectors.owners import host_of
from evaluation.corpus.blind_cases import Judged, judged_pages, judged_sites
from evaluation.corpus.rows import WORDING, WRITTEN_BLIND, corpus_rows, rows_of
from tests.committed import committed_register
from web.words.catalogue import word


def _shares(found: tuple[Judged, ...]) -> tuple[float, float, float]:
    claimed = [one for one in found if (one.found or 0) >= 3]
    real = [one for one in found if one.truth >= 3]
    precision = sum(one.truth >= 3 for one in claimed) / len(claimed)
    recall = sum((one.found or 0) >= 3 for one in real) / len(real)
    return precision, recall, sum(one.truth == one.found for one in found) / len(found)


@pytest.mark.parametrize(
    ("found", "least"),
    [(judged_pages, 280), (judged_sites, 170)],
    ids=["pages", "sites"],
)
def test_what_was_written_blind_is_marked_as_its_writers_did(found, least: int) -> None:
    judged = found("build")
    precision, recall, exact = _shares(judged)
    wrong = [f"{one.council} {one.service}: {one.truth} -> {one.found}: {one.note}" for one in judged
             if one.truth != one.found]  # fmt: skip
    assert len(judged) >= least
    assert precision >= 0.99 and recall >= 0.96 and exact >= 0.95, "\n".join(wrong)


def test_every_reason_can_be_worded() -> None:
    said = {word(reason) for one in (*judged_pages("build"), *judged_sites("build")) for reason in one.reasons}
    assert len(said) > 500 and all(one[-1] in ".!?" for one in said)


def test_no_council_written_blind_is_a_real_one() -> None:
    register = committed_register().authorities
    written = [row for row in corpus_rows() if row["source"] == WRITTEN_BLIND]
    judged = (*judged_pages("build"), *judged_sites("build"))
    assert not {one.slug for one in register} & {one.council for one in judged}
    assert not {one.name for one in register} & {row["council"] for row in written}
    assert not {host_of(one.homepage) for one in register} & {host_of(row["url"]) for row in written}


def test_each_set_of_wording_has_every_service_and_level_and_their_reasons() -> None:
    for name in WORDING:
        rows = list(rows_of(name))
        assert len(rows) == 200 and all(row["why"] for row in rows) and len({row["split"] for row in rows}) == 1
        assert {row["level"] for row in rows} == {0, 1, 2, 3, 4} and len({row["service"] for row in rows}) == 40
