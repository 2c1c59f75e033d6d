"""Hosts on which port 443 does not answer, or not as it should, while port 80 does."""

from __future__ import annotations

from evaluation.simulated_internet.misbehaving.registry import SOUND, anchors, document, fault, sound
from evaluation.simulated_internet.records import Request, SimPage, SimSite, redirect, text

CLOSED = "port_80"


@fault("replied", pages=SOUND)
def port_443_refused(host: str) -> SimSite:
    """Port 443 refuses connections; port 80 is sound."""
    return sound(host, scheme=CLOSED)


@fault("replied", pages=SOUND)
def port_443_silent(host: str) -> SimSite:
    """Port 443 takes connections and says nothing; port 80 is sound."""
    return sound(host, scheme="both", certificate="silent")


@fault("replied", pages=SOUND)
def port_443_refused_links(host: str) -> SimSite:
    """Port 443 refuses connections; every link of the sound pages on port 80 names https."""
    site = sound(host, scheme=CLOSED)
    links = anchors([f"https://{host}{path}" for path in SOUND])
    site.pages = {path: SimPage(document(f"{path} of {host}", f"<p>Words of {path}.</p>{links}")) for path in SOUND}
    return site


@fault("unreachable", max_requests=6)
def port_443_refused_forwards(host: str) -> SimSite:
    """Port 443 refuses connections, and port 80 sends everything there, robots.txt too."""

    def forward(request: Request) -> SimPage:
        return redirect(f"https://{host}{request.path}")

    return SimSite(host, dynamic=forward, robots=redirect(f"https://{host}/robots.txt"), robots_means="allow",
                   scheme=CLOSED)  # fmt: skip


@fault("unreachable", max_requests=6)
def port_443_refused_forwards_pages(host: str) -> SimSite:
    """Port 443 refuses connections; port 80 answers for robots.txt and sends everything else to 443."""

    def forward(request: Request) -> SimPage:
        return redirect(f"https://{host}{request.path}")

    return SimSite(host, dynamic=forward, robots="User-agent: *\nDisallow:\n", scheme=CLOSED)


@fault("disallowed", max_requests=2)
def port_443_refused_disallowed(host: str) -> SimSite:
    """Port 443 refuses connections; the robots.txt on port 80 forbids everything."""
    site = sound(host, scheme=CLOSED)
    site.robots = "User-agent: *\nDisallow: /\n"
    return site


@fault("unreachable", "disallowed", max_requests=6)
def port_443_refused_no_robots(host: str) -> SimSite:
    """Port 443 refuses connections; the robots.txt on port 80 answers 500: stay away for now."""
    site = sound(host, scheme=CLOSED)
    site.robots, site.robots_means = text("Error", status=500), "deny"
    return site


@fault("tls_failed", max_requests=0)
def certificate_expired_port_80_sound(host: str) -> SimSite:
    """The certificate ran out and port 80 is sound: a bad certificate is a finding, not a way round."""
    return sound(host, scheme="both", certificate="expired")
