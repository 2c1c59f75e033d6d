"""Planning data supplied to planning.data.gov.uk, against what each council is expected to supply."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from collectors.open_data.contract import Harvest, Live, Measure, Request, Source
from collectors.open_data.councils import ENGLISH_PLANNING, covered
from collectors.open_data.days import edition_days
from collectors.open_data.documents import field, read_object
from collectors.open_data.gathering import ABOLISHED, NOT_A_COUNCIL, Gathering, is_predecessor
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import DAY, FLAG, NEEDED, TEXT, Row, one_of, optional, read_table, refusal
from errors import SourceError
from models import Authority, Message, Status
from register.authorities import Register

NAME = "planning_data"
ENDPOINTS = "planning-data-endpoints/la_planning_data_endpoints.csv"
STATES = "planning-data-endpoints/la_planning_data_history.csv"
EXPECTED = "mhclg-digital-programmes/expected_planning_datasets.csv"
SHARE, BROWNFIELD = "planning_datasets_share", "brownfield_live"
LISTS = Place("digital-land/config", "3c8c9cf117574b89122a4af6ae4111376a0f1e6a", "collection/")
SHARE_URL, BROWNFIELD_URL = LISTS.url(), LISTS.url("brownfield-land/source.csv")
LAND = "brownfield-land"
MEMBERS_ONLY = "open-digital-planning"
COUNTED = frozenset({"statutory", "expected"})
NOT_COUNTED = frozenset({"prospective", "encouraged", "experimental", "alternative", "authoritative"})

_DATASETS = """
article-4-direction article-4-direction-area brownfield-land conservation-area conservation-area-document
listed-building-outline local-plan minerals-plan plan-timetable supplementary-plan tree tree-preservation-order
tree-preservation-zone waste-plan
"""
DATASETS = frozenset(_DATASETS.split())
"""Datasets that are, or have been, statutory or expected; a pipeline of the same name supplies each."""

_OTHER_PIPELINES = """
asset-of-community-value brownfield-site central-activities-zone design-code design-code-area
developer-agreement developer-agreement-contribution developer-agreement-transaction
development-corporation-boundary development-plan-document infrastructure-funding-statement listed-building
locally-listed-building planning-application planning-application-condition planning-condition
"""
OTHER_PIPELINES = frozenset(_OTHER_PIPELINES.split())
"""Pipelines that supply no expected dataset. A brownfield *site* file is not the brownfield land register."""

ENDPOINT_COLUMNS = {
    "slug": TEXT, "gss": TEXT, "register_code": TEXT, "match": TEXT, "collection": TEXT, "pipelines": TEXT,
    "endpoint_entry_date": optional(DAY), "endpoint_end_date": optional(DAY), "source_end_date": optional(DAY),
    "has_endpoint": FLAG, "endpoint": TEXT,
}  # fmt: skip
STATE_COLUMNS = {"as_of": DAY, "slug": TEXT, "gss": TEXT}
EXPECTED_COLUMNS = {"slug": TEXT, "gss": TEXT, "dataset": NEEDED, "reason": one_of(*sorted(COUNTED | NOT_COUNTED)),
                    "project": TEXT, "start_date": optional(DAY)}  # fmt: skip


CONTRACT = "planning.data.gov.uk, its Datasette's digital-land, as digital-land/submit read it in July 2026"
TABLES = "https://datasette.planning.data.gov.uk/digital-land.json"
PAGE = 1000
"""Rows a reply has at most, as that service is set up."""

SOUGHT = {
    "provision": (
        ("organisation", "dataset", "project", "provision_reason", "start_date", "end_date"),
        "provision_reason in ('statutory', 'expected')",
    ),
    "reporting_latest_endpoints": (
        ("organisation", "pipeline", "endpoint_entry_date"),
        "organisation like 'local-authority%'",
    ),
}
"""Table -> the columns that are read, and of which rows: what is asked of each council, and what it supplies now.

The second holds the newest address of each council and pipeline that has not ended, as the one who builds it says.
"""

LOCAL_AUTHORITY = ("local-authority:", "local-authority-eng:")
"""How the name of a council begins there, today and before the prefixes were renamed; its letters follow."""

LETTERS = {"CUA": "CBD", "NNUA": "NNT", "SUA": "SMT", "WFUA": "WAF", "WNUA": "WNT"}
"""The ministry's letters of the unitaries of 2021 and 2023 -> those of the register, where they are others."""


@dataclass(frozen=True, slots=True)
class Span:
    """A dataset in force, or supplied, from `start` until the day `end`, None if it has not ended.

    who: for what is expected, the programme that asks, '' for the law; for what is supplied, the supplier's letters.
    """

    dataset: str
    start: date
    end: date | None
    who: str

    def holds(self, day: date) -> bool:
        """Return whether the day lies in the span."""
        return self.start <= day and (self.end is None or self.end > day)


Spans = dict[str, list[Span]]
"""By council code."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return both measures of every English planning authority for the editions' days and for the newest one.

    The history file says from which year on the addresses are known, and which day is the newest. The share is
    k/n: n expected datasets already in force that day, k of them with an endpoint alive that day. Where nothing
    was expected yet the status is `not_applicable`. The list of what is expected names no abolished council: of
    these we expect what was expected of every council on that day.
    """
    gathering = Gathering(NAME, register)
    states = read_table(NAME, STATES, inputs[STATES], STATE_COLUMNS, ("as_of", "slug")).as_of
    newest = states.max()
    supplied = _supplied(gathering, inputs[ENDPOINTS], newest)
    expected = _expected(gathering, inputs[EXPECTED], newest)
    abolished = {one.code for one in register.abolished}
    for day in edition_days(states.min().year, newest):
        councils = covered(register, day, ENGLISH_PLANNING)
        required = {one.code: _datasets_on(expected.get(one.code, []), day) for one in councils}
        of_everybody = _in_all([required[one.code] for one in councils if one.code not in abolished])
        for council in councils:
            spans = supplied.get(council.code, [])
            owed = of_everybody if council.code in abolished else required[council.code]
            _add_share(gathering, council, day, owed, _datasets_on(spans, day))
            _add_brownfield(gathering, council, day, [span for span in spans if span.dataset == LAND], newest)
    return gathering.harvest()


def _in_all(required: Sequence[Collection[str]]) -> dict[str, str]:
    """Return the datasets that are in every one of the collections, nobody named who asks for them."""
    return dict.fromkeys(set.intersection(*map(set, required)) if required else (), "")


def _datasets_on(spans: list[Span], day: date) -> dict[str, str]:
    """Return who asks for each dataset of that day."""
    return {span.dataset: span.who for span in spans if span.holds(day)}


def _add_share(
    gathering: Gathering,
    council: Authority,
    day: date,
    expected: dict[str, str],
    alive: Collection[str],
    url: str = SHARE_URL,
) -> None:
    if not expected:
        message = Message("planning.nothing_expected", {"day": day})
        gathering.add(council, SHARE, None, day, status=Status.NOT_APPLICABLE, message=message, url=url)
        return
    lacking = sorted(expected.keys() - alive)
    share = 1 - len(lacking) / len(expected)
    message = _share_message(expected, lacking)
    gathering.add(council, SHARE, share, day, denominator=len(expected), message=message, url=url)


def _share_message(expected: dict[str, str], lacking: list[str]) -> Message:
    asked = len(expected)
    parts = [Message("planning.supplied", {"supplied": asked - len(lacking), "asked": asked})]
    if lacking:
        parts.append(Message("planning.lacking", {"datasets": tuple(lacking)}))
    if more := sum(who == MEMBERS_ONLY for who in expected.values()):
        parts.append(Message("planning.of_members", {"more": more, "asked": asked}))
    if LAND in expected:
        parts.append(Message("planning.land_too"))
    return Message("planning.share", {"parts": tuple(parts)})


def _add_brownfield(
    gathering: Gathering, council: Authority, day: date, spans: list[Span], newest: date, url: str = BROWNFIELD_URL
) -> None:
    alive = [span for span in spans if span.holds(day)]
    message = _brownfield_message(alive, spans, day, newest)
    gathering.add(council, BROWNFIELD, int(bool(alive)), day, message=message, url=url)


def _brownfield_message(alive: list[Span], spans: list[Span], day: date, newest: date) -> Message:
    if alive:
        first = min(alive, key=lambda span: span.start)
        return Message("brownfield.listed", {"since": first.start, "who": first.who})
    if ended := [span.end for span in spans if span.end and span.start <= day]:
        return Message("brownfield.ended", {"day": max(ended)})
    if spans:
        return Message("brownfield.planned", {"day": min(span.start for span in spans)})
    return Message("brownfield.absent", {"day": newest})


def _supplied(gathering: Gathering, raw: bytes, newest: date) -> Spans:
    key = ("register_code", "slug", "collection", "pipelines", "endpoint", "endpoint_entry_date", "endpoint_end_date",
           "source_end_date")  # fmt: skip
    spans: Spans = {}
    for row in read_table(NAME, ENDPOINTS, raw, ENDPOINT_COLUMNS, key, repeats=True).itertuples():
        if (council := _supplier(gathering, row, newest)) and _has_endpoint(gathering, row):
            if row.endpoint_entry_date is None:
                raise refusal(NAME, row, "endpoint_entry_date", "empty, expected a date")
            end = min(filter(None, (row.endpoint_end_date, row.source_end_date)), default=None)
            for dataset in _datasets(row):
                span = Span(dataset, row.endpoint_entry_date, end, row.register_code)
                spans.setdefault(council.code, []).append(span)
    return spans


def _supplier(gathering: Gathering, row: Row, newest: date) -> Authority | None:
    """Return whose endpoint it is; an abolished council has its own register letters, whatever the day."""
    if is_predecessor(row) and (before := gathering.abolished(row.register_code)):
        return before
    return gathering.council(row, newest)


def _has_endpoint(gathering: Gathering, row: Row) -> bool:
    if row.has_endpoint:
        return True
    gathering.set_aside("endpoint asked for and never given")
    return False


def _datasets(row: Row) -> list[str]:
    pipelines = [name for name in row.pipelines.split(";") if name]
    for name in pipelines:
        if name not in DATASETS | OTHER_PIPELINES:
            raise refusal(NAME, row, "pipelines", f"{name!r} is a pipeline nobody has mapped to a dataset")
    return [name for name in pipelines if name in DATASETS]


def _expected(gathering: Gathering, raw: bytes, newest: date) -> Spans:
    table = read_table(NAME, EXPECTED, raw, EXPECTED_COLUMNS, ("slug", "dataset"))
    for row in table[table.reason.isin(COUNTED) & ~table.dataset.isin(DATASETS)].itertuples():
        raise refusal(NAME, row, "dataset", f"{row.dataset!r} is expected, but mapped to no pipeline")
    for row in table[table.reason.isin(COUNTED) & table.start_date.isna()].itertuples():
        raise refusal(NAME, row, "start_date", "empty, expected a date")
    spans: Spans = {}
    for row in table.itertuples():
        if (council := gathering.council(row, newest)) and row.reason in COUNTED:
            spans.setdefault(council.code, []).append(Span(row.dataset, row.start_date, None, row.project))
    return spans


def requests(register: Register) -> Iterator[Request]:
    """Yield the first page of both tables."""
    for table in SOUGHT:
        yield _page(table, 0)


def onward(file: str, body: bytes, register: Register) -> Iterator[Request]:
    """Yield the next page of a table after a full one. Raises SourceError naming the column that is not there."""
    table, _, offset = file.removeprefix("planning-data/").removesuffix(".json").rpartition("/")
    if len(_rows(file, body, SOUGHT[table][0])) >= PAGE:
        yield _page(table, int(offset) + PAGE)


def parse_published(bodies: Mapping[str, bytes], register: Register, day: date) -> Harvest:
    """Return both measures of every English planning authority as of the day of the reading.

    Supplied is a dataset of which the ministry lists an address that has not ended, whether or not it answered last
    night: a server that was down is no verdict. The tables name no day on which the ministry ended an address, so
    states of earlier days come from its lists alone. A council of which nothing is expected there has no fact.
    """
    gathering = Gathering(NAME, register)
    expected, supplied = _expected_now(gathering, bodies), _supplied_now(gathering, bodies)
    letters = _letters(register)
    for council in covered(register, day, ENGLISH_PLANNING):
        spans, owed = supplied.get(council.code, []), expected.get(council.code)
        if owed is None:  # listed under other letters, perhaps: that is not to supply nothing
            gathering.set_aside(f"of which the ministry's tables say nothing: {council.slug}")
            continue
        url = _link(letters[council.code])
        _add_share(gathering, council, day, _datasets_on(owed, day), _datasets_on(spans, day), url)
        _add_brownfield(gathering, council, day, [one for one in spans if one.dataset == LAND], day, url)
    return gathering.harvest()


def _expected_now(gathering: Gathering, bodies: Mapping[str, bytes]) -> Spans:
    spans: Spans = {}
    for place, row in _table(bodies, "provision"):
        if row["dataset"] not in DATASETS:
            raise _wrong(place, "dataset", f"{row['dataset']!r} is expected, but mapped to no pipeline")
        start, end = (_day(place, row, name) for name in ("start_date", "end_date"))
        if start is None:
            raise _wrong(place, "start_date", "empty, expected a date")
        if council := _named(gathering, row["organisation"]):
            spans.setdefault(council.code, []).append(Span(row["dataset"], start, end, row["project"]))
    # What the law asks comes last, because it stands where a programme asks for the same.
    return {code: sorted(found, key=lambda span: span.who, reverse=True) for code, found in spans.items()}


def _supplied_now(gathering: Gathering, bodies: Mapping[str, bytes]) -> Spans:
    spans: Spans = {}
    for place, row in _table(bodies, "reporting_latest_endpoints"):
        start = _day(place, row, "endpoint_entry_date")
        if start is None:
            raise _wrong(place, "endpoint_entry_date", "empty, expected a date")
        council = _named(gathering, row["organisation"])
        if row["pipeline"] not in DATASETS | OTHER_PIPELINES:
            raise _wrong(place, "pipeline", f"{row['pipeline']!r} is a pipeline nobody has mapped to a dataset")
        if council and row["pipeline"] in DATASETS:
            letters = row["organisation"].rpartition(":")[2]
            spans.setdefault(council.code, []).append(Span(row["pipeline"], start, None, letters))
    return spans


def _named(gathering: Gathering, organisation: str) -> Authority | None:
    """Return the council of today that an organisation is, or None after counting why it is none."""
    letters = next((organisation.removeprefix(one) for one in LOCAL_AUTHORITY if organisation.startswith(one)), "")
    council = gathering.register.by_identifier("register", LETTERS.get(letters, letters))
    if council is None:
        gathering.set_aside(ABOLISHED if letters and gathering.abolished(letters) else NOT_A_COUNCIL)
    return council


def organisations(register: Register) -> dict[str, str]:
    """Return ONS code -> "local-authority:LDS", by which the ministry's lists call a council; of England's alone."""
    english = {council.code for council in register.authorities if council.nation == "England"}
    return {code: LOCAL_AUTHORITY[0] + letters for code, letters in _letters(register).items() if code in english}


def _letters(register: Register) -> dict[str, str]:
    theirs = {ours: value for value, ours in LETTERS.items()}
    return {
        code: theirs.get(value, value) for (scheme, value), code in register.identifiers.items() if scheme == "register"
    }


def _table(bodies: Mapping[str, bytes], table: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every row of a table with where it stands."""
    for file in sorted(name for name in bodies if name.startswith(f"planning-data/{table}/")):
        for position, row in enumerate(_rows(file, bodies[file], SOUGHT[table][0])):
            yield f"{file}: rows[{position}]", row


def _rows(file: str, body: bytes, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of a reply by column. An empty text stands for nothing there, as null does."""
    page = read_object(NAME, file, body)
    names: list[str] = field(NAME, file, page, "columns", list)
    for name in columns:
        if name not in names:
            raise SourceError(NAME, f"{file}: there is no such column", column=name)
    if field(NAME, file, page, "truncated", bool):
        raise SourceError(NAME, f"{file}: the service cut it off before its last row", column="truncated")
    found = []
    for position, cells in enumerate(field(NAME, file, page, "rows", list)):
        if not isinstance(cells, list) or len(cells) != len(names):
            raise SourceError(NAME, f"{file}: expected a list of {len(names)}", column=f"rows[{position}]")
        row = {name: cell if cell is not None else "" for name, cell in zip(names, cells, strict=True)}
        for name in columns:
            if not isinstance(row[name], str):
                raise _wrong(f"{file}: rows[{position}]", name, f"found {row[name]!r}, expected str")
        found.append(row)
    return found


def _day(place: str, row: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(row[name][:10]) if row[name] else None
    except ValueError:
        raise _wrong(place, name, f"found {row[name]!r}, expected a date such as 2026-08-31") from None


def _wrong(place: str, name: str, message: str) -> SourceError:
    return SourceError(NAME, f"{place}: {message}", column=name)


def _page(table: str, offset: int) -> Request:
    columns, which = SOUGHT[table]
    names = ", ".join(columns)
    sql = f"select {names} from {table} where {which} order by {names} limit {PAGE} offset {offset}"
    url = f"{TABLES}?{urlencode({'sql': sql})}"
    return Request(f"planning-data/{table}/{offset}.json", url, ("application/json",))


def _link(letters: str) -> str:
    """Return the address that shows what the ministry lists of one council now."""
    names = " or ".join(f"organisation = '{start}{letters}'" for start in LOCAL_AUTHORITY)
    return f"{TABLES}?{urlencode({'sql': f'select * from reporting_latest_endpoints where {names}'})}"


SOURCE = Source(
    name=NAME,
    inputs=(ENDPOINTS, STATES, EXPECTED),
    measures=(
        Measure(SHARE, "share", "datasets supplied out of those that law or programme expects of this council"),
        Measure(BROWNFIELD, "0 or 1", "the brownfield land register is supplied as data"),
    ),
    parse=parse,
    live=Live(contract=CONTRACT, requests=requests, onward=onward, parse=parse_published),
)
