"""A type read back from its published database gives what was published, to the digit."""

from pathlib import Path

import numpy as np
import pytest

from edition.reader import connect, rows
from edition.type_read import read_type
from scoring.what_if import try_marks
from tests.small_edition import build

GAINS = """
SELECT g.authority, g.indicator, g.new_score, g.new_rank, a.type FROM gains g JOIN authorities a USING (authority)
WHERE g.route = 'single' AND g.new_score IS NOT NULL
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("type") / "published.db")


def test_every_single_change_is_worked_out_as_it_was_published(published: Path):
    connection = connect(published)
    gains = rows(connection, GAINS)
    assert len(gains) > 20
    for kind in {gain["type"] for gain in gains}:
        whole = read_type(connection, kind)
        for gain in (one for one in gains if one["type"] == kind):
            row = whole.row(gain["authority"])
            tried = try_marks(whole.published, whole.context, row, [gain["indicator"]], whole.part_of, whole.kept)
            assert tried.score == pytest.approx(gain["new_score"], abs=1e-12) and tried.rank == gain["new_rank"]


def test_the_nearest_councils_are_the_neighbours_that_were_published(published: Path):
    connection = connect(published)
    whole = read_type(connection, "district")
    for i, code in enumerate(whole.published.panel.authorities):
        listed = rows(connection, "SELECT peer FROM peers WHERE authority = ? ORDER BY position", code)
        near = [whole.published.panel.authorities[k] for k in whole.nearest[i]]
        assert near[: len(listed)] == [row["peer"] for row in listed]


def test_the_scores_are_those_of_the_database(published: Path):
    connection = connect(published)
    whole = read_type(connection, "district")
    stored = {row["authority"]: row["score"] for row in rows(connection, "SELECT authority, score FROM scores")}
    for i, code in enumerate(whole.published.panel.authorities):
        if whole.published.seen.ranked[i]:
            assert stored[code] == pytest.approx(whole.published.score[i], abs=1e-12)
    assert whole.kept is not None and np.isfinite(whole.kept.scores).all()
