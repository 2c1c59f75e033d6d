"""The simulated internet in a process of its own, and the environment that leads a crawl there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.functional.invented import SEED

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def served(councils: int, faults: Iterable[str]) -> Iterator[dict[str, str]]:
    """Serve that many councils and the named faults; gives the environment of a crawl."""
    server_of = [sys.executable, "-m", "evaluation.simulated_internet.serve"]
    command = [
        *server_of,
        "--councils",
        str(councils),
        "--seed",
        str(SEED),
        "--faults",
        ",".join(faults),
        "--limit",
        "0",
        "--cold",  # a third of its work would be pages that no crawl here comes to
    ]
    server = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        said = json.loads(server.stdout.readline())
        proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), said["proxy_url"])
        yield {**proxies, "NO_PROXY": "", "REQUESTS_CA_BUNDLE": said["ca_file"], "CDI_TEST_NETWORK": "1"}
    finally:
        assert server.stdin is not None and server.stdout is not None
        server.stdin.close()
        server.wait(timeout=30)
        server.stdout.close()
