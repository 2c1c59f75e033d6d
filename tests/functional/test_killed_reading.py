"""`collect live` killed (SIGKILL) at chosen moments: it goes on, asks nothing twice, and leaves nothing half-way."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from collectors.open_data.facts_file import read_facts
from evaluation.contract_server import table
from evaluation.contract_server.server import ContractServer
from tests.committed import committed_register
from tests.functional import edition_process


@dataclass
class Desk:
    """A place to read sources at, in processes of their own."""

    folder: Path
    server: ContractServer

    @property
    def printed(self) -> str:
        return (self.folder / "printed.txt").read_text(encoding="utf-8")

    @property
    def facts(self) -> Path:
        return self.folder / "facts"

    def start(self, *names: str) -> ForkServerProcess:
        words = ["collect", "live", *names, "--out", str(self.facts), "--store", str(self.folder / "live.db")]
        process = multiprocessing.get_context("forkserver").Process(
            target=edition_process.run, args=(words, self.server.port, {}, self.folder / "printed.txt", 0)
        )
        process.start()
        return process

    def finish(self, *names: str) -> int | None:
        process = self.start(*names)
        process.join(timeout=120)
        return process.exitcode

    def end_when(self, is_time: Callable[[], bool], *names: str, by: signal.Signals = signal.SIGKILL) -> int | None:
        """Run it, end it once the moment has come, and return its exit code."""
        process = self.start(*names)
        while not is_time():
            assert process.is_alive(), f"it ended before it could be ended: {self.printed}"
            time.sleep(0.002)
        os.kill(process.pid or 0, by)
        process.join(timeout=60)
        return process.exitcode

    def asked(self) -> Counter[tuple[str, str, str]]:
        return Counter((one.host, one.path, str(sorted(one.query.items()))) for one in self.server.asked)

    def kept(self) -> int:
        """Return how many replies are kept of readings that were not finished."""
        with closing(sqlite3.connect(self.folder / "live.db")) as db:
            return db.execute("SELECT count(*) FROM replies WHERE reading = 'unfinished'").fetchone()[0]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    multiprocessing.get_context("forkserver").set_forkserver_preload(["tests.functional.preloaded"])
    with ContractServer(table.contracts(committed_register())) as server:
        yield Desk(tmp_path, server)


def test_a_long_reading_killed_three_times_asks_again_what_was_on_its_way_and_nothing_else(desk: Desk) -> None:
    names = ("govuk_authorities", "govuk_pay", "planning_data")
    for moment in (3, 60, 200):
        desk.end_when(lambda moment=moment: len(desk.server.asked) >= moment, *names)
    assert desk.finish(*names) == 0, desk.printed
    asked = desk.asked()
    assert len(asked) == 382 + 3 and sum(asked.values()) - len(asked) <= 3, asked.most_common(4)
    assert "govuk_authorities: " in desk.printed and "0 differences from our register" in desk.printed
    assert not list(desk.folder.rglob("*.part"))


PLACES = {
    "facts": "facts/.govuk_pay.csv.part",
    "where they come from": "facts/live/.govuk_pay.csv.part",
}
"""What is written of a source, one after the other."""


@pytest.mark.parametrize("place", PLACES)
def test_a_reading_killed_as_it_is_written_is_written_whole_by_the_next_and_asked_of_nobody(
    desk: Desk, place: str
) -> None:
    stop = desk.folder / PLACES[place]
    stop.parent.mkdir(parents=True)
    os.mkfifo(stop)  # whoever writes to it waits there for a reader
    began = time.monotonic()

    def is_writing() -> bool:
        before = desk.facts / "govuk_pay.csv" if place != "facts" else desk.folder / "live.db"
        return len(desk.server.asked) == 1 and before.exists() and time.monotonic() - began > 5

    desk.end_when(is_writing, "govuk_pay")
    assert (desk.facts / "govuk_pay.csv").exists() == (place != "facts") and desk.kept() == 1
    assert not (desk.facts / "live" / "govuk_pay.csv").exists()
    stop.unlink()
    assert desk.finish("govuk_pay") == 0, desk.printed
    assert len(desk.server.asked) == 1 and "0 asked, 1 kept from a stopped run" in desk.printed and desk.kept() == 0
    assert len(read_facts(desk.facts / "govuk_pay.csv")) == 382
    assert (desk.facts / "live" / "govuk_pay.csv").read_text(encoding="utf-8").count("\n") == 2
    assert not list(desk.folder.rglob("*.part"))


def test_what_a_killed_run_left_half_written_is_written_over(desk: Desk) -> None:
    for left in PLACES.values():
        path = desk.folder / left
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"authority,mea")
    assert desk.finish("govuk_pay") == 0, desk.printed
    assert not list(desk.folder.rglob("*.part")) and len(read_facts(desk.facts / "govuk_pay.csv")) == 382


def test_one_who_interrupts_is_told_that_it_can_go_on(desk: Desk) -> None:
    code = desk.end_when(lambda: len(desk.server.asked) >= 5, "govuk_authorities", by=signal.SIGINT)
    assert code == 1 and "Interrupted; no facts are half-way" in desk.printed, desk.printed
    assert "run the same command again" in desk.printed and "Traceback" not in desk.printed
    assert desk.kept() in (4, 5)
