"""What a browser found on a council's pages, as facts of an edition: A06, A07, A08, T10 and T11. Pure.

Source: the framework's rules for those codes; collectors/probes/browser/ makes the findings. What could not be seen is
missing with its reason: pages that were not had, too few of them, cookies whose purpose is not known.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from collectors.probes.browser.roles import COOKIES_FILE, PAGES_FILE, Role
from models import Authority, Fact, Message, Status

SOURCE = "pages_in_a_browser"
MOST = {"A06": math.inf, "A07": math.inf, "A08": 1.0, "T10": 1.0, "T11": 1.0}
"""Measure -> the highest value that it can have."""
PAGE, COOKIE = "PAGE", "COOKIE"
"""Record types, among the published answers to probes, of a page that was opened and of a cookie that was left."""
PURPOSE_UNKNOWN = "unknown"
"""Code of a cookie that our list does not know."""
_CONTENT = (Role.HOME.value, Role.TASK.value)
_PAGES_OF = {
    "A06": _CONTENT,
    "A07": (Role.FORM.value,),
    "A08": (*_CONTENT, Role.FORM.value),
    "T10": tuple(role.value for role in Role),
    "T11": (Role.TASK.value, Role.FORM.value),
}
"""Measure -> the roles of the pages that it is asked of."""
_YES_OR_NO = {
    "T10": ("only_necessary", "tracks_before_consent"),
    "T11": ("asks_no_listed_tracker", "asks_trackers"),
}
"""Measure that is yes or no -> the codes that decide it."""
UNDECIDED = ("too_few_pages", "no_such_pages", "requests_not_followed", "cookies_not_known",
             "answers_browser_otherwise", "no_time_left")  # fmt: skip
"""Codes that say of themselves why nothing is known; every other is why most of the pages could not be seen."""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of the browser. subject: the host of the home page then; seen: its figures, as they were kept."""

    subject: str
    status: Status
    value: float | None
    code: str
    seen: Mapping[str, Any]
    day: date


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that a mark rests on. name: a page's address or a cookie's name; answer: what was found of it."""

    name: str
    kind: str
    status: str
    code: str
    answer: str


def fact_of(council: Authority, host: str, measure: str, found: Found) -> Fact:
    """Return the fact of a finding. host: of the council's home page today; what was asked of another says nothing."""
    status, value = found.status, found.value
    if found.subject != host:
        status, value, message = Status.NOT_CHECKED, None, Message("browser.other_host")
    elif value is None:
        message = Message(f"browser.why.{found.code}") if found.code in UNDECIDED else Message("browser.not_seen")
    elif measure in ("A06", "A07"):
        message = _rules(measure, value, found)
    elif measure == "A08":
        pages, chosen = _count(found, "pages"), _count(found, "chosen")
        message = Message("browser.phone", {"fitting": round(value * pages), "n": pages, "chosen": chosen})
    else:
        message = _named(found)
    of = _count(found, "pages") if value is not None and measure == "A08" else None
    return Fact(council.code, measure, value, status, found.day, SOURCE, of, council.homepage, message)


def check_value(measure: str, code: str, value: float | None) -> None:
    """Raise ValueError, naming the field, for a value or a code that no finding of the measure can have."""
    if value is None:
        return
    most = MOST[measure]
    codes = _YES_OR_NO.get(measure, ())
    if not (math.isfinite(value) and 0 <= value <= most) or (codes and value not in (0, 1)):
        wanted = "0 or more" if most == math.inf else "0 or 1" if codes else "0 to 1"
        raise ValueError(f'field "value": {value!r}, expected {wanted}')
    if codes and code not in codes:
        raise ValueError(f'field "code": {code!r}, expected one of {", ".join(codes)}')


def shown(measure: str, kept: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[Shown]:
    """Yield what a reader can check of a measure: the pages it is asked of, and the cookies that were left.

    kept: name of a file that the probe kept -> its rows. Raises ValueError for rows that are not as agreed.
    """
    try:
        for page in kept.get(PAGES_FILE, ()):
            if page["role"] in _PAGES_OF[measure] and (measure != "T11" or page.get("advertisers") is not None):
                if not str(page["url"]).startswith(("https://", "http://")):
                    raise ValueError(f"kept: {page['url']!r}, expected the address of a page")
                answer = _of_page(measure, page) if page["status"] == Status.MEASURED.value else ""
                yield Shown(str(page["url"]), PAGE, Status(page["status"]).value, str(page["code"]), answer)
        for cookie in kept.get(COOKIES_FILE, ()) if measure == "T10" else ():
            stays = {} if cookie["days"] is None else {"max-age-days": f"{cookie['days']:g}"}
            answer = _fields({"domain": str(cookie["domain"]), **stays})
            purpose = cookie["purpose"] or PURPOSE_UNKNOWN
            yield Shown(str(cookie["name"]), COOKIE, Status.MEASURED.value, purpose, answer)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"kept: a page or cookie is not as agreed: {error!r}") from None


def fields_of(answer: str) -> dict[str, str]:
    """Return the fields of an answer that has some: of a cookie, or of a page for A08. {} for any other."""
    return dict(part.split("=", 1) for part in answer.split("; ") if "=" in part)


def _fields(said: Mapping[str, str]) -> str:
    """Return an answer of several fields, as fields_of reads it: what a page says of itself is written in one word."""
    return "; ".join(f"{name}={value.replace(';', ',')}" for name, value in said.items())


def rows_of(body: bytes) -> list[dict[str, Any]]:
    """Return the rows of a file that the probe kept. Raises ValueError if it is no JSON list of objects."""
    rows = json.loads(body)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("kept: expected a JSON list of objects")
    return rows


def _of_page(measure: str, page: Mapping[str, Any]) -> str:
    if measure in ("A06", "A07"):
        elements: dict[str, int] = {}
        for width in ("390", "1280"):
            for rule in page[f"wcag_{width}"]:
                elements[rule["id"]] = max(elements.get(rule["id"], 0), int(rule["elements"]))
        return ", ".join(f"{rule} ({count})" for rule, count in sorted(elements.items()))
    if measure == "A08":
        fit = page["fit"]
        small = any(rule["id"] == "target-size" for rule in page["wcag_390"])
        return _fields({"width": str(fit["document_width"]), "target-size": "fails" if small else "passes",
                        "viewport": str(fit["viewport"] or "")})  # fmt: skip
    if measure == "T11":
        return ", ".join(f"{company} ({host})" for company, host in sorted(page["advertisers"].items()))
    return ""


def _rules(measure: str, value: float, found: Found) -> Message:
    templates, pages, chosen = (_count(found, field) for field in ("templates", "pages", "chosen"))
    if measure == "A06":
        return Message("browser.rules", {"rules": value, "templates": templates, "pages": pages, "chosen": chosen})
    return Message("browser.rules_of_forms", {"rules": value, "templates": templates, "pages": pages, "chosen": chosen})


def _named(found: Found) -> Message:
    """Return what is said of T10 or T11, which are yes or no."""
    pages = _count(found, "pages")
    if found.code == "tracks_before_consent":
        return Message("browser.tracks_before_consent", {"cookies": tuple(_text(found, "tracking").split())})
    if found.code == "only_necessary":
        return Message("browser.only_necessary", {"n": pages})
    if found.code == "asks_trackers":
        return Message("browser.asks_trackers", {"companies": _text(found, "companies")})
    return Message("browser.asks_no_listed_tracker", {"n": pages})


def _count(found: Found, field: str) -> int:
    """Return a figure that was kept beside a finding. Raises ValueError naming it where it is none."""
    said = found.seen.get(field)
    if not isinstance(said, int | float) or not math.isfinite(said) or said < 0:
        raise ValueError(f'field "seen": {field}: {said!r}, expected a count')
    return int(said)


def _text(found: Found, field: str) -> str:
    said = found.seen.get(field)
    if not isinstance(said, str):
        raise ValueError(f'field "seen": {field}: {said!r}, expected a text')
    return said
