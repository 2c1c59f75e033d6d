"""The detectors beside pages and whole sites that were written without sight of them (blind/README.md)."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from detectors.cues import default_cues
from detectors.fingerprints import default_fingerprints
from detectors.forms import FormRole, role_of
from detectors.library import read_library
from detectors.observe import observe_authority
from detectors.owners import host_of, owners_for
from detectors.pages import FileReply
from detectors.parse import read_page
from detectors.records import SearchRecord
from detectors.repeats import Repeats
from detectors.services.destinations import View
from detectors.services.ladder import PageMark, mark_page
from evaluation.corpus.blind_source import read_site
from evaluation.corpus.marking import mark_row
from evaluation.corpus.rows import WORDING, rows_of
from evaluation.grading import Case
from models import Authority, AuthorityType, Message
from paths import REGISTER
from register.authorities import load_register
from register.services import load_duties, load_services

HERE = Path(__file__).with_name("blind")
PAGES = {"build": ("pages-a", "pages-b"), "judge": ()}
SITES = {"build": ("sites-c1", "sites-c2"), "judge": ("sites-d",)}
FOURTH, FIFTH = "service-ladder, fourth blind family", "service-ladder, fifth blind family"
FAMILIES = {FOURTH: "sites-e", FIFTH: "sites-f"}
"""The families whose first grade is kept for good, and the folder of each."""
FAMILY_PARTS = tuple(f"{family}{part}" for family in FAMILIES
                     for part in ("", ", a page of its own", ", a page that serves several"))  # fmt: skip
"""Each family, then its services that stand alone and those that share a page."""
SETS_OF_WORDING = {
    f"service-ladder, {number} set of wording written blind": name
    for number, name in zip(("first", "second", "third", "fourth", "fifth"), WORDING, strict=True)
}
"""Each set of pages of which only the wording was written blind, and its file."""
FIRST_GRADES = (*FAMILY_PARTS, *SETS_OF_WORDING)
"""The parts whose first grade is kept."""
READ_ON = "2026-11-01T08:00:00+00:00"
_NATIONS = {"wales": "Wales", "scotland": "Scotland", "northern-ireland": "Northern Ireland"}


@dataclass(frozen=True, slots=True)
class Judged:
    """One service of a blind page or site: what is true, what was found, and the messages that say why.

    on_page: how many of the site's judged services stand on the page that shows this one; 0 where none shows it.
    """

    council: str
    service: str
    truth: int
    found: int | None
    note: str
    reasons: tuple[Message, ...]
    on_page: int = 1


def blind_cases(split: str) -> dict[str, list[Case]]:
    """Return detector -> cases of a split."""
    sets: dict[str, Sequence[Judged]] = {
        "service-ladder, pages written blind": judged_pages(split),
        "service-ladder, sites written blind": judged_sites(split),
    }
    if split == "judge":
        sets.update(zip(FAMILY_PARTS, _family_parts(), strict=True))
        sets |= {name: judged_wording(file) for name, file in SETS_OF_WORDING.items()}
    return {name: [Case(one.truth, one.found, one.service) for one in found] for name, found in sets.items() if found}


def is_for_judging(council: str) -> bool:
    """Return whether a site of the fourth family is of the half whose errors nobody looked at before version 1.9.0."""
    return hashlib.sha256(council.encode()).digest()[0] % 2 == 1


def _family_parts() -> Iterator[list[Judged]]:
    for family in FAMILIES:
        found = [one for one in judged_family(family) if family != FOURTH or is_for_judging(one.council)]
        yield found
        yield [one for one in found if one.on_page == 1]
        yield [one for one in found if one.on_page > 1]


@cache
def judged_wording(file: str) -> tuple[Judged, ...]:
    """Return what the detectors make of every page of one file of wording written blind."""
    return tuple(_judged_row(row, mark_row(row)) for row in rows_of(file))


def _judged_row(row: dict, mark: PageMark) -> Judged:
    return Judged(row["council"], row["service"], row["level"], mark.level, row["why"], mark.reasons)


@cache
def judged_pages(split: str) -> tuple[Judged, ...]:
    """Return what the detectors make of every single page of a split."""
    return tuple(_judged_page(row) for name in PAGES[split] for row in blind_pages(name))


@cache
def judged_sites(split: str) -> tuple[Judged, ...]:
    """Return what the detectors make of every service of every whole site of a split."""
    return _judged(site for name in SITES[split] for site in json.loads(_unpacked(f"{name}.json.xz")))


@cache
def judged_family(family: str) -> tuple[Judged, ...]:
    """Return what the detectors make of every service of every site of a family of FAMILIES."""
    return _judged(family_sites(family))


@cache
def family_sites(family: str) -> tuple[dict, ...]:
    """Return the sites of a family of FAMILIES, as blind/README.md describes them, in the order of their files."""
    return tuple(read_site(path) for path in sorted((HERE / FAMILIES[family]).glob("*.txt")))


def _judged(sites: Iterable[dict]) -> tuple[Judged, ...]:
    return tuple(one for site in sites for one in _judged_site(site))


def _unpacked(name: str) -> str:
    return lzma.decompress((HERE / name).read_bytes()).decode("utf-8")


@cache
def blind_pages(name: str) -> tuple[dict, ...]:
    """Return the rows of a file of pages, as blind/README.md describes them."""
    return tuple(map(json.loads, _unpacked(f"{name}.jsonl.xz").splitlines()))


def _authority(home: str, name: str, kind: str) -> Authority:
    slug = host_of(home).removeprefix("www.").split(".")[0]
    nation = _NATIONS.get(kind, "England")
    return Authority("X99", slug, name, name, AuthorityType(kind), nation, "", None, home, None, None, None, None)


def _judged_page(row: dict) -> Judged:
    replies = [_reply(page["url"], page["html"]) for page in row["pages"]]
    library = read_library(replies)
    kind = row["council_type"] if row["council_type"] in set(AuthorityType) else "english-unitary"
    authority = _authority(f"https://{host_of(replies[0].url)}/", host_of(replies[0].url), kind)
    owners = owners_for((*_councils(), authority), authority)
    view = View(row["service"], default_cues(), owners, default_fingerprints(), library.resolve)
    mark = mark_page(library.entries[0].page, view, _caps()[row["service"]], trusted=True)
    return Judged(authority.slug, row["service"], row["level"], mark.level, row["note"], mark.reasons)


@cache
def _councils() -> tuple[Authority, ...]:
    return load_register(REGISTER).authorities


@cache
def _caps() -> dict[str, int]:
    return {service.code: service.cap for service in load_services(REGISTER)}


def _judged_site(site: dict) -> Iterator[Judged]:
    authority = _authority(site["home"], site["short_name"], site["type"])
    services, duties = load_services(REGISTER), load_duties(REGISTER)
    given = {service.code: duties.duty(authority, service) for service in services}
    owners = owners_for((*_councils(), authority), authority)
    search = SearchRecord("ok", complete=True)
    seen = observe_authority(authority, list(_walk(site)), services, given, search, owners)
    marks = {mark.service: mark for mark in seen.services}
    on_page = Counter(truth["page"] for truth in site["truth"].values() if truth["page"])
    for code, truth in site["truth"].items():
        if given[code][0] in site.get("duties", ("full",)):
            yield Judged(authority.slug, code, truth["level"], marks[code].level, truth["note"], marks[code].reasons,
                         on_page[truth["page"]])  # fmt: skip


def _walk(site: dict) -> Iterator[FileReply]:
    """Yield every page of a site that links, frames and start buttons lead to, breadth first."""
    waiting, seen, repeats = deque([(site["home"], 0, "", "seed:home")]), set(), Repeats()
    while waiting:
        url, depth, text, via = waiting.popleft()
        html = _found(site["hosts"], url)
        if html is None or url in seen:
            continue
        seen.add(url)
        reply = _reply(url, html, depth, text, via)
        yield reply
        if depth < 6 and reply.status == 200:
            page = read_page(reply.body, url, repeats=repeats)
            onward = [(link.href, link.text, "link") for link in page.links if link.href.startswith("http")]
            onward += [(frame, "", "frame") for frame in page.frames]
            onward += [(form.target, "", "action") for form in page.forms
                       if form.method == "get" and role_of(form, page) is FormRole.START]  # fmt: skip
            waiting += [(target.split("#")[0], depth + 1, words, how) for target, words, how in onward]


def _found(hosts: dict[str, dict[str, str]], url: str) -> str | None:
    """Return the page at an address, "" where the host has none, None where there is no such host."""
    parts = urlsplit(url)
    pages = hosts.get((parts.hostname or "").lower())
    if pages is None:
        return None
    path = parts.path or "/"
    whole = f"{path}?{parts.query}" if parts.query else path
    return next((pages[key] for key in (whole, unquote(whole), path, path.rstrip("/"), f"{path}/") if key in pages), "")


def _reply(url: str, html: str, depth: int = 0, text: str = "", via: str = "") -> FileReply:
    body = (html or "<!doctype html><title>Page not found</title><h1>Page not found</h1>").encode()
    kind = "application/pdf" if body.startswith(b"%PDF") else "text/html; charset=utf-8"
    digest = hashlib.sha256(body).hexdigest()
    return FileReply(url, body, url, 200 if html else 404, {"content-type": kind}, None, url, "X99", READ_ON, "replied",
                     digest, via, depth, text)  # fmt: skip
