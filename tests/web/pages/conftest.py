"""The whole server over the simulated database, as app.py puts it together but for the explorer."""

from __future__ import annotations

from pathlib import Path

import flask
import pytest
from flask.testing import FlaskClient

from tests.small_edition import build
from web import pages, serving
from web.site import Site

ROOT = Path(__file__).resolve().parents[3]


def make_server(published: Path, site: Site | None = None) -> flask.Flask:
    """Return a server with headers, compression and pages over the database at `published`, run by nobody."""
    server = flask.Flask("app", root_path=str(ROOT), static_folder="assets")
    server.config["PUBLISHED"] = published
    server.config["SITE"] = site or Site()
    serving.register(server)
    pages.register(server)
    return server


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("published") / "published.db")


@pytest.fixture(scope="session")
def server(published: Path) -> flask.Flask:
    return make_server(published)


@pytest.fixture
def client(server: flask.Flask) -> FlaskClient:
    return server.test_client()
