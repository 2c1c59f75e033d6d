"""Captures stored as evidence: rows of crawl.db as if the crawl had seen them, and what became of every record.

A file is stored whole or not at all. Archives are never a finished search: nothing is absent because they lack it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from collectors.crawl.evidence import stored_body
from collectors.crawl.frontier.entry import Kind, Via
from collectors.crawl.reading.examine import Examiner, Finding, Job
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.site_status import SiteStatus
from collectors.sqlite import Database
from collectors.web_archive.councils import Councils, host_of
from collectors.web_archive.read import Capture, PassedOver, Record, Statement
from counted import plural
from detectors.urls import tidy
from models import Authority, Outcome

ORIGIN = "archive"
"""runs.origin of captures: nothing was asked of anybody."""
CUT = "the archive has only the beginning of it"
BATCH = 200


@dataclass(slots=True)
class Imported:
    """What became of the records of one import. stored: captures; councils: with a page; others: reason -> records."""

    stored: int = 0
    others: Counter[str] = field(default_factory=Counter)
    councils: set[str] = field(default_factory=set)


class Store:
    """Writes captures into one run of crawl.db, the newest archive run or a new one.

    That is begun with the first archive that is taken: a refused one leaves the newest crawl the newest.
    """

    def __init__(self, db: Database, councils: Councils, examiner: Examiner, now: datetime) -> None:
        self.db, self.councils, self.examiner = db, councils, examiner
        self._told: dict[str, dict[str, Any]] = {}
        self._ids: dict[int, int] = {}
        self._restored = False
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._now = now.isoformat(timespec="seconds")
        self.run = 0
        self._next_id = (self.db.execute("SELECT max(id) FROM fetches").fetchone()[0] or 0) + 1
        self._newest: dict[str, str] = {}
        self._digests: dict[str, str] = dict(self.db.execute("SELECT digest, sha256 FROM captures WHERE digest <> ''"))

    def take(
        self, records: Iterable[Record], archive: str, told: Callable[[Imported], None] = lambda _: None
    ) -> Imported:
        """Store the records of one archive, whole or not at all; return what became of them. told: now and then."""
        found = Imported()
        kept = (self.run, self._restored, self._next_id, dict(self._newest), dict(self._digests))
        try:
            with self.db.atomic():
                if not self.run:
                    self.run = self._run()
                    self._newest = dict(self.db.execute(_NEWEST, [self.run]).fetchall())
                for number, record in enumerate(records, start=1):
                    self._take(record, archive, found)
                    if number % BATCH == 0:
                        self._write()
                        told(found)
                self._write()
                self._sites(found)
        except BaseException:
            self.run, self._restored, self._next_id, self._newest, self._digests = kept
            self._rows.clear()
            raise
        return found

    def _take(self, record: Record, archive: str, found: Imported) -> None:
        if isinstance(record, Statement):
            self._statement(record, found)
        elif isinstance(record, PassedOver):
            found.others[record.reason.value] += 1
        else:
            self._capture(record, archive, found)

    def _statement(self, said: Statement, found: Imported) -> None:
        """Take what an archive of our own writing says: of the crawl, of an attempt without a reply, or of one with."""
        told = json.loads(said.body)
        if "run" in told:
            self._begin_again(told["run"], told["sites"], found)
        elif said.about:
            self._told[said.about] = told["fetch"]
        else:
            self._add("fetches", self._as_here(told["fetch"]))
            found.others["an attempt without a reply, stored"] += 1

    def _begin_again(self, run: dict[str, Any], sites: list[dict[str, Any]], found: Imported) -> None:
        """Store the run and the sites of an archived crawl, and put what follows into it."""
        self._write()
        newest = self.db.execute("SELECT max(run) FROM runs").fetchone()[0]
        self.run, self._newest = newest + 1, {}
        self.db.table("runs").insert(run | {"run": self.run})
        self.db.table("sites").insert_all(one | {"run": self.run} for one in sites)
        found.councils |= {one["authority"] for one in sites}
        self._restored = True

    def _as_here(self, fetch: dict[str, Any]) -> dict[str, Any]:
        """Return an archived row of `fetches` with the numbers that it has in this database."""
        number, self._next_id = self._next_id, self._next_id + 1
        self._ids[fetch["id"]] = number
        return fetch | {"id": number, "run": self.run, "same_as": self._ids.get(fetch["same_as"])}

    def _restore(self, capture: Capture, archive: str, found: Imported) -> None:
        """Store a reply of an archive of our own writing as it stood in the crawl."""
        fetch = self._as_here(self._told.pop(capture.record_id))
        digest, headers = fetch["sha256"] or "", json.loads(fetch["headers"])
        if digest:
            job = Job(0, Kind(fetch["kind"]), fetch["final_url"], fetch["status"], headers, capture.body)
            finding = self.examiner.examine(job)
            resource = _resource(digest, capture.body, finding, capture)
            self._add("resources", resource | {"media_type": fetch["media_type"]})
            if finding.page:
                key = {"url": fetch["final_url"], "sha256": digest}
                self._add("pages", {**key, "authority": fetch["authority"], "fetch_id": fetch["id"], **finding.page})
        self._add("fetches", fetch)
        self._add("captures", _captured(fetch["id"], capture, archive, digest))
        found.stored += 1

    def _capture(self, capture: Capture, archive: str, found: Imported) -> None:
        if capture.record_id in self._told:
            self._restore(capture, archive, found)
            return
        owners = self.councils.of_url(capture.url)
        url = tidy(capture.url)
        if not owners or url is None:
            found.others["a host that is no council's" if url else "an address that cannot be one"] += 1
            return
        newest = self._newest.get(url, "")
        if capture.captured_at <= newest:
            same = capture.captured_at == newest
            found.others["stored already" if same else "older than the capture of that address that is stored"] += 1
            return
        body_hash = self._digests.get(capture.digest, "") if capture.is_revisit else ""
        if capture.is_revisit and not body_hash:
            found.others["a revisit whose original is not here"] += 1
            return
        if newest:
            found.others["newer than another capture of that address, which it replaces"] += 1
        self._newest[url] = capture.captured_at
        self._store(capture, url, owners[0], archive, body_hash)
        found.stored += 1
        found.councils |= {one.code for one in owners}

    def _store(self, capture: Capture, url: str, owner: Authority, archive: str, known: str) -> None:
        body = self._body(known) if known else capture.body
        finding = self.examiner.examine(Job(0, Kind.PAGE, url, capture.status, dict(capture.headers), body))
        status, reason = _status(capture, finding)
        digest = sha256(body).hexdigest() if body else ""
        number, self._next_id = self._next_id, self._next_id + 1
        if digest:
            self._add("resources", _resource(digest, body, finding, capture))
            if capture.digest and not capture.cut:
                self._digests.setdefault(capture.digest, digest)
        self._add("fetches", self._fetch(number, capture, url, owner, status, reason, digest, finding))
        self._add("captures", _captured(number, capture, archive, digest))
        if finding.page and not capture.cut:
            page = {"url": url, "sha256": digest, "authority": owner.code, "fetch_id": number, **finding.page}
            self._add("pages", page)

    def _add(self, table: str, row: dict[str, Any]) -> None:
        self._rows.setdefault(table, []).append(row)

    def _write(self) -> None:
        for table in ("resources", "fetches", "captures", "pages"):
            rows = self._rows.pop(table, ())
            if rows:
                self.db.table(table).insert_all(rows, ignore=table == "resources", replace=table == "pages")

    def _fetch(
        self, number: int, capture: Capture, url: str, owner: Authority, status: PageStatus, reason: str, digest: str,
        finding: Finding,
    ) -> dict[str, Any]:  # fmt: skip
        home = host_of(owner.homepage) == host_of(url) and urlsplit(url).path in ("", "/")
        return {
            "id": number,
            "run": self.run,
            "authority": owner.code,
            "host": urlsplit(url).hostname or "",
            "kind": Kind.PAGE.value,
            "url": url,
            "final_url": url,
            "outcome": Outcome.REPLIED.value,
            "reason": reason,
            "status": capture.status,
            "headers": json.dumps(dict(capture.headers), ensure_ascii=False),
            "hops": "[]",
            "elapsed_s": None,
            "sent_at": None,
            "fetched_at": capture.captured_at,
            "sha256": digest or None,
            "media_type": finding.media_type,
            "charset": finding.charset,
            "body_bytes": len(capture.body) if digest else None,
            "page_status": status.value,
            "same_as": None,
            "discovered_via": (Via.HOME if home else Via.ARCHIVE).value,
            "depth": 0 if home else 1,
            "link_text": "",
        }

    def _body(self, digest: str) -> bytes:
        self._write()
        return stored_body(self.db, digest)

    def _run(self) -> int:
        row = self.db.execute("SELECT run, origin FROM runs ORDER BY run DESC LIMIT 1").fetchone()
        if row and row[1] == ORIGIN:
            return row[0]
        run = (row[0] if row else 0) + 1
        self.db.table("runs").insert(
            {"run": run, "started_at": self._now, "finished_at": self._now, "state": "finished", "origin": ORIGIN,
             "settings": "{}"}
        )  # fmt: skip
        return run

    def _sites(self, found: Imported) -> None:
        """Write the row of every council that has a page, and of those who share its site."""
        if self._restored:
            return
        for owners in {one for one in self.councils.by_host.values() if any(a.code in found.councils for a in one)}:
            pages, good = self.db.execute(_COUNTED, [self.run, owners[0].code]).fetchone()
            status = SiteStatus.REPLIED if good else SiteStatus.NOT_CHECKED
            for one in owners:
                self.db.table("sites").insert(
                    {"run": self.run, "authority": one.code, "slug": one.slug, "crawled_as": owners[0].code,
                     "home_url": one.homepage, "status": status.value,
                     "reason": f"read of an archive: {plural(good, 'page')}; what it lacks was not looked for.",
                     "complete": 0, "pages": good, "attempts": pages, "errors": 0},
                    replace=True,
                )  # fmt: skip


_NEWEST = "SELECT final_url, max(fetched_at) FROM fetches WHERE run = ? GROUP BY final_url"
_COUNTED = "SELECT count(*), coalesce(sum(page_status = 'ok'), 0) FROM fetches WHERE run = ? AND authority = ?"


def _status(capture: Capture, finding: Finding) -> tuple[PageStatus, str]:
    """Return what the reply is. Of a body that is not whole only what its status and headers say is believed."""
    if 300 <= capture.status < 400:
        return PageStatus.REDIRECT, ""
    if capture.cut and finding.status in (PageStatus.OK, PageStatus.NEEDS_JAVASCRIPT, PageStatus.SOFT_404):
        return PageStatus.UNPARSEABLE, CUT
    return finding.status, finding.reason


def _captured(number: int, capture: Capture, archive: str, digest: str) -> dict[str, Any]:
    return {
        "fetch_id": number,
        "archive": archive,
        "record_id": capture.record_id,
        "cut": capture.cut,
        "digest": capture.digest,
        "sha256": digest,
    }


def _resource(digest: str, body: bytes, finding: Finding, capture: Capture) -> dict[str, Any]:
    return {
        "sha256": digest,
        "body_bytes": len(body),
        "media_type": finding.media_type,
        "first_seen_at": capture.captured_at,
        "body": finding.packed,
    }
