"""The websites of made councils, and of the others that their pages ask, as the simulated internet serves them."""

from __future__ import annotations

from collections.abc import Iterable

from collectors.probes.browser.roles import Role
from collectors.probes.browser.sample import Chosen, Sample
from evaluation.made_pages.councils import COUNCILS, FORM, SENSITIVE, MadeCouncil, Trouble
from evaluation.simulated_internet.records import SimPage, SimSite, text

SERVICES = {"home": (), "bins": ("S05",), "care": ("C01",), "schools": ("C07",), "debt": ("C11",)}
HIDDEN = {Trouble.WALLED: ("bins", *SENSITIVE), Trouble.FAILING: SENSITIVE}
"""Trouble -> the content pages that are then not to be had."""
_STYLE = (
    "<style>body{font:16px sans-serif;color:#111;background:#fff}nav a,.field{display:inline-block;min-height:44px;"
    "min-width:44px;margin:8px}@media(max-width:800px){.desk{display:none}}@media(min-width:801px){.phone{display:"
    "none}}</style>"
)
_WORDS = "<p class={0}>Read what the council does for you, who can ask for it, and how long it takes.</p>" * 4
_LEAF = (
    "<header class=top><a href=#main class=skip>Skip to main content</a></header><nav class=menu aria-label=Main>"
    "<a href=/bins class=item>Bins</a></nav><main id=main class=leaf><h1 class=title>{title}</h1><div class=card>"
    "{words}</div>{parts}</main><footer class=foot><p class=small>The council</p></footer>"
)
_STEP = (
    "<div class=banner role=banner><a href=#task class=jump>Skip to main content</a></div><main id=task class=task>"
    "<article class=guide><h1 class=head>{title}</h1><section class=part>{words}</section>{parts}</article></main>"
    "<aside class=aid aria-label=Help><p class=call>Ask us by phone</p></aside>"
)
_FORM = (
    "<main id=apply class=apply><h1 class=question>{title}</h1>{words}<form class=asks method=post action=/send><div "
    "class=group><label class=tag for=name>Your name</label><input id=name name=name class=field></div><button class="
    "field>Continue</button></form>{parts}</main>"
)
_DRAWN = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='60'><rect width='60' height='60' fill='#345'/></svg>"
)


def host_of(name: str) -> str:
    """Return the host of a made council."""
    return f"www.{name}.gov.uk"


def sample(name: str) -> Sample:
    """Return the pages of a made council that a browser opens."""
    council, base = COUNCILS[name], f"https://{host_of(name)}"
    content = council.content[:2] if council.trouble is Trouble.FEW else council.content
    pages = [Chosen(base + _path(page), Role.TASK if SERVICES[page] else Role.HOME, SERVICES[page]) for page in content]
    forms = [Chosen(base + _path(page), Role.FORM, ("S11",)) for page in council.forms]
    return Sample((*pages, *forms), "blocked" if council.trouble is Trouble.SHUT_OUT else "replied")


def sites(names: Iterable[str]) -> list[SimSite]:
    """Return the sites of these councils and of the others that their pages ask."""
    return [*(_site(name) for name in names), *_others()]


def _path(page: str) -> str:
    return "/" if page == "home" else f"/{page}"


def _site(name: str) -> SimSite:
    council = COUNCILS[name]
    pages = {_path(page): _page(council, page) for page in (*council.content, *council.forms)}
    shared = {
        "/dot.svg": text(_DRAWN, "image/svg+xml"),
        "/framed": SimPage(_document("Map", "<main><p>A map of the area</p></main>")),
        "/framed-failing": SimPage(_document("Map", "<main><img src=/dot.svg width=60 height=60></main>")),
    }
    return SimSite(host_of(name), {**pages, **shared})


def _page(council: MadeCouncil, page: str) -> SimPage:
    if page in HIDDEN.get(council.trouble, ()):
        status = 403 if council.trouble is Trouble.WALLED else 500
        return SimPage(b"<!doctype html><title>Sorry</title><h1>Sorry</h1>", status=status)
    parts = council.parts(page)
    template = _FORM if page.startswith(FORM) else _STEP if page in SENSITIVE else _LEAF
    inside = "".join(part.html for part in parts if not part.html.startswith("<!--outside-->"))
    outside = "".join(part.html for part in parts if part.html.startswith("<!--outside-->"))
    body = outside + template.format(title=page.capitalize(), words=_WORDS.format(page[0]), parts=inside)
    lang = next((part.lang for part in parts if part.lang is not None), "en")
    title = next((part.title for part in parts if part.title is not None), page.capitalize())
    viewport = next((part.viewport for part in parts if part.viewport is not None), "width=device-width")
    cookies = tuple(("Set-Cookie", part.cookie_header) for part in parts if part.cookie_header)
    return SimPage(_document(title, body, lang, viewport), headers=cookies, cacheable=False)


def _document(title: str, body: str, lang: str = "en", viewport: str = "width=device-width") -> bytes:
    head = f"<title>{title}</title>" if title else ""
    head += f"<meta name=viewport content='{viewport}'>" if viewport else ""
    html = f"<html lang={lang}>" if lang else "<html>"
    return f"<!doctype html>{html}<head>{head}{_STYLE}</head><body>{body}</body></html>".encode()


def _others() -> list[SimSite]:
    tag = "document.cookie = '_ga=1; path=/; max-age=99999'"
    way = SimPage(
        b"", status=302, cacheable=False,
        headers=(("Location", "https://ads.made-advertiser.com/sets"),),
    )  # fmt: skip
    back = SimPage(
        b"", status=302, cacheable=False,
        headers=(("Location", "https://img.made-cdn.com/p.svg"), ("Set-Cookie", "IDE=1; Secure; SameSite=None")),
    )  # fmt: skip
    script = text("window.x = 1", "text/javascript")
    drawn = text(_DRAWN, "image/svg+xml")
    return [
        SimSite("www.googletagmanager.com", {"/gtag.js": text(tag, "text/javascript"), "/held.js": script}),
        SimSite("www.google-analytics.com", {"/analytics.js": script}),
        SimSite("platform.twitter.com", {"/widgets.js": script}),
        SimSite("img.made-cdn.com", {"/way": way, "/p.svg": drawn, "/map.svg": drawn,
                                     "/facebook.com/library.js": script}),
        SimSite("ads.made-advertiser.com", {"/sets": back, "/p.png": drawn}),
        SimSite("shut.made-cdn.com", {"/tag.js": text(tag, "text/javascript")}, robots="User-agent: *\nDisallow: /\n"),
    ]  # fmt: skip
