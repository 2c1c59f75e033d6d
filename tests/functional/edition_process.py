"""The command `edition` in a process of its own, to be killed; its live sources are a contract server's."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from cli import main
from collectors.open_data.fetcher import Clock, Fetcher
from errors import BenchmarkError
from evaluation.contract_server.server import Rerouted

FASTER = 25
"""How fast the clock of the live sources runs here: their second between two requests is none of a test's."""


def run(words: Sequence[str], port: int, environment: Mapping[str, str], printed: Path, largest_file: int) -> None:
    """Run the command line with these words and end as it ends. printed: where its output goes.

    largest_file: bytes at which the operating system lets no file grow; 0 for none.
    """
    os.environ.update(environment)
    with printed.open("a", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    clock = Clock(
        lambda: datetime.now(UTC), lambda: FASTER * time.monotonic(), lambda seconds: time.sleep(seconds / FASTER)
    )
    fetcher = Fetcher("https://operator.example/crawler", lambda host: True, clock=clock, adapter=Rerouted(port))
    try:
        main(list(words), prog_name="cli.py", obj=fetcher)
    except BenchmarkError as error:
        sys.stdout.write(f"Error: {error}\n")
        sys.stdout.flush()
        sys.exit(error.exit_code)
