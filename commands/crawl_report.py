"""`python cli.py crawl-report`: how each council fared in a crawl."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from collectors.crawl.evidence import open_evidence
from collectors.crawl.report import RunReport, SiteLine, report_run
from collectors.crawl.site_status import SiteStatus
from commands.options import crawl_option


@click.command(name="crawl-report")
@crawl_option()
@click.option("--run", type=int, help="Number of the run [default: the newest].")
@click.option("--status", type=click.Choice([one.value for one in SiteStatus]), help="Only councils with this status.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(db: Path, run: int | None, status: str | None, form: str) -> None:
    """Sum up a crawl: one line per council with a truthful status.

    A council that blocked us, did not answer or needs JavaScript is never one "without services": only a line that
    says complete lets anything not found count as absent. A line that says "moved to" or "the register's address is
    gone" is for whoever keeps the register.

    \b
    Exit codes: 0 printed; 1 the database is missing, is no crawl or holds no such run; 2 wrong usage.
    """
    report = report_run(open_evidence(db), run)
    lines = [site for site in report.sites if status in (None, site.status)]
    click.echo(_as_json(report, lines) if form == "json" else _as_text(report, lines))


def _as_json(report: RunReport, lines: list[SiteLine]) -> str:
    said = {
        "run": report.run,
        "state": report.state,
        "origin": report.origin,
        "started_at": report.started_at,
        "finished_at": report.finished_at,
        "settings": report.settings,
        "councils": dict(report.by_status),
    }
    return json.dumps({**said, "sites": [asdict(site) for site in lines]}, indent=2, ensure_ascii=False)


def _as_text(report: RunReport, lines: list[SiteLine]) -> str:
    width = max([len(site.slug) for site in lines], default=0)
    totals = ", ".join(f"{number} {status}" for status, number in sorted(report.by_status.items()))
    head = f"Run {report.run} ({report.origin}, {report.state}), begun {report.started_at}: {totals}"
    return "\n".join([head, *(_line(site, width) for site in lines)])


def _line(site: SiteLine, width: int) -> str:
    search = "complete" if site.complete else "partial"
    seen = ", ".join(f"{number} {status}" for status, number in sorted(site.statuses.items()))
    said = "".join(f"; {words}" for words in (site.reason, site.remark) if words)
    pages = f"{site.pages:>4} {'page ' if site.pages == 1 else 'pages'}"
    return f"{site.slug:<{width}}  {site.status:<16} {search:<8} {pages}  {seen}{said}"
