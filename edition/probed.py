"""What probes found, as facts of an edition: T05 and T06 of each council's mail domain, T07 and what browsed.py has of
its pages in a browser, and T08 of its hosts.

A mail domain is one that the register proves to be the council's, because its home page lies there, and that says of
itself that it takes mail (MX). Of any other nothing is said. What could not be asked is missing with its reason. T08
counts looks at hosts of tasks as they were named when they were taken, and at the home page only at its host of today.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from collectors.open_data.catalogue import SourceEntry
from collectors.probes.answers import HOME
from collectors.probes.browser.roles import COOKIES_FILE, PAGES_FILE
from collectors.probes.records import DECIDED, UNANSWERED, policy_url, text_name
from collectors.probes.store import read_probes
from collectors.sqlite import Database
from detectors.wording import redact, without_mail
from edition import browsed
from edition.availability import DAYS, LOOK, HostLook, availability
from edition.browsed import Found
from edition.rows import Row
from errors import EditionError
from models import Authority, Fact, Message, Status
from register.domains import registrable

SOURCE, LOOKS_SOURCE, PAGES_SOURCE = "mail_domains", "host_looks", browsed.SOURCE
PARTS = {"T05": ("spf", "dmarc"), "T06": ("mta_sts", "tls_rpt")}
"""Measure -> the checks of which it is made (collectors/probes/dns.py)."""
MAIL = "mx"
BROWSED = ("T07", *browsed.MOST)
MEASURES = {**dict.fromkeys(PARTS, SOURCE), **dict.fromkeys(BROWSED, PAGES_SOURCE), "T08": LOOKS_SOURCE}
"""Measure that probes decide -> its source."""
_PROBE, _LOOKS, _BROWSER = "dns", "answers", "browser"
COUNTED = (_PROBE, _LOOKS, _BROWSER)
"""Probes of which editions count something."""
_CHECKS = (MAIL, *PARTS, *(part for parts in PARTS.values() for part in parts))


@dataclass(frozen=True, slots=True)
class ProbeAnswer:
    """One question of a probe and its answer. position: 1 for the first that a measure rests on.

    name, record_type: what was asked for. answer: the record as it was published, '' for none; of a failed look, its
    minute; of a page in a browser, what was found of it; mail addresses are left out. status, code: what came of it.
    check_with: a command by which anybody asks the same, '' for a moment that is past.
    """

    authority: str
    measure: str
    position: int
    name: str
    record_type: str
    status: str
    code: str
    answer: str
    observed_on: date
    check_with: str


@dataclass(frozen=True, slots=True)
class Probed:
    """Probes as an edition takes them. simulated: some of the names were invented.

    newest: source -> day of its newest finding. evidence: a digest of all that was taken.
    """

    facts: tuple[Fact, ...]
    answers: tuple[ProbeAnswer, ...]
    simulated: bool
    newest: Mapping[str, date]
    evidence: str


def _marks(names: Sequence[str]) -> str:
    return ", ".join("?" * len(names))


def load_probed(path: Path, authorities: Sequence[Authority], as_of: date) -> Probed:
    """Return what a database of probes says of these councils on a day: what was found later is left out.

    Raises CrawlError if the file is missing or no such database, EditionError if it holds nothing that an edition
    counts, a council that is not among the authorities, or a row that is not as agreed.
    """
    councils = {one.code: one for one in authorities}
    db = read_probes(path)
    try:
        asked = [_PROBE, *_CHECKS, _BROWSER, *BROWSED, as_of.isoformat()]
        rows, looks = db.execute(_FINDINGS, asked).fetchall(), _look_rows(db, as_of)
        kept = _kept(path, db)
    finally:
        db.close()
    if not rows and not looks:
        raise EditionError(
            f"{path.name}: holds no findings that an edition counts; `probe dns --db {path.name}` makes some"
        )
    for authority, *_ in (*rows, *looks):
        if authority not in councils:
            raise EditionError(f'{path.name}: findings: authority "{authority}" is not a council of the register')
    found: dict[str, dict[str, Found]] = {}
    for row in rows:
        found.setdefault(row[0], {})[row[1]] = _found(path, row)
    facts: list[Fact] = []
    answers: list[ProbeAnswer] = []
    for code, checks in found.items():
        for measure in PARTS:
            if measure in checks:
                facts.append(_fact(councils[code], measure, checks))
                answers += _answers(code, measure, checks)
        if "T07" in checks:
            facts.append(_libraries_fact(councils[code], checks["T07"]))
        for measure in (one for one in browsed.MOST if one in checks):
            fact, told = _browsed(path, councils[code], measure, checks[measure], kept.get(code, {}))
            facts.append(fact)
            answers += told
    available = _availability_facts(path, looks, councils, as_of)
    facts += available
    judged = {fact.authority for fact in available if fact.value is not None}
    answers += _failed_looks([row for row in looks if row[0] in judged and _is_of_today(row, councils)])
    newest: dict[str, date] = {}
    for fact in facts:
        newest[fact.source] = max(newest.get(fact.source, fact.observed_on), fact.observed_on)
    taken = json.dumps([rows, looks, kept], ensure_ascii=False).encode()
    simulated = any(row[-1] != "live" for row in (*rows, *looks))
    return Probed(tuple(facts), tuple(answers), simulated, newest, sha256(taken).hexdigest())


_FINDINGS = f"""
SELECT authority, check_name, subject, status, value, code, seen, observed_at, origin FROM findings
WHERE (probe = ? AND check_name IN ({_marks(_CHECKS)}) OR probe = ? AND check_name IN ({_marks(BROWSED)}))
AND ifnull(date(observed_at), '') <= ?
ORDER BY authority, check_name
"""


def _kept(path: Path, db: Database) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return council -> name of a file -> rows of what the browser kept for a reader to check."""
    kept: dict[str, dict[str, list[dict[str, Any]]]] = {}
    if db["kept"].exists():
        query = "SELECT authority, name, body FROM kept WHERE probe = ? AND name IN (?, ?) ORDER BY authority, name"
        for authority, name, body in db.execute(query, [_BROWSER, PAGES_FILE, COOKIES_FILE]).fetchall():
            try:
                kept.setdefault(authority, {})[name] = browsed.rows_of(body)
            except ValueError as error:
                raise EditionError(f"{path.name}: {name} of {authority}: {error}") from None
    return kept


def _browsed(
    path: Path, council: Authority, measure: str, found: Found, kept: Mapping[str, Sequence[Mapping[str, Any]]]
) -> tuple[Fact, list[ProbeAnswer]]:
    """Return the fact of one measure of a browser, and what a reader can check of it."""
    again = f"python cli.py probe browser --authorities {council.slug} --again --contact URL"
    try:
        fact = browsed.fact_of(council, _host(council), measure, found)
        told = [
            ProbeAnswer(
                council.code,
                measure,
                position,
                without_mail(one.name),
                one.kind,
                one.status,
                one.code,
                without_mail(one.answer),
                found.day,
                again,
            )  # fmt: skip
            for position, one in enumerate(browsed.shown(measure, kept), start=1)
            if found.subject == _host(council)
        ]
    except ValueError as error:
        raise EditionError(f"{path.name}: findings: {measure} of {council.code}: {error}") from None
    return fact, told


def _host(council: Authority) -> str:
    return (urlsplit(council.homepage).hostname or "").lower()


def _libraries_fact(council: Authority, found: Found) -> Fact:
    """Return T07, as a band: which versions they are stays with whoever probed."""
    if found.subject != _host(council):
        status, value, message = Status.NOT_CHECKED, None, Message("libraries.other_host")
    else:
        status, value = found.status, found.value
        message = Message(f"libraries.{found.code}") if found.code in LIBRARY_CODES else Message("libraries.not_known")
    return Fact(council.code, "T07", value, status, found.day, PAGES_SOURCE, url=council.homepage, message=message)


LIBRARY_CODES = (
    "none", "one", "several", "version_not_shown", "version_in_between", "none_recognised", "requests_not_followed",
    "too_few_pages", "no_such_pages", "answers_browser_otherwise",
)  # fmt: skip
"""Codes of T07 (collectors/probes/browser/judge.py); every other is why most of the pages could not be seen."""


def _look_rows(db: Database, as_of: date) -> list[tuple[Any, ...]]:
    """Return the looks that an edition of that day may count; none in a database of before they were kept."""
    if not db["looks"].exists():
        return []
    query = (
        "SELECT authority, check_name, subject, status, value, code, observed_at, origin FROM looks "
        "WHERE probe = ? AND date(observed_at) > ? AND date(observed_at) <= ? "
        "ORDER BY authority, observed_at, check_name"
    )
    return db.execute(query, [_LOOKS, (as_of - timedelta(days=DAYS)).isoformat(), as_of.isoformat()]).fetchall()


def _availability_facts(
    path: Path, rows: Sequence[tuple[Any, ...]], councils: Mapping[str, Authority], as_of: date
) -> list[Fact]:
    facts: list[Fact] = []
    looks: dict[str, list[HostLook]] = {}
    for row in rows:
        authority, check, host, status, value, _, at, _ = row
        try:
            if value not in (None, 0, 1) or (value is None) == (status == Status.MEASURED.value):
                raise ValueError(f'field "value": {value!r} with status {status}')
            look = HostLook(host, date.fromisoformat(at[:10]), Status(status), None if value is None else bool(value))
        except ValueError as error:
            raise EditionError(f"{path.name}: looks: {check} of {authority}: {error}") from None
        if _is_of_today(row, councils):
            looks.setdefault(authority, []).append(look)
    for authority, some in looks.items():
        if (found := availability(some, as_of)) is not None:
            n = found.decided if found.share is not None else None
            url = councils[authority].homepage
            facts.append(
                Fact(authority, "T08", found.share, found.status, found.last, LOOKS_SOURCE, n, url, found.message)
            )
    return facts


def _is_of_today(look: Sequence[Any], councils: Mapping[str, Authority]) -> bool:
    """Return whether a look counts: a home page that has moved since is another host."""
    authority, check, host, *_ = look
    return bool(check != HOME or host == _host(councils[authority]))


def _failed_looks(rows: Sequence[tuple[Any, ...]]) -> Iterator[ProbeAnswer]:
    """Yield the looks that count against councils, with their minute, those of each council in their order."""
    position: Counter[str] = Counter()
    for authority, _, host, status, value, code, at, _ in rows:
        if value == 0:
            position[authority] += 1
            minute = f"{datetime.fromisoformat(at).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
            day = date.fromisoformat(minute[:10])
            yield ProbeAnswer(authority, "T08", position[authority], host, LOOK, status, code, minute, day, "")


def _found(path: Path, row: Sequence[Any]) -> Found:
    authority, check, subject, status, value, code, seen, at, _ = row
    try:
        said = json.loads(seen)
        if not isinstance(said, dict):
            raise ValueError(f'field "seen": {seen!r}, expected a JSON object')
        if (value is None) == (status == Status.MEASURED.value):
            raise ValueError(f'field "value": {value!r} with status {status}')
        if check in browsed.MOST:
            browsed.check_value(check, code, value)
        elif value not in (None, 0, 1):
            raise ValueError(f'field "value": {value!r}, expected 0, 1 or nothing')
        _check_code(check, code, value)
        return Found(subject, Status(status), value, code, said, date.fromisoformat(at[:10]))
    except ValueError as error:
        raise EditionError(f"{path.name}: findings: {check} of {authority}: {error}") from None


def _check_code(check: str, code: str, value: float | None) -> None:
    if check not in DECIDED:
        return
    known = DECIDED[check] if value is not None else UNANSWERED
    if code not in known and not (value is None and code.startswith("policy_")):
        raise ValueError(f'field "code": {code!r}, expected one of {", ".join(sorted(known))}')


def _fact(council: Authority, measure: str, checks: Mapping[str, Found]) -> Fact:
    one, mail = checks[measure], checks.get(MAIL)
    own = registrable((urlsplit(council.homepage).hostname or "").lower())
    status, value = Status.NOT_CHECKED, None
    if one.subject != own:
        message = Message("mail.other_domain", {"asked": one.subject, "domain": own})
    elif mail is None or mail.value is None:
        status = one.status if mail is None or one.value is None else mail.status
        status = Status.NOT_CHECKED if status is Status.MEASURED else status
        message = Message("mail.not_known", {"domain": own, "why": _unknown(mail.code if mail else "")})
    elif mail.value == 0:
        message = Message("mail.none_taken", {"domain": own})
    else:
        status, value = one.status, one.value
        parts = tuple(_part(name, checks[name]) for name in PARTS[measure] if name in checks)
        message = Message("mail.records", {"domain": own, "parts": parts})
    return Fact(council.code, measure, value, status, one.day, SOURCE, message=message)


_LABELS = {"spf": "mail.spf", "dmarc": "mail.dmarc", "mta_sts": "mail.mta_sts", "tls_rpt": "mail.tls_rpt"}


def _part(name: str, found: Found) -> Message:
    """Return what is said of one record."""
    if found.value is None:
        return Message("mail.part_not_known", {"what": Message(_LABELS[name]), "why": _unknown(found.code)})
    code = f"{name}-{found.code}"
    return Message(f"record.{code}")


def _unknown(code: str) -> Message:
    """Return why nothing is known: '' where it was not asked."""
    if not code:
        return Message("unanswered.not_asked")
    return Message("unanswered.policy") if code.startswith("policy_") else Message(f"unanswered.{code}")


def _answers(authority: str, measure: str, checks: Mapping[str, Found]) -> Iterator[ProbeAnswer]:
    names = [name for name in (*PARTS[measure], MAIL) if name in checks]
    for position, name in enumerate(names, start=1):
        one = checks[name]
        asked, kind = (one.subject, "MX") if name == MAIL else (text_name(name, one.subject), "TXT")
        said = str(one.seen.get("hosts" if name == MAIL else "record", ""))
        command = f"dig +noall +answer {asked} {kind}"
        if name == "mta_sts" and "url" in one.seen:
            command += f" && curl --silent --show-error {policy_url(one.subject)}"
        yield ProbeAnswer(
            authority, measure, position, asked, kind, one.status.value, one.code, redact(said), one.day, command
        )


def answer_rows(edition: str, probed: Probed) -> Iterator[Row]:
    """Yield the `probe_answers` rows."""
    for one in probed.answers:
        yield {"edition": edition, **asdict(one), "observed_on": one.observed_on.isoformat()}


def probe_sources(probed: Probed) -> Iterator[SourceEntry]:
    """Yield the probes as sources beside those of sources.toml, those alone of which there are facts."""
    whose = "Simulated" if probed.simulated else "Council"
    if SOURCE in probed.newest:
        yield _source(
            SOURCE,
            f"{whose} mail domains, asked of their name servers",
            "https://www.rfc-editor.org/rfc/rfc7489",
            "Each mark shows the records that it rests on and a command by which anybody can ask for them.",
            probed.newest[SOURCE],
            "whether mail in the council’s name can be forged or read on its way",
            "The mail domain is taken from the home page in the register; one that takes no mail is not judged.",
        )
    if LOOKS_SOURCE in probed.newest:
        yield _source(
            LOOKS_SOURCE,
            f"{whose} home pages and hosts of tasks, looked at again and again",
            "https://www.gov.uk/find-local-council",
            "Each mark says how many looks were answered, where and between which days, and lists those that failed.",
            probed.newest[LOOKS_SOURCE],
            "how often the home page and up to five hosts of tasks answer",
            "Only the page’s own error over https, twice, counts; refusals, silence and a failing robots.txt do not.",
        )
    if PAGES_SOURCE in probed.newest:
        yield _source(
            PAGES_SOURCE,
            f"{whose} pages, opened in a browser",
            "https://github.com/dequelabs/axe-core",
            "Rules of accessibility: axe-core, MPL 2.0. Versions with a known hole: GitHub Advisory Database, CC BY "
            "4.0. Who advertises: third-party-web, MIT.",
            probed.newest[PAGES_SOURCE],
            "accessibility rules, fit on a phone, cookies before a choice, advertising, script libraries with holes",
            "Up to twenty pages and ten forms, as they first show: nothing is clicked or sent. Libraries are known by "
            "their scripts’ addresses alone, and advertisers and cookies by lists: what is on none is not seen. Parts "
            "that have to be wide, such as maps, are not excepted from the fit on a phone.",
        )


def _source(
    source: str, title: str, url: str, attribution: str, newest: date, used_for: str, caveat: str
) -> SourceEntry:
    return SourceEntry(
        source=source,
        title=title,
        publisher="The councils and their suppliers; asked and judged by this index",
        url=url,
        live_url="",
        licence="Facts alone",
        licence_url="",
        attribution=attribution,
        snapshot_on=newest,
        cadence="each edition",
        used_for=used_for,
        caveat=caveat,
        enabled=True,
        expected=None,
        difference="",
        counted=None,
    )
