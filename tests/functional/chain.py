"""The whole chain by its own commands: crawl, crawl again a day later, observe, build."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from cli import main
from tests.committed import draw_little
from tests.functional.invented import UNREADABLE, Country, make_country
from tests.functional.serving import served

COUNCILS, THOROUGH = 20, 5
"""Councils that can be read, and how many of them (of as many types) are read on two days, to the end on the second: of
fewer no product would be in use at the five councils that its row needs."""
FEW_PAGES, SOME_PAGES, ALL_PAGES = 14, 40, 185


@dataclass(frozen=True, slots=True)
class Chain:
    """What the commands left behind. thorough: slugs of the councils read twice. as_of: day of the edition."""

    country: Country
    crawl: Path
    published: Path
    thorough: tuple[str, ...]
    as_of: str


def run_chain(folder: Path) -> Chain:
    """Run every step over the simulated internet; a step that does not end well fails here."""
    data, db, out = folder / "data", folder / "crawl.db", folder / "published.db"
    country = make_country(data, COUNCILS)
    draw_little(data / "framework.toml")
    thorough = tuple(one.authority.slug for one in country.councils[:THOROUGH])
    others = tuple(one.slug for one in country.authorities if one.slug not in thorough)
    with served(COUNCILS, UNREADABLE) as environment:
        _crawl(data, db, thorough, SOME_PAGES, environment)
        a_day_earlier(db)
        _crawl(data, db, thorough, ALL_PAGES, environment)
        _crawl(data, db, others, FEW_PAGES, environment)
    run("replay", "--db", str(db), "--register", str(data / "register"))
    as_of = _newest_day(db)
    title = ("--title", "Invented edition")
    run("build", "--crawl", str(db), "--as-of", as_of, "--data", str(data), "--out", str(out), *title)
    return Chain(country, db, out, thorough, as_of)


def run(*words: str, environment: dict[str, str] | None = None) -> str:
    """Return what a command printed; it has to end well."""
    result = CliRunner(env=environment).invoke(main, words)
    assert result.exit_code == 0, (words, result.output, result.exception)
    return result.output


def _crawl(data: Path, db: Path, slugs: tuple[str, ...], pages: int, environment: dict[str, str]) -> None:
    run("crawl", "--register", str(data / "register"), "--authorities", ",".join(slugs),
        "--local-links", str(data / "local-links.csv"), "--max-pages", str(pages), "--delay", "0.02", "--db", str(db),
        "--contact", "https://operator.example/crawler", "--no-observe", environment=environment)  # fmt: skip


def a_day_earlier(db: Path) -> None:
    """Date everything that is stored so far back by a day: a second look takes another day."""
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE runs SET started_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', started_at, '-1 day')")
        connection.execute("UPDATE fetches SET fetched_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', fetched_at, '-1 day')")


def _newest_day(db: Path) -> str:
    with closing(sqlite3.connect(db)) as connection:
        day: str = connection.execute("SELECT date(max(fetched_at)) FROM fetches").fetchone()[0]
    return day
