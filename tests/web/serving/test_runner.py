"""Starting the site: what it says, and what it says when it cannot start."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

import app
from cli import main
from errors import BenchmarkError, PublishedError
from tests.command_line import ran
from web.serving.runner import listen, serve

ROOT = Path(__file__).resolve().parents[3]


def cli(*arguments: str) -> list[str]:
    """Return the command line of `cli.py serve`."""
    return [sys.executable, str(ROOT / "cli.py"), "serve", *arguments]


@contextmanager
def running(*arguments: str, log: Path | None = None) -> Iterator[str]:
    """Run the site until the block ends; give its address. log: the file for a whole log, in JSON."""
    command = cli(*arguments)
    with (log or Path(os.devnull)).open("w") as file:
        if log:
            command[2:2] = ["--verbose", "--log-format", "json"]
        errors = file if log else subprocess.PIPE
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line + (process.stderr.read() if process.stderr else "")
        yield found[0]
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert "Traceback" not in out + (err or "")


def test_the_site_says_where_it_is_and_answers_there(published: Path) -> None:
    with running("--port", "0", "--published", str(published)) as url:
        with urllib.request.urlopen(f"{url}/league") as answer:
            assert answer.status == 200
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{url}/nope")
        with pytest.raises(urllib.error.HTTPError) as long:
            urllib.request.urlopen(f"{url}/postcode/{'A' * 10_000}")
        assert long.value.code == 400 and "default-src 'none'" in long.value.headers["Content-Security-Policy"]
        assert b"not a" in long.value.read()


def test_a_taken_port_is_named_and_nothing_is_built() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = ran("serve", "--port", port)
    assert ended.returncode == 1
    assert f"port {port} cannot be used" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("content", [None, b"", b"<html>no database</html>", b"SQLite format 3\x00" + b"\x00" * 4000])
def test_a_missing_or_foreign_database_is_refused_with_what_to_do(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "published.db"
    if content is not None:
        file.write_bytes(content)
    done = CliRunner().invoke(main, ["serve", "--port", "0", "--published", str(file)])
    assert isinstance(done.exception, PublishedError) and "python cli.py build" in str(done.exception)


def test_the_command_ends_with_what_to_do_where_nothing_is_built(tmp_path: Path) -> None:
    ended = ran("serve", "--port", 0, "--published", tmp_path / "none.db")
    assert ended.returncode == 1
    assert "python cli.py build" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_app_itself_says_what_to_run_where_nothing_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "PUBLISHED", tmp_path / "none.db")
    assert app.main(port=0) == 1
    assert "make run" in capsys.readouterr().err


def test_a_port_that_cannot_exist_is_refused() -> None:
    with pytest.raises(BenchmarkError, match="port 70000"):
        listen(70000)


def test_the_port_is_given_back_when_the_site_cannot_be_built(published: Path) -> None:
    def fails(_: Path) -> Flask:
        raise PublishedError("nothing is built")

    with listen(0) as free:
        port = free.getsockname()[1]
    for _ in range(2):
        with pytest.raises(PublishedError):
            serve(published, fails, port)
