"""T01 to T04 and T12, as far as stored replies and pages decide them; what a browser or probe sees is left to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from detectors.confidence import ADDRESSES, REPLY, SIGNS_MET
from detectors.dates import date_near, dates_in
from detectors.library import Entry
from detectors.observatory import table
from detectors.observatory.judge import grade, page_results
from detectors.observatory.stored import page_of, visit_of
from detectors.observatory.table import TABLES, passes
from detectors.owners import Owner
from detectors.phrases import phrase
from detectors.records import Observation
from detectors.site.view import (
    YES_NO,
    Answer,
    Measure,
    SiteView,
    absent,
    matching_block,
    measured,
    observation,
    refusal,
    settled,
    status_of_failure,
    titled,
    unmeasured,
)
from detectors.wording import fold
from models import Message

DETECTOR = "security"
PROTECTIVE = (table.CSP, table.SNIFFING, table.REFERRER, table.FRAMING)
"""The headers that T03 counts."""
VERSION = max(TABLES)
"""Of the Observatory's algorithm, by which its single tests are reported; T03 counts the same by all of them."""
YEAR_SECONDS = 31_536_000
TWO_YEARS_DAYS = 731
_MAX_AGE = re.compile(r"max-age\s*=\s*\"?0*(\d+)", re.IGNORECASE)
_MOST_DIGITS, _BEYOND = 10, 2**31
"""Digits of a max-age that are read, and what a longer one counts for (RFC 9111, section 1.2.2)."""
_SEEN_IN = {table.COOKIES: "set-cookie", table.SRI: "content-type"}
"""Test -> the header that shows its result, where that is not the one it is named after."""
_PRIVACY = phrase("security", "notice_titles")
_SHARING = phrase("security", "sharing")
_REVIEWED = phrase("security", "notice_dates")


def _https(view: SiteView) -> Answer:
    hosts: dict[str, bool] = {}
    for entry in view.library.entries:
        url = entry.reply.final_url or entry.reply.url
        if view.owners.of(url) is Owner.OWN:
            hosts[entry.page.host] = hosts.get(entry.page.host, True) and url.startswith("https://")
    failed = [
        url
        for url, outcome in view.search.failures.items()
        if outcome == "tls_failed" and view.owners.of(url) is Owner.OWN
    ]
    if not hosts and not failed:
        return unmeasured("not_checked", Message("security.no_host"))
    bad = sorted(h for h, ok in hosts.items() if not ok)
    if bad and not failed and not view.search.unsecured_before.intersection(bad):
        return unmeasured("not_checked", Message("security.first_look", {"host": bad[0]}))
    secure = not bad and not failed
    if secure:
        message = Message("security.https", {"hosts": len(hosts)})
    else:
        message = Message("security.not_https", {"where": bad[:4] or failed[:1]})
    return measured(float(secure), message, confidence=ADDRESSES, entry=view.home())


def hsts_seconds(headers: Mapping[str, str]) -> int | None:
    """Return max-age of the Strict-Transport-Security header, None without a usable one (RFC 6797)."""
    value = next((v for k, v in headers.items() if k.lower() == "strict-transport-security"), "")
    match = _MAX_AGE.search(value)
    if match is None:
        return None
    return int(match[1]) if len(match[1]) <= _MOST_DIGITS else _BEYOND


def _hsts(view: SiteView) -> Answer:
    home = _home_with_headers(view)
    if isinstance(home, Answer):
        return home
    seconds = hsts_seconds(home.reply.headers) or 0
    return measured(
        float(seconds >= YEAR_SECONDS),
        Message("security.hsts", {"seconds": seconds}),
        confidence=REPLY,
        entry=home,
        header="strict-transport-security",
    )


def _home_with_headers(view: SiteView) -> Entry | Answer:
    """Return the home page whose reply's headers are the site's own, or why there is none: a firewall's are not."""
    home = view.home()
    if home is None:
        return unmeasured("not_checked", Message("site.home_unread"))
    status = home.reply.status
    if status is None or not 200 <= status < 400:
        return unmeasured(refusal(status) or "unreachable", Message("security.home_status", {"status": status}))
    if not home.reply.headers:
        return unmeasured("not_checked", Message("security.no_headers_kept"))
    return home


def _headers(view: SiteView) -> Answer:
    """T03: four of the Observatory's tests that one reply decides by itself."""
    home = _home_with_headers(view)
    if isinstance(home, Answer):
        return home
    results = page_results(page_of(home.reply))
    met = [Message(f"header.{header}") for header in PROTECTIVE if _protects(results[header])]
    return measured(
        len(met) / len(PROTECTIVE),
        Message("security.headers", {"met": len(met), "of": len(PROTECTIVE), "which": met})
        if met
        else Message("security.no_headers", {"of": len(PROTECTIVE)}),
        confidence=REPLY,
        entry=home,
        header=next((header for header in PROTECTIVE if header in page_of(home.reply).headers), PROTECTIVE[0]),
        denominator=len(PROTECTIVE),
    )


def _protects(result: str) -> bool:
    """A header that is not sent passes some of the tests, and protects nobody."""
    return passes(result, VERSION) and not result.endswith("-not-implemented")


def header_tests(view: SiteView) -> tuple[Observation, ...]:
    """Return the single tests of the Observatory, as far as the home page's reply decides them; none without a reply.

    Each is of the measure T03, its subject the test, its value the points that the result adds or takes away.
    """
    home = _home_with_headers(view)
    if isinstance(home, Answer):
        return ()
    found = grade(visit_of(home.reply), VERSION)
    return tuple(
        replace(observation(view, "T03", _test(home, test, result)), subject=test)
        for test, result in found.results.items()
    )


def _test(home: Entry, test: str, result: str | None) -> Answer:
    if result is None:
        return unmeasured("not_checked", Message("security.test_open", {"test": test}))
    points = TABLES[VERSION][test][result]
    message = Message("security.test", {"test": test, "result": result, "points": points, "version": VERSION})
    return measured(float(points), message, confidence=REPLY, entry=home, header=_SEEN_IN.get(test, test))


def security_txt_verdict(body: bytes, content_type: str, when: datetime) -> str:
    """Return valid, expired, html, empty, or the first error of the kept parser (RFC 9116)."""
    text = body.decode("utf-8", "replace")
    if "html" in content_type.lower() or re.match(r"\s*<(?:!doctype|html)", text, re.IGNORECASE):
        return "html"
    if not text.strip() or len(body) > 32_768:
        return "empty" if not text.strip() else "too_long"
    from sectxt import Parser  # brings an HTTP client and OpenPGP with it, which only a council with the file needs

    errors = [error["code"] for error in Parser(body).errors]
    stated = re.search(r"^expires:\s*(\S+)", text, re.IGNORECASE | re.MULTILINE)
    day = _moment(stated[1]) if stated else None
    if day is not None and day <= when:
        return "expired"
    left = [
        code for code in errors if code not in ("expired", "no_canonical_match", "location", "http", "no_security_txt")
    ]
    return left[0] if left else "valid" if day is not None else "no_expire"


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_contact_file(view: SiteView, url: str) -> bool:
    return url.endswith("/.well-known/security.txt") and view.owners.of(url) is Owner.OWN


def _contact_file(view: SiteView) -> Answer:
    entry = next((e for e in view.library.entries if _is_contact_file(view, e.reply.url)), None)
    if entry is None:
        failed = next((why for url, why in view.search.failures.items() if _is_contact_file(view, url)), None)
        if failed is None:
            return unmeasured("not_checked", Message("security.contact_file_unasked"))
        return unmeasured(status_of_failure(failed), Message("security.contact_file_failed", {"outcome": failed}))
    if entry.reply.status in (404, 410) or (entry.reply.status == 200 and not entry.reply.body):
        message = Message("security.no_contact_file", {"status": entry.reply.status})
        return measured(0.0, message, confidence=REPLY, entry=entry)
    if entry.reply.status != 200:
        why = Message("security.contact_file_status", {"status": entry.reply.status})
        return unmeasured(refusal(entry.reply.status) or "unreachable", why)
    kind = next((v for k, v in entry.reply.headers.items() if k.lower() == "content-type"), "")
    if view.as_of is None:
        return unmeasured("ambiguous", Message("site.reply_day_not_known"))
    verdict = security_txt_verdict(
        entry.reply.body or b"", kind, datetime(view.as_of.year, view.as_of.month, view.as_of.day, tzinfo=UTC)
    )
    message = Message("security.contact_file", {"verdict": verdict})
    return measured(float(verdict == "valid"), message, confidence=REPLY, entry=entry, phrase="Contact:")


def _privacy(view: SiteView) -> Answer:
    pages = titled(view.own(), _PRIVACY)
    if not pages:
        return absent(view, Message("security.no_notice"))
    if view.as_of is None:
        return unmeasured("ambiguous", Message("site.days_not_known"))
    best: tuple[float, Message, Entry] | None = None
    for entry in pages:
        day = notice_day(entry)
        fresh = day is not None and 0 <= (view.as_of - day).days <= TWO_YEARS_DAYS
        shares = bool(matching_block(entry.page, _SHARING))
        dated = Message("security.notice_dated", {"day": day}) if day else Message("security.notice_undated")
        sharing = Message("security.sharing") if shares else Message("security.no_sharing")
        found = (float(fresh and shares), Message("security.notice", {"dated": dated, "sharing": sharing}), entry)
        best = found if best is None or found[0] > best[0] else best
    assert best is not None
    return settled(view, measured(best[0], best[1], confidence=SIGNS_MET, entry=best[2], phrase=best[2].page.h1))


def notice_day(entry: Entry) -> date | None:
    """Return the day a notice was last reviewed or published, None if it prints none."""
    text = "\n".join(b.text for b in entry.page.blocks if b.region in ("main", "footer"))
    near = date_near(text, _REVIEWED)
    if near is not None:
        return near
    days = [d.day for d in dates_in(fold(text)) if d.exact]
    return days[0] if len(days) == 1 else None


MEASURES = (
    Measure("T01", "Do all of the council's hosts answer over https?", YES_NO, DETECTOR, _https),
    Measure("T02", "Does the site ask browsers to stay on https for a year?", YES_NO, DETECTOR, _hsts),
    Measure("T03", "Which protective headers does the home page send?", "share of four headers", DETECTOR, _headers),
    Measure("T04", "Is there a security.txt, valid and in date?", YES_NO, DETECTOR, _contact_file),
    Measure("T12", "Is there a privacy notice of the last two years that names sharing?", YES_NO, DETECTOR, _privacy),
)
"""What is asked about security and privacy, as far as stored replies decide it."""
