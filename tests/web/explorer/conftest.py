"""The simulated edition for the explorer's tests."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from edition.reader import connect
from tests.small_edition import build


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated published.db."""
    return build(tmp_path_factory.mktemp("explorer") / "published.db")


@pytest.fixture
def connection(published: Path) -> sqlite3.Connection:
    """An open simulated edition."""
    return connect(published)
