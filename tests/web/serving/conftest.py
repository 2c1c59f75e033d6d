"""The whole site over two simulated editions, through Flask's own client."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from tests.conftest import once_a_run
from tests.small_edition import build
from web.serving.warm import DISK, warm


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated published.db."""
    return build(tmp_path_factory.mktemp("serving") / "published.db")


@pytest.fixture(scope="session")
def compressed(published: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder where a first start kept what it compressed, which takes seconds: one for all workers.

    What a site that ran on this machine compressed to the same bytes is taken over; its names are of the content.
    """

    def make(draft: Path) -> None:
        draft.mkdir()
        for path in DISK.glob("*.*"):
            if path.suffix != ".part":
                shutil.copy(path, draft)
        assert warm(create_app(published).server, draft) > 10

    return once_a_run(tmp_path_factory, worker_id, "compressed", make)


@pytest.fixture(scope="session")
def one_site(published: Path) -> FlaskClient:
    """A client of a site that many tests ask, for those to which it makes no difference what is in its memory."""
    return create_app(published).server.test_client()


@pytest.fixture
def client(published: Path) -> FlaskClient:
    """A client of a fresh site, so that nothing is in its memory yet."""
    return create_app(published).server.test_client()
