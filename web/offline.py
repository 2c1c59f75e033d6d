"""Pages that open without a server: links led to files or to nothing, and no forms or scripts.

BeautifulSoup reads here what our own templates wrote: one council's pages, seldom, where clear code is worth more than
speed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

NEEDS_A_SERVER = (
    "script", "form", "iframe", "nav", ".foot ul", "#share", "#wrong", "#wrong + p", "link[rel=canonical]",
    "link[rel=alternate]", 'meta[property^="og:"]', 'meta[name^="twitter:"]',
)  # fmt: skip
"""What means nothing in a folder: what asks a server, leads around the site, or tells others of a public page."""
ASSETS = "/assets/"


def relative(file: str, at: str) -> str:
    """Return the path of a file of the folder as seen from another."""
    return posixpath.relpath(file, posixpath.dirname(at) or ".")


def offline(page: str, at: str, files: Mapping[str, str], banner: str) -> tuple[str, set[str]]:
    """Return a page of ours as the file `at`, and the addresses of the assets that it needs beside it.

    files: address -> file of the folder; a link to any other address of ours leads to nothing, so that no page of
    another day is taken for one of these. banner: a sentence that every page of the folder carries.
    """
    soup = BeautifulSoup(page, "lxml")
    for tag in soup.select(", ".join(NEEDS_A_SERVER)):
        tag.decompose()
    assets = _assets(soup, at)
    ids = {str(tag["id"]) for tag in soup.select("[id]")}
    for link in soup.select("a[href]"):
        _lead(link, at, files, ids)
    robots = soup.new_tag("meta", attrs={"name": "robots", "content": "noindex"})
    soup.head.append(robots)  # type: ignore[union-attr]
    said = soup.new_tag("aside", attrs={"class": "simulated", "aria-label": "About this copy"})
    said.string = banner
    soup.select("header")[0].insert_before(said)
    return f"{soup}\n", assets


def _assets(soup: BeautifulSoup, at: str) -> set[str]:
    """Lead styles and drawings to files beside the page; what else would be loaded is left out."""
    found = set()
    for attribute, tags in (("href", soup.select("link[href]")), ("src", soup.select("img[src]"))):
        for tag in tags:
            url = str(tag[attribute])
            if url.startswith(ASSETS):
                found.add(url)
                tag[attribute] = relative(urlsplit(url).path[1:], at)
            else:
                tag.decompose()
    return found


def _lead(link: Tag, at: str, files: Mapping[str, str], ids: set[str]) -> None:
    url = str(link["href"])
    parts = urlsplit(url)
    if parts.scheme or parts.netloc:
        return
    file = None if parts.query else files.get(parts.path)
    led = f"{relative(file, at)}{f'#{parts.fragment}' if parts.fragment else ''}" if file else None
    if not parts.path and parts.fragment in ids:
        led = f"#{parts.fragment}"
    if led is None:
        link.name = "span"
        link.attrs = {key: value for key, value in link.attrs.items() if key in ("id", "class")}
    else:
        link["href"] = led
