"""`python cli.py build`: the published database from the compiled facts."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from commands.declared_words import events_without_words, refuse
from commands.options import NewFile
from counted import plural
from edition.website_edition import CrawlEdition
from paths import DATA, PUBLISHED, ROOT


@click.command(name="build")
@click.option(
    "--out", type=NewFile(), default=PUBLISHED, help="Where to put the database.",
    show_default="data/published.db",
)  # fmt: skip
@click.option(
    "--without-ni", is_flag=True, help="Leave out the postcodes of Northern Ireland (licensed for internal use only)."
)
@click.option(
    "--crawl", type=click.Path(path_type=Path), metavar="FILE",
    help="Make the one edition of the open data and this crawl, whose pages `replay` has observed.",
)  # fmt: skip
@click.option(
    "--earlier-crawl", type=click.Path(path_type=Path), metavar="FILE",
    help="With --crawl: a crawl before it, observed by the same detectors, to say what moved since.",
)  # fmt: skip
@click.option(
    "--probes", type=click.Path(path_type=Path), metavar="FILE",
    help="With --crawl and a scope that counts probes (full): the database that `probe` filled (A06-A08, T05-T08, T10, "
    "T11).",
)  # fmt: skip
@click.option("--scope", default="website", show_default=True, help="With --crawl: the scope of the edition.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="With --crawl: day of the edition.")
@click.option("--title", default="", help="With --crawl: the title of the edition.")
@click.option("--edition", "code", default="", metavar="NAME", help="With --crawl: the name of the edition.")
@click.option("--simulated", is_flag=True, help="With --crawl: its sites are invented, whatever the crawl says.")
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), default=DATA,
    show_default="data", help="The folder of inputs.",
)  # fmt: skip
def command(
    out: Path, without_ni: bool, crawl: Path | None, earlier_crawl: Path | None, probes: Path | None, scope: str,
    as_of: datetime | None, title: str, code: str, simulated: bool, data: Path,
) -> None:  # fmt: skip
    """Build the published database from the compiled facts and the postcode package.

    With --crawl, a council whose website turned us away, did not answer or needs a browser is listed without a
    rank, with that reason; where any site of the crawl was invented, every page says "simulated".

    Reads no network, and the clock only to refuse a reply of a council that is dated after today: the same files give
    the same bytes. The old database stays in place until the new one is complete.

    \b
    Exit codes: 0 built; 1 an input is wrong (nothing is written); 2 wrong usage.
    """
    from edition.build import build

    refuse(events_without_words(data))
    asked = _asked(crawl, earlier_crawl, probes, scope, as_of.date() if as_of else None, title, code, simulated)
    say = lambda text: click.echo(text, err=True)  # noqa: E731
    counts = build(data, out, ROOT, include_ni=not without_ni, say=say, crawl=asked, until=date.today())
    click.echo(
        f"Built {out.name}: {plural(counts['councils'], 'council')}, {counts['ranked']} of them ranked, "
        f"from {plural(counts['facts'], 'fact')} ({out.stat().st_size / 1e6:.1f} MB)."
    )


def _asked(
    crawl: Path | None, earlier: Path | None, probes: Path | None, scope: str, as_of: date | None, title: str,
    code: str, simulated: bool,
) -> CrawlEdition | None:  # fmt: skip
    if crawl is None:
        if earlier or probes or as_of is not None or title or code or simulated:
            options = "--earlier-crawl, --probes, --as-of, --title, --edition and --simulated"
            raise click.UsageError(f"{options} describe the edition of a --crawl FILE")
        return None
    if as_of is None:
        raise click.UsageError("--crawl needs --as-of DATE: building reads no clock")
    return CrawlEdition(crawl, as_of, scope, title, simulated, code, earlier, probes)
