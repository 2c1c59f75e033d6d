"""`python cli.py replay`: observe a stored crawl again, without the network."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from collectors.crawl.replay import Observer, ReplayResult, replay
from errors import CrawlError

ROOT = Path(__file__).resolve().parent.parent
OBSERVER = "detectors.crawled:observer"


@click.command(name="replay")
@click.option("--db", type=click.Path(dir_okay=False, path_type=Path), default=Path("data/crawl.db"), show_default=True,
              help="The working database of the crawl.")
@click.option("--authorities", metavar="CODE,...", default="", help="Only these councils, by ONS code.")
@click.option("--register", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
              default=ROOT / "data" / "register", show_default="data/register", help="The councils and their duties.")
def command(db: Path, authorities: str, register: Path) -> None:
    """Run today's detectors over the pages of a stored crawl and store what they find; no request is made.

    \b
    Exit codes: 0 done; 1 the database is missing, is no crawl, or the detectors fail on it; 2 wrong usage.
    """
    codes = [code.strip() for code in authorities.split(",") if code.strip()] or None
    show(replay(db, find_observer(register=register), codes))


def find_observer(name: str = OBSERVER, register: Path = ROOT / "data" / "register") -> Observer:
    """Return the observer that `module:function` makes of a folder with the register.

    Raises CrawlError if there is none of that name.
    """
    module, _, function = name.partition(":")
    try:
        return getattr(import_module(module), function)(register)
    except (ImportError, AttributeError) as error:
        raise CrawlError(f"no observer {name}: {error}") from error


def show(result: ReplayResult) -> None:
    """Print one line about a replay, and one for each council that could not be observed."""
    click.echo(f"Observed {result.authorities} councils: {result.services} services, "
               f"{result.observations} observations.")
    for authority, error in result.failures:
        click.echo(f"{authority}: not observed: {error}", err=True)
