"""Live GOV.UK Pay services per council: a complete register, so a council it does not list has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date, datetime

from collectors.open_data.contract import Harvest, Live, Measure, Source, single_file
from collectors.open_data.councils import covered
from collectors.open_data.days import not_listed
from collectors.open_data.documents import Fields, count, field, read_object
from collectors.open_data.gathering import ABOLISHED, Gathering, is_predecessor
from collectors.open_data.organisations import councils_named
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import DAY, NEEDED, TEXT, WHOLE, Row, read_table
from errors import SourceError
from models import Message, Status
from register.authorities import Register, fold_name

NAME = "govuk_pay"
HISTORY = "govuk-pay/council_pay_services_history.csv"
PUBLISHED = "govuk-pay/performance.json"
LIST = Place("alphagov/pay-product-page", "a9c97e9e6124088d7918bbd09ed3ce920a66486c", "data/performance.json")
SERVICES = "pay_services"
ORGANISATIONS = "serviceCountByOrganisation"
COLUMNS = {"snapshot_date": DAY, "slug": TEXT, "gss": TEXT, "match": TEXT, "pay_organisation": NEEDED,
           "live_services": WHOLE, "source_commit": NEEDED}  # fmt: skip

Sum = tuple[frozenset[str], int]
"""Codes of several councils, and the services of all of them together."""


@dataclass
class Snapshot:
    """One day's list: services and written names by council, sums of several abolished councils, where to read it."""

    url: str
    counts: Counter[str] = with_default(default_factory=Counter)
    names: dict[str, list[str]] = with_default(default_factory=dict)
    sums: list[Sum] = with_default(default_factory=list)

    def add(self, code: str, name: str, services: int) -> None:
        """Count the services of one more organisation of that council."""
        self.counts[code] += services
        self.names.setdefault(code, []).append(name)


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return the number of live services of every council that existed, at every half-yearly snapshot.

    Services of abolished councils are filed under their successor, several councils in one sum: a council whose
    own number does not follow from the sums is `ambiguous`.
    """
    gathering = Gathering(NAME, register)
    table = read_table(NAME, HISTORY, inputs[HISTORY], COLUMNS, ("snapshot_date", "slug", "match"))
    for day, rows in table.groupby("snapshot_date"):
        snapshot = Snapshot(LIST.url(commit=rows.source_commit.iloc[0]))
        for row in rows.itertuples():
            if is_predecessor(row):
                if members := _abolished(gathering, row, day):
                    snapshot.sums.append((members, row.live_services))
            elif council := gathering.council(row, day):
                snapshot.add(council.code, row.pay_organisation, row.live_services)
        _add_snapshot(gathering, day, snapshot)
    return gathering.harvest()


def _abolished(gathering: Gathering, row: Row, day: date) -> frozenset[str]:
    """Return the codes of the councils a sum is of; none, counted, if one of them is not known or had ended."""
    names = {fold_name(name) for name in row.pay_organisation.split(";")}
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
    snapshot = Snapshot(LIST.url(commit="HEAD"))
    for name, services in organisations.items():
        councils = councils_named(register, name)
        for council in councils:
            snapshot.add(council.code, name, services)
        if not councils:
            gathering.set_aside("organisation that is not one of the 382 councils")
    _add_snapshot(gathering, day, snapshot)
    return gathering.harvest()


def _add_snapshot(gathering: Gathering, day: date, snapshot: Snapshot) -> None:
    known, ambiguous = shared_out(snapshot.sums)
    counts = snapshot.counts + known
    for council in covered(gathering.register, day):
        if council.code in ambiguous:
            message = Message("govuk_pay.together")
            gathering.add(council, SERVICES, None, day, status=Status.AMBIGUOUS, message=message, url=snapshot.url)
            continue
        services = counts[council.code]
        message = _message(services, tuple(snapshot.names.get(council.code, ())), day)
        gathering.add(council, SERVICES, services, day, message=message, url=snapshot.url)


def _message(services: int, names: tuple[str, ...], day: date) -> Message:
    if names:
        return Message("govuk_pay.listed", {"n": services, "names": names})
    return Message("govuk_pay.services", {"n": services}) if services else not_listed(day)


def _published(raw: bytes) -> tuple[date, dict[str, int]]:
    document = read_object(NAME, PUBLISHED, raw)
    organisations: Fields = field(NAME, PUBLISHED, document, ORGANISATIONS, dict)
    if not organisations:
        raise SourceError(NAME, f"{PUBLISHED}: nobody is in it", column=ORGANISATIONS)
    services = {name: count(NAME, PUBLISHED, organisations, name, within=ORGANISATIONS) for name in organisations}
    return _updated(document.get("dateUpdated")), services


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
        contract="GOV.UK Pay, pay-product-page data/performance.json",
        requests=single_file(
            PUBLISHED,
            "https://raw.githubusercontent.com/alphagov/pay-product-page/HEAD/data/performance.json",
            "text/plain",
            "application/json",
        ),
        parse=parse_published,
    ),
)
