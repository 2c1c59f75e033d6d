"""`python cli.py import-warc`: judge pages that somebody has archived, without a request to anybody."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from collectors.crawl.frontier.cues import Cues
from collectors.crawl.limits import Limits
from collectors.crawl.reading.examine import Examiner
from collectors.crawl.store import open_store
from collectors.sqlite import unmade_if_refused
from collectors.web_archive.councils import Councils
from collectors.web_archive.read import read_archive
from collectors.web_archive.store import Imported, Store
from commands.options import register_option
from counted import plural
from detectors.cues import default_cues
from register.authorities import load_authorities


@click.command(name="import-warc")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("data/archive.db"),
    show_default=True,
    help="The crawl database to store the pages in; created if there is none.",
)
@register_option()
def command(files: tuple[Path, ...], db: Path, register: Path) -> None:
    """Store the replies of web archives (WARC, ISO 28500) as evidence; afterwards replay, export and build work on it.

    A council is found by the host of its home page. Each FILE is stored whole or not at all, and no database is made
    for one that is refused; of several captures of one address the newest stands. What an archive lacks is never
    called absent.

    \b
    Exit codes: 0 stored; 1 a file is missing or is no WARC file (earlier files of the call are stored); 2 wrong usage.
    """
    councils = Councils.of(load_authorities(register / "authorities.csv"))
    with unmade_if_refused(db), closing(open_store(db)) as database:
        store = Store(database, councils, Examiner(Cues(default_cues), Limits()), datetime.now(UTC))
        for file in files:
            _show(file, _taken(store, file))


def _taken(store: Store, file: Path) -> Imported:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, transient=True) as progress:
        task = progress.add_task(f"{file.name}: {_stored(Imported())}")

        def told(found: Imported) -> None:
            progress.update(task, description=f"{file.name}: {_stored(found)}")

        return store.take(read_archive(file), file.name, told)


def _stored(found: Imported) -> str:
    return f"{plural(found.stored, 'page')} of {plural(len(found.councils), 'council')}"


def _show(file: Path, found: Imported) -> None:
    click.echo(f"{file.name}: {_stored(found)} stored")
    for reason, count in sorted(found.others.items()):
        click.echo(f"  {plural(count, 'record')}: {reason}")
