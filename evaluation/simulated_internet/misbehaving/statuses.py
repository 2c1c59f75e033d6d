"""Refusals and apologies: statuses, waits, walls, shells and empty pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count

from evaluation.simulated_internet.misbehaving.registry import SOUND, document, everywhere, fault, sound
from evaluation.simulated_internet.records import Request, SimPage, SimSite, redirect


def _always(host: str, status: int, words: str, headers: tuple = ()) -> SimSite:
    page = SimPage(document(words, f"<p>{words}.</p>"), status=status, headers=headers, cacheable=False)
    return everywhere(host, page)


@fault("blocked")
def forbidden_403(host: str) -> SimSite:
    """403 to everything."""
    return _always(host, 403, "Forbidden")


@fault("blocked")
def too_many_429(host: str) -> SimSite:
    """429 to everything, without saying for how long."""
    return _always(host, 429, "Too many requests")


@fault("blocked")
def legal_451(host: str) -> SimSite:
    """451 to everything."""
    return _always(host, 451, "Unavailable for legal reasons")


@fault("blocked", "unreachable")
def status_999(host: str) -> SimSite:
    """A status nobody has defined, as some firewalls send."""
    return _always(host, 999, "Request denied")


@fault("unreachable", "maintenance")
def unavailable_503(host: str) -> SimSite:
    """503 to everything, without saying for how long."""
    return _always(host, 503, "Service unavailable")


@fault("unreachable")
def error_500(host: str) -> SimSite:
    """500 to everything."""
    return _always(host, 500, "Internal server error")


@fault("unreachable")
def nothing_here_404(host: str) -> SimSite:
    """404 to everything, the home page included."""
    return _always(host, 404, "Not found")


@fault("maintenance", "unreachable")
def maintenance_503(host: str) -> SimSite:
    """503 with a page that says the site is being worked on."""
    return _always(host, 503, "Our website is down for planned maintenance", (("Retry-After", "86400"),))


@fault("maintenance")
def maintenance_200(host: str) -> SimSite:
    """A page served as 200 everywhere that says the site is being worked on."""
    words = "<p>We are carrying out essential maintenance. The website will be back on Monday morning.</p>"
    return everywhere(host, SimPage(document("We'll be back soon", words)))


def _first_then_sound(host: str, status: int, wait: str, seconds: float, times: int = 2) -> SimSite:
    """The first `times` requests for pages are turned away with Retry-After, later ones are answered."""
    site = sound(host)
    plain, asked = dict(site.pages), count()
    headers = (("Retry-After", wait), ("X-Simulated-Wait", str(seconds)))
    busy = SimPage(document("Busy", "<p>Busy.</p>"), status=status, headers=headers, cacheable=False)

    def answer(request: Request) -> SimPage | None:
        return busy if next(asked) < times else plain.get(request.path)

    site.pages, site.dynamic = {}, answer
    return site


@fault("replied", pages=SOUND)
def retry_after_seconds(host: str) -> SimSite:
    """429 with Retry-After: 2, twice; then sound."""
    return _first_then_sound(host, 429, "2", 2)


@fault("replied", pages=SOUND)
def retry_after_503(host: str) -> SimSite:
    """503 with Retry-After: 2, twice; then sound."""
    return _first_then_sound(host, 503, "2", 2)


@fault("replied", pages=SOUND)
def retry_after_date(host: str) -> SimSite:
    """429 with Retry-After as a date three seconds after the site was made, once; then sound."""
    until = datetime.now(UTC) + timedelta(seconds=3)
    return _first_then_sound(host, 429, format_datetime(until, usegmt=True), 0, times=1)


@fault("replied", pages=SOUND)
def retry_after_garbage(host: str) -> SimSite:
    """429 with Retry-After: soon, once; then sound."""
    return _first_then_sound(host, 429, "soon", 0, times=1)


@fault("replied", pages=SOUND)
def retry_after_negative(host: str) -> SimSite:
    """429 with Retry-After: -5, once; then sound."""
    return _first_then_sound(host, 429, "-5", 0, times=1)


@fault("blocked", "unreachable", max_requests=6)
def retry_after_huge(host: str) -> SimSite:
    """429 with Retry-After of a year: the host is parked for this run, not waited for."""
    headers = (("Retry-After", "31536000"), ("X-Simulated-Wait", "31536000"))
    return _always(host, 429, "Too many requests", headers)


@fault("replied", pages=SOUND)
def flaky_503(host: str) -> SimSite:
    """The first request for every page gets 503 without a wait, the second the page."""
    site = sound(host)
    plain, seen = dict(site.pages), set()
    busy = SimPage(document("Busy", "<p>Busy.</p>"), status=503, cacheable=False)

    def answer(request: Request) -> SimPage | None:
        again = request.path in seen
        seen.add(request.path)
        return plain.get(request.path) if again or request.path not in plain else busy

    site.pages, site.dynamic = {}, answer
    return site


@fault("replied", pages=SOUND)
def cookie_heavy(host: str) -> SimSite:
    """Every page sets ten more cookies of 400 bytes; 8,000 bytes of them coming back are answered 400."""
    site = sound(host)
    plain, visits = dict(site.pages), count()

    def answer(request: Request) -> SimPage | None:
        page = plain.get(request.path)
        if len(request.headers.get("cookie", "")) > 8_000:
            return SimPage(document("Bad request", "<p>Header too large.</p>"), status=400, cacheable=False)
        number = next(visits)
        cookies = tuple(("Set-Cookie", f"c{number}x{n}={'v' * 400}; Path=/") for n in range(10))
        return page and SimPage(page.content, headers=cookies)

    site.pages, site.dynamic = {}, answer
    return site


@fault("blocked")
def challenge_200(host: str) -> SimSite:
    """A browser check served as 200 everywhere."""
    script = '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>'
    words = f'<p>Checking your browser before accessing {host}.</p><div id="cf-challenge"></div>{script}'
    return everywhere(host, SimPage(document("Just a moment...", words), headers=(("CF-RAY", "8f0a-LHR"),)))


@fault("blocked")
def challenge_403(host: str) -> SimSite:
    """A browser check served as 403 everywhere."""
    words = "<p>Enable JavaScript and cookies to continue.</p>"
    headers = (("cf-mitigated", "challenge"), ("Server", "cloudflare"))
    return everywhere(host, SimPage(document("Just a moment...", words), status=403, headers=headers))


@fault("blocked")
def challenge_incident(host: str) -> SimSite:
    """A firewall's frame with an incident number, served as 200 everywhere."""
    frame = '<iframe src="/_Incapsula_Resource?CWUDNSAI=9&xinfo=1">Request unsuccessful. Incident ID: 1-2</iframe>'
    return everywhere(host, SimPage(f"<html><body>{frame}</body></html>".encode()))


@fault("blocked")
def challenge_captcha(host: str) -> SimSite:
    """A puzzle for humans served as 200 everywhere."""
    words = '<p>Please confirm that you are not a robot to carry on.</p><div class="h-captcha" data-sitekey="x"></div>'
    return everywhere(host, SimPage(document("Human verification", words)))


@fault("blocked")
def request_rejected(host: str) -> SimSite:
    """A firewall's refusal with a support number, served as 200 everywhere."""
    words = "The requested URL was rejected. Please consult with your administrator. Your support ID is: 1234"
    return everywhere(
        host, SimPage(f"<html><head><title>Request Rejected</title></head><body>{words}</body></html>".encode())
    )


_LOGIN = (
    '<form method="post" action="/signin"><label for="u">User name</label><input id="u" name="u">'
    '<label for="p">Password</label><input id="p" type="password" name="p"><button>Sign in</button></form>'
)


@fault("blocked")
def login_wall(host: str) -> SimSite:
    """Every page redirects to a sign-in."""
    page = SimPage(document("Sign in", _LOGIN))
    site = SimSite(host, {"/signin": page}, robots_means="allow")
    site.dynamic = lambda request: (
        page if request.path.startswith("/signin?") else redirect(f"/signin?to={request.path}", 302)
    )
    return site


@fault("blocked")
def login_wall_200(host: str) -> SimSite:
    """Every page is a sign-in, served as 200."""
    return everywhere(host, SimPage(document("Sign in to continue", _LOGIN)))


@fault("blocked")
def basic_authentication_401(host: str) -> SimSite:
    """401 with WWW-Authenticate to everything."""
    return _always(host, 401, "Authorization required", (("WWW-Authenticate", 'Basic realm="staging"'),))


@fault("needs_javascript")
def javascript_shell(host: str) -> SimSite:
    """Every page is an empty root element, a script and a noscript line."""
    page = (
        b'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Council</title></head><body>'
        b'<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>'
        b'<script type="module" src="/assets/index-4f1c.js"></script></body></html>'
    )
    return everywhere(host, SimPage(page))


@fault("needs_javascript")
def javascript_shell_silent(host: str) -> SimSite:
    """The same without a noscript line: an app element and four scripts, the title only."""
    scripts = "".join(
        f'<script src="/_next/static/chunks/{name}.js"></script>' for name in ("main", "app", "vendor", "run")
    )
    page = f"<!doctype html><html><head><title>Council</title>{scripts}</head><body><app-root></app-root></body></html>"
    return everywhere(host, SimPage(page.encode()))


@fault("unparseable")
def blank(host: str) -> SimSite:
    """200 with no byte of body, everywhere."""
    return everywhere(host, SimPage(b""))


@fault("unparseable")
def blank_html(host: str) -> SimSite:
    """200 with an HTML page that has no word in it, everywhere."""
    return everywhere(host, SimPage(b"<!doctype html>\n<html><head></head><body>\n \n</body></html>"))


@fault("unparseable", "moved", "unreachable")
def parked_domain(host: str) -> SimSite:
    """A page everywhere that offers the name for sale."""
    return everywhere(host, SimPage(document("This domain is parked", "<p>Buy this domain. Sponsored listings.</p>")))


@fault("unparseable", "unreachable", "maintenance")
def default_server_page(host: str) -> SimSite:
    """The web server's own welcome page everywhere: no council has been installed."""
    return everywhere(host, SimPage(document("Welcome to nginx!", "<p>If you see this page, nginx is installed.</p>")))


@fault("replied", pages=SOUND, unread=("/old-page", "/gone", "/a-z"))
def soft_404(host: str) -> SimSite:
    """Whatever does not exist is answered 200 with an apology; the home page links to three such pages."""
    apology = document(
        "Sorry, we can't find that page", "<p>The page may have been moved or deleted. Try a search.</p>"
    )
    site = sound(host, links='<a href="/old-page">Old</a><a href="/gone">Gone</a><a href="/a-z">A to Z</a>')
    site.not_found = SimPage(apology)
    return site


@fault("replied", pages=SOUND, unread=("/old-page",))
def soft_404_home(host: str) -> SimSite:
    """Whatever does not exist redirects to the home page."""
    return sound(host, links='<a href="/old-page">Old</a>', not_found=redirect("/", 302))
