"""A council that writes in two languages, with its Welsh pages at a host of their own and nothing else changed."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

from evaluation.simulated_internet.councils import SimCouncil
from evaluation.simulated_internet.records import Dynamic, Request, SimPage, SimSite
from evaluation.simulated_internet.wire import gzipped

WELSH_HOST = "www.dyfeisiedig.llyw.cymru"
"""A host by the Welsh name that `register.write_register` gives the first council of a register."""
WELSH_PATH = "/cy/"
_LINK = re.compile(r'\b(href|action)="(/[^"/][^"]*|/)"')
_LISTED = re.compile(r"<url><loc>[^<]*</loc></url>")


def with_welsh_host(council: SimCouncil, host: str = WELSH_HOST) -> SimCouncil:
    """Return the same council with every page under /cy/ at `host`, under the same path.

    Links lead to where a page now is, from either host. Each host's sitemap lists its own pages.
    """
    move, pages = _Move(council.host, host), council.site.pages
    welsh = {path: move.page(page, of_welsh=True) for path, page in pages.items() if path.startswith(WELSH_PATH)}
    english = {path: move.page(page, of_welsh=False) for path, page in pages.items() if path not in welsh}
    welsh |= {path: move.page(page, of_welsh=True) for path, page in pages.items() if path.startswith("/sitemap")}
    robots = council.site.robots
    services = {
        code: replace(truth, welsh_url=truth.welsh_url and move.address(truth.welsh_url))
        for code, truth in council.services.items()
    }
    return replace(
        council,
        site=replace(council.site, pages=english, dynamic=move.dynamic(council.site.dynamic)),
        others=(*council.others, SimSite(host, welsh, robots=isinstance(robots, str) and move.origins(robots) or None)),
        services=services,
    )


class _Move:
    def __init__(self, english: str, welsh: str) -> None:
        self._english, self._welsh = f"https://{english}", f"https://{welsh}"

    def page(self, page: SimPage, of_welsh: bool) -> SimPage:
        """Return a page, rendered when it is asked for, as it is at one of the hosts."""
        kind = page.content_type or ""
        if kind == "application/gzip":
            return replace(page, content=lambda: gzipped(self._sitemap(gzip.decompress(page.body), of_welsh)))
        if kind.startswith("application/xml"):
            return replace(page, content=lambda: self._sitemap(page.body, of_welsh))
        if kind.startswith("text/html"):
            return replace(page, content=lambda: self._linked(page.body, of_welsh))
        return page

    def dynamic(self, answer: Dynamic | None) -> Dynamic | None:
        """Return what answers at the English host, with links to where pages now are."""

        def moved(request: Request) -> SimPage | None:
            page = answer(request) if answer is not None else None
            return None if page is None else self.page(page, of_welsh=False)

        return moved

    def address(self, text: str) -> str:
        """Return a text in which each whole address of a Welsh page is the one that it now has."""
        return text.replace(f"{self._english}{WELSH_PATH}", f"{self._welsh}{WELSH_PATH}")

    def origins(self, text: str) -> str:
        """Return a text with the Welsh host wherever the English one stood."""
        return text.replace(self._english, self._welsh)

    def _linked(self, body: bytes, of_welsh: bool) -> bytes:
        def whole(link: re.Match[str]) -> str:
            name, path = link.groups()
            to_welsh = path.startswith(WELSH_PATH)
            origin = "" if to_welsh is of_welsh else self._welsh if to_welsh else self._english
            return f'{name}="{origin}{path}"'

        return _LINK.sub(whole, self.address(body.decode())).encode()

    def _sitemap(self, body: bytes, of_welsh: bool) -> bytes:
        text = _LISTED.sub(lambda one: one[0] if (WELSH_PATH in one[0]) is of_welsh else "", body.decode())
        return (self.origins(text) if of_welsh else text).encode()
