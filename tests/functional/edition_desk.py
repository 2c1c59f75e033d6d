"""A place to make an edition at: an invented country on a simulated internet, and a server of the live sources."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from evaluation.contract_server import councils, local_links, planning_data, raw_files
from evaluation.contract_server.server import ContractServer
from evaluation.contract_server.table import letters_of
from evaluation.simulated_internet.server import SimWeb
from register.authorities import load_register
from tests.committed import draw_little
from tests.functional import edition_process
from tests.functional.invented import Country, make_country

NAME = "2026-12-pilot"


@dataclass
class Desk:
    """A place to make an edition at, with both internets that it asks."""

    country: Country
    folder: Path
    web: SimWeb
    sources: ContractServer
    environment: dict[str, str]

    @property
    def home(self) -> Path:
        return self.folder / "editions" / NAME

    @property
    def printed(self) -> str:
        return (self.folder / "printed.txt").read_text(encoding="utf-8")

    def start(self, *words: str, largest_file: int = 0) -> ForkServerProcess:
        """Start `edition NAME` in a process of its own."""
        given = [
            "edition",
            NAME,
            "--folder",
            str(self.folder / "editions"),
            "--data",
            str(self.folder / "data"),
            *words,
        ]
        process = multiprocessing.get_context("forkserver").Process(
            target=edition_process.run,
            args=(given, self.sources.port, self.environment, self.folder / "printed.txt", largest_file),
        )
        process.start()
        return process

    def finish(self, *words: str, largest_file: int = 0, within_s: float = 300) -> int:
        """Run it to its end and return its exit code."""
        process = self.start(*words, largest_file=largest_file)
        process.join(timeout=within_s)
        assert process.exitcode is not None, self.printed
        return process.exitcode

    def kill_when(self, is_time: Callable[[], bool], *words: str) -> None:
        """Run it and kill it (SIGKILL) once the moment has come."""
        process = self.start(*words)
        while not is_time():
            assert process.is_alive(), f"it ended before it could be killed: {self.printed}"
            time.sleep(0.002)
        process.kill()
        process.join()


@contextmanager
def set_up(folder: Path, count: int, limit_s: float) -> Iterator[Desk]:
    """Yield a desk with that many readable councils. limit_s: the least seconds between two requests to a host."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(["tests.functional.preloaded"])
    country = make_country(folder / "data", count)
    draw_little(folder / "data" / "framework.toml")
    known = load_register(folder / "data" / "register")
    said = councils.councils_of(known)
    codes = {one.slug: one.code for one in said}
    slugs = [council.authority.slug for council in country.councils]
    links = {
        (slug, link.lgsl): local_links.Link(slug, codes[slug], link.lgsl, 8, link.url)
        for slug, council in zip(slugs, country.councils, strict=True)
        for link in council.local_links
        if link.url
    }
    names = [one.name for one in said]
    hosts = [council.host for council in country.councils]
    contracts = (
        *local_links.contracts(links.values()), councils.govuk(said), councils.ons(said),
        raw_files.contract(dict.fromkeys(names, 2), names, hosts, {one.code: 1_200_000 for one in said}),
        planning_data.contract(*planning_data.rows_of(letters_of(known))),
    )  # fmt: skip
    with SimWeb(country.councils, limit_s=limit_s) as web, ContractServer(contracts) as sources:
        environment = {**web.environment(), "CDI_TEST_NETWORK": "1",
                       "CHROMIUM": "none"}  # fmt: skip
        yield Desk(country, folder, web, sources, environment)
