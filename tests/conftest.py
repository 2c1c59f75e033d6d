"""What many tests share: the real published database, built once for the whole run."""

from pathlib import Path

import pytest

from publish.build import build

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published database as `python cli.py build` makes it from the committed facts."""
    path = tmp_path_factory.mktemp("real") / "published.db"
    build(ROOT / "data", path, ROOT)
    return path
