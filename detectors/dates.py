"""Dates as council pages print them, English and Welsh, with the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from detectors.wording import fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan ionawr",
            "february feb chwefror",
            "march mar mawrth",
            "april apr ebrill",
            "may mai",
            "june jun mehefin",
            "july jul gorffennaf",
            "august aug awst",
            "september sept sep medi",
            "october oct hydref",
            "november nov tachwedd",
            "december dec rhagfyr",
        ),
        start=1,
    )
    for name in names.split()
}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_LONG = re.compile(rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th|ain|af|eg|fed)? (?:of |o )?)?({_NAMES}) ((?:19|20)\d\d)\b")
_ISO = re.compile(r"\b((?:19|20)\d\d) (0[1-9]|1[0-2]) (0[1-9]|[12]\d|3[01])\b")
_MONTHLY = re.compile(r"\b((?:19|20)\d\d) (0[1-9]|1[0-2])\b(?! \d)")
_SLASHED = re.compile(r"\b(0?[1-9]|[12]\d|3[01]) (0?[1-9]|1[0-2]) ((?:19|20)\d\d)\b")
_YEARS = re.compile(r"\b(20\d\d) (?:to |and |until )?(20\d\d|\d\d)\b")
_YEAR = re.compile(r"\b(20[0-4]\d)\b")
_CENTURY = re.compile(r"(?:19|20)\d\d")
"""What every date holds."""
_BEFORE, _AFTER = 24, 12
"""Letters of a date before its year ("31st of september " has 18) and from its year on, one more included."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date found: the day (the last of the month if only a month is printed), where, and whether a day was given."""

    day: date
    start: int
    end: int
    exact: bool


def dates_in(text: str) -> list[Dated]:
    """Return the dates in a text in order; text may be folded or not. Impossible days are left out."""
    return _dates_of(fold(text))


def _dates_of(folded: str) -> list[Dated]:
    found = {d.start: d for begin, end in _around_years(folded) for d in _all(folded, begin, end)}
    return [found[start] for start in sorted(found)]


def _around_years(folded: str) -> list[tuple[int, int]]:
    """Return the stretches of a text in which its dates stand, each whole, in order."""
    stretches: list[tuple[int, int]] = []
    for year in _CENTURY.finditer(folded):
        begin, end = max(0, year.start() - _BEFORE), year.start() + _AFTER
        if stretches and begin <= stretches[-1][1]:
            begin = stretches.pop()[0]
        stretches.append((begin, end))
    return stretches


def _all(folded: str, begin: int, end: int) -> Iterator[Dated]:
    for match in _SLASHED.finditer(folded, begin, end):
        yield from _made(match, match[3], match[2], match[1])
    for match in _ISO.finditer(folded, begin, end):
        yield from _made(match, *match.groups())
    for match in _MONTHLY.finditer(folded, begin, end):
        yield from _made(match, match[1], match[2], None)
    for match in _LONG.finditer(folded, begin, end):
        yield from _made(match, match[3], str(_MONTHS[match[2]]), match[1])


def _made(match: re.Match[str], year: str, month: str, day: str | None) -> Iterator[Dated]:
    try:
        made = date(int(year), int(month), int(day)) if day else _month_end(int(year), int(month))
    except ValueError:
        return
    yield Dated(made, match.start(), match.end(), day is not None)


def _month_end(year: int, month: int) -> date:
    return date.fromordinal((date(year + month // 12, month % 12 + 1, 1)).toordinal() - 1)


def date_near(text: str, words: re.Pattern[str], reach: int = 90) -> date | None:
    """Return the date that follows (or, failing that, just precedes) a match of `words` within `reach` letters.

    words: pattern over folded text. None without such a date; the newest if there are several.
    """
    return date_near_in(fold(text), words, reach)


def date_near_in(folded: str, words: re.Pattern[str], reach: int = 90) -> date | None:
    """Return what date_near does of a text that is folded already."""
    if not words.search(folded):
        return None
    found = _dates_of(folded)
    near = [after[0].day for m in words.finditer(folded) if (after := _after(found, m.end(), reach))]
    if not near:
        near = [d.day for m in words.finditer(folded) for d in found if 0 <= m.start() - d.end <= 4]
    return max(near, default=None)


def _after(found: list[Dated], end: int, reach: int) -> list[Dated]:
    return [d for d in found if 0 <= d.start - end <= reach]


def last_year_of(text: str) -> int | None:
    """Return the last year of a span ("2022 to 2025", "2023/24") or the newest single year; None without one."""
    folded = fold(text)
    spans = [_span_end(match) for match in _YEARS.finditer(folded)]
    years = [year for year in spans if year] or [int(match[1]) for match in _YEAR.finditer(folded)]
    return max(years, default=None)


def _span_end(match: re.Match[str]) -> int | None:
    first, last = int(match[1]), int(match[2])
    last = last if last > 100 else first // 100 * 100 + last
    return last if first <= last <= first + 30 else None
