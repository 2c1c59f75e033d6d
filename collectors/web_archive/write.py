"""What a crawl stored, written as a web archive (WARC 1.1, ISO 28500): requests, replies, and what lies beside.

Bodies are written as they are stored, freed of their coding; the coding in which one came stands in a header. Every
attempt has a JSON record of ours with its row of crawl.db, so that reading the archive back loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from collectors.crawl.evidence import latest_run, stored_body
from collectors.sqlite import Database
from collectors.web_archive.read import ENCODED_AS, STATEMENT_TYPE
from collectors.web_archive.record_ids import record_id, reply_id

REVISIT = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SOFTWARE = "Council Digital Index"


def write_archive(db: Database, out: BinaryIO, authorities: Collection[str] | None = None) -> int:
    """Write the newest crawl of each council to an open file, gzipped a record; return the number of attempts.

    authorities: ONS codes, None for all. Councils that share a site are written once, under the one it was crawled as.
    """
    writer, count = _Writer(out), 0
    chosen = _runs(db, authorities)
    for run, codes in chosen.items():
        sites = _rows(db, "sites", "run = ?", [run], codes, "authority")
        fetches = _rows(db, "fetches", "run = ?", [run], {site["crawled_as"] for site in sites}, "id")
        for earlier, confirmed in _confirmed(db, run, fetches).items():
            _write_run(db, writer, earlier, [], confirmed)
        _write_run(db, writer, run, sites, fetches)
        count += len(fetches)
    return count


def _write_run(
    db: Database, writer: _Writer, run: int, sites: list[dict[str, Any]], fetches: list[dict[str, Any]]
) -> None:
    row = _row(db, "runs", "run = ?", [run])
    writer.info(json.loads(row["settings"]).get("user_agent", ""), row)
    writer.statement("", {"run": row, "sites": sites}, row["started_at"])
    for fetch in fetches:
        writer.attempt(fetch, *_reply(db, fetch), _cut(db, fetch["id"]))


def _confirmed(db: Database, run: int, fetches: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """Return earlier run -> its attempts whose bytes a reply of this run confirmed unchanged, oldest first."""
    wanted = json.dumps(sorted({fetch["same_as"] for fetch in fetches if fetch["same_as"]}))
    found: dict[int, list[dict[str, Any]]] = {}
    for row in db["fetches"].rows_where(
        "id IN (SELECT value FROM json_each(?)) AND run <> ?", [wanted, run], order_by="run, id"
    ):
        found.setdefault(row["run"], []).append(row)
    return found


def _runs(db: Database, authorities: Collection[str] | None) -> dict[int, list[str]]:
    everyone = [code for (code,) in db.execute("SELECT DISTINCT authority FROM sites ORDER BY authority")]
    found: dict[int, list[str]] = {}
    for code in everyone:
        run = latest_run(db, code)
        if run is not None and (authorities is None or code in authorities):
            found.setdefault(run, []).append(code)
    return dict(sorted(found.items()))


def _rows(
    db: Database, table: str, where: str, values: list[Any], codes: Collection[str], order: str
) -> list[dict[str, Any]]:
    wanted = f"{where} AND authority IN (SELECT value FROM json_each(?))"
    return list(db[table].rows_where(wanted, [*values, json.dumps(sorted(codes))], order_by=order))


def _row(db: Database, table: str, where: str, values: list[Any]) -> dict[str, Any]:
    return next(iter(db[table].rows_where(where, values)))


def _reply(db: Database, fetch: Mapping[str, Any]) -> tuple[bytes, dict[str, Any] | None]:
    """Return the stored body of an attempt, b"" without one, and the attempt whose bytes it confirmed, if any."""
    body = stored_body(db, fetch["sha256"]) if fetch["sha256"] else b""
    return body, _row(db, "fetches", "id = ?", [fetch["same_as"]]) if fetch["same_as"] else None


def _cut(db: Database, fetch_id: int) -> str:
    """Return why the body of a capture is not whole, '' for whole ones and for what the crawl asked itself."""
    if not db["captures"].exists():
        return ""
    row = db.execute("SELECT cut FROM captures WHERE fetch_id = ?", [fetch_id]).fetchone()
    return row[0] if row else ""


class _InMemory(WARCWriter):
    """warcio's writer without its temporary files, which it leaves to be closed by chance."""

    @staticmethod
    def _create_temp_file() -> BytesIO:
        return BytesIO()


class _Writer:
    """Writes records by warcio. Record ids follow from run and attempt, so the same crawl gives the same archive."""

    def __init__(self, out: BinaryIO) -> None:
        self._writer, self._agent = _InMemory(out, gzip=True, warc_version="WARC/1.1"), ""

    def info(self, agent: str, run: Mapping[str, Any]) -> None:
        """Write who made the archive, how, and as whom it asked."""
        self._agent = agent
        said = {
            "software": SOFTWARE,
            "format": "WARC File Format 1.1",
            "robots": "obeyed",
            "http-header-user-agent": agent,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
        headers = {"WARC-Date": _date(run["started_at"]), "WARC-Record-ID": _id("info", run["run"], run["started_at"])}
        self._record("", "warcinfo", "application/warc-fields", lines.encode(), headers)

    def statement(self, about: str, said: Mapping[str, Any], moment: str) -> None:
        """Write a JSON record of ours; about: the record id of which it speaks, '' for the crawl."""
        block = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
        headers = {"WARC-Date": _date(moment), "WARC-Record-ID": _id("statement", about, sha256(block).hexdigest())}
        if about:
            headers["WARC-Refers-To"] = about
        self._record("", "metadata", STATEMENT_TYPE, block, headers)

    def attempt(self, fetch: Mapping[str, Any], body: bytes, confirmed: Mapping[str, Any] | None, cut: str) -> None:
        """Write one attempt: what is known of it, and if it had a reply, request and response or revisit."""
        name = _reply_id(fetch)
        self.statement(name if fetch["status"] else "", {"fetch": dict(fetch)}, fetch["fetched_at"])
        if fetch["status"] is None:
            return
        dated = {"WARC-Date": _date(fetch["fetched_at"]), "WARC-Record-ID": name}
        headers = _headers(json.loads(fetch["headers"]), body)
        if confirmed is not None:
            digest = {"WARC-Payload-Digest": f"sha256:{confirmed['sha256']}"} if confirmed["sha256"] else {}
            refers = {"WARC-Refers-To": _reply_id(confirmed),
                      "WARC-Refers-To-Target-URI": confirmed["final_url"],
                      "WARC-Refers-To-Date": _date(confirmed["fetched_at"]), "WARC-Profile": REVISIT}  # fmt: skip
            self._http(fetch, "revisit", headers, b"", {**dated, **refers, **digest})
        else:
            digest = {"WARC-Payload-Digest": f"sha256:{fetch['sha256']}"} if fetch["sha256"] else {}
            whole = {"WARC-Truncated": cut} if cut else {}
            self._http(fetch, "response", headers, body, {**dated, **digest, **whole})
        asked = {"WARC-Date": _date(fetch["sent_at"] or fetch["fetched_at"]), "WARC-Concurrent-To": name,
                 "WARC-Record-ID": _id("request", name)}  # fmt: skip
        self._request(fetch, asked)

    def _http(
        self, fetch: Mapping[str, Any], kind: str, headers: list[tuple[str, str]], body: bytes, warc: dict[str, str]
    ) -> None:
        http = StatusAndHeaders(f"{fetch['status']} ", headers, protocol="HTTP/1.1")
        # Without a length warcio would put a SHA-1 of its own in the place of our digest.
        self._writer.write_record(
            self._writer.create_warc_record(
                fetch["final_url"], kind, payload=BytesIO(body), length=len(body), http_headers=http,
                warc_headers_dict=warc,
            )
        )  # fmt: skip

    def _request(self, fetch: Mapping[str, Any], warc: dict[str, str]) -> None:
        parts = urlsplit(fetch["final_url"])
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = [("Host", parts.netloc), *([("User-Agent", self._agent)] if self._agent else [])]
        http = StatusAndHeaders(f"GET {target} HTTP/1.1", sent, is_http_request=True)
        self._writer.write_record(
            self._writer.create_warc_record(
                fetch["final_url"], "request", payload=BytesIO(b""), http_headers=http, warc_headers_dict=warc
            )
        )

    def _record(self, url: str, kind: str, media: str, block: bytes, headers: dict[str, str]) -> None:
        self._writer.write_record(
            self._writer.create_warc_record(
                url, kind, payload=BytesIO(block), length=len(block), warc_content_type=media, warc_headers_dict=headers
            )
        )


def _headers(stored: Mapping[str, str], body: bytes) -> list[tuple[str, str]]:
    """Return the headers of a reply as they are archived beside its decoded body."""
    kept = []
    for name, value in stored.items():
        if name == "content-encoding":
            kept.append((ENCODED_AS, value))
        elif name not in ("transfer-encoding", "content-length"):
            kept.append((name, value))
    return [*kept, ("content-length", str(len(body)))]


def _id(*parts: str | int) -> str:
    return f"<{record_id(*parts)}>"


def _reply_id(fetch: Mapping[str, Any]) -> str:
    return f"<{reply_id(fetch['run'], fetch['id'], fetch['fetched_at'], fetch['final_url'])}>"


def _date(moment: str) -> str:
    """Return a stored moment as a WARC date: UTC, to the second or finer, with Z."""
    return moment.replace("+00:00", "Z")
