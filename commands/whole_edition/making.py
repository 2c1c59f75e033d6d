"""What every step of an edition is given, and how a step says that it has to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from collectors.open_data.fetcher import Fetcher
from commands.whole_edition.folder import Begun, EditionFolder


class PausedError(Exception):
    """Nothing is wrong, and the rest has to wait: the message says for what. The same command goes on."""


@dataclass(slots=True)
class Making:
    """One edition in the making. fetcher: asks the live sources. today: the day in UTC. console: where progress goes.

    once: do not wait for the second look. cluster: address of the Dask scheduler whose workers read and probe, ''
    for this machine alone.
    """

    folder: EditionFolder
    begun: Begun
    fetcher: Fetcher
    today: Callable[[], date]
    console: Console
    once: bool = False
    cluster: str = ""

    def progress(self) -> Progress:
        """Return a bar for one step: what is done of what there is, and for how long."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        return Progress(*columns, console=self.console, transient=True)
