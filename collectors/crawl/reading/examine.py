"""What a parse worker does with one body. Pure: bytes in, findings out; nothing here opens a file or a socket."""

import json
from dataclasses import dataclass, field

import zstandard

from collectors.crawl.frontier.cues import Cues, LinkKind
from collectors.crawl.frontier.entry import Kind
from collectors.crawl.frontier.sitemaps import read_sitemap
from collectors.crawl.limits import Limits
from collectors.crawl.reading.prescan import is_bomb
from collectors.crawl.reading.tier1 import Form, Reading, read_page
from collectors.crawl.reading.verdict import PageStatus, page_status, status_without_page
from detectors.urls import canonical
from detectors.verdict.charset import HTML, as_utf8, charset_of, media_type_of
from detectors.verdict.verdict import Reply, verdict_of
from detectors.welsh_version import is_welsh_version


@dataclass(frozen=True, slots=True)
class Job:
    """One body to examine. headers: names in lower case."""

    token: int
    kind: Kind
    url: str
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Finding:
    """What was found in it. links: [[url, text, service, kind], ...]; packed: the body, packed_links: the links,
    both zstd. page: columns of `pages`, empty if the body is no page. follow: URL of a meta refresh, "" if none.
    search: [action, parameter, hidden query] of the site's own search, empty if it was not seen.
    """

    token: int
    status: PageStatus
    reason: str = ""
    media_type: str = ""
    charset: str = ""
    packed: bytes = b""
    page: dict = field(default_factory=dict)
    links: list = field(default_factory=list)
    packed_links: bytes = b""
    follow: str = ""
    search: list = field(default_factory=list)
    sitemaps: list = field(default_factory=list)


class Examiner:
    """Examines bodies one after another; keeps its compressor and its judgements of links between them."""

    def __init__(self, cues: Cues, limits: Limits) -> None:
        self.cues, self.limits = cues, limits
        self._pack = zstandard.ZstdCompressor(level=1).compress

    def examine(self, job: Job) -> Finding:
        """Return what is in the body. A body that cannot be read is `unparseable`; nothing is raised for bad bytes."""
        content_type = job.headers.get("content-type", "")
        media = media_type_of(job.body, content_type)
        finding = Finding(job.token, PageStatus.OK, media_type=media, packed=self._pack(job.body))
        if job.kind == Kind.SITEMAP:
            self._sitemap(job, finding)
        elif media in HTML and job.kind != Kind.FILE:
            self._page(job, finding, content_type)
        else:
            finding.status = page_status(verdict_of(Reply(job.url, job.status, job.headers, media, job.body)))
            finding.reason = "" if job.body else "empty body"
        return finding

    def _sitemap(self, job: Job, finding: Finding) -> None:
        early = status_without_page(job.status, job.headers, job.body)
        if early:
            finding.status = early
            return
        try:
            sitemap = read_sitemap(job.body, self.limits.sitemap_urls, 2 * self.limits.pdf_bytes)
        except (ValueError, SyntaxError) as error:
            finding.status, finding.reason = PageStatus.UNPARSEABLE, str(error)[:200]
            return
        finding.links = [[url, "", *self.cues.judge(url, "")] for url in sitemap.pages]
        finding.sitemaps = sitemap.sitemaps[: self.limits.sitemaps]

    def _page(self, job: Job, finding: Finding, content_type: str) -> None:
        finding.charset = charset_of(job.body, content_type)
        text = as_utf8(job.body, finding.charset)
        early = status_without_page(job.status, job.headers, text)
        if is_bomb(text, self.limits):
            finding.status, finding.reason = early or PageStatus.UNPARSEABLE, "nests or is attributed beyond all pages"
            return
        try:
            reading = read_page(text[: self.limits.read_bytes], job.url)
        except ValueError as error:
            finding.status, finding.reason = early or PageStatus.UNPARSEABLE, str(error)[:200]
            return
        reply = Reply(job.url, job.status, job.headers, finding.media_type, text)
        finding.status = page_status(verdict_of(reply, reading.look))
        self._describe(finding, reading)

    def _judged(self, url: str, words: str, reading: Reading) -> tuple[str, LinkKind]:
        subject, kind = self.cues.judge(url, words)
        if kind is LinkKind.PLAIN and (url in reading.in_welsh or is_welsh_version(words)):
            kind = LinkKind.WELSH
        return subject, kind

    def _describe(self, finding: Finding, reading: Reading) -> None:
        finding.links = [[url, words, *self._judged(url, words, reading)] for url, words in reading.links]
        finding.packed_links = self._pack(json.dumps(finding.links, ensure_ascii=False, separators=(",", ":")).encode())
        finding.follow = reading.refresh
        finding.search = next((_search(form) for form in reading.forms if form.is_search), [])
        finding.page = {
            "title": reading.title,
            "lang": reading.lang,
            "h1": reading.h1,
            "canonical": reading.canonical,
            "description": reading.description,
            "is_soft_404": int(finding.status == PageStatus.SOFT_404),
            "links_count": len(reading.links),
            "links": finding.packed_links,
            "forms": json.dumps([_summary(form) for form in reading.forms], ensure_ascii=False),
        }


def unpack_links(packed: bytes) -> list:
    """Return links as `Finding.links` has them, from the `links` column of `pages`."""
    return json.loads(zstandard.decompress(packed, max_output_size=64 * 1024 * 1024)) if packed else []


def search_url(search: list, words: str) -> str | None:
    """Return the URL that asks a site's own search for words, None if it makes no valid URL."""
    action, parameter, hidden = search
    query = "&".join([*(f"{name}={value}" for name, value in hidden), f"{parameter}={words.replace(' ', '+')}"])
    return canonical(action, f"{action.partition('?')[0]}?{query}")


def _search(form: Form) -> list:
    named = [name for name, _ in form.inputs if name]
    return [form.action, named[0], [pair for pair in form.hidden if pair[0]]] if named else []


def _summary(form: Form) -> dict:
    return {
        "action": form.action,
        "method": form.method,
        "inputs": form.inputs,
        "label": form.label,
        "is_search": form.is_search,
        "is_start": form.is_start,
    }
