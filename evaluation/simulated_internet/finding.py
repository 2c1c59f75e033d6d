"""The ways in: home and section pages, A-Z, site search that answers, sitemap, robots.txt."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from evaluation.simulated_internet.page_frame import Frame
from evaluation.simulated_internet.records import Request, SimPage
from evaluation.simulated_internet.site import ABOUT, Builder, Spec
from evaluation.simulated_internet.wire import gzipped

SEARCHES = ("works", "works", "works", "works", "poor", "broken", "absent", "disallowed", "javascript")
"""works; prefers news; answers 500; no box; forbidden by robots.txt; results drawn by a script."""
_SMALL = {"a", "an", "and", "the", "of", "for", "to", "in", "on", "or", "your", "you", "us", "is", "i", "how", "do"}


def tokens(words: str) -> set[str]:
    """The words that count, without plural endings."""
    found = re.findall(r"[a-zŵŷâêîôû']+", words.lower())
    return {word.removesuffix("s") for word in found if word not in _SMALL}


def add_landings(site: Builder) -> None:
    """The home page and one page for each section, in each language that has pages."""
    languages = [language for language in ("en", "cy") if site.menu[language]]
    for language in languages:
        sections = site.menu[language]
        links = []
        for section, tasks in list(sections.items()):
            path = _landing_path(site, section, language)
            blocks = (site.style.items(tasks), *site.filler(2, language))
            site.specs[path] = Spec(section, section, blocks, language)
            site.extras[f"landing {language} {section}"] = path
            links.append((section, path))
        home = "/" if language == site.language else f"/{language}/"
        top = [task for tasks in list(sections.values())[:9] for task in tasks[:1]]
        blocks = (site.style.items(links), site.style.items(top), *site.filler(3, language))
        site.specs[home] = Spec(site.name, "Home", blocks, language)
    if len(languages) == 2:
        site.specs["/"] = replace(site.specs["/"], twin="/cy/")
        site.specs["/cy/"] = replace(site.specs["/cy/"], twin="/")


def _landing_path(site: Builder, section: str, language: str) -> str:
    name = section.lower().replace(" ", "-").replace(",", "")
    return f"/{'' if language == site.language else language + '/'}{name}"


def add_az(site: Builder, present: bool) -> str | None:
    """Pages of the A-Z, one a letter, all linked from each other; the address of the first."""
    if not present:
        return None
    letters = defaultdict(list)
    for title, path in site.az:
        letters[title[0].upper()].append((title, path))
    address = {letter: site.style.az.format(letter=letter) for letter in letters}
    index = site.style.items([(letter, path) for letter, path in sorted(address.items())])
    for letter, links in letters.items():
        site.specs[address[letter]] = Spec(f"A to Z: {letter}", ABOUT, (index, site.style.items(links)), site.language)
    first = address[min(address)]
    site.footer.insert(0, ("A to Z of services", first))
    return first


def add_sitemap(site: Builder, sort: str) -> None:
    """sitemap.xml: plain, an index of gzip parts, stale (half of its pages are gone), or none."""
    if sort == "none":
        return
    paths = ["/", *site.sitemap]
    if sort == "stale":
        paths = paths[::2] + [f"/former-page-{number}" for number in range(40)]
    if sort == "index":
        site.raw["/sitemap.xml"] = _xml(site, ["/sitemap-1.xml.gz"], "sitemap")
        part = gzipped(_xml(site, paths, "url").body)
        site.raw["/sitemap-1.xml.gz"] = SimPage(part, content_type="application/gzip")
    else:
        site.raw["/sitemap.xml"] = _xml(site, paths, "url")


def _xml(site: Builder, paths: list[str], kind: str) -> SimPage:
    rows = "".join(f"<{kind}><loc>{site.url(path).replace('&', '&amp;')}</loc></{kind}>" for path in paths)
    outer = "urlset" if kind == "url" else "sitemapindex"
    body = f'<?xml version="1.0" encoding="UTF-8"?><{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{outer}>'
    return SimPage(body.encode(), content_type="application/xml")


def robots(site: Builder, search: str, sitemap: str) -> str:
    """The text of robots.txt."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    if search == "disallowed":
        path, parameter = site.style.search
        lines.append(f"Disallow: {path}?{parameter}=" if path == "/" else f"Disallow: {path}")
    if sitemap != "none":
        lines.append(f"Sitemap: {site.url('/sitemap.xml')}")
    return "\n".join(lines) + "\n"


class SiteSearch:
    """Answers the site's search address the way its `sort` says (see SEARCHES)."""

    def __init__(self, site: Builder, sort: str):
        self._path, self._parameter = site.style.search
        self._sort, self._style, self._frame, self._language = sort, site.style, Frame.of(site), site.language
        entries = [one for one in site.index if sort != "poor" or one[1] in site.decoy_paths]
        self._entries = [(title, path, tokens(title), tokens(keywords)) for title, path, keywords in entries]

    def __call__(self, request: Request) -> SimPage | None:
        """The page of results, or None for any other address."""
        parts = urlsplit(request.path)
        query = parse_qs(parts.query).get(self._parameter)
        if parts.path != self._path or not query or self._sort == "absent":
            return None
        if self._sort == "broken":
            return SimPage(b"<h1>Server error</h1>", status=500)
        if self._sort == "javascript":
            return self._page(
                query[0], ['<div id="results"></div><script src="https://customer.cludo.com/x.js"></script>']
            )
        found = self.find(query[0])
        blocks = [self._style.items(found)] if found else ["<p>No results found.</p>"]
        return self._page(query[0], blocks)

    def find(self, query: str) -> list[tuple[str, str]]:
        """The ten best (title, path) for a query: words in the title count three times those in the text."""
        wanted = tokens(query)
        scored = [
            (3 * len(wanted & title) + len(wanted & words), name, path) for name, path, title, words in self._entries
        ]
        best = sorted((one for one in scored if one[0] > 0), key=lambda one: (-one[0], one[1]))
        return [(name, path) for _, name, path in best[:10]]

    def _page(self, query: str, blocks: list[str]) -> SimPage:
        title = "Search results" if self._language == "en" else "Canlyniadau chwilio"
        return SimPage(
            self._frame.render(self._path, Spec(title, "Search", tuple(blocks), self._language)), cacheable=False
        )
