"""The whole site over two simulated editions, through Flask's own client."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from tests.small_edition import build


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated published.db."""
    return build(tmp_path_factory.mktemp("serving") / "published.db")


@pytest.fixture(scope="session")
def one_site(published: Path) -> FlaskClient:
    """A client of a site that many tests ask, for those to which it makes no difference what is in its memory."""
    return create_app(published).server.test_client()


@pytest.fixture
def client(published: Path) -> FlaskClient:
    """A client of a fresh site, so that nothing is in its memory yet."""
    return create_app(published).server.test_client()
