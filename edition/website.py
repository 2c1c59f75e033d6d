"""What a crawl found, as the facts of an edition: the tables of crawl.db read once, and nothing written.

A mark of level 0 to 2 counts only after a crawl of another day agrees (docs/decisions/0013-website-scope.md).
What could not be read is missing with its reason and never a low mark.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from collectors.crawl.evidence import evidence_digest, open_evidence
from collectors.sqlite import Database
from detectors.measures import MEASURES, scored_level
from edition.website_messages import NOT_LOOKED_AT, absent_duty, mark_message, told, unread
from edition.website_receipts import ArchivedReceipt, archived_receipts
from errors import EditionError
from models import Authority, Fact, Message, Service, Status
from register.services import Duties
from scoring.framework import Graded

SOURCE = "website_crawl"
FIRST_LOOK = "first_look"
"""Why a mark that was seen once is not counted yet; a reason of cells beside the values of models.Status."""
LOOKS_NEEDED, SURE_AT_ONCE = 2, 3
"""Looks on different days that a low mark needs, and the ladder level from which one look is enough."""
ROUTES = ("phone", "face-to-face", "urgent help")
_SITE = frozenset(measure.code for measure in MEASURES if measure.detector not in ("service-ladder", "gate"))
_DETECTORS = {measure.code: measure.detector for measure in MEASURES}
GATES = {"https": ("T01",), "accessibility_statement": ("A01",), "online_payment": ("online_payment",),
          "resident_account": ("resident_account",), "published_data": ("P01", "P09")}  # fmt: skip
"""Gate fact -> the measures of which one above 0 meets it (framework, section 8)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where one council stands on one service. level: seen, 0-4, None unless measured. counted: the level that
    scoring uses, None while it counts for nothing. message: what a reader is told. routes: for a complex need whose
    level counts, which of the human routes its page shows, None where that was not looked at.
    """

    authority: str
    service: str
    status: Status
    level: int | None
    counted: int | None
    looks: int
    page_url: str
    action_url: str
    vendor: str
    confidence: float | None
    observed_on: date
    message: Message
    routes: Message | None = None

    @property
    def first_look(self) -> bool:
        """Whether it was seen, but not often enough to count."""
        return self.level is not None and self.counted is None


@dataclass(frozen=True, slots=True)
class Broken:
    """A task link that does not work."""

    authority: str
    service: str
    page_url: str
    link_url: str
    why: Message | None


@dataclass(frozen=True, slots=True)
class Website:
    """A crawl as an edition takes it. unread: authority -> why its website could not be read, or
    that nobody tried.

    receipts: the archived replies behind marks and facts. shifts: rows of the crawl's table of that name, what the
    newest detectors changed on the same pages.

    ladder and gates: as edition/background.py takes them; what is not in them is unknown. simulated: some of the
    sites were invented. councils: how many were crawled; newest: the day of the newest evidence. evidence: a digest
    of all that the crawl stored and the detectors made of it. detectors: authority -> digest of the detectors by which
    it was judged, '' where that was not kept.
    """

    facts: tuple[Fact, ...]
    reasons: Mapping[tuple[str, str], str]
    marks: tuple[Mark, ...]
    broken: tuple[Broken, ...]
    receipts: tuple[ArchivedReceipt, ...]
    shifts: tuple[Mapping[str, Any], ...]
    ladder: Mapping[tuple[str, str], int]
    gates: Mapping[tuple[str, str], bool]
    unread: Mapping[str, Message]
    simulated: bool
    councils: int
    newest: date
    evidence: str
    detectors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Site:
    """How the newest crawl of one council's website ended."""

    status: str
    reason: str
    home_url: str
    day: date


def load_website(
    path: Path, authorities: Iterable[Authority], services: Sequence[Service], duties: Duties,
    grades: Mapping[str, Graded],
) -> Website:  # fmt: skip
    """Return what the crawl database says of these councils.

    grades: how right each detector is; what one below its floor says is as good as unsaid. Raises CrawlError if the
    file is missing or no crawl, EditionError if it holds no observations, a council that is not among the
    authorities, or a row that is not as agreed.
    """
    db = open_evidence(path)
    try:
        sites, councils = _sites(db), {one.code: one for one in authorities}
        strangers = sorted(sites.keys() - councils.keys())
        if strangers:
            raise EditionError(f'{path.name}: sites: authority "{strangers[0]}" is not a council of the register')
        known = _observations(db, path, sites)
        if not known:
            raise EditionError(f"{path.name}: holds no observations; `replay --db {path.name}` makes them")
        known = {key: fact for key, fact in known.items() if _trusted(key[1], grades)}
        marks = tuple(_marks(db, path, sites, councils, {one.code: one for one in services}, duties, known))
        broken = tuple(_broken(db, path))
        given = {
            *known,
            *((mark.authority, mark.service) for mark in marks if mark.status is not Status.NOT_APPLICABLE),
        }
        receipts = tuple(one for one in archived_receipts(db, path) if (one.authority, one.measure) in given)
        shifts = tuple(db.query("SELECT * FROM shifts ORDER BY code")) if db["shifts"].exists() else ()
        simulated = bool(db.execute("SELECT count(*) FROM runs WHERE origin = 'simulated'").fetchone()[0])
        evidence = evidence_digest(db)
        detectors = dict(db.execute("SELECT authority, detectors FROM observed")) if db["observed"].exists() else {}
    finally:
        db.close()
    return Website(
        facts=(*(_fact(mark, sites[mark.authority]) for mark in marks), *_site_facts(known)),
        reasons={(mark.service, mark.authority): FIRST_LOOK for mark in marks if mark.first_look},
        marks=marks, broken=broken, receipts=receipts, shifts=shifts,
        ladder={(mark.authority, mark.service): mark.level for mark in marks
                if mark.level is not None and mark.counted is not None},
        gates=dict(_gates(sites, known)),
        unread=dict.fromkeys(councils.keys() - sites.keys(), NOT_LOOKED_AT)
        | {code: unread(s.status, s.reason) for code, s in sites.items() if s.status != "replied"},
        simulated=simulated, councils=len(sites), newest=max(one.day for one in sites.values()),
        evidence=evidence, detectors=detectors,
    )  # fmt: skip


def _trusted(measure: str, grades: Mapping[str, Graded]) -> bool:
    grade = grades.get(measure) or grades.get(_DETECTORS.get(measure, ""))
    return grade is not None and grade.scored


def _sites(db: Database) -> dict[str, _Site]:
    rows = db.execute(
        "SELECT authority, status, reason, home_url, date(started_at) FROM sites s JOIN runs USING (run) "
        "WHERE run = (SELECT max(run) FROM sites l WHERE l.authority = s.authority) ORDER BY authority"
    )
    return {code: _Site(status, reason, home, date.fromisoformat(day)) for code, status, reason, home, day in rows}


def _observations(db: Database, path: Path, sites: Mapping[str, _Site]) -> dict[tuple[str, str], Fact]:
    query = (
        "SELECT authority, measure, value, status, observed_at, denominator, text, url FROM observations "
        "WHERE subject = '' ORDER BY authority, measure"
    )
    return {(row[0], row[1]): _observation(path, row, sites) for row in db.execute(query)}


def _observation(path: Path, row: tuple[Any, ...], sites: Mapping[str, _Site]) -> Fact:
    authority, measure, value, status, when, denominator, text, url = row
    try:
        site = sites[authority]
        day = _day(when, site)
        return Fact(
            authority, measure, value, Status(status), day, SOURCE, denominator, url=url or site.home_url,
            message=told(text),
        )  # fmt: skip
    except (ValueError, KeyError) as error:
        raise EditionError(f"{path.name}: observations: {measure} of {authority}: {error}") from None


def _broken(db: Database, path: Path) -> Iterator[Broken]:
    query = "SELECT authority, service, page_url, link_url, why FROM broken_links ORDER BY 1, 2, 3, 4"
    for authority, service, page_url, link_url, why in db.execute(query):
        try:
            yield Broken(authority, service, page_url, link_url, told(why))
        except ValueError as error:
            raise EditionError(f"{path.name}: broken_links: {service} of {authority}: {error}") from None


def _day(when: str, site: _Site) -> date:
    return date.fromisoformat(when[:10]) if when else site.day


def _site_facts(known: Mapping[tuple[str, str], Fact]) -> Iterator[Fact]:
    """Yield the facts of the site-level questions; gates of services and levels are no questions of their own."""
    yield from (fact for (_, measure), fact in known.items() if measure in _SITE)


def _marks(
    db: Database, path: Path, sites: Mapping[str, _Site], councils: Mapping[str, Authority],
    services: Mapping[str, Service], duties: Duties, known: Mapping[tuple[str, str], Fact],
) -> Iterator[Mark]:  # fmt: skip
    query = (
        "SELECT authority, service, status, level, looks, page_url, action_url, vendor, confidence, fetched_at, "
        "reasons FROM services ORDER BY authority, service"
    )
    for row in db.execute(query):
        try:
            service = services[row[1]]
            duty = duties.duty(councils[row[0]], service)
            yield _mark(row, service, duty, sites[row[0]], known.get((row[0], f"{row[1]}G")))
        except (ValueError, KeyError) as error:
            raise EditionError(f"{path.name}: services: {row[1]} of {row[0]}: {error}") from None


def _mark(row: tuple[Any, ...], service: Service, duty: tuple[str, str], site: _Site, gate: Fact | None) -> Mark:
    authority, code, status, level, looks, page_url, action_url, vendor, confidence, fetched_at, reasons = row
    found = Status(status)
    if (level is None) == (found is Status.MEASURED) or (level is not None and not 0 <= level <= 4):
        raise ValueError(f"level {level!r} with status {status}")
    day, said = _day(fetched_at, site), [told(one) for one in json.loads(reasons)]
    if _not_its_job(duty[0], found, page_url):
        return Mark(authority, code, Status.NOT_APPLICABLE, None, None, looks, page_url, action_url, vendor, None, day,
                    absent_duty(*duty))  # fmt: skip
    counted = _counted(level, looks, service, gate)
    message = mark_message(
        level, counted, looks >= LOOKS_NEEDED, vendor, gate.message if gate else None, day, [one for one in said if one]
    )
    routes = gate.message if gate is not None and gate.status is Status.MEASURED and counted is not None else None
    return Mark(authority, code, found, level, counted, looks, page_url, action_url, vendor, confidence, day, message,
                routes)  # fmt: skip


def _not_its_job(duty: str, status: Status, page_url: str) -> bool:
    """A part duty is judged only where the council is seen to run the service: no page, no question."""
    return duty == "none" or status is Status.NOT_APPLICABLE or (duty == "part" and not page_url)


def _counted(level: int | None, looks: int, service: Service, gate: Fact | None) -> int | None:
    """Return the level that scoring uses. Complex needs reach their cap only with the human routes in sight."""
    if level is None or (level < SURE_AT_ONCE and looks < LOOKS_NEEDED):
        return None
    passed = service.dimension != "D2" or (gate is not None and gate.value == 1)
    return scored_level(min(level, service.cap), service.cap, () if passed else ROUTES)


def _fact(mark: Mark, site: _Site) -> Fact:
    status = Status.NOT_CHECKED if mark.first_look else mark.status
    value = None if mark.counted is None else float(mark.counted)
    url = mark.page_url or mark.action_url or site.home_url
    return Fact(mark.authority, mark.service, value, status, mark.observed_on, SOURCE, url=url, message=mark.message)


def _gates(sites: Mapping[str, _Site], known: Mapping[tuple[str, str], Fact]) -> Iterator[tuple[tuple[str, str], bool]]:
    """Yield the gate facts that are known: met if any of its measures is above 0, failed if all are known to be 0."""
    for code in sites:
        for gate, measures in GATES.items():
            values = [known[code, measure].value if (code, measure) in known else None for measure in measures]
            if any(values):
                yield (code, gate), True
            elif None not in values:
                yield (code, gate), False
