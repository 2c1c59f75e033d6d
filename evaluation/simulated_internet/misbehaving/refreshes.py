"""Pages that send their readers on by a meta refresh: in good faith, in circles, to where nobody should follow."""

from __future__ import annotations

from evaluation.simulated_internet.misbehaving.registry import SOUND, document, everywhere, fault, sound
from evaluation.simulated_internet.records import SimPage, SimSite

HOME = "/en/home"
NEVER = tuple(f"/never-{number}" for number in range(9))
"""Where no reader is ever sent."""


def _refresh(content: str) -> str:
    return f'<meta http-equiv="refresh" content="{content}">'


def _bare(content: str, title: str = "") -> SimPage:
    """A page that is nothing but a refresh."""
    return SimPage(f"<html><head><title>{title}</title>{_refresh(content)}</head><body></body></html>".encode())


def _home_elsewhere(host: str, first: SimPage) -> SimSite:
    site = sound(host)
    site.pages |= {HOME: site.pages["/"], "/": first}
    return site


FOUND = (HOME, *SOUND[1:])


@fault("replied", pages=FOUND)
def refresh_home(host: str) -> SimSite:
    """The home page is nothing but a meta refresh, at once, to another page of the site."""
    return _home_elsewhere(host, _bare("0; url=/en/home"))


@fault("replied", pages=FOUND)
def refresh_after_ten(host: str) -> SimSite:
    """The home page sends its reader on after ten seconds, in odd letters and quotes, and says so."""
    words = "<p>You will be sent on to our home page.</p>"
    return _home_elsewhere(host, SimPage(document("Welcome", words, _refresh("10;URL='/en/home'"))))


@fault("replied", pages=FOUND)
def refresh_please_wait(host: str) -> SimSite:
    """The home page says "Please wait" and nothing else before it sends its reader on."""
    head = _refresh("0.5; url=/en/home")
    return _home_elsewhere(host, SimPage(document("Please wait", "<p>You are being redirected.</p>", head)))


@fault("replied", pages=FOUND)
def refresh_absolute(host: str) -> SimSite:
    """The home page names its whole address, with a fragment, in a refresh without a number of seconds' unit."""
    return _home_elsewhere(host, _bare(f"1,https://{host}/en/home#top"))


@fault("replied", pages=FOUND)
def refresh_chain(host: str) -> SimSite:
    """Three refreshes one after the other before the home page."""
    site = _home_elsewhere(host, _bare("0; url=/a"))
    site.pages |= {"/a": _bare("0; url=/b"), "/b": _bare("0; url=/en/home")}
    return site


@fault("replied", pages=(*SOUND, "/new-bins"))
def refresh_inner(host: str) -> SimSite:
    """A page within the site is a refresh to its new address, which nothing else links to."""
    extra = {"/old-bins": _bare("0; url=/new-bins", "Bins")}
    site = sound(host, extra)
    site.pages["/new-bins"] = SimPage(document("New bins", "<p>Words of the new page.</p>"))
    return site


@fault("replied", pages=SOUND, max_requests=12)
def refresh_itself(host: str) -> SimSite:
    """The home page is sound and loads itself anew every five seconds, as a page with news does."""
    site = sound(host)
    body = site.pages["/"].body.replace(b"</title>", b"</title>" + _refresh("5; url=/").encode())
    site.pages["/"] = SimPage(body)
    return site


@fault("unparseable", "unreachable", max_requests=6)
def refresh_itself_empty(host: str) -> SimSite:
    """The home page is nothing but a refresh to itself."""
    return SimSite(host, {"/": _bare("0; url=/#again")}, robots_means="allow")


@fault("unreachable", "unparseable", max_requests=12)
def refresh_loop(host: str) -> SimSite:
    """Two pages that are nothing but refreshes to each other."""
    return SimSite(host, {"/": _bare("0; url=/home"), "/home": _bare("0; url=/")}, robots_means="allow")


@fault("unreachable", "unparseable", max_requests=20)
def refresh_long(host: str) -> SimSite:
    """A chain of forty refreshes before a sound page."""
    site = _home_elsewhere(host, _bare("0; url=/hop-1"))
    site.pages |= {f"/hop-{number}": _bare(f"0; url=/hop-{number + 1}") for number in range(1, 40)}
    site.pages["/hop-40"] = site.pages[HOME]
    return site


@fault("replied", pages=(*SOUND, "/r/0", "/r/1", "/r/2", "/r/3", "/r/4"))
def refresh_schemes(host: str) -> SimSite:
    """Sound pages with refreshes to other schemes and to an address inside a network."""
    targets = ("javascript:alert(1)", "ftp://fault-good.gov.uk/", "data:text/html,hello", "mailto:a@example.gov.uk",
               "http://169.254.169.254/latest/meta-data/")  # fmt: skip
    heads = {f"/r/{number}": _refresh(f"0; url={target}") for number, target in enumerate(targets)}
    return sound(host, {path: SimPage(document(path, "<p>Words enough.</p>", head)) for path, head in heads.items()})


@fault("replied", pages=(*SOUND, "/slow", "/later"), unasked=NEVER)
def refresh_slow(host: str) -> SimSite:
    """Sound pages that send their reader on after 9,999 seconds, and after eleven."""
    extra = {
        "/slow": SimPage(document("Slow", "<p>Words enough.</p>", _refresh("9999; url=/never-0"))),
        "/later": SimPage(document("Later", "<p>Words enough.</p>", _refresh("11; url=/never-1"))),
    }
    return sound(host, extra)


@fault("replied", pages=(*SOUND, "/hidden"), unasked=NEVER)
def refresh_hidden(host: str) -> SimSite:
    """A sound page whose refreshes stand in comments, noscript, template, script, textarea and a quoted attribute."""
    tags = [_refresh(f"0; url={path}") for path in NEVER]
    head = (
        f"<!-- {tags[0]} --><noscript>{tags[1]}</noscript><template>{tags[2]}</template>"
        f"<script>var a = '{tags[3]}';</script><style>/* {tags[4]} */</style>"
    )
    body = f"<p>Words enough.</p><a href='/bins'>Bins</a><noscript>{tags[5]}</noscript><textarea>{tags[6]}</textarea>"
    return sound(host, {"/hidden": SimPage(document("Hidden", body, head))})


@fault("blocked", unasked=("/behind-the-wall",))
def refresh_of_a_wall(host: str) -> SimSite:
    """A browser check, served as 200 everywhere, that would send a browser on."""
    words = f'<p>Checking your browser before accessing {host}.</p><div id="cf-challenge"></div>'
    return everywhere(host, SimPage(document("Just a moment...", words, _refresh("4; url=/behind-the-wall"))))


@fault("disallowed", unasked=("/private",))
def refresh_disallowed(host: str) -> SimSite:
    """The home page sends its reader to a page that robots.txt forbids."""
    site = _home_elsewhere(host, _bare("0; url=/private"))
    site.robots = "User-agent: *\nDisallow: /private\n"
    site.pages = {"/": site.pages["/"], "/private": site.pages[HOME]}
    return site


@fault("replied", pages=SOUND, unread=("/old",))
def refresh_to_home(host: str) -> SimSite:
    """A page that is gone sends its reader to the home page by a refresh."""
    return sound(host, {"/old": SimPage(document("Old page", "<p>One moment.</p>", _refresh("0; url=/")))})
