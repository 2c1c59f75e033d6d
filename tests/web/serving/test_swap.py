"""A new database in the place of the old: no failed request, no answer of two editions, nothing broken is served."""

from __future__ import annotations

import http.client
import json
import re
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from werkzeug.test import Client, EnvironBuilder

from app import create_app
from cli import main
from errors import PublishedError
from tests.small_edition import Rows, build
from tests.web.serving.test_runner import running
from web.serving.swap import Swap

PATHS = ("/", "/league", "/league?type=london", "/council/simford", "/explore/", "/data/scores.csv", "/health")
BROKEN = {
    "text": "file is not a database", "cut": "cannot be read", "empty": "is not a published database",
    "damaged": "damaged|malformed", "broken": "answers 500",
}  # fmt: skip
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
NAME = re.compile(r"2026-11-(one|two)|The (One|Two) edition")


def _named(name: str, rows: Rows) -> None:
    """Give the edition and its first council names that every page of PATHS shows at least one of."""
    for table in rows.values():
        for row in table:
            if row.get("edition") == rows["editions"][0]["edition"] and row is not rows["editions"][0]:
                row["edition"] = f"2026-11-{name.lower()}"
    rows["editions"][0] |= {"title": f"The {name} edition", "edition": f"2026-11-{name.lower()}"}


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The bytes of two editions, of one whose league cannot be drawn, and of files that are none."""
    folder = tmp_path_factory.mktemp("editions")
    one, two = (build(folder / f"{name}.db", partial(_named, name)) for name in ("One", "Two"))
    broken = folder / "broken.db"
    broken.write_bytes(two.read_bytes())
    connection = sqlite3.connect(broken)
    connection.execute("ALTER TABLE dimension_scores RENAME COLUMN score TO elsewhere")
    connection.commit(), connection.close()
    whole = two.read_bytes()
    return {
        "one": one.read_bytes(), "two": whole, "broken": broken.read_bytes(), "text": b"<html>no database</html>",
        "cut": whole[: len(whole) // 2], "empty": b"",
        "damaged": whole[:-200_000] + bytes(100_000) + whole[-100_000:],
    }  # fmt: skip


@dataclass
class Readers:
    """What readers got. statuses: how often each; mixed: addresses whose answer named two editions, or none."""

    statuses: Counter[int] = field(default_factory=Counter)
    mixed: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def note(self, path: str, status: int, text: str) -> None:
        self.statuses[status] += 1
        names = {next(filter(None, found)).lower() for found in NAME.findall(text)}
        self.seen |= names
        if len(names) != 1:
            self.mixed.append(f"{path} {names}")

    def read_on(self, answers: int) -> None:
        """Return once they have got so many answers more, however fast this machine is."""
        enough, late = self.statuses.total() + answers, time.monotonic() + 60
        while self.statuses.total() < enough:
            assert time.monotonic() < late, f"no {answers} answers in a minute: {self.statuses}"
            time.sleep(0.05)


@contextmanager
def reading(ask: Callable[[], Callable[[str], tuple[int, str]]], readers: Readers) -> Iterator[None]:
    """Ask for every path again and again in several threads until the block ends."""
    over = threading.Event()

    def read(first: int) -> None:
        get, at = ask(), first
        while not over.is_set():
            path = PATHS[at % len(PATHS)]
            try:
                readers.note(path, *get(path))
            except (OSError, http.client.HTTPException) as error:
                readers.note(path, -1, repr(error))
            at += 1
            time.sleep(0.2)  # longer than the answers take: what is asked all the time leaves nothing to swap with

    running_ = [threading.Thread(target=read, args=(at,)) for at in range(3)]
    for thread in running_:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in running_:
            thread.join()


@pytest.fixture
def published(tmp_path: Path, editions: dict[str, bytes]) -> Path:
    path = tmp_path / "published.db"
    path.write_bytes(editions["one"])
    return path


@pytest.fixture
def swap(published: Path, tmp_path: Path) -> Swap:
    (tmp_path / "run").mkdir()
    return Swap(published, partial(_site, published), tmp_path / "run", lambda: NOW)


def _site(published: Path, copy: Path) -> Flask:
    return create_app(copy, published).server


def put(swap: Swap, published: Path, content: bytes, in_place: bool = False) -> None:
    """Put another file in the place of `published` (or write over it) and look until it is taken up or refused."""
    if in_place:
        published.write_bytes(content)
    else:
        draft = published.with_suffix(".draft")
        draft.write_bytes(content)
        draft.replace(published)
    swap.look(), swap.look()


def health(swap: Swap) -> dict:
    return Client(swap).get("/health", buffered=True).json


def test_editions_change_under_readers_without_a_failed_or_a_mixed_answer(
    swap: Swap, published: Path, editions: dict[str, bytes]
) -> None:
    readers = Readers()

    def ask() -> Callable[[str], tuple[int, str]]:
        client = Client(swap)
        return lambda path: (lambda answer: (answer.status_code, answer.text))(client.get(path, buffered=True))

    with reading(ask, readers):
        for content, served in (("two", "two"), ("text", "two"), ("one", "one"), ("damaged", "one"), ("two", "two")):
            put(swap, published, editions[content], in_place=content == "text")
            assert health(swap)["edition"]["edition"] == f"2026-11-{served}"
            assert (health(swap)["refused"] is not None) == (content != served)
            readers.read_on(10)
    assert set(readers.statuses) == {200}
    assert readers.mixed == [] and readers.seen == {"one", "two"}
    assert len(list(published.parent.glob("run/*.db"))) == 1, "copies of what is not served any more are left"


def test_what_is_broken_is_refused_once_with_the_reason_and_mended_by_the_next(
    swap: Swap, published: Path, editions: dict[str, bytes], caplog: pytest.LogCaptureFixture
) -> None:
    for kind, why in BROKEN.items():
        caplog.clear()
        put(swap, published, editions[kind], in_place=True)
        swap.look(), swap.look()
        said = [record.getMessage() for record in caplog.records if record.name == "web.serving.swap"]
        assert len(said) == 1 and "the edition before it stays" in said[0], kind
        found = health(swap)
        assert found["healthy"] and found["edition"]["edition"] == "2026-11-one"
        assert found["refused"]["at"] == "2026-11-30T12:00:00+00:00" and found["refused"]["why"] in said[0]
        assert re.search(why, found["refused"]["why"]), kind
        assert str(published.parent) not in json.dumps(found), "a path of this machine is told to everybody"
    assert Client(swap).get("/league", buffered=True).status_code == 200
    put(swap, published, editions["one"])  # the same bytes as are served: nothing to do, and nothing refused
    assert health(swap)["refused"] is None
    put(swap, published, editions["two"])
    assert health(swap)["edition"]["edition"] == "2026-11-two"


def test_a_file_that_is_still_being_written_is_left_alone(
    swap: Swap, published: Path, editions: dict[str, bytes]
) -> None:
    new = editions["two"]
    for upto in range(0, len(new), len(new) // 4):
        published.write_bytes(new[:upto])
        swap.look()
    assert health(swap)["refused"] is None and health(swap)["edition"]["edition"] == "2026-11-one"
    put(swap, published, new, in_place=True)
    assert health(swap)["edition"]["edition"] == "2026-11-two"


def test_a_file_that_is_taken_away_leaves_the_old_edition(swap: Swap, published: Path) -> None:
    published.unlink()
    swap.look(), swap.look()
    assert Client(swap).get("/league", buffered=True).status_code == 200 and health(swap)["refused"] is None


def test_a_fault_of_ours_leaves_the_old_edition_and_is_logged(
    published: Path, editions: dict[str, bytes], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = []

    def once(copy: Path) -> Flask:
        made.append(copy)
        return _site(published, copy) if len(made) == 1 else 1 / 0  # type: ignore[return-value]

    (tmp_path / "run").mkdir()
    swap = Swap(published, once, tmp_path / "run", lambda: NOW)
    put(swap, published, editions["two"])
    assert health(swap)["refused"]["why"] == "its site cannot be made (ZeroDivisionError)"
    assert any(record.exc_info for record in caplog.records) and not made[1].exists()


def test_a_request_ends_in_the_edition_in_which_it_began(
    swap: Swap, published: Path, editions: dict[str, bytes], tmp_path: Path
) -> None:
    said: list[str] = []
    environ = EnvironBuilder("/data/scores.csv").get_environ()
    answer = swap(environ, lambda status, headers, exc_info=None: said.append(status))
    put(swap, published, editions["two"])
    assert len(list((tmp_path / "run").glob("*.db"))) == 2
    assert b"2026-11-one" in b"".join(answer) and said == ["200 OK"]
    answer.close()
    assert len(list((tmp_path / "run").glob("*.db"))) == 1


@pytest.mark.parametrize("kind", ["text", "damaged", None])
def test_a_site_does_not_begin_over_what_it_would_refuse(
    tmp_path: Path, editions: dict[str, bytes], kind: str | None
) -> None:
    published = tmp_path / "published.db"
    if kind:
        published.write_bytes(editions[kind])
    with pytest.raises(PublishedError, match="published.db: "):
        Swap(published, partial(_site, published), tmp_path, lambda: NOW)
    assert [path for path in tmp_path.iterdir() if path != published] == []


def test_the_running_site_takes_up_and_takes_back_an_edition_without_a_failed_request(
    published: Path, editions: dict[str, bytes], tmp_path: Path
) -> None:
    """Two processes over sockets that stay open, as behind a proxy; the commands an operator has."""
    new, bad = tmp_path / "new.db", tmp_path / "bad.db"
    new.write_bytes(editions["two"]), bad.write_bytes(editions["damaged"])
    readers, opened = Readers(), ExitStack()

    def ask(url: str) -> Callable[[str], tuple[int, str]]:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
        opened.callback(connection.close)

        def get(path: str) -> tuple[int, str]:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

        return get

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, [*words, "--published", str(published)])
        return done.output + str(done.exception or "")

    def until(get: Callable[[str], tuple[int, str]], words: str) -> None:
        for _ in range(900):
            if words in get("/health")[1]:
                return
            time.sleep(0.1)
        raise AssertionError(f"/health never said {words}: {get('/health')}")

    log = tmp_path / "log"
    with (
        running("--port", "0", "--every", "0.1", "--published", str(published), log=log) as url,
        opened,
        reading(partial(ask, url), readers),
    ):
        get = ask(url)
        assert "what it replaced" in run("swap-in", str(new))
        until(get, "2026-11-two")
        readers.read_on(10)
        assert re.search(BROKEN["damaged"], run("swap-in", str(bad)))
        published.write_bytes(bad.read_bytes())  # past the command
        until(get, '"why"')
        readers.read_on(10)
        assert "2026-11-one" in run("roll-back")
        until(get, "2026-11-one")
        readers.read_on(10)
    assert set(readers.statuses) == {200}
    assert readers.mixed == [] and readers.seen == {"one", "two"}
    _holds_nothing_personal(log, url)


def _holds_nothing_personal(log: Path, url: str) -> None:
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    answered = [line for line in lines if line["logger"] == "web.serving.request_log"]
    assert {line["route"] for line in answered} >= {"/", "/league", "/council/<slug>", "/health"}
    assert {"method", "status", "bytes", "milliseconds", "kept", "process", "time"} <= answered[0].keys()
    assert {line["logger"] for line in lines if line["level"] == "error"} == {"web.serving.swap"}
    whole = log.read_text(encoding="utf-8")
    assert not any(word in whole for word in ("127.0.0.1", "simford", "london", url))
