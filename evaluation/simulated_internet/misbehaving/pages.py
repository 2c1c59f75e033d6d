"""Pages that hurt a parser: deep, wide, huge, unclosed. The rest of each site is sound."""

from __future__ import annotations

from collections.abc import Callable

from evaluation.simulated_internet.misbehaving.registry import SOUND, document, everywhere, fault, sound
from evaluation.simulated_internet.records import SimPage, SimSite

BAD = "/bad-page"


def _bomb(host: str, body: bytes | Callable[[], bytes]) -> SimSite:
    return sound(host, {BAD: SimPage(body)})


@fault("replied", pages=SOUND, unread=(BAD,))
def deep_nesting_50k(host: str) -> SimSite:
    """One page of 50,000 nested elements with a link at the bottom."""
    return _bomb(host, document("Deep", "<div>" * 50_000 + '<a href="/deep">Deep</a>' + "</div>" * 50_000))


@fault("replied", pages=SOUND, unread=(BAD,))
def attributes_100k(host: str) -> SimSite:
    """One page with an element of 100,000 attributes."""
    return _bomb(host, document("Wide", "<p " + " ".join(f'a{n}="{n}"' for n in range(100_000)) + ">Words</p>"))


@fault("replied", pages=SOUND, unread=(BAD,), outcomes={BAD: ("too_large",)})
def page_30mb(host: str) -> SimSite:
    """One page of 30 MB."""
    return _bomb(host, lambda: document("Huge", '<p>Many words <a href="/x">x</a></p>\n' * 850_000))


@fault("replied", pages=SOUND, outcomes={BAD: ("replied", "too_large")})
def one_line_5mb(host: str) -> SimSite:
    """One page of just under 5 MB in a single line."""
    return _bomb(host, lambda: document("One line", '<span class="a">word</span> ' * 170_000))


@fault("replied", pages=SOUND)
def unclosed_tags(host: str) -> SimSite:
    """One page of 20,000 tags that are never closed."""
    return _bomb(host, document("Open", "<b><i><font>" * 7_000 + "end"))


@fault("replied", pages=SOUND)
def unclosed_comment(host: str) -> SimSite:
    """One page whose comment never ends, after its first link."""
    return _bomb(host, document("Comment", '<p>Words</p><a href="/bins">Bins</a><!-- ' + "x " * 50_000))


@fault("replied", pages=SOUND)
def truncated_html(host: str) -> SimSite:
    """One page that stops in the middle of a tag."""
    return _bomb(host, document("Cut", '<p>Words</p><a href="/bins">Bins</a><a href="/planning" class="lo')[:170])


@fault("replied", pages=SOUND)
def huge_href(host: str) -> SimSite:
    """One page with a link of one megabyte and an inline picture of two."""
    image = f'<img alt="" src="data:image/png;base64,{"A" * 2_000_000}">'
    return _bomb(host, document("Long link", f'<a href="/{"a" * 1_000_000}">Long</a>{image}'))


@fault("replied", pages=SOUND)
def huge_script(host: str) -> SimSite:
    """One page with three megabytes of inline script before its words."""
    return _bomb(host, document("Script", "<p>Words</p>", "<script>" + "var a='<a href=/no>';" * 140_000 + "</script>"))


@fault("replied", pages=SOUND)
def many_options(host: str) -> SimSite:
    """One page with a list box of 20,000 addresses."""
    options = "".join(f"<option value={n}>{n} High Street</option>" for n in range(20_000))
    return _bomb(host, document("Choose", f"<form><label>Address <select name=a>{options}</select></label></form>"))


@fault("replied", pages=SOUND)
def two_bodies(host: str) -> SimSite:
    """One page that is two documents one after the other, with a base element that points elsewhere."""
    first = document("First", '<a href="planning">Planning</a>', f'<base href="https://{host}/">')
    return _bomb(host, first + document("Second", '<a href="/bins">Bins</a>'))


@fault("replied", pages=SOUND)
def base_elsewhere(host: str) -> SimSite:
    """One page whose base element sends every relative link to another council."""
    head = '<base href="https://fault-good.gov.uk/">'
    return _bomb(host, document("Elsewhere", '<a href="bins">Bins</a>', head))


@fault("blocked", "unparseable", "needs_javascript")
def cookie_wall(host: str) -> SimSite:
    """Nothing but a request to accept cookies, everywhere, served as 200."""
    words = (
        "<p>Before you carry on, tell us whether you accept cookies.</p>"
        '<form method="post" action="/consent"><button name="c" value="all">Accept all</button>'
        '<button name="c" value="none">Reject all</button></form>'
    )
    return everywhere(host, SimPage(document("Cookies on this website", words)))
