"""Showing how a crawl goes: a live display on a terminal, a plain line now and then anywhere else."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from collectors.crawl.settings import Progress
from counted import plural

LINE_EVERY_S = 10.0


@contextlib.contextmanager
def watch(sites: int, max_pages: int, console: Console | None = None) -> Iterator[Callable[[Progress], None]]:
    """Show the progress of a crawl while the block runs; yields the function to be told of it."""
    console = console or Console(file=sys.stderr)
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(10),  # all of a crawl of every council fits into 80 columns
        TextColumn("{task.completed}/{task.total} pages"),
        TextColumn("{task.fields[hosts]} waiting"),
        TextColumn("[yellow]{task.fields[blocked]} blocked"),
        TextColumn("[red]{task.fields[errors]} errors"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=console) as bar:
        task = bar.add_task("Reading", total=sites * max_pages, hosts=sites, blocked=0, errors=0)
        yield lambda now: bar.update(
            task, completed=now.pages, hosts=now.waiting, blocked=now.blocked, errors=now.errors
        )


def line(progress: Progress) -> str:
    """Return one line of plain text about a crawl."""
    return (
        f"{plural(progress.pages, 'page')}, {plural(progress.requests, 'request')}, {_rate(progress):.0f}/s, "
        f"{progress.waiting} of {plural(progress.hosts, 'host')} waiting, {progress.blocked} blocked, "
        f"{plural(progress.errors, 'error')}"
    )


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console, self._next = console, time.monotonic() + LINE_EVERY_S

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + LINE_EVERY_S
            self._console.print(line(progress), soft_wrap=True)


def _rate(progress: Progress) -> float:
    return progress.requests / max(time.monotonic() - progress.begun, 0.1)
