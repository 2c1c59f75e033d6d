"""What many tests share: the real published database, built once for the whole run."""

import fcntl
from pathlib import Path

import pytest
from hypothesis import settings

from edition.build import build

ROOT = Path(__file__).resolve().parent.parent

# How long a case takes says how busy the machine is, not whether the rule holds.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def real_published(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The published database as `python cli.py build` makes it from the committed facts, one for all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent
    path = folder / "real-published.db"
    with (folder / "real-published.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            build(ROOT / "data", path, ROOT)
    return path
