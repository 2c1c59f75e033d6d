"""Sites for measuring speed: N pages of a given size that all link to each other, each different from all others."""

from __future__ import annotations

import random
from functools import partial

from evaluation.simulated_internet.records import SimPage, SimSite

_STOCK = (
    "service council resident apply street home week support local advice team collect office request payment "
    "address household report district notice school visit change update area open weekly garden road centre "
    "permit reference family charge month letter account detail community agree public number housing form"
)
_WORDS = _STOCK.split()


def make_plain_site(index: int, pages: int = 20, size: int = 61_000, links: int = 84, seed: int = 0) -> SimSite:
    """Host `bench-<index>.gov.uk` with `pages` pages of about `size` bytes and about `links` links each.

    Every page links to every other in a cloned navigation, so a crawler of any order finds all of them;
    the bytes of every page differ. robots.txt and a sitemap are there. Deterministic by seed and index.
    """
    host = f"bench-{index:04d}.gov.uk"
    rng = random.Random(f"{seed}/{index}")
    stock = [" ".join(rng.choices(_WORDS, k=60)) for _ in range(24)]
    paths = ["/", *(f"/service-{number:03d}" for number in range(1, pages))]
    build = partial(_plain_page, host, paths, stock, size, links)
    content = {path: SimPage(partial(build, number)) for number, path in enumerate(paths)}
    locations = "".join(f"<url><loc>https://{host}{path}</loc></url>" for path in paths)
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>'
    content["/sitemap.xml"] = SimPage(sitemap.encode(), content_type="application/xml")
    robots = f"User-agent: *\nDisallow: /admin/\nSitemap: https://{host}/sitemap.xml\n"
    return SimSite(host, content, robots=robots, scheme="both")


def _plain_page(host: str, paths: list[str], stock: list[str], size: int, links: int, number: int) -> bytes:
    rng = random.Random(f"{host}/{number}")
    extra = [f"{paths[n % len(paths)]}#part-{n}" for n in range(max(0, links - len(paths)))]
    nav = "".join(f'<li class="menu__item"><a class="menu__link" href="{p}">About {p[1:] or "home"}</a></li>'
                  for p in paths + extra)  # fmt: skip
    head = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page {number} - {host}</title></head>'
        f"<body><header><nav><ul>{nav}</ul></nav></header><main><h1>Page {number} of {host}</h1>"
    )
    field = '<label for="q">Search</label><input type="search" id="q" name="q">'
    form = f'<form action="/search" method="get">{field}</form>'
    parts, length = [head], len(head)
    while length < size - 400:
        parts.append(f'<p class="text">{rng.choice(stock)} {rng.random():.9f}</p>\n')
        length += len(parts[-1])
    return "".join([*parts, form, "</main><footer><p>Contact us</p></footer></body></html>"]).encode()
