"""Questions that only people can judge (A09, G04), from data/judged.csv: two people apart, and what was settled later.

Where the two differ, nothing is known until it is settled; where they agree too seldom over all, nothing of that
question is used. `code-questions` writes the file; it is empty as long as nobody has judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from collectors.open_data.catalogue import SourceEntry
from errors import EditionError
from models import Authority, Fact, Message, Status
from register.tables import read_rows
from scoring.agreement import AGREED, weighted_kappa

SOURCE = "two_people"
ITEMS = {"A09": 5, "G04": 1}
"""Question -> what each council is judged on: five pages, one document."""
YES, NO, UNSURE = "yes", "no", "?"
ANSWERS = (YES, NO, UNSURE)
COLUMNS = (
    "authority", "measure", "item", "url", "judged_on", "first", "first_coder", "second", "second_coder", "settled",
    "settled_by", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """One page or document as two people judged it. item: from 1. first, second: each of ANSWERS. settled: yes or no,
    '' while nobody has settled it; settled_by: a third person, by name or role. note: where in the document, in the
    coders' words.
    """

    authority: str
    measure: str
    item: int
    url: str
    judged_on: date
    first: str
    first_coder: str
    second: str
    second_coder: str
    settled: str = ""
    settled_by: str = ""
    note: str = ""

    @property
    def answer(self) -> str:
        """Return yes or no, or '' where it is not known: they differ and nobody settled it, or both were unsure."""
        agreed = self.first if self.first == self.second != UNSURE else ""
        return agreed or self.settled


def load_judged(path: Path, authorities: Iterable[Authority], until: date | None = None) -> tuple[Judgement, ...]:
    """Return the judgements of a file in its order, none if there is no file.

    until: the last day that one can have, None for no such check. Raises EditionError naming file, line, field, value
    and what was expected.
    """
    if not path.is_file():
        return ()
    known = {one.code for one in authorities}

    def refuse(message: str, line: int, column: str | None) -> EditionError:
        return EditionError(f'{path.name}: line {line}: field "{column}": {message}')

    found: dict[tuple[str, str, int], Judgement] = {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EditionError(f"{path.name}: cannot be read: {error}") from None
    for line, row in read_rows(text, COLUMNS, refuse):
        for field, (fits, expected) in _checks(row, known, until).items():
            if not fits:
                raise refuse(f'found "{row[field][:80]}", expected {expected}', line, field)
        one = Judgement(
            row["authority"], row["measure"], int(row["item"]), row["url"], date.fromisoformat(row["judged_on"]),
            row["first"], row["first_coder"], row["second"], row["second_coder"], row["settled"], row["settled_by"],
            row["note"],
        )  # fmt: skip
        if (key := (one.authority, one.measure, one.item)) in found:
            raise refuse(
                f'found "{one.item}" of {one.measure} of {one.authority} twice, expected it once', line, "item"
            )
        if any(one.url == other.url for other in found.values() if _asked(other) == _asked(one)):
            raise refuse(
                f'found "{one.url[:80]}" twice for {one.measure} of {one.authority}, expected another page', line, "url"
            )
        found[key] = one
    return tuple(found.values())


def _asked(one: Judgement) -> tuple[str, str]:
    return one.authority, one.measure


def _checks(row: Mapping[str, str], known: set[str], until: date | None) -> dict[str, tuple[bool, str]]:
    """Return field -> whether it is as agreed, and what that is."""
    most = ITEMS.get(row["measure"], 0)
    differ = not (row["first"] == row["second"] != UNSURE)
    return {
        "authority": (row["authority"] in known, "a code of the register"),
        "measure": (most > 0, " or ".join(ITEMS)),
        "item": (row["item"] in {str(one) for one in range(1, most + 1)}, f"1 to {most}"),
        "url": (_is_address(row["url"]), "the address of what was judged"),
        "judged_on": (_is_day(row["judged_on"], until), "a day such as 2026-12-01, none after today"),
        "first": (row["first"] in ANSWERS, "yes, no or ?"),
        "second": (row["second"] in ANSWERS, "yes, no or ?"),
        "first_coder": (bool(row["first_coder"]), "a name or a role"),
        "second_coder": (row["second_coder"] not in ("", row["first_coder"]), "another person than the first coder"),
        "settled": (row["settled"] in ("", YES, NO) and (differ or not row["settled"]),
                    "nothing, or yes or no where the two do not agree"),
        "settled_by": (bool(row["settled_by"]) == bool(row["settled"])
                       and row["settled_by"] not in {row["first_coder"], row["second_coder"]} - {""},
                       "who settled it, where it was settled: a third person"),
    }  # fmt: skip


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname)


def _is_day(text: str, until: date | None) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return until is None or day <= until


def agreement(judgements: Iterable[Judgement], measure: str) -> float | None:
    """Return the kappa of the two people on one question, settled or not; None where it is not defined."""
    pairs = [(one.first, one.second) for one in judgements if one.measure == measure]
    return weighted_kappa([pair for pair in pairs if UNSURE not in pair], ordered=False)


def judged_facts(judgements: Sequence[Judgement]) -> Iterator[Fact]:
    """Yield a fact for each council and question that was judged."""
    kappas = {measure: agreement(judgements, measure) for measure in ITEMS}
    by_key: dict[tuple[str, str], list[Judgement]] = {}
    for one in judgements:
        by_key.setdefault((one.authority, one.measure), []).append(one)
    for (authority, measure), some in by_key.items():
        some.sort(key=lambda one: one.item)
        status, value, message = _said(measure, some, kappas[measure])
        day = max(one.judged_on for one in some)
        n = ITEMS[measure] if value is not None and ITEMS[measure] > 1 else None
        yield Fact(authority, measure, value, status, day, SOURCE, n, some[0].url, message)


def _said(measure: str, some: Sequence[Judgement], kappa: float | None) -> tuple[Status, float | None, Message]:
    of = ITEMS[measure]
    if kappa is not None and kappa < AGREED:
        return Status.AMBIGUOUS, None, Message("judged.seldom_agreed", {"kappa": kappa, "least": AGREED})
    if unsettled := sum(not one.answer for one in some):
        return Status.AMBIGUOUS, None, Message("judged.unsettled", {"n": unsettled, "of": of})
    if len(some) < of:
        return Status.NOT_CHECKED, None, Message("judged.too_few", {"n": len(some), "of": of})
    met = sum(one.answer == YES for one in some)
    settled = sum(bool(one.settled) for one in some)
    if measure == "G04":
        return Status.MEASURED, float(met), _plan(bool(met), bool(settled))
    failed = tuple(one.url for one in some if one.answer == NO)
    found = Message("judged.pages_all", {"of": of})
    if failed:
        found = Message("judged.pages", {"n": met, "of": of, "failed": failed})
    return Status.MEASURED, met / of, Message("judged.settled", {"found": found, "n": settled}) if settled else found


def _plan(met: bool, settled: bool) -> Message:
    if settled:
        return Message("judged.plan_settled_yes") if met else Message("judged.plan_settled_no")
    return Message("judged.plan_yes") if met else Message("judged.plan_no")


def judged_sources(judgements: Sequence[Judgement]) -> Iterator[SourceEntry]:
    """Yield the people as a source beside those of sources.toml, nothing as long as nobody has judged."""
    if judgements:
        yield SourceEntry(
            source=SOURCE,
            title="Two people, apart from each other",
            publisher="The council itself; judged by this index",
            url="https://www.w3.org/TR/WCAG22/",
            live_url="",
            licence="Facts alone; the pages and documents remain their councils’ own",
            licence_url="",
            attribution="Each mark links what was judged.",
            snapshot_on=max(one.judged_on for one in judgements),
            cadence="each edition",
            used_for="what only a person can judge: use with a keyboard alone, digital aims in the corporate plan",
            caveat="Where the two differ, nothing is known until it is settled.",
            enabled=True,
            expected=None,
            difference="",
            counted=None,
        )
