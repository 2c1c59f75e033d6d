"""Live GOV.UK Pay services per council: a complete register, so a council it does not list has none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from collectors.open_data.contract import Harvest, Live, Measure, Source
from collectors.open_data.councils import covered
from collectors.open_data.gathering import ABOLISHED, Gathering, is_predecessor
from collectors.open_data.organisations import councils_named
from collectors.open_data.tables import Row, decoded, read_table
from errors import SourceError
from models import Status
from register.authorities import Register, fold_name

NAME = "govuk_pay"
HISTORY = "govuk-pay/council_pay_services_history.csv"
PUBLISHED = "govuk-pay/performance.json"
URL = "https://www.payments.service.gov.uk/performance/"
SERVICES = "pay_services"

Sum = tuple[frozenset[str], int]
"""Codes of several councils, and the services of all of them together."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return the number of live services of every council that existed, at every half-yearly snapshot.

    Services of abolished councils are filed under their successor, several councils in one sum: a council whose
    own number does not follow from the sums is `ambiguous`.
    """
    gathering = Gathering(NAME, register)
    columns = ("snapshot_date", "slug", "gss", "match", "pay_organisation", "live_services")
    rows = read_table(NAME, HISTORY, inputs[HISTORY], columns, ("snapshot_date", "slug", "match"))
    snapshots: dict[date, tuple[Counter[str], list[Sum]]] = {}
    for row in rows:
        day, services = row.day("snapshot_date"), row.whole("live_services")
        counts, sums = snapshots.setdefault(day, (Counter(), []))
        if is_predecessor(row):
            if members := _abolished(gathering, row, day):
                sums.append((members, services))
        elif council := gathering.council(row, day):
            counts[council.code] += services
    for day, (counts, sums) in snapshots.items():
        known, ambiguous = shared_out(sums)
        _add_snapshot(gathering, day, counts + known, ambiguous)
    return gathering.harvest()


def _abolished(gathering: Gathering, row: Row, day: date) -> frozenset[str]:
    """Return the codes of the councils a sum is of; none, counted, if one of them is not known or had ended."""
    names = {fold_name(name) for name in row.text("pay_organisation").split(";")}
    alive = (one for one in gathering.register.abolished if one.existed(day))
    codes = frozenset(one.code for one in alive if fold_name(one.name) in names)
    if len(codes) < len(names):
        gathering.set_aside(ABOLISHED)
        return frozenset()
    return codes


def shared_out(sums: Sequence[Sum]) -> tuple[Counter[str], frozenset[str]]:
    """Return the number of each council that follows from the sums, and the councils whose number does not."""
    known: Counter[str] = Counter()
    while True:
        open_sums = [(members - known.keys(), total - sum(known[code] for code in members)) for members, total in sums]
        found = {next(iter(left)): total for left, total in open_sums if len(left) == 1 and total >= 0}
        if not found:
            return known, frozenset().union(*(left for left, _ in open_sums))
        known.update(found)


def parse_published(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return the newest snapshot alone, from the publisher's own performance.json."""
    gathering = Gathering(NAME, register)
    day, organisations = _published(inputs[PUBLISHED])
    counts: Counter[str] = Counter()
    for name, services in organisations.items():
        councils = councils_named(register, name)
        counts.update({council.code: services for council in councils})
        if not councils:
            gathering.set_aside("organisation that is not one of the 382 councils")
    _add_snapshot(gathering, day, counts)
    return gathering.harvest()


def _add_snapshot(
    gathering: Gathering, day: date, counts: Counter[str], ambiguous: frozenset[str] = frozenset()
) -> None:
    for council in covered(gathering.register, day):
        if council.code in ambiguous:
            text = "Counted together with another abolished council"
            gathering.add(council, SERVICES, None, day, status=Status.AMBIGUOUS, text=text, url=URL)
            continue
        services = counts[council.code]
        noun = "service takes" if services == 1 else "services take"
        text = f"{services} {noun} payments through GOV.UK Pay" if services else ""
        gathering.add(council, SERVICES, services, day, text=text, url=URL)


def _published(raw: bytes) -> tuple[date, dict[str, int]]:
    try:
        document = json.loads(decoded(NAME, PUBLISHED, raw))
    except json.JSONDecodeError as error:
        raise SourceError(NAME, f"{PUBLISHED} is not JSON: {error.msg}", error.lineno) from None
    organisations = document.get("serviceCountByOrganisation") if isinstance(document, dict) else None
    if not isinstance(organisations, dict) or not organisations:
        raise SourceError(NAME, f"{PUBLISHED} has no such object", column="serviceCountByOrganisation")
    for name, services in organisations.items():
        if not isinstance(services, int) or services < 0:
            raise SourceError(NAME, f"{PUBLISHED}: {services!r} of {name!r} is not a whole number", column=name)
    return _updated(document.get("dateUpdated")), organisations


def _updated(written: object) -> date:
    try:
        return datetime.strptime(str(written), "%d %B %Y").date()
    except ValueError:
        message = f"{PUBLISHED}: {written!r} is not a date such as 3 August 2026"
        raise SourceError(NAME, message, column="dateUpdated") from None


SOURCE = Source(
    name=NAME,
    inputs=(HISTORY,),
    measures=(Measure(SERVICES, "services", "services that take payments through GOV.UK Pay on the snapshot's day"),),
    parse=parse,
    live=Live(
        file=PUBLISHED,
        url="https://raw.githubusercontent.com/alphagov/pay-product-page/HEAD/data/performance.json",
        media_types=("text/plain", "application/json"),
        parse=parse_published,
    ),
)
