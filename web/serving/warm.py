"""Filling the page store before the first reader comes: hot pages and scripts, compressed as small as they get.

The best compression takes seconds for a large script, so results are kept on disk by content where possible.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import threading
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from flask import Flask

from edition.reader import connect
from paths import DATA
from register.find_place import sets_of_councils
from web.serving import postcode_answers
from web.serving.compression import BEST, compress, shrinks
from web.serving.page_cache import Kept, PageStore, address

DISK = DATA / "cache" / "compressed"
PAGES = ("/", "/methodology", "/data", "/about")
LEAGUE = "/league"
EXPLORER = "/explore/"
SUITES = f"{EXPLORER}_dash-component-suites/"
ON_DEMAND = (f"{SUITES}plotly/package_data/plotly.min.js", f"{SUITES}dash/dcc/async-graph.js")
_LINKS = re.compile(r'(?:src|href)="(/[^"#]*)"')


def warm(server: Flask, disk: Path | None = DISK) -> int:
    """Pin hot pages and every script and style sheet in the page store of `server`; return how many answers.

    Runs in a thread of its own, so that database connections opened here end before processes fork.
    disk: where compressed bytes are kept between starts; None for nowhere.
    """
    pinned: list[int] = []
    worker = threading.Thread(target=lambda: pinned.append(_warm(server, disk)))
    worker.start()
    worker.join()
    return pinned[0] if pinned else 0


def hot_addresses(server: Flask) -> list[str]:
    """Return the addresses worth pinning: pages, the tables that the league page leads to, and the files all these ask
    for.
    """
    client = server.test_client()
    links = {page: _links(client.get(page).get_data(as_text=True)) for page in ("/", LEAGUE, "/methodology", EXPLORER)}
    tables = [link for link in links[LEAGUE] if link.startswith(f"{LEAGUE}?") and "&" not in link]
    files = {link for found in links.values() for link in found if link.startswith(("/assets/", SUITES))}
    others = [f"/{code}/" for code in server.config["SITE"].reviewed]
    return [*PAGES, *others, LEAGUE, *tables, EXPLORER, *sorted(files), *ON_DEMAND]


def _links(text: str) -> list[str]:
    """Return where a page's links and scripts lead, each once, in the order of the page."""
    return list(dict.fromkeys(link.replace("&amp;", "&") for link in _LINKS.findall(text)))


def _warm(server: Flask, disk: Path | None) -> int:
    store: PageStore = server.extensions["page_store"]
    client, count = server.test_client(), 0
    for url in hot_addresses(server):
        parts = urlsplit(url)
        key = address(parts.path, parse_qsl(parts.query))
        with client.get(url) as answer:
            plain = store.get(("identity", key)) if answer.status_code == 200 else None
            if plain is not None and shrinks(answer, plain.body):
                # Dash writes another token into its page at every start, so a file of it would never be read again.
                count += _pin(store, key, plain, None if key == EXPLORER else disk)
    store.forget()
    postcode_answers.prepare(server, sets_of_councils(connect(server.config["PUBLISHED"])))
    return count


def _pin(store: PageStore, key: str, plain: Kept, disk: Path | None) -> int:
    for encoding in BEST:
        small = _smallest(plain.body, encoding, disk)
        store.pin((encoding, key), dataclasses.replace(plain, encoding=encoding, body=small))
    return len(BEST)


def _smallest(body: bytes, encoding: str, disk: Path | None) -> bytes:
    name = f"{hashlib.sha256(body).hexdigest()}.{encoding}{BEST[encoding]}"
    if disk is not None and (disk / name).is_file():
        return (disk / name).read_bytes()
    small = compress(body, encoding, BEST)
    if disk is not None:
        _remember(disk / name, small)
    return small


def _remember(path: Path, small: bytes) -> None:
    """Write a file whole or not at all; a read-only disk only costs time at the next start."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(path.suffix + ".part")
        part.write_bytes(small)
        part.replace(path)
    except OSError:
        return
