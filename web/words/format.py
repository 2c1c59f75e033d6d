"""Numbers, dates and ranges as a reader sees them. Pure; None is "not known", never zero."""

from __future__ import annotations

from datetime import date

from scoring.rounding import out_of_100, whole_percent

UNKNOWN = "not known"
_STEPS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))


def score_text(score: float | None) -> str:
    """Return "54.3" for 0.543."""
    return UNKNOWN if score is None else f"{out_of_100(score):.1f}"


def span_text(low: float | None, high: float | None) -> str:
    """Return "41.0 to 60.2" for a range of 0-1 scores."""
    if low is None or high is None:
        return UNKNOWN
    return f"{score_text(low)} to {score_text(high)}"


def between(low: float | None, high: float | None) -> str:
    """Return "41.0 and 60.2" for a range of 0-1 scores, to stand after "between"."""
    if low is None or high is None:
        return UNKNOWN
    return f"{score_text(low)} and {score_text(high)}"


def percent(share: float | None) -> str:
    """Return "87%" for 0.87; a share that is not quite all or nothing is never rounded to 100% or 0%."""
    if share is None:
        return UNKNOWN
    whole = whole_percent(share)
    if whole == 100 and share < 1 - 1e-9:
        return "99%"
    return "under 1%" if whole == 0 and share > 1e-9 else f"{whole}%"


def byte_size(value: float | None) -> str:
    """Return "2.1 MB" (decimal units) for 2,100,000."""
    if value is None:
        return UNKNOWN
    for step, name in _STEPS:
        if value >= step:
            return f"{value / step:.{0 if value >= 100 * step else 1}f} {name}"
    return f"{value:.0f} bytes"


def number(value: float | None, decimals: int = 2) -> str:
    """Return "1,234" or "2.45": thousands separated, trailing zeros dropped."""
    if value is None:
        return UNKNOWN
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def long_date(iso: str | None) -> str:
    """Return "21 November 2026" for 2026-11-21, "November 2026" for 2026-11; other text as it is."""
    if not iso:
        return UNKNOWN
    try:
        if len(iso) == 7:
            return f"{date.fromisoformat(iso + '-01'):%B %Y}"
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {day:%B %Y}"


def signed(score: float | None) -> str:
    """Return a difference of 0-1 scores in points with its sign: "+3.2", "-0.4"."""
    return UNKNOWN if score is None else f"{out_of_100(score):+.1f}"


def signed_percent(share: float | None) -> str:
    """Return a move as a share with its sign: "+23%", "-4%", "0%" for less than half a per cent."""
    if share is None:
        return UNKNOWN
    whole = whole_percent(share)
    return f"{whole:+d}%" if whole else "0%"


def rank_text(best: int | None, worst: int | None, of: int | None) -> str:
    """Return "12 to 31 of 164". A rank is never printed without its range."""
    if best is None or worst is None or of is None:
        return "not ranked"
    return f"{best} to {worst} of {of}"


def value_text(value: float | None, kind: str, unit: str, denominator: int | None = None) -> str:
    """Return a raw observation in plain units: "2.1 MB", "3.4 seconds", "7 of 9", "Yes", "level 3"."""
    if value is None:
        return UNKNOWN
    if kind == "binary":
        return "Yes" if value >= 0.5 else "No"
    if kind == "proportion" or unit == "share":
        return _share(value, denominator)
    return byte_size(value) if unit in ("bytes", "byte", "B") else _counted(value, unit)


def _share(value: float, denominator: int | None) -> str:
    if not denominator:
        return percent(value)
    return f"{number(value * denominator)} of {number(denominator)} ({percent(value)})"


def _counted(value: float, unit: str) -> str:
    if unit == "ladder level":
        return f"level {number(value, 0)}"
    unit = {"s": "seconds", "ms": "milliseconds"}.get(unit, unit)
    if value == 1 and unit.endswith("s") and " " not in unit:
        unit = unit[:-1]
    return f"{number(value)} {unit}".strip()


def plural(count: int, singular: str, several: str | None = None) -> str:
    """Return "1 council" or "3 councils"."""
    return f"{count:,} {singular if count == 1 else several or singular + 's'}"


def listing(items: list[str]) -> str:
    """Return "a, b and c"."""
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1] if items else ""


def ordinal(number: int) -> str:
    """Return "1st", "12th", "23rd"."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
