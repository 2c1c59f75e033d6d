"""Putting a database in the place of the one that is served, and back: in one step, or nothing has changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from edition.replaced import FOLDER, KEPT, put_in_place, replaced, roll_back
from errors import EditionError, PublishedError
from tests.small_edition import Rows, build

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def _titled(title: str, rows: Rows) -> None:
    rows["editions"][0]["title"] = title


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The bytes of three databases."""
    folder = tmp_path_factory.mktemp("made")
    return [build(folder / f"{at}.db", partial(_titled, f"Number {at}")).read_bytes() for at in range(3)]


def test_going_forward_twice_and_back_twice_ends_where_it_began(tmp_path: Path, made: list[bytes]) -> None:
    published, new = tmp_path / "published.db", tmp_path / "new.db"
    for at, content in enumerate(made):
        new.write_bytes(content)
        kept = put_in_place(new, published, NOW + timedelta(minutes=at))
        assert published.read_bytes() == content and (kept is None) == (at == 0)
        assert kept is None or kept.read_bytes() == made[at - 1]
    for at in (1, 0):
        _, kept = roll_back(published, NOW + timedelta(hours=2 - at))
        assert published.read_bytes() == made[at] and kept and kept.read_bytes() == made[at + 1]
    with pytest.raises(EditionError, match="no earlier database is kept"):
        roll_back(published, NOW + timedelta(hours=3))
    taken_back = replaced(published)
    assert len(taken_back) == 2 and all("taken-back" in path.name for path in taken_back)
    roll_back(published, NOW + timedelta(hours=4), taken_back[0])
    assert published.read_bytes() == made[2]
    assert {path.name for path in tmp_path.iterdir()} == {"published.db", "new.db", FOLDER}


def test_only_the_last_few_are_kept_and_no_other_file_is_touched(tmp_path: Path, made: list[bytes]) -> None:
    published, new, other = tmp_path / "published.db", tmp_path / "new.db", tmp_path / FOLDER / "mine.db"
    other.parent.mkdir()
    other.write_text("of the operator")
    for at in range(KEPT + 3):
        new.write_bytes(made[at % 2])
        put_in_place(new, published, NOW + timedelta(minutes=at))
    assert len(replaced(published)) == KEPT and other.read_text() == "of the operator"
    assert replaced(published)[-1].name == "20261130T120700.000000Z-2026-11.db"


def test_what_is_broken_there_already_or_not_there_changes_nothing(tmp_path: Path, made: list[bytes]) -> None:
    published, new = tmp_path / "published.db", tmp_path / "new.db"
    published.write_bytes(made[0])
    new.write_bytes(made[0])
    with pytest.raises(EditionError, match="already"):
        put_in_place(new, published, NOW)
    for content in (b"", b"text", made[1][:-200_000] + bytes(100_000) + made[1][-100_000:], made[1][:50_000]):
        new.write_bytes(content)
        with pytest.raises(PublishedError, match="new.db: "):
            put_in_place(new, published, NOW)
        with pytest.raises(PublishedError, match="new.db: "):
            roll_back(published, NOW, new)
    assert published.read_bytes() == made[0] and not (tmp_path / FOLDER).exists()


def test_a_served_file_that_is_broken_itself_can_be_replaced_and_is_kept(tmp_path: Path, made: list[bytes]) -> None:
    published, new = tmp_path / "published.db", tmp_path / "new.db"
    published.write_bytes(b"broken")
    new.write_bytes(made[0])
    assert (put_in_place(new, published, NOW) or new).name.endswith("Z-unreadable.db")


def test_the_commands_say_what_they_did_and_what_is_wrong(tmp_path: Path, made: list[bytes]) -> None:
    published, new = tmp_path / "published.db", tmp_path / "new.db"
    published.write_bytes(made[0])
    new.write_bytes(made[1])

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, [*words, "--published", str(published)])
        return done.output + str(done.exception or "")

    assert "no earlier database is kept" in run("roll-back")
    said = run("swap-in", str(new))
    assert "published.db: edition 2026-11, preview" in said and "what it replaced" in said
    assert "is what lies at published.db already" in run("swap-in", str(new))
    assert "as it was in 20" in run("roll-back") and published.read_bytes() == made[0]
    assert "does not exist" in run("swap-in", str(tmp_path / "none.db"))
    assert "does not exist" in run("roll-back", "--to", str(tmp_path / "none.db"))
