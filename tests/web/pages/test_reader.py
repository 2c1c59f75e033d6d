"""Opening published.db: one read-only connection per thread, and a clear message for a file that is not ours."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edition.reader import connect, council, current_edition, league
from errors import PublishedError
from tests.small_edition import COUNCILS, EDITION
from tests.web.pages.test_failures import damaged


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("missing", "there is no published database here"),
        ("text", "cannot be read as a published database"),
        ("truncated", "cannot be read as a published database"),
        ("old", "was made by another version (user_version is 0, expected"),
        ("foreign", "is not a published database (application_id is 0x1, expected"),
        ("no edition", "expected exactly one row with is_current = 1"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_name_and_what_to_do(
    tmp_path: Path, kind: str, message: str, published: Path
):
    path = damaged(tmp_path / "published.db", kind, published)
    with pytest.raises(PublishedError) as caught:
        connect(path)
    assert message in str(caught.value) and str(path) in str(caught.value) and "cli.py build" in str(caught.value)


def test_an_empty_file_and_a_folder_are_refused(tmp_path: Path):
    (tmp_path / "empty.db").touch()
    for path in (tmp_path / "empty.db", tmp_path):
        with pytest.raises(PublishedError):
            connect(path)


def test_a_name_with_spaces_and_signs_can_be_opened(published: Path, tmp_path: Path):
    odd = tmp_path / "a b?c#d%20.db"
    odd.write_bytes(published.read_bytes())
    assert current_edition(connect(odd))["edition"] == EDITION


def test_nothing_can_be_written(published: Path):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connect(published).execute("DELETE FROM scores")


def test_a_thread_keeps_its_connection_and_shares_it_with_no_other(published: Path):
    mine = connect(published)
    with ThreadPoolExecutor(1) as other:
        theirs = other.submit(connect, published).result()
    assert connect(published) is mine and theirs is not mine


def test_the_league_is_every_council_once_and_an_unknown_council_is_none(published: Path):
    connection = connect(published)
    assert len(league(connection, EDITION)) == len(COUNCILS)
    assert council(connection, EDITION, "nope") is None and council(connection, EDITION, "simford")["name"]
