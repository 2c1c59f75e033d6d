"""What the probe of names found, as facts of an edition: T05 and T06 of each council's mail domain, with its answers.

A mail domain is one that the register proves to be the council's, because its home page lies there, and that says of
itself that it takes mail (MX). Of any other nothing is said. What could not be asked is missing with its reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from collectors.open_data.catalogue import SourceEntry
from collectors.probes.dns import DECIDED, UNANSWERED, policy_url, text_name
from collectors.probes.store import read_probes
from detectors.wording import redact
from edition.rows import Row
from errors import EditionError
from models import Authority, Fact, Message, Status
from register.domains import registrable

SOURCE = "mail_domains"
PARTS = {"T05": ("spf", "dmarc"), "T06": ("mta_sts", "tls_rpt")}
"""Measure -> the checks of which it is made (collectors/probes/dns.py)."""
MAIL = "mx"
_PROBE = "dns"
_CHECKS = (MAIL, *PARTS, *(part for parts in PARTS.values() for part in parts))


@dataclass(frozen=True, slots=True)
class ProbeAnswer:
    """One question of a probe and its answer. position: 1 for the first that a measure rests on.

    name, record_type: what was asked for. answer: the record as it was published, mail addresses left out, '' for none.
    status, code: what came of it. check_with: a command by which anybody asks the same.
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
    """Probes as an edition takes them. simulated: some of the names were invented. newest: day of the newest finding.

    evidence: a digest of all that was taken.
    """

    facts: tuple[Fact, ...]
    answers: tuple[ProbeAnswer, ...]
    simulated: bool
    newest: date
    evidence: str


@dataclass(frozen=True, slots=True)
class _Found:
    subject: str
    status: Status
    value: float | None
    code: str
    seen: Mapping[str, Any]
    day: date


def load_probed(path: Path, authorities: Sequence[Authority]) -> Probed:
    """Return what a database of probes says of these councils.

    Raises CrawlError if the file is missing or no such database, EditionError if it holds no findings of the probe of
    names, a council that is not among the authorities, or a row that is not as agreed.
    """
    db = read_probes(path)
    try:
        marks = ", ".join("?" * len(_CHECKS))
        rows = db.execute(
            "SELECT authority, check_name, subject, status, value, code, seen, observed_at, origin FROM findings "
            f"WHERE probe = ? AND check_name IN ({marks}) ORDER BY authority, check_name",
            [_PROBE, *_CHECKS],
        ).fetchall()
    finally:
        db.close()
    if not rows:
        raise EditionError(f"{path.name}: holds no findings of names; `probe dns --db {path.name}` makes them")
    councils = {one.code: one for one in authorities}
    found: dict[str, dict[str, _Found]] = {}
    for row in rows:
        if row[0] not in councils:
            raise EditionError(f'{path.name}: findings: authority "{row[0]}" is not a council of the register')
        found.setdefault(row[0], {})[row[1]] = _found(path, row)
    facts: list[Fact] = []
    answers: list[ProbeAnswer] = []
    for code, checks in found.items():
        for measure in PARTS:
            if measure in checks:
                facts.append(_fact(councils[code], measure, checks))
                answers += _answers(code, measure, checks)
    return Probed(
        tuple(facts), tuple(answers), any(row[8] != "live" for row in rows),
        max(one.day for checks in found.values() for one in checks.values()),
        sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest(),
    )  # fmt: skip


def _found(path: Path, row: Sequence[Any]) -> _Found:
    authority, check, subject, status, value, code, seen, at, _ = row
    try:
        said = json.loads(seen)
        if not isinstance(said, dict):
            raise ValueError(f'field "seen": {seen!r}, expected a JSON object')
        if (value is None) == (status == Status.MEASURED.value):
            raise ValueError(f'field "value": {value!r} with status {status}')
        if value not in (None, 0, 1):
            raise ValueError(f'field "value": {value!r}, expected 0, 1 or nothing')
        _check_code(check, code, value)
        return _Found(subject, Status(status), value, code, said, date.fromisoformat(at[:10]))
    except ValueError as error:
        raise EditionError(f"{path.name}: findings: {check} of {authority}: {error}") from None


def _check_code(check: str, code: str, value: float | None) -> None:
    if check in PARTS:
        return
    known = DECIDED[check] if value is not None else UNANSWERED
    if code not in known and not (value is None and code.startswith("policy_")):
        raise ValueError(f'field "code": {code!r}, expected one of {", ".join(sorted(known))}')


def _fact(council: Authority, measure: str, checks: Mapping[str, _Found]) -> Fact:
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


def _part(name: str, found: _Found) -> Message:
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


def _answers(authority: str, measure: str, checks: Mapping[str, _Found]) -> Iterator[ProbeAnswer]:
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


def probe_source(probed: Probed) -> SourceEntry:
    """Return the probe as a source beside those of sources.toml."""
    whose = "Simulated" if probed.simulated else "Council"
    return SourceEntry(
        source=SOURCE,
        title=f"{whose} mail domains, asked of their name servers",
        publisher="The councils, in the public DNS; asked and judged by this index",
        url="https://www.rfc-editor.org/rfc/rfc7489",
        live_url="",
        licence="Facts; records of the public DNS",
        licence_url="",
        attribution="Each mark shows the records that it rests on and a command by which anybody can ask for them.",
        snapshot_on=probed.newest,
        cadence="each edition",
        used_for="whether mail in the council’s name can be forged or read on its way",
        caveat="The mail domain is taken from the home page in the register; one that takes no mail is not judged.",
        enabled=True,
        expected=None,
        difference="",
        counted=None,
    )
