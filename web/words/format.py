"""Numbers, dates and ranges as a reader sees them, in the present language. None is "not known", never zero."""

from __future__ import annotations

from datetime import date
from functools import cache

from babel.dates import get_month_names

from counted import plural as plural  # templates say it as fmt.plural
from scoring.rounding import out_of_100, whole_percent
from web.words.language import current, noted, say, say_n

MANY = 10
_STEPS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))


def unknown() -> str:
    """Return "not known"."""
    return say("not known")


def score_text(score: float | None) -> str:
    """Return "54.3" for 0.543."""
    return unknown() if score is None else f"{out_of_100(score):.1f}"


def span_text(low: float | None, high: float | None) -> str:
    """Return "41.0 to 60.2" for a range of 0-1 scores."""
    if low is None or high is None:
        return unknown()
    return say("%(low)s to %(high)s", low=score_text(low), high=score_text(high))


def between(low: float | None, high: float | None) -> str:
    """Return "41.0 and 60.2" for a range of 0-1 scores, to stand after "between"."""
    if low is None or high is None:
        return unknown()
    return say("%(low)s and %(high)s", low=score_text(low), high=score_text(high))


def percent(share: float | None) -> str:
    """Return "87%" for 0.87; a share that is not quite all or nothing is never rounded to 100% or 0%."""
    if share is None:
        return unknown()
    whole = whole_percent(share)
    if whole == 100 and share < 1 - 1e-9:
        return "99%"
    return say("under 1%%") if whole == 0 and share > 1e-9 else f"{whole}%"


def byte_size(value: float | None) -> str:
    """Return "2.1 MB" (decimal units) for 2,100,000."""
    if value is None:
        return unknown()
    for step, name in _STEPS:
        if value >= step:
            return f"{value / step:.{0 if value >= 100 * step else 1}f} {name}"
    return say("%(n)s bytes", n=number(value, 0))


def number(value: float | None, decimals: int = 2) -> str:
    """Return "1,234" or "2.45": thousands separated, trailing zeros dropped."""
    if value is None:
        return unknown()
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def long_date(iso: str | None) -> str:
    """Return "21 November 2026" for 2026-11-21, "November 2026" for 2026-11; other text as it is."""
    if not iso:
        return unknown()
    try:
        if len(iso) == 7:
            day = date.fromisoformat(iso + "-01")
            return f"{_months(current())[day.month]} {day.year}"
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {_months(current())[day.month]} {day.year}"


@cache
def _months(language: str) -> dict[int, str]:
    return dict(get_month_names("wide", locale=language))


def signed(score: float | None) -> str:
    """Return a difference of 0-1 scores in points with its sign: "+3.2", "-0.4"."""
    return unknown() if score is None else f"{out_of_100(score):+.1f}"


def signed_percent(share: float | None) -> str:
    """Return a move as a share with its sign: "+23%", "-4%", "0%" for less than half a per cent."""
    if share is None:
        return unknown()
    whole = whole_percent(share)
    return f"{whole:+d}%" if whole else "0%"


def rank_text(best: int | None, worst: int | None, of: int | None) -> str:
    """Return "12 to 31 of 164". A rank is never printed without its range."""
    if best is None or worst is None or of is None:
        return say("not ranked")
    return say("%(best)s to %(worst)s of %(of)s", best=best, worst=worst, of=of)


def value_text(value: float | None, kind: str, unit: str, denominator: int | None = None) -> str:
    """Return a raw observation in plain units: "2.1 MB", "3.4 seconds", "7 of 9", "Yes", "level 3"."""
    if value is None:
        return unknown()
    if kind == "binary":
        return say("Yes") if value >= 0.5 else say("No")
    if kind == "proportion" or unit == "share":
        return _share(value, denominator)
    return byte_size(value) if unit in ("bytes", "byte", "B") else _counted(value, unit)


def _share(value: float, denominator: int | None) -> str:
    if not denominator:
        return percent(value)
    some = number(value * denominator)
    return say("%(some)s of %(of)s (%(share)s)", some=some, of=number(denominator), share=percent(value))


_UNITS = {
    "seconds": noted("%(n)s second", "%(n)s seconds"),
    "rules": noted("%(n)s rule", "%(n)s rules"),
    "services": noted("%(n)s service", "%(n)s services"),
    "platforms": noted("%(n)s platform", "%(n)s platforms"),
    "programmes": noted("%(n)s programme", "%(n)s programmes"),
}


def whole(value: float) -> int:
    """Return the number by which a plural is chosen: a fraction takes the form of many in every language we have."""
    return int(value) if float(value).is_integer() else MANY


def _counted(value: float, unit: str) -> str:
    if unit == "ladder level":
        return say("level %(level)s", level=number(value, 0))
    unit = {"s": "seconds", "ms": "milliseconds"}.get(unit, unit)
    if unit in _UNITS:
        return say_n(*_UNITS[unit], whole(value), n=number(value))
    if value == 1 and unit.endswith("s") and " " not in unit:
        unit = unit[:-1]
    return f"{number(value)} {unit}".strip()


def listing(items: list[str]) -> str:
    """Return "a, b and c"."""
    if len(items) < 2:
        return items[0] if items else ""
    return ", ".join(items[:-1]) + " " + _AND.get(current(), "and {}".format)(items[-1])


def _welsh_and(last: str) -> str:
    """Return "a" before a consonant, "ac" before a vowel, "a'r" for the article."""
    word = last.lstrip("“(")
    if last.lower().startswith(("y ", "yr ")):
        return f"a’r {last.partition(' ')[2]}"
    return f"ac {last}" if word[:1].lower() in VOWELS else f"a {last}"


VOWELS = frozenset("aâeêiîïoôuûwŵyŷ")
"""Letters that are vowels in Welsh."""
_AND = {"cy": _welsh_and}
"""Language -> the last of several with the conjunction before it; English where none is given."""


def ordinal(number: int) -> str:
    """Return "1st", "12th", "23rd"; in Welsh "1af", "12fed", "23ain"."""
    return f"{number}{_ENDINGS.get(current(), _english_ending)(number)}"


def _english_ending(number: int) -> str:
    return "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _welsh_ending(number: int) -> str:
    low = {1: "af", 2: "il", 3: "ydd", 4: "ydd", 5: "ed", 6: "ed"}
    if number > 20:
        return "fed" if number % 100 == 0 else "ain"
    return low.get(number, "eg" if number in (11, 13, 14, 16, 17, 19) else "fed")


_ENDINGS = {"cy": _welsh_ending}
