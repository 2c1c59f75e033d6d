"""Faults of direction: loops, long chains, other hosts, private addresses, certificates."""

from __future__ import annotations

from evaluation.simulated_internet.misbehaving.registry import SOUND, document, everywhere, fault, sound
from evaluation.simulated_internet.records import Request, SimPage, SimSite, redirect

FORBIDDEN_URLS = (
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
    "http://0/", "http://localhost/", "http://localhost.localdomain/", "http://[::1]/", "http://[::]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[fe80::1]/", "http://[fd00::1]/",
    "http://[64:ff9b::7f00:1]/", "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/", "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/", "http://intranet/",
    "http://printer.local/", "http://service.internal/", "http://host.docker.internal/", "http://8.8.8.8/",
    "http://user:secret@fault-good.gov.uk/", "http://fault-good.gov.uk:8080/", "https://fault-good.gov.uk:22/",
    "ftp://fault-good.gov.uk/", "file:///etc/passwd", "gopher://fault-good.gov.uk/", "javascript:alert(1)",
    "data:text/html,hello", "dict://127.0.0.1:11211/", "ldap://127.0.0.1/", "http:///", "http://",
)  # fmt: skip
"""URLs that a safe crawler refuses before a socket opens, wherever it meets them."""

FAILED = {"/": ("refused", "off_site", "too_large", "timed_out")}


@fault("replied", pages=SOUND)
def good(host: str) -> SimSite:
    """No fault at all: the control."""
    return sound(host)


@fault("unreachable", outcomes=FAILED)
def redirect_loop(host: str) -> SimSite:
    """Two pages that send the reader to each other."""
    return SimSite(host, {"/": redirect("/home", 302), "/home": redirect("/", 302)}, robots_means="allow")


@fault("unreachable", outcomes=FAILED)
def redirect_to_self(host: str) -> SimSite:
    """Every page sends the reader to itself."""
    return SimSite(host, dynamic=lambda request: redirect(request.url, 302), robots_means="allow")


@fault("unreachable", outcomes=FAILED)
def redirect_long(host: str) -> SimSite:
    """A chain of forty hops before a sound page."""
    site = sound(host)
    hops = {f"/hop-{number}": redirect(f"/hop-{number + 1}", 302) for number in range(1, 40)}
    site.pages = {**hops, "/": redirect("/hop-1", 302), "/hop-40": site.pages["/"]}
    return site


@fault("replied")
def redirect_short(host: str) -> SimSite:
    """Three hops (301, 302, 308; relative, without scheme, absolute) before a sound page."""
    site = sound(host)
    site.pages |= {"/en/home": site.pages["/"], "/": redirect("/en"), "/en": redirect(f"//{host}/en/", 302)}
    site.pages["/en/"] = redirect(f"https://{host}/en/home", 308)
    return site


@fault("moved", outcomes={"/": ("off_site",)})
def redirect_off_site(host: str) -> list[SimSite]:
    """Every page sends the reader to a company that is not the council."""
    shop = SimSite("www.domain-resale.com", {"/": SimPage(document("Names for sale", "<p>Make an offer.</p>"))})
    return [everywhere(host, redirect("https://www.domain-resale.com/", 302)), shop]


@fault("moved", "replied", outcomes={"/": ("off_site", "replied")})
def host_moved(host: str) -> list[SimSite]:
    """The council has moved: every path redirects for good to the same path of its new host, which is sound."""
    new = f"{host.removesuffix('.gov.uk')}-new.gov.uk"

    def forward(request: Request) -> SimPage:
        return redirect(f"https://{new}{request.path}")

    return [SimSite(host, dynamic=forward, robots_means="allow"), sound(new)]


@fault("moved")
def meta_refresh_away(host: str) -> list[SimSite]:
    """A 200 page whose only content is a meta refresh to another host."""
    head = '<meta http-equiv="refresh" content="0; url=https://www.domain-resale.com/">'
    shop = SimSite("www.domain-resale.com", {"/": SimPage(document("Names for sale", "<p>Make an offer.</p>"))})
    return [everywhere(host, SimPage(document("We have moved", "<p>We have moved.</p>", head))), shop]


@fault("unreachable", outcomes={"/": ("refused", "off_site")})
def redirect_private(host: str) -> SimSite:
    """Every page sends the reader to the cloud's metadata address."""
    return everywhere(host, redirect("http://169.254.169.254/latest/meta-data/", 302))


@fault("replied", pages=SOUND)
def redirects_forbidden(host: str) -> SimSite:
    """A sound site with one redirect to each forbidden address, name, port and scheme."""
    bad = {f"/go/{number}": redirect(url, 302) for number, url in enumerate(FORBIDDEN_URLS)}
    return sound(host, bad)


@fault("replied", pages=SOUND)
def links_forbidden(host: str) -> SimSite:
    """A sound site whose home page links straight to each forbidden address, name, port and scheme."""
    return sound(host, links="".join(f'<a href="{url}">Forbidden</a>' for url in FORBIDDEN_URLS))


@fault("unreachable", "unparseable")
def redirect_nowhere(host: str) -> SimSite:
    """302 without a Location."""
    return everywhere(host, SimPage(b"", status=302, cacheable=False))


@fault("replied")
def https_downgrade(host: str) -> SimSite:
    """The https pages send the reader to http, where they are sound: found, but not over https."""
    site = sound(host, scheme="both")
    plain = dict(site.pages)

    def answer(request: Request) -> SimPage | None:
        return redirect(f"http://{host}{request.path}", 302) if request.scheme == "https" else plain.get(request.path)

    site.pages, site.dynamic = {}, answer
    return site


@fault("replied", pages=SOUND)
def http_only(host: str) -> SimSite:
    """Nothing answers TLS on this host; plain http is sound."""
    return sound(host, scheme="http")


@fault("replied")
def cookie_first(host: str) -> SimSite:
    """Every page redirects to itself until a cookie comes back."""
    site = sound(host)
    plain = dict(site.pages)

    def answer(request: Request) -> SimPage | None:
        if "visited=yes" in request.headers.get("cookie", ""):
            return plain.get(request.path)
        headers = (("Location", request.path), ("Set-Cookie", "visited=yes; Path=/"))
        return SimPage(b"", status=302, headers=headers, cacheable=False)

    site.pages, site.dynamic = {}, answer
    return site


TLS = {"/": ("tls_failed",)}


@fault("tls_failed", outcomes=TLS)
def certificate_expired(host: str) -> SimSite:
    """The certificate ran out two days ago."""
    return sound(host, certificate="expired")


@fault("tls_failed", outcomes=TLS)
def certificate_not_yet_valid(host: str) -> SimSite:
    """The certificate is valid from next month."""
    return sound(host, certificate="not_yet_valid")


@fault("tls_failed", outcomes=TLS)
def certificate_self_signed(host: str) -> SimSite:
    """The certificate is signed by itself."""
    return sound(host, certificate="self_signed")


@fault("tls_failed", outcomes=TLS)
def certificate_wrong_host(host: str) -> SimSite:
    """The certificate is for somebody else's host."""
    return sound(host, certificate="wrong_host")


@fault("tls_failed", outcomes=TLS)
def certificate_unknown_issuer(host: str) -> SimSite:
    """The certificate is signed by an issuer nobody knows, as when the chain is incomplete."""
    return sound(host, certificate="unknown_issuer")


@fault("tls_failed", "unreachable", outcomes={"/": ("tls_failed", "timed_out")})
def tls_silent(host: str) -> SimSite:
    """The TLS handshake is never answered."""
    return sound(host, certificate="silent")


@fault("tls_failed", "unreachable", outcomes={"/": ("tls_failed", "refused")})
def tls_garbage(host: str) -> SimSite:
    """The TLS handshake is answered in plain text, as by a web server on the wrong port."""
    return sound(host, certificate="garbage")


@fault("replied", "moved")
def shared_host(host: str) -> list[SimSite]:
    """Two councils redirect to one joint host: crawled once, scored each. The twin is `<host>-twin`."""
    stem = host.removesuffix(".gov.uk")
    joint, twin = f"{stem}-joint.gov.uk", f"{stem}-twin.gov.uk"
    return [everywhere(name, redirect(f"https://{joint}/")) for name in (host, twin)] + [sound(joint)]
