"""A place to collect live sources at, from a server of contracts and with a clock of its own."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from click.testing import CliRunner, Result

from collectors.open_data.facts_file import read_facts
from collectors.open_data.fetcher import Clock, Fetcher
from commands.collect import command
from evaluation.contract_server.answers import Contract
from evaluation.contract_server.server import ContractServer
from models import Fact


@dataclass
class Desk:
    """A place to collect at. now: the moment there; waits: how long was waited, in seconds, which took no time."""

    server: ContractServer
    folder: Path
    now: datetime
    waits: list[float]
    keys: dict[str, str] = field(default_factory=dict)

    def collect(self, *arguments: str) -> Result:
        clock = Clock(lambda: self.now, lambda: self.now.timestamp(), self.wait)
        adapter = self.server.adapter()
        fetcher = Fetcher("https://example.org", lambda host: True, clock=clock, adapter=adapter, keys=self.keys)
        paths = ("--out", str(self.folder / "facts"), "--store", str(self.folder / "live.db"))
        return CliRunner().invoke(command, ["live", *paths, *arguments], obj=fetcher)

    def publish(self, *contracts: Contract) -> None:
        """Let these services answer, and no others."""
        self.server.contracts = {one.host: one for one in contracts}

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += timedelta(seconds=seconds)

    def facts(self, name: str = "govuk_local_links") -> tuple[Fact, ...]:
        return read_facts(self.folder / "facts" / f"{name}.csv")

    def provenance(self, name: str = "govuk_local_links") -> list[dict[str, str]]:
        text = (self.folder / "facts" / "live" / f"{name}.csv").read_text(encoding="utf-8")
        return list(csv.DictReader(text.splitlines()))

    def files(self) -> dict[str, bytes]:
        return {str(one): one.read_bytes() for one in (self.folder / "facts").rglob("*") if one.is_file()}
