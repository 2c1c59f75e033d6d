"""The register as it is committed, and one database holding the whole postcode list, built once."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from edition.tables import AUTHORITIES, EDITIONS
from edition.writer import write_published
from register.authorities import Register
from register.postcode_tables import PostcodeCounts, build_postcode_tables, read_package
from tests.committed import committed_register
from tests.conftest import once_a_run
from tests.rows import filled


@pytest.fixture(scope="session")
def register() -> Register:
    return committed_register()


def write_database(path: Path, register: Register) -> sqlite3.Connection:
    """Create a published database with the register's councils, one edition and empty postcode tables."""
    councils = [
        filled(AUTHORITIES, authority=one.code, slug=one.slug, name=one.name, short_name=one.short_name, type=one.type,
               nation=one.nation, region=one.region, parent=one.parent, homepage=one.homepage)
        for one in register.authorities
    ]  # fmt: skip
    edition = filled(EDITIONS, edition="2026-11", title="Test", scope="open-data", status="preview", is_current=1)
    write_published(path, {"editions": [edition], "authorities": councils})
    return sqlite3.connect(path)


def open_readonly(path: Path) -> sqlite3.Connection:
    """Return the connection the site would use."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)


@pytest.fixture(scope="session")
def built(register: Register, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Path, PostcodeCounts]:
    """The path of the database with all 2.72 million postcodes, one for all workers, and what its builder counted."""

    def make(draft: Path) -> None:
        draft.unlink(missing_ok=True)
        connection = write_database(draft, register)
        counted = build_postcode_tables(connection, read_package(), register)
        connection.commit()
        connection.close()
        draft.with_name("postcodes.json").write_text(json.dumps(asdict(counted)), encoding="utf-8")

    path = once_a_run(tmp_path_factory, worker_id, "postcodes.db", make)
    counts = json.loads(path.with_name("postcodes.json").read_text(encoding="utf-8"))
    return path, PostcodeCounts(**counts)


@pytest.fixture(scope="session")
def places(built: tuple[Path, PostcodeCounts]) -> Iterator[sqlite3.Connection]:
    connection = open_readonly(built[0])
    yield connection
    connection.close()


@pytest.fixture
def small(register: Register, tmp_path: Path) -> Iterator[Callable[..., sqlite3.Connection]]:
    """Builds a database from the batches a test gives."""
    opened: list[sqlite3.Connection] = []

    def build(batches: list, include_ni: bool = True) -> sqlite3.Connection:
        opened.append(write_database(tmp_path / f"small{len(opened)}.db", register))
        build_postcode_tables(opened[-1], batches, register, include_ni)
        return opened[-1]

    yield build
    for connection in opened:
        connection.close()
