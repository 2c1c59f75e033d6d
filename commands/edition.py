"""`python cli.py edition`: from sources and websites to one edition, planned, resumable and summed up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import click
from rich.console import Console

from collectors.crawl.evidence import open_evidence
from collectors.crawl.manners.lock import only_one
from collectors.crawl.settings import MAX_PAGES
from collectors.crawl.store import kept_on_disk
from collectors.open_data.fetcher import Fetcher
from commands.declared_words import events_without_words, questions_without_words, refuse
from commands.websites import choosing_options, chosen_councils, operator_contact, reading_of
from commands.whole_edition.folder import OPEN_DATA, Begun, EditionFolder, free_bytes
from commands.whole_edition.making import Making, PausedError
from commands.whole_edition.plan import alone, check_disk, plan_table
from commands.whole_edition.steps import STEPS, Planned, Step
from counted import plural
from edition.editions import load_editions
from errors import DiskError, EditionError
from models import Authority
from paths import DATA, EDITIONS, SITE
from register.authorities import Register, load_register
from web.site import load_site

Choices = tuple[str, str | None, str | None]
"""--authorities, --type and --nation as they were given."""
UNFINISHED = 4
"""Exit code: nothing is wrong, and the same command goes on later."""
SCOPES = (OPEN_DATA, "website", "full")
NOBODY = "https://nobody.example/"
"""Stands for the contact in a plan that is made without one: nothing is asked."""
SHOWN = 5
"""How many of the councils that an edition was begun with are named."""


@click.command(name="edition")
@click.argument("name")
@choosing_options
@click.option(
    "--scope", type=click.Choice(SCOPES, case_sensitive=False), help="What the edition rests on [default: website]."
)
@click.option(
    "--contact", metavar="URL", default="", help="Public page that every request names [default: that of site.toml]."
)
@click.option("--max-pages", type=click.IntRange(1, 5000), help=f"Pages of each council [default: {MAX_PAGES}].")
@click.option(
    "--delay",
    type=click.FloatRange(0),
    metavar="S",
    help="Seconds between two requests to a council's host [default: 1].",
)
@click.option("--title", default="", help="Title of the edition [default: scope and month].")
@click.option(
    "--once", is_flag=True, help="Do not wait for the second look on another day; low marks then do not count."
)
@click.option(
    "--without-ni", is_flag=True, help="Leave out the postcodes of Northern Ireland (licensed for internal use only)."
)
@click.option(
    "--cluster",
    metavar="tcp://HOST:PORT",
    default="",
    help="Share reading and probing out over a Dask cluster; given anew at each run.",
)
@click.option(
    "--earlier-crawl",
    "earlier",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A crawl database of before, observed by the same detectors, to say what moved since; it stays where it is.",
)
@click.option("--dry-run", is_flag=True, help="Print the plan, and ask nothing of anybody.")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=DATA,
    show_default="data",
    help="The folder of inputs; the edition works on a copy of its own.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=EDITIONS,
    show_default=True,
    help="Where the folder of the edition is made.",
)
@click.pass_context
def command(
    context: click.Context, name: str, authorities: str, kind: str | None, nation: str | None, scope: str | None,
    contact: str, max_pages: int | None, delay: float | None, title: str, once: bool, without_ni: bool, cluster: str,
    earlier: Path | None, dry_run: bool, data: Path, folder: Path,
) -> None:  # fmt: skip
    """Make the edition NAME: refresh the live sources, read websites on two days, observe, build and sum up.

    It says first what it will ask of whom, for how long and into how much disk. Everything is kept in a folder of its
    own; after any stop the same command goes on, and asks again for nothing that was kept. Choices need not be
    repeated then. The second look has to wait for another day (UTC): the command ends and says from when to go on.

    \b
    Exit codes: 0 the edition is made, and the summary says what it lacks; 1 an input is wrong, the disk is full or
    the edition is there already; 2 wrong usage; 4 interrupted, or waiting for another day: run it again.
    """
    refuse(chain(questions_without_words(), events_without_words(data)))
    home, choices = EditionFolder(folder, name), (authorities, kind, nation)
    if home.is_finished:
        raise EditionError(f"{home.summary}: this edition is made already; choose another name, or delete its folder")
    begun = home.begun()
    if begun is None:
        begun = _to_begin(home, data, choices, scope, contact, max_pages, delay, title, without_ni, dry_run)
        planned = _planned(data, home, begun, earlier)
        if earlier:
            open_evidence(earlier).close()
    else:
        planned = _planned(home.data, home, begun, home.earlier)
        if any(choices):
            _refuse_others(begun, chosen_councils(planned.register.authorities, *choices), planned.register)
        said = {"scope": scope, "contact": contact, "max_pages": max_pages, "delay": delay, "title": title,
                "without_ni": without_ni or None}  # fmt: skip
        _refuse_other(begun, said)
        if earlier and earlier.resolve() != home.earlier:
            before = f"with {str(home.earlier)!r}" if home.earlier else "without one"
            raise EditionError(f"edition {begun.name!r}: --earlier-crawl: it was begun {before}; {_OTHER_CHOICE}")
    if not begun.reads_websites and (cluster or earlier):
        raise click.UsageError("--cluster and --earlier-crawl are about websites, of which open-data reads none")
    steps = [step for step in STEPS if begun.scope in step.scopes]
    asked = [step.plan(planned) for step in steps]
    Console().print(plan_table(asked))
    for line in _waits(begun, once):
        click.echo(line)
    if dry_run:
        for line in (*alone(asked), *_lacks(begun)):
            click.echo(line)
        click.echo("Nothing was asked of anybody and nothing was written.")
        return
    if not home.path.exists():
        check_disk(asked, free_bytes(home.path), str(home.path))
        with _naming_a_full_disk(home.path):
            home.begin(begun, data, earlier)
    fetcher = context.find_object(Fetcher) or Fetcher(begun.contact)
    today = lambda: datetime.now(UTC).date()  # noqa: E731
    making = Making(home, begun, fetcher, today, Console(stderr=True), once, cluster)
    _make(making, steps)


def _waits(begun: Begun, once: bool) -> Iterator[str]:
    if begun.reads_websites and not once:
        yield (
            "The second look takes another day (UTC): after the first one the command ends, and says from when on to "
            "run it again."
        )


def _lacks(begun: Begun) -> Iterator[str]:
    if not begun.contact:
        yield 'Before it can run, site.toml needs a "contact_url" under [operator], or the command --contact URL.'


def _make(making: Making, steps: Sequence[Step]) -> None:
    home = making.folder
    try:
        with only_one(home.lock):
            for number, step in enumerate(steps, 1):
                making.console.print(f"Step {number} of {len(steps)}: {step.name}")
                with _naming_a_full_disk(home.path):
                    click.echo(f"{step.name}: {step.do(making)}")
    except PausedError as pause:
        click.echo(str(pause), err=True)
        raise SystemExit(UNFINISHED) from None
    except KeyboardInterrupt:
        click.echo("Interrupted: run the same command again to go on.", err=True)
        raise SystemExit(UNFINISHED) from None
    click.echo(f"\n{home.summary.read_text(encoding='utf-8')}")


@contextmanager
def _naming_a_full_disk(path: Path) -> Iterator[None]:
    """Raise EditionError if a file of the edition cannot be written to, whichever step noticed it."""
    try:
        with kept_on_disk(path):
            yield
    except DiskError as error:
        raise EditionError(
            f"{error.subject}; {free_bytes(path) / 1e6:,.0f} MB are free. What was kept is kept: once it can be "
            "written to, run the same command again"
        ) from error


def _to_begin(
    home: EditionFolder, data: Path, choices: Choices, scope: str | None, contact: str, max_pages: int | None,
    delay: float | None, title: str, without_ni: bool, dry_run: bool,
) -> Begun:  # fmt: skip
    """Return what is to be begun; a plan alone needs no contact.

    Raises UsageError, EditionError or CrawlError naming the choice that is wrong.
    """
    scope, pages, pace = scope or "website", max_pages or MAX_PAGES, 1.0 if delay is None else delay
    if home.name in {one.code for one in load_editions(data / "editions.toml")}:
        raise EditionError(f'edition "{home.name}": is in {data / "editions.toml"} already; choose another name')
    named = contact or load_site(SITE).contact_url or not dry_run
    if scope == OPEN_DATA:
        if any(choices):
            raise click.UsageError("--authorities, --type and --nation choose whose websites are read, open-data none")
        chosen: tuple[Authority, ...] = ()
        contact = operator_contact(contact, simulated=False) if named else ""
    else:
        chosen = chosen_councils(load_register(data / "register").authorities, *choices)
        reading = reading_of(data / "register", chosen, home.crawl, contact if named else NOBODY, pages, pace)
        contact = reading.identity.contact_url if named else ""
    codes, today = tuple(one.code for one in chosen), datetime.now(UTC).date().isoformat()
    return Begun(home.name, title, scope, codes, pages, pace, contact, today, without_ni)


def _planned(data: Path, home: EditionFolder, begun: Begun, earlier: Path | None) -> Planned:
    register, codes = load_register(data / "register"), set(begun.councils)
    return Planned(
        data, home, begun, register, tuple(one for one in register.authorities if one.code in codes), earlier
    )


_OTHER_CHOICE = "leave the option out to go on, or choose another name"


def _refuse_other(begun: Begun, said: Mapping[str, object]) -> None:
    """Raise EditionError for a choice that is another than the edition was begun with; one not made is None or ''."""
    for option, value in said.items():
        before = getattr(begun, option)
        if value not in (None, "") and value != before:
            name = option.replace("_", "-")
            raise EditionError(f"edition {begun.name!r}: --{name}: it was begun with {before!r}; {_OTHER_CHOICE}")


def _refuse_others(begun: Begun, chosen: Sequence[Authority], register: Register) -> None:
    """Raise EditionError for councils that are others than the edition was begun with."""
    codes = {one.code for one in chosen}
    if codes == set(begun.councils):
        return
    slugs = sorted(one.slug for one in register.authorities if one.code in begun.councils)
    some = ", ".join(slugs[:SHOWN]) + (", ..." if len(slugs) > SHOWN else "")
    raise EditionError(
        f"edition {begun.name!r}: --authorities, --type, --nation: it was begun with {plural(len(slugs), 'council')} "
        f"({some}), and of the {len(codes)} chosen now {len(codes & set(begun.councils))} are among them; "
        f"{_OTHER_CHOICE}"
    )
