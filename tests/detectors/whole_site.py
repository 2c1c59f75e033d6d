"""A walk over a simulated council without network or budget: every reachable page, as the detectors are given it."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Iterable
from urllib.parse import urlencode, urljoin, urlsplit

from collectors.crawl.frontier.unlinked import meetings_service
from detectors.cues import default_cues
from detectors.forms import FormRole, role_of
from detectors.observe import observe_authority
from detectors.owners import owners_for
from detectors.pages import FileReply
from detectors.parse import read_page
from detectors.records import AuthorityObservations, SearchRecord
from detectors.repeats import Repeats
from evaluation.simulated_internet.councils import SimCouncil
from evaluation.simulated_internet.records import Request, SimSite
from models import Service
from register.services import Duties

PAGE_LIMIT = 900
QUERIES = (
    "council tax",
    "moving home",
    "business rates",
    "bin",
    "garden waste",
    "bulky waste",
    "recycling centre",
    "pothole",
    "street light",
    "fly-tipping",
    "abandoned vehicle",
    "dog fouling",
    "noise",
    "parking permit",
    "parking fine",
    "dropped kerb",
    "planning",
    "building control",
    "licence",
    "birth",
    "library",
    "school",
    "school meals",
    "bus pass",
    "care",
    "carer",
    "paying for care",
    "directory",
    "abuse",
    "safeguarding",
    "worried",
    "diogelu",
    "blue badge",
    "special needs",
    "childcare",
    "homeless",
    "housing register",
    "benefits",
    "repair",
)
_COMPLETE = dict.fromkeys(("govuk", "search", "az", "sitemap", "links"), "completed")


def read_council(council: SimCouncil, limit: int = PAGE_LIMIT) -> list[FileReply]:
    """Return the replies of a breadth-first walk over every host of the council, redirects followed."""
    sites = {site.host: site for site in council.sites()}
    queue = deque([(council.home_url, 0, "", "seed:home")])
    queue += [(link.url, 1, "", f"seed:local_links/{link.lgsl}") for link in council.local_links if link.url]
    queue.append((f"{council.home_url}.well-known/security.txt", 1, "", "seed:security"))
    queue += [(url, 2, "", "sitemap") for url in _mapped(council, sites)]
    seen, repeats = set[str](), Repeats()
    replies: list[FileReply] = []
    while queue and len(replies) < limit:
        url, depth, text, via = queue.popleft()
        url = url.split("#")[0]
        if url in seen:
            continue
        seen.add(url)
        reply = _fetch(url, sites, council.authority.code, depth, text, via)
        if reply is None:
            continue
        replies.append(reply)
        if depth < 6:
            queue += _onward(reply, depth + 1, repeats)
    return replies


def _mapped(council: SimCouncil, sites: dict[str, SimSite]) -> list[str]:
    """Return the addresses of the sitemap, one level of index followed."""
    waiting, found = [f"{council.home_url}sitemap.xml"], []
    for url in waiting:
        reply = _fetch(url, sites, "", 0, "", "")
        body = reply.body.decode("utf-8", "replace") if reply is not None and reply.body[:2] != b"\x1f\x8b" else ""
        listed = re.findall(r"<loc>\s*([^<\s]+)", body)
        waiting += [u for u in listed if u.endswith(".xml") and len(waiting) < 20]
        found += [u for u in listed if not u.endswith((".xml", ".gz"))]
    return found


def _fetch(url: str, sites: dict[str, SimSite], authority: str, depth: int, text: str, via: str) -> FileReply | None:
    final = url
    for _ in range(6):
        parts = urlsplit(final)
        site = sites.get(parts.hostname or "")
        if site is None or parts.scheme not in ("http", "https"):
            return None
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        page = site.reply(Request("GET", parts.scheme, site.host, path, {}))
        if page.behave is not None:
            return None
        onward = dict(page.headers).get("Location")
        if page.status in (301, 302, 303, 307, 308) and onward:
            final = urljoin(final, onward)
            continue
        body = page.body
        headers = {name.lower(): value for name, value in page.headers} | {"content-type": page.content_type or ""}
        digest = hashlib.sha256(body).hexdigest()
        return FileReply(
            url,
            body,
            final,
            page.status,
            headers,
            None,
            final,
            authority,
            "2026-11-01T08:00:00+00:00",
            "replied",
            digest,
            via,
            depth,
            text,
        )
    return None


def _onward(reply: FileReply, depth: int, repeats: Repeats) -> Iterable[tuple[str, int, str, str]]:
    page = read_page(
        reply.body, reply.final_url, None, reply.status, reply.headers.get("content-type", ""), repeats=repeats
    )
    for link in page.links:
        if link.href.startswith("http"):
            yield link.href, depth, link.text, "link"
            service = meetings_service(link.href, lambda host: host.endswith(".gov.uk"), "gov.uk")
            if service:
                yield service, depth, "", "product:meetings"
    for url in page.frames:
        yield url, depth, "", "frame"
    for form in page.forms:
        if form.method == "get" and role_of(form, page) is FormRole.START:
            yield form.target, depth, " ".join(form.buttons), "action"
        if role_of(form, page) is FormRole.SEARCH and depth == 1:
            names = [f.name for f in form.fields if f.name]
            for query in QUERIES if names else ():
                yield f"{form.action}?{urlencode({names[0]: query})}", depth, "", "search"


def observe_simulated(
    council: SimCouncil,
    services: tuple[Service, ...],
    duties: Duties,
    search: SearchRecord | None = None,
    replies: list[FileReply] | None = None,
) -> AuthorityObservations:
    """Return what the detectors say about a simulated council whose every page was read."""
    authority = council.authority
    given = {service.code: duties.duty(authority, service) for service in services}
    owners = owners_for((authority,), authority)
    record = search or SearchRecord("ok", _COMPLETE)
    assert default_cues() is not None
    return observe_authority(
        authority, replies if replies is not None else read_council(council), services, given, record, owners
    )
