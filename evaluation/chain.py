"""The product's own chain over simulated councils: `crawl` with its default budgets, `replay`, `export`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collectors.crawl.evidence import open_evidence
from collectors.crawl.export import rows
from evaluation.simulated_internet.councils import AS_OF, SimCouncil
from evaluation.simulated_internet.register import registered, write_links, write_register
from evaluation.simulated_internet.server import SimWeb
from paths import FACTS

DELAY_S = 0.5
"""Seconds between two requests to a host, in this simulation only: its hosts are our own. A live crawl waits 1 s."""
AT_ONCE = 16
"""Councils crawled together: few enough for two cores to keep the pace, so that the order of pages repeats."""
CONTACT = "https://operator.example/crawler"
Command = Callable[..., None]
"""Runs one command of the product, given as its words on the command line; raises if it does not end well."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the chain says of one council: service -> row of `export services`, measure -> row of
    `export observations`. Both empty if its pages broke the detectors.
    """

    council: SimCouncil
    services: Mapping[str, Mapping[str, Any]]
    observations: Mapping[str, Mapping[str, Any]]


def run_chain(
    councils: Sequence[SimCouncil],
    folder: Path,
    run: Command,
    say: Callable[[str], None] = lambda line: None,
    delay_s: float = DELAY_S,
) -> tuple[Found, ...]:
    """Return what the product finds out about each council, in the same order.

    folder: where the register, the evidence and what was made of it are written. say: told before each part.
    Raises what `run` raises.
    """
    register, db = folder / "register", folder / "crawl.db"
    authorities = registered(councils)
    write_register(register, authorities)
    write_links(folder / FACTS.name, councils, authorities)
    everyone = ("--db", str(db), "--register", str(register))
    with SimWeb(councils) as web, web.in_environment():
        for start in range(0, len(councils), AT_ONCE):
            group = authorities[start : start + AT_ONCE]
            say(f"Crawling councils {start + 1} to {start + len(group)} of {len(councils)}")
            some = ("--authorities", ",".join(one.slug for one in group))
            run("crawl", *everyone, *some, "--delay", str(delay_s), "--contact", CONTACT, "--no-observe")
    _date(db)
    say("Observing what was stored")
    run("replay", *everyone)
    with closing(open_evidence(db)) as evidence:
        services = _by_authority(*rows(evidence, "services"), "service")
        observations = _by_authority(*rows(evidence, "observations"), "measure")
    codes = [one.code for one in authorities]
    return tuple(
        Found(council, services.get(code, {}), observations.get(code, {}))
        for council, code in zip(councils, codes, strict=True)
    )


def _date(db: Path) -> None:
    """Date the evidence to the day to which the simulated councils' ages count, whatever today is."""
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE fetches SET fetched_at = ?", [f"{AS_OF.isoformat()}T08:00:00+00:00"])


def _by_authority(columns: Sequence[str], records: Iterable[tuple], key: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Return authority -> key -> row of an export."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for record in records:
        row = dict(zip(columns, record, strict=True))
        if row.get("subject"):
            continue  # a part of a measure, which is not graded
        found.setdefault(row["authority"], {})[row[key]] = row
    return found
